#include "ridethrough/scenario/diagnostic.hpp"

#include <catch2/catch.hpp>

#include "text_support.hpp"

namespace ridethrough::scenario {
namespace {

using text_test::source_of;

Place at(const std::shared_ptr<const SourceText>& source, int line, int column, int length) {
  return {source, line, column, length};
}

}  // namespace

TEST_CASE("a finding is laid out as E1 of the language") {
  const auto source = source_of("schema_version: 1\nname: x\nduration: 300\n", "minimal.yaml");
  const Diagnostic finding{Severity::error, "RT0301", "bare number for a dimensioned value",
                           at(source, 3, 11, 3), "a duration needs a unit: 300 s or 5 min"};
  CHECK(render(finding) == R"(error[RT0301]: bare number for a dimensioned value
 --> minimal.yaml:3:11
  |
3 | duration: 300
  |           ^^^ a duration needs a unit: 300 s or 5 min
)");
}

TEST_CASE("the gutter fits the line number and notes hang on it, as in E5") {
  const std::string line = "  - {at: 60 s, fail: block.7.usp-a, as: breakdown}";
  const auto source = source_of(std::string(30, '\n') + line);
  const Diagnostic finding{Severity::error,
                           "RT0401",
                           "nothing here is called 'usp-a'",
                           at(source, 31, 30, 5),
                           "did you mean 'ups-a'?",
                           {"block has: tx-a, ups-a, ... (rack)"}};
  CHECK(render(finding) == R"(error[RT0401]: nothing here is called 'usp-a'
  --> hall.yaml:31:30
   |
31 |   - {at: 60 s, fail: block.7.usp-a, as: breakdown}
   |                              ^^^^^ did you mean 'ups-a'?
   = block has: tx-a, ups-a, ... (rack)
)");
}

TEST_CASE("carets stand under characters, not bytes") {
  // "é" has two bytes and one column.
  const auto source = source_of("name: é ü: x");
  const std::string text =
      render({Severity::warning, "RT0105", "m", at(source, 1, 10, 2), "label"});
  CHECK(text ==
        "warning[RT0105]: m\n --> hall.yaml:1:9\n  |\n1 | name: é ü: x\n  |         ^ label\n");
}

TEST_CASE("control characters and long lines do not reach the terminal") {
  const auto escape = source_of("a: \x1b[31mred");
  CHECK(render({Severity::error, "RT0105", "m\n\x1b", at(escape, 1, 4, 1), ""}) ==
        "error[RT0105]: m ?\n --> hall.yaml:1:4\n  |\n1 | a: ?[31mred\n  |    ^\n");
  const auto wide = source_of(std::string(1'000'000, 'x'));
  CHECK(render({Severity::error, "RT0105", "m", at(wide, 1, 500'000, 3), "here"}).size() < 1000);
}

TEST_CASE("a finding without a place still says everything") {
  CHECK(render({Severity::error, "RT0118", "cannot read 'x'", {}, "no file has this name"}) ==
        "error[RT0118]: cannot read 'x'\n  = no file has this name\n");
}

TEST_CASE("duplicates are dropped and after 20 errors the rest is counted") {
  Diagnostics diagnostics;
  const auto source = source_of(std::string(30, '\n'));
  for (int line = 1; line <= 23; ++line)
    diagnostics.error("RT0111", "m", at(source, line, 1, 1), "");
  diagnostics.error("RT0111", "m", at(source, 1, 1, 1), "again");
  diagnostics.warning("RT0422", "w", at(source, 1, 1, 1), "");
  CHECK(diagnostics.errors() == 23);
  const std::string text = diagnostics.render_all();
  CHECK(text.find("hall.yaml:20:") != std::string::npos);
  CHECK(text.find("hall.yaml:21:") == std::string::npos);
  CHECK(text.find("warning[RT0422]") != std::string::npos);
  CHECK(text.ends_with("\n... and 3 more errors\n"));
  CHECK(std::string(ScenarioError(diagnostics).what()) == text);
}

TEST_CASE("warnings are no errors, and errors past the storage limit still count") {
  Diagnostics diagnostics;
  diagnostics.warning("RT0422", "w", {}, "");
  CHECK_FALSE(diagnostics.has_errors());
  const auto source = source_of("");
  for (int line = 1; line <= 2000; ++line)
    diagnostics.error("RT0111", "m", at(source, line, 1, 1), "");
  CHECK(diagnostics.errors() == 2000);
  CHECK(diagnostics.all().size() == 1000);
}

}  // namespace ridethrough::scenario
