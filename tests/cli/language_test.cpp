#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "support/tool.hpp"

/// The files of the page that specifies the language, copied into tests/language.
namespace ridethrough::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCopies = RIDETHROUGH_SOURCE_DIR "/tests/language";
constexpr const char* kPage = RIDETHROUGH_SOURCE_DIR "/../shared/scenario-language.md";

/// A word that a file of the page uses and this version does not know, with the place of the error.
struct MissingWord {
  std::string place;  ///< "FILE:LINE:COLUMN" as printed
  std::string word;   ///< in the message
};

// Files that do not load yet, and all that is missing for each. When a feature appears, its row
// fails here and is taken out.
const std::map<std::string, std::vector<MissingWord>>& missing_words() {
  static const std::map<std::string, std::vector<MissingWord>> kMissing{
      // Its two cabinets under one name have no common state of charge.
      {"scenarios/outage/hybrid.yaml", {{"scenarios/outage/hybrid.yaml:18:31", "'lfp-b'"}}},
      {"scenarios/a100/two-n.yaml", {{"scenarios/a100/two-n.yaml:6:97", "'tariff'"}}},
      {"scenarios/a100/bess-pv.yaml",
       {{"scenarios/a100/two-n.yaml:6:97", "'tariff'"},
        {"scenarios/a100/bess-pv.yaml:8:38", "'lfp-container-2500kw-5mwh'"},
        {"scenarios/a100/bess-pv.yaml:10:16", "'pv'"},
        {"scenarios/a100/bess-pv.yaml:16:40", "'import_limit'"}}},
  };
  return kMissing;
}

/// Scenario files among the copies; part files are used by those that name them.
std::vector<std::string> scenarios() {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(kCopies)) {
    if (entry.path().extension() != ".yaml") continue;
    const std::string name = fs::relative(entry.path(), kCopies).string();
    if (name.find("parts/") == std::string::npos) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Message and place of each error, in the order told: "error[...]: MESSAGE\n --> PLACE\n".
std::vector<MissingWord> errors_of(const std::string& text) {
  std::vector<MissingWord> errors;
  for (std::size_t at = text.find("error["); at != std::string::npos;
       at = text.find("error[", at + 1)) {
    const std::size_t end = text.find('\n', at);
    const std::size_t arrow = text.find("--> ", end);
    const std::size_t line = text.find('\n', arrow);
    errors.push_back({text.substr(arrow + 4, line - arrow - 4), text.substr(at, end - at)});
  }
  return errors;
}

}  // namespace

TEST_CASE("scenarios of the language page run, or name what is not there yet", "[cli][language]") {
  const auto names = scenarios();
  REQUIRE(names.size() == 21);
  for (const std::string& name : names) {
    const Call call = tool("check " + name, kCopies, 60);
    INFO(name << "\n" << call.out << call.err);
    const auto missing = missing_words().find(name);
    if (missing == missing_words().end()) {
      CHECK(call.code == 0);
      if (call.out.find(" cells)") != std::string::npos) continue;  // a study: `sweep` runs it
      const Call run = tool("run -q " + name, kCopies, 120);
      INFO(run.out << run.err);
      const bool is_abstract = run.err.starts_with("error[RT0610]");  // only to be extended
      CHECK((run.code == 0 || run.code == 1 || is_abstract));
      continue;
    }
    CHECK(call.code == 3);
    CHECK(call.out.empty());
    const auto errors = errors_of(call.err);
    REQUIRE(errors.size() == missing->second.size());
    for (std::size_t i = 0; i < errors.size(); ++i) {
      CHECK(errors[i].place == missing->second[i].place);
      CHECK_THAT(errors[i].word, Catch::Contains(missing->second[i].word));
    }
  }
}

TEST_CASE("the rows of missing words belong to files that exist", "[cli][language]") {
  for (const auto& [name, words] : missing_words()) {
    INFO(name);
    CHECK(fs::exists(fs::path(kCopies) / name));
    CHECK_FALSE(words.empty());
  }
}

TEST_CASE("copies of the language page equal the page", "[cli][language]") {
  if (!fs::exists(kPage)) {
    WARN("the language page is not beside the repository; skipped");
    return;
  }
  std::ifstream stream(kPage);
  std::string name, body;
  int seen = 0;
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("```yaml ")) {
      name = line.substr(8);
      body.clear();
    } else if (line == "```" && !name.empty()) {
      INFO(name);
      CHECK(read_text(fs::path(kCopies) / name) == body);
      name.clear();
      ++seen;
    } else if (!name.empty()) {
      body += line + "\n";
    }
  }
  CHECK(seen == 30);
}

TEST_CASE("shipped scenarios that the page shows say what the page says", "[cli][language]") {
  // Beside comments: a shipped file may carry the modeline for editors and its own remarks.
  const auto plain = [](const fs::path& file) {
    std::ifstream stream(file);
    std::string text;
    for (std::string line; std::getline(stream, line);) {
      if (!line.starts_with("#")) text += line + "\n";
    }
    return text;
  };
  for (const char* name : {"examples/minimal.yaml", "examples/tie-and-ring.yaml"}) {
    INFO(name);
    CHECK(plain(fs::path(RIDETHROUGH_SOURCE_DIR) / "scenarios" / name) ==
          plain(fs::path(kCopies) / "scenarios" / name));
  }
}

}  // namespace ridethrough::test
