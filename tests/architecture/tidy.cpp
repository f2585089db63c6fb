#include "architecture/tidy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <regex>
#include <sstream>
#include <string_view>
#include <utility>

namespace ridethrough::tidy {
namespace {

using std::string;
using std::string_view;

constexpr std::array<string_view, 7> kLayers = {"core",  "network", "devices", "scenario",
                                                "study", "report",  "cli"};
constexpr std::array<string_view, 7> kDeviceGroups = {"grid", "switchgear", "conversion", "storage",
                                                      "load", "cooling",    "control"};

constexpr int kSourceLinesMax = 300;
constexpr int kTestLinesMax = 400;
constexpr int kColumnsMax = 100;

/// A library and the one layer that may include it.
struct Home {
  string_view include;
  string_view layer;
};
constexpr std::array<Home, 11> kHomes = {{{"Eigen/", "network"},
                                          {"unsupported/Eigen/", "network"},
                                          {"yaml-cpp/", "scenario"},
                                          {"nlohmann/", "report"},
                                          {"CLI/", "cli"},
                                          {"spdlog/", "cli"},
                                          {"thread>", "study"},
                                          {"future>", "study"},
                                          {"mutex>", "study"},
                                          {"shared_mutex>", "study"},
                                          {"condition_variable>", "study"}}};

/// A word that code of core, network and devices must not hold, and what to do instead.
struct Banned {
  string_view word;
  string_view cure;
};
constexpr string_view kUseRandom = "draw from core/random.hpp, keyed by seed and component";
constexpr string_view kUseTime = "take the time as an argument (core/time.hpp)";
constexpr string_view kNoOutput = "return the value and let report or cli write it";
constexpr string_view kNoFiles = "take the content as an argument and read files in scenario";
constexpr std::array<Banned, 28> kBanned = {
    {{"std::rand", kUseRandom},   {"srand", kUseRandom},       {"std::random_device", kUseRandom},
     {"std::time", kUseTime},     {"time(nullptr)", kUseTime}, {"clock()", kUseTime},
     {"clock_gettime", kUseTime}, {"gettimeofday", kUseTime},  {"std::chrono", kUseTime},
     {"<chrono>", kUseTime},      {"<ctime>", kUseTime},       {"<iostream>", kNoOutput},
     {"std::cout", kNoOutput},    {"std::cerr", kNoOutput},    {"std::clog", kNoOutput},
     {"printf", kNoOutput},       {"std::printf", kNoOutput},  {"fprintf", kNoOutput},
     {"std::puts", kNoOutput},    {"fmt::print", kNoOutput},   {"<cstdio>", kNoOutput},
     {"<fstream>", kNoFiles},     {"<filesystem>", kNoFiles},  {"std::ifstream", kNoFiles},
     {"std::ofstream", kNoFiles}, {"fopen", kNoFiles},         {"std::fopen", kNoFiles},
     {"std::getenv", kNoFiles}}};

bool is_word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// `word` in `line`, not as a part of a longer name.
bool has_word(string_view line, string_view word) {
  for (auto at = line.find(word); at != string_view::npos; at = line.find(word, at + 1)) {
    const auto end = at + word.size();
    const char before = at == 0 ? ' ' : line[at - 1];
    const char after = end == line.size() ? ' ' : line[end];
    // A colon before the word is the scope of a longer name, one after it may be prose.
    const bool starts = !(is_word_char(before) || before == ':') || !is_word_char(word.front());
    const bool ends = !is_word_char(after) || !is_word_char(word.back());
    if (starts && ends) return true;
  }
  return false;
}

std::vector<string> lines_of(const string& text) {
  std::vector<string> lines;
  std::istringstream stream(text);
  for (string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// Characters, not bytes: every byte of UTF-8 but the continuations.
int columns(string_view line) {
  return static_cast<int>(std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

template <std::size_t N>
std::optional<std::size_t> index_in(const std::array<string_view, N>& names, string_view name) {
  const auto* const found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

/// The folders and the file name: "a/b/c.hpp" gives a, b, c.hpp.
std::vector<string> parts_of(string_view path) {
  std::vector<string> parts(1);
  for (const char c : path) {
    if (c == '/') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

/// Where a path stands in the layers; empty names where it does not.
struct Place {
  string layer;
  string group;  ///< of devices; empty for files that several groups share
};

Place place_of(string_view path) {
  for (const string_view prefix : {"src/", "include/ridethrough/", "ridethrough/"}) {
    if (path.starts_with(prefix)) {
      path.remove_prefix(prefix.size());
      break;
    }
  }
  const auto parts = parts_of(path);
  if (parts.size() < 2 || !index_in(kLayers, parts[0])) return {};
  const bool grouped = parts[0] == "devices" && index_in(kDeviceGroups, parts[1]).has_value();
  return {parts[0], grouped ? parts[1] : ""};
}

/// What stands between the quotes or angles of an include line, with the opening quote or angle
/// and, for angles, the closing one; empty for other lines.
string included(const string& line) {
  static const std::regex kInclude(R"re(^\s*#\s*include\s*("[^"]+|<[^>]+>).*)re");
  std::smatch match;
  if (line.find("include") == string::npos) return "";
  return std::regex_match(line, match, kInclude) ? match[1].str() : "";
}

class Scanner {
 public:
  explicit Scanner(const SourceFile& file)
      : file_(file), lines_(lines_of(file.text)), place_(place_of(file.path)) {}

  std::vector<Finding> run() {
    if (path_ends(".cpp") || path_ends(".hpp")) {
      code_lines_ = lines_of(code_only(file_.text));
      check_size();
      if (path_ends(".hpp")) check_include_guard();
      for (std::size_t i = 0; i < lines_.size(); ++i) check_code_line(i);
    }
    if (file_.path.starts_with("scenarios/parts/") && path_ends(".yaml")) check_part();
    for (std::size_t i = 0; i < lines_.size(); ++i) check_text_line(i);
    return findings_;
  }

 private:
  bool path_ends(string_view end) const { return file_.path.ends_with(end); }

  void add(string_view rule, std::size_t index, string message) {
    findings_.push_back(
        {string(rule), file_.path, static_cast<int>(index) + 1, std::move(message)});
  }
  void add_for_file(string_view rule, string message) {
    findings_.push_back({string(rule), file_.path, 0, std::move(message)});
  }

  void check_size() {
    const int max = file_.path.starts_with("tests/") ? kTestLinesMax : kSourceLinesMax;
    const auto count = static_cast<int>(lines_.size());
    if (count <= max) return;
    add_for_file("size", fmt::format("{} lines, at most {}: move a second topic to its own file",
                                     count, max));
  }

  void check_include_guard() {
    if (file_.text.find("#pragma once") != string::npos) return;
    add_for_file("guard", "a header starts with '#pragma once'");
  }

  void check_code_line(std::size_t i) {
    if (columns(lines_[i]) > kColumnsMax) {
      add("width", i, fmt::format("more than {} columns: break the line", kColumnsMax));
    }
    if (place_.layer.empty()) return;  // tests may include and do everything
    // The path of an include is a literal, so it is read from the line as written.
    if (!code_lines_[i].empty() && code_lines_[i].find('#') != string::npos) {
      check_include(i, included(lines_[i]));
    }
    const bool pure = *index_in(kLayers, place_.layer) <= *index_in(kLayers, "devices");
    if (pure) check_purity(i);
  }

  void check_include(std::size_t i, const string& include) {
    if (include.empty()) return;
    const string name = include.substr(1);
    for (const auto& home : kHomes) {
      if (name.starts_with(home.include) && place_.layer != home.layer) {
        add("home", i,
            fmt::format("{} has its only home in {}: move the code that needs it there", name,
                        home.layer));
      }
    }
    if (include.front() == '"') check_own_include(i, name);
  }

  void check_own_include(std::size_t i, const string& name) {
    const Place target = place_of(name);
    if (target.layer.empty()) return;
    if (*index_in(kLayers, target.layer) > *index_in(kLayers, place_.layer)) {
      add("layer", i,
          fmt::format("{} must not know {}: pass what it needs as an argument, or move "
                      "the code to {}",
                      place_.layer, target.layer, target.layer));
    }
    if (!place_.group.empty() && !target.group.empty() && place_.group != target.group) {
      add("group", i,
          fmt::format("devices/{} must not know devices/{}: go through a port in "
                      "devices/ or network/",
                      place_.group, target.group));
    }
    if (file_.path.starts_with("include/") && !name.starts_with("ridethrough/")) {
      add("public", i, "a public header includes only public headers: move this one to include/");
    }
  }

  void check_purity(std::size_t i) {
    static const std::regex kMutable(R"(^\s*(inline\s+)?(static|thread_local)\s+)"
                                     R"((?!.*\b(const|constexpr|consteval)\b)[^()]*[;={].*)");
    const string& code = code_lines_[i];
    for (const auto& banned : kBanned) {
      if (has_word(code, banned.word)) {
        add("pure", i,
            fmt::format("{} is banned in {}: {}", banned.word, place_.layer, banned.cure));
      }
    }
    const bool may_match = has_word(code, "static") || has_word(code, "thread_local");
    if (may_match && std::regex_match(code, kMutable)) {
      add("pure", i, "mutable static state: make it a member, so that two runs share nothing");
    }
  }

  void check_part() {
    const auto name = parts_of(file_.path).back();
    const string stem = name.substr(0, name.size() - string_view(".yaml").size());
    static const std::regex kKebab("[a-z0-9]+(-[a-z0-9]+)*");
    if (!std::regex_match(stem, kKebab)) {
      add_for_file("part", fmt::format("'{}' is not in kebab-case: rename the file", stem));
    }
    const auto has = [this](string_view start) {
      return std::any_of(lines_.begin(), lines_.end(),
                         [start](const string& line) { return line.starts_with(start); });
    };
    if (!has("source:")) add_for_file("part", "no 'source:': say where the values come from");
    if (std::none_of(lines_.begin(), lines_.end(), [&stem](const string& line) {
          return line == "part: " + stem || line.starts_with("part: " + stem + " ");
        })) {
      add_for_file("part", fmt::format("the name must be the file's: write 'part: {}'", stem));
    }
  }

  /// Rules for every text file, prose and scripts too.
  void check_text_line(std::size_t i) {
    // In pieces, so that this file does not name what it looks for.
    static const std::array<string, 4> kUnfinished = {string("TO") + "DO", string("FIX") + "ME",
                                                      string("XX") + "X", string("HA") + "CK"};
    for (const auto& mark : kUnfinished) {
      if (has_word(lines_[i], mark)) add("unfinished", i, mark + ": finish it or take it out");
    }
    static const std::regex kMachinePath(R"re((^|[\s"'(=:`])/(work|farm|root|home|tmp)/)re");
    if (lines_[i].find('/') != string::npos && std::regex_search(lines_[i], kMachinePath)) {
      add("machine-path", i, "a path of one machine: make it relative to the tree");
    }
  }

  const SourceFile& file_;
  std::vector<string> lines_;
  std::vector<string> code_lines_;
  Place place_;
  std::vector<Finding> findings_;
};

}  // namespace

string to_text(const Finding& finding) {
  return fmt::format("{}:{}: [{}] {}", finding.path, finding.line, finding.rule, finding.message);
}

std::vector<Finding> scan(const SourceFile& file) {
  auto findings = Scanner(file).run();
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.line < b.line; });
  return findings;
}

}  // namespace ridethrough::tidy
