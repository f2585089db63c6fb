#include <catch2/catch.hpp>
#include <filesystem>
#include <regex>
#include <set>

#include "support/marked_page.hpp"
#include "support/validation_case.hpp"

// docs/validation.md and the tests speak of the same cases. The figures themselves are checked by
// report_case(), where they are measured.
namespace ridethrough::testing {
namespace {

void add_case(const std::string& name, std::set<std::string>& names) {
  INFO("two cases are called '" << name << "'");
  CHECK(names.insert(name).second);
}

std::set<std::string> reported_cases() {
  static const std::regex kCall(R"re(report_case\(\s*\{\s*\.name = "([^"]+)")re");
  std::set<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(repository_path("tests/validation"))) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string text = read_page("tests/validation/" + entry.path().filename().string());
    for (std::sregex_iterator call(text.begin(), text.end(), kCall), end; call != end; ++call) {
      add_case((*call)[1], names);
    }
  }
  return names;
}

/// The two figures of a row, "| case | kind | reference | 1.5 % | 2 % |".
std::pair<double, double> figures_of(const std::string& row) {
  const std::size_t last = row.rfind(" | ");
  const std::size_t before = row.rfind(" | ", last - 1);
  return {std::stod(row.substr(before + 3)), std::stod(row.substr(last + 3))};
}

}  // namespace

TEST_CASE("the validation page lists every case and no other", "[validation]") {
  const std::set<std::string> reported = reported_cases();
  auto rows = rows_of_page();
  if (updates_docs()) {
    std::erase_if(rows, [&](const auto& row) { return !reported.contains(row.first); });
    write_rows(rows);
    return;  // missing rows come from tests that may run later
  }
  std::set<std::string> listed;
  for (const auto& [name, row] : rows) listed.insert(name);
  INFO("RIDETHROUGH_UPDATE_DOCS=1 ./rt test writes docs/validation.md");
  CHECK(listed == reported);
  CHECK(reported.size() >= 10);
}

TEST_CASE("no case of the validation page is above what it may be", "[validation]") {
  for (const auto& [name, row] : rows_of_page()) {
    INFO(row);
    const auto [measured, allowed] = figures_of(row);
    CHECK(measured <= allowed);
    CHECK(allowed > 0.0);
  }
}

TEST_CASE("a validation case names what kind of reference it has", "[validation]") {
  static const std::regex kKind(R"(\| [^|]+ \| (analytic|published|other_tool|measured) \| .*)");
  for (const auto& [name, row] : rows_of_page()) {
    INFO(row);
    CHECK(std::regex_match(row, kKind));
  }
}

}  // namespace ridethrough::testing
