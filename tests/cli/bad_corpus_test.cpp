#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "support/tool.hpp"

/// Nothing that a user can write may crash, hang or be silently ignored.
namespace ridethrough::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBadFolder = RIDETHROUGH_SOURCE_DIR "/tests/bad";

struct Expectation {
  std::string file, rule;
  int line = 0;
  std::string told_at;  ///< the file in which it is told, mostly the same
};

/// The first line of each file: `# expect: RT0301 line 3` or `... line 4 of other.yaml`.
std::vector<Expectation> expectations() {
  std::vector<Expectation> all;
  for (const auto& entry : fs::directory_iterator(kBadFolder)) {
    if (entry.path().extension() != ".yaml") continue;
    Expectation expected;
    expected.file = entry.path().filename().string();
    std::string first, hash, expect, line, of, other;
    std::ifstream stream(entry.path());
    std::getline(stream, first);
    std::istringstream words(first);
    words >> hash >> expect >> expected.rule >> line >> expected.line;
    expected.told_at = words >> of >> other ? other : expected.file;
    all.push_back(expected);
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.file < b.file; });
  return all;
}

/// What must hold for every refusal: exit 3, nothing on standard output, a rule and a place.
void check_refused(const Call& call) {
  CHECK(call.code == 3);
  CHECK(call.signal == 0);
  CHECK(call.out.empty());
  CHECK(call.err.find("error[RT") != std::string::npos);
  CHECK(call.err.find("bug of ridethrough") == std::string::npos);
}

std::string scenario_with(const std::string& lines) {
  return "schema_version: 1\nname: generated\nduration: 1 s\ncomponents:\n"
         "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 20 MVA}\n" +
         lines;
}

}  // namespace

TEST_CASE("check refuses every bad file by its rule at its line", "[cli][bad]") {
  const auto all = expectations();
  REQUIRE(all.size() > 110);
  for (const Expectation& expected : all) {
    const Call call = tool("check " + expected.file, kBadFolder);
    INFO(expected.file << " should be " << expected.rule << "\n" << call.err);
    check_refused(call);
    CHECK(call.err.find("error[" + expected.rule + "]") != std::string::npos);
    const std::string place = "--> " + expected.told_at + ":" + std::to_string(expected.line) + ":";
    const bool names_it = call.err.find(place) != std::string::npos ||
                          call.err.find("--> ./" + place.substr(4)) != std::string::npos;
    CHECK(names_it);
  }
}

TEST_CASE("run refuses a bad file as check does", "[cli][bad]") {
  const Folder results;
  for (const char* file : {"unknown-key.yaml", "fed-by-nothing.yaml", "event-at-nothing.yaml"}) {
    const Call call =
        tool(std::string("run ") + file + " --out " + quoted((results.path() / "out").string()),
             kBadFolder);
    INFO(file << "\n" << call.err);
    check_refused(call);
    CHECK_FALSE(fs::exists(results.path() / "out"));
  }
}

TEST_CASE("what is not a readable file is refused", "[cli][bad]") {
  const Folder folder;
  CHECK(fs::create_directory(folder.path() / "directory.yaml"));
  folder.write("nothing.yaml", "");
  folder.write("zeros.yaml", std::string(1000, '\0'));
  folder.write("latin.yaml", "schema_version: 1\nname: caf\xe9\n");
  for (const char* file : {"directory.yaml", "missing.yaml", "''", "nothing.yaml", "zeros.yaml",
                           "latin.yaml", "missing/x.yaml", "/dev/null"}) {
    const Call call = tool(std::string("check ") + file, folder.path().string());
    INFO(file << "\n" << call.err);
    check_refused(call);
  }
  if (geteuid() == 0) return;  // an administrator may read everything
  folder.write("locked.yaml", "schema_version: 1\n");
  fs::permissions(folder.path() / "locked.yaml", fs::perms::none);
  check_refused(tool("check locked.yaml", folder.path().string()));
}

TEST_CASE("files of 50 MB are refused at once", "[cli][bad]") {
  const Folder folder;
  constexpr std::size_t kSize = 50u << 20;
  std::string comments = scenario_with("");
  while (comments.size() < kSize) comments += "# " + std::string(1000, 'x') + "\n";
  folder.write("comments.yaml", comments);
  folder.write("one-line.yaml", "schema_version: 1\nname: " + std::string(kSize, 'x') + "\n");
  for (const char* file : {"comments.yaml", "one-line.yaml"}) {
    const Call call = tool(std::string("check ") + file, folder.path().string(), 10);
    INFO(file << "\n" << call.err.substr(0, 2000));
    check_refused(call);
    CHECK(call.err.find("RT0116") != std::string::npos);
  }
}

