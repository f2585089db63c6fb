#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "ridethrough/scenario/resolve.hpp"
#include "support/scratch.hpp"

namespace ridethrough::scenario {
namespace {

namespace fs = std::filesystem;

struct Expectation {
  std::string file, rule;
  int line = 0;
};

std::vector<Expectation> bad_files() {
  std::vector<Expectation> files;
  for (const auto& entry : fs::directory_iterator(RIDETHROUGH_SOURCE_DIR "/tests/bad")) {
    if (entry.path().extension() != ".yaml") continue;
    Expectation expected;
    expected.file = entry.path().string();
    std::string hash, expect, line;
    std::ifstream(expected.file) >> hash >> expect >> expected.rule >> line >> expected.line;
    files.push_back(expected);
  }
  std::sort(files.begin(), files.end(),
            [](const Expectation& a, const Expectation& b) { return a.file < b.file; });
  return files;
}

// Rules that reading and resolution decide without knowing any device.
bool belongs_to_text(const std::string& rule) {
  return rule.starts_with("RT01") || rule.starts_with("RT06") ||
         (rule >= "RT0202" && rule <= "RT0205");
}

}  // namespace

TEST_CASE("every bad file is refused by its rule at its line, and by nothing else") {
  const std::vector<Expectation> files = bad_files();
  REQUIRE(files.size() > 90);
  for (const Expectation& expected : files) {
    INFO(expected.file);
    REQUIRE(expected.rule.starts_with("RT"));
    REQUIRE(expected.line > 0);
    Diagnostics diagnostics;
    resolve_scenario(expected.file, {}, diagnostics);
    INFO(diagnostics.render_all());
    if (!belongs_to_text(expected.rule)) {
      CHECK_FALSE(diagnostics.has_errors());
      continue;
    }
    REQUIRE(diagnostics.has_errors());
    CHECK(diagnostics.all()[0].place.line == expected.line);
    for (const Diagnostic& finding : diagnostics.all()) CHECK(finding.rule == expected.rule);
  }
}

TEST_CASE("the base of the bad overlays is good") {
  Diagnostics diagnostics;
  resolve_scenario(RIDETHROUGH_SOURCE_DIR "/tests/bad/base/hall.yaml", {}, diagnostics);
  CHECK_FALSE(diagnostics.has_errors());
}

TEST_CASE("all scenarios of the specification resolve") {
  const std::string page = RIDETHROUGH_SOURCE_DIR "/../shared/scenario-language.md";
  if (!fs::exists(page)) {
    WARN("the specification is not beside the repository; skipped");
    return;
  }
  const fs::path folder = support::scratch_path("specification");
  std::ifstream stream(page);
  std::vector<std::string> names;
  std::ofstream out;
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("```yaml ")) {
      names.push_back(line.substr(8));
      fs::create_directories((folder / names.back()).parent_path());
      out.open(folder / names.back());
    } else if (line == "```") {
      out.close();
    } else if (out.is_open()) {
      out << line << '\n';
    }
  }
  CHECK(names.size() == 30);
  for (const std::string& name : names) {
    if (!name.starts_with("scenarios/")) continue;
    Diagnostics diagnostics;
    resolve_scenario((folder / name).string(), {}, diagnostics);
    INFO(name << '\n' << diagnostics.render_all());
    CHECK_FALSE(diagnostics.has_errors());
  }
  fs::remove_all(folder);
}

}  // namespace ridethrough::scenario