TEST_CASE("deep nesting and alias bombs are refused", "[cli][bad]") {
  const Folder folder;
  constexpr std::size_t kDepth = 50'000;
  const std::string open(kDepth, '['), close(kDepth, ']');
  folder.write("lists.yaml", scenario_with("record: " + open + close + "\n"));
  std::string maps = "record: ";
  for (std::size_t i = 0; i < kDepth; ++i) maps += "{a: ";
  folder.write("maps.yaml", scenario_with(maps + "\n"));
  std::string blocks;
  for (std::size_t i = 0; i < 3000; ++i) blocks += std::string(i, ' ') + "a:\n";
  folder.write("blocks.yaml", blocks);
  std::string condition = "checks: [{id: x, always: ";
  condition += std::string(kDepth, '(') + "1 > 0" + std::string(kDepth, ')') + "}]\n";
  folder.write("condition.yaml", scenario_with(condition));
  std::string nots = "checks: [{id: x, always: ";
  for (std::size_t i = 0; i < kDepth; ++i) nots += "not ";
  folder.write("nots.yaml", scenario_with(nots + "grid.power > 0 W}]\n"));
  std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char name = 'b'; name <= 'i'; ++name) {
    const std::string before = std::string("*") + static_cast<char>(name - 1);
    bomb += std::string(1, name) + ": &" + name + " [";
    for (int i = 0; i < 9; ++i) bomb += before + (i < 8 ? ", " : "]\n");
  }
  folder.write("bomb.yaml", "schema_version: 1\nname: bomb\n" + bomb);
  for (const char* file :
       {"lists.yaml", "maps.yaml", "blocks.yaml", "condition.yaml", "nots.yaml", "bomb.yaml"}) {
    const Call call = tool(std::string("check ") + file, folder.path().string());
    INFO(file << "\n" << call.err.substr(0, 2000));
    check_refused(call);
  }
}

TEST_CASE("long chains and large counts end, well or with a reason", "[cli][bad]") {
  const Folder folder;
  std::string chain;
  std::string before = "grid";
  for (int i = 0; i < 3000; ++i) {
    const std::string name = "bus-" + std::to_string(i);
    chain += fmt::format("  {}: {{type: bus, from: {}}}\n", name, before);
    before = name;
  }
  folder.write("chain.yaml", scenario_with(chain));
  const std::string load = "{type: load, from: grid, power: 1 W, count: 1000000}";
  folder.write(
      "many.yaml",
      scenario_with("  a: {type: group, count: 1000000, components: {b: " + load + "}}\n"));
  folder.write("too-many.yaml", scenario_with("  a: {type: load, from: grid, power: 1 W, count: "
                                              "99999999999999999999}\n"));
  for (const char* file : {"chain.yaml", "many.yaml", "too-many.yaml"}) {
    for (const char* command : {"check ", "run --unlumped "}) {
      const Call call = tool(command + std::string(file), folder.path().string(), 60);
      INFO(command << file << "\n" << call.err.substr(0, 2000));
      CHECK((call.code == 0 || call.code == 3));
    }
  }
}

/// `text` with one to four places replaced, filled, cut out or copied.
std::string damaged(std::string text, int seed) {
  const std::string alphabet = " \n\t:{}[],.-*&#!%'\"0123456789eabckWVsx_~|>@`\\\xc3\xff";
  std::mt19937 random(static_cast<std::mt19937::result_type>(seed));
  const auto pick = [&](std::size_t size) { return random() % size; };
  const std::size_t times = 1 + pick(4);
  for (std::size_t i = 0; i < times; ++i) {
    const std::size_t at = pick(text.size());
    switch (pick(4)) {
      case 0:
        text[at] = alphabet[pick(alphabet.size())];
        break;
      case 1:
        text.insert(at, 1, alphabet[pick(alphabet.size())]);
        break;
      case 2:
        text.erase(at, 1 + pick(6));
        break;
      default:
        text.insert(pick(text.size()), text.substr(at, 1 + pick(40)));
        break;
    }
  }
  return text;
}

// Whatever bytes a file is damaged by, the answer is one of the documented ones.
TEST_CASE("random damage never crashes and never looks like a bug", "[cli][bad]") {
  const std::string minimal = read_text(RIDETHROUGH_SOURCE_DIR "/scenarios/examples/minimal.yaml");
  REQUIRE(minimal.size() > 500);
  const Folder folder;
  constexpr int kSeeds = 500;
  for (int seed = 1; seed <= kSeeds; ++seed) {
    folder.write(std::to_string(seed) + ".yaml", damaged(minimal, seed));
  }
  // One shell for all of them: a process for each would take most of the time.
  const Call call = shell("for i in $(seq " + std::to_string(kSeeds) +
                              "); do ridethrough run $i.yaml >$i.out 2>$i.err; echo $i $?; done",
                          folder.path().string());
  std::istringstream lines(call.out);
  int seed = 0, code = 0, seen = 0;
  while (lines >> seed >> code) {
    ++seen;
    const bool is_documented = code == 0 || code == 1 || code == 3 || code == 4;
    INFO("seed " << seed << " exit " << code << "\n"
                 << folder.read(std::to_string(seed) + ".yaml") << "\n"
                 << folder.read(std::to_string(seed) + ".err"));
    CHECK(is_documented);
  }
  CHECK(seen == kSeeds);
}

}  // namespace ridethrough::test
