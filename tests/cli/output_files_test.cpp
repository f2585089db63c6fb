#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "support/tool.hpp"

/// outcome.json, events.csv and signals.csv: their form, and that the same scenario gives the same
/// bytes however it is run or written.
namespace ridethrough::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFiles[] = {"outcome.json", "events.csv", "signals.csv"};

/// Two counted rows on two feeds with a job, members told apart, jumps and ramps.
const std::vector<std::string>& component_lines() {
  static const std::vector<std::string> kLines{
      "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 20 MVA}\n",
      "  ups: {type: ups, from: grid, part: ups-600kw}\n",
      "  vrla: {type: battery, from: ups, part: vrla-12v150ah, series: 40, strings: 4}\n",
      "  row: {type: rack, from: ups, part: hgx-h800-4node, count: 6}\n",
      "  other: {type: rack, from: grid, part: hgx-h800-4node, count: 3}\n"};
  return kLines;
}

std::string scenario_of(const std::vector<std::string>& components) {
  std::string text = "schema_version: 1\nname: bytes\nduration: 3 min\ncomponents:\n";
  for (const std::string& line : components) text += line;
  return text +
         "jobs:\n  train: {type: training, racks: row.1-4, profile: train-small-step}\n"
         "events:\n"
         "  - {id: blink, at: 60 s, outage: grid, for: 20 s}\n"
         "  - {id: more, at: 30 s, set: {row.5.load: 60 %}, over: 2 s}\n"
         "checks:\n  - {id: rides, always: row.dropped == 0}\n";
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

void check_equal_files(const Folder& folder, const std::string& left, const std::string& right) {
  INFO(left << " and " << right);
  const std::string one = folder.read(left);
  CHECK_FALSE(one.empty());
  CHECK((one == folder.read(right)));
}

void check_equal_results(const Folder& folder, const std::string& left, const std::string& right) {
  for (const char* file : kFiles) {
    const std::string place = std::string("/") + file;
    check_equal_files(folder, left + place, right + place);
  }
}

}  // namespace

TEST_CASE("the same scenario gives the same bytes", "[cli][bytes]") {
  const Folder folder;
  auto components = component_lines();
  folder.write("s.yaml", scenario_of(components));
  const std::string at = folder.path().string();
  CHECK(tool("run -q s.yaml --out first", at).code == 0);
  CHECK(tool("run -q s.yaml --out second", at).code == 0);
  check_equal_results(folder, "first", "second");
  CHECK(tool("run -q s.yaml --out unlumped --unlumped", at).code == 0);
  check_equal_results(folder, "first", "unlumped");
  // Order of components carries no meaning; lines of places move, so the file is not named anew.
  std::reverse(components.begin(), components.end());
  folder.write("s.yaml", scenario_of(components));
  CHECK(tool("run -q s.yaml --out reversed", at).code == 0);
  check_equal_results(folder, "first", "reversed");
  std::swap(components[0], components[2]);
  folder.write("s.yaml", scenario_of(components));
  CHECK(tool("run -q s.yaml --out swapped", at).code == 0);
  check_equal_results(folder, "first", "swapped");
}

TEST_CASE("no result names a path of the machine", "[cli][bytes]") {
  const Folder folder;
  folder.write("s.yaml", scenario_of(component_lines()));
  CHECK(tool("run -q s.yaml --out out", folder.path().string()).code == 0);
  for (const char* file : kFiles) {
    const std::string text = folder.read(std::string("out/") + file);
    CHECK(text.find(RIDETHROUGH_SOURCE_DIR) == std::string::npos);
    CHECK(text.find(folder.path().string()) == std::string::npos);
  }
}

TEST_CASE("events.csv has the columns of section 15", "[cli][bytes]") {
  const Folder folder;
  folder.write("s.yaml", scenario_of(component_lines()));
  CHECK(tool("run -q s.yaml --out out", folder.path().string()).code == 0);
  const auto lines = lines_of(folder.read("out/events.csv"));
  REQUIRE(lines.size() > 6);
  CHECK(lines[0] == "time [s],seq,component,members,what,from,to,reason,cause");
  // Nine decimals, seq, canonical path, members, what, from, to, reason, cause.
  const std::regex row(R"(\d+\.\d{9},\d+,[a-z0-9.+-]+,\d+,(state|event|trip|count:[a-z_]+))"
                       R"(,[^,]*,[^,]*,[a-z_]*,\d*)");
  double before = 0.0;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    INFO(lines[i]);
    CHECK(std::regex_match(lines[i], row));
    const double time = std::stod(lines[i]);
    CHECK(time >= before);
    before = time;
    std::istringstream cells(lines[i]);
    std::vector<std::string> cell;
    for (std::string text; std::getline(cells, text, ',');) cell.push_back(text);
    CHECK(cell[1] == std::to_string(i));
    if (cell.size() > 8) CHECK(std::stol(cell[8]) < static_cast<long>(i));
  }
  CHECK(lines[1] == "30.000000000,1,events.more,1,event,,begun,,");
}

TEST_CASE("signals.csv has a row for each corner and two for each jump", "[cli][bytes]") {
  const Folder folder;
  folder.write("s.yaml",
               scenario_of(component_lines()) + "record: [grid.voltage, row.5.power, ups.state]\n");
  CHECK(tool("run -q s.yaml --out out", folder.path().string()).code == 0);
  const auto lines = lines_of(folder.read("out/signals.csv"));
  REQUIRE(lines.size() > 6);
  const auto& header = lines[0];
  CHECK(header.starts_with("time [s],grid.voltage [pu],"));
  CHECK(header.find(",row.5.power [kW]") != std::string::npos);
  CHECK(header.ends_with(",ups.state"));
  const auto columns = std::count(header.begin(), header.end(), ',');
  int at_outage = 0;
  double before = 0.0;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    INFO(lines[i]);
    CHECK(std::count(lines[i].begin(), lines[i].end(), ',') == columns);
    CHECK(lines[i].find('.') != std::string::npos);
    CHECK(lines[i].find('.') + 10 == lines[i].find(','));
    const double time = std::stod(lines[i]);
    CHECK(time >= before);
    before = time;
    if (lines[i].starts_with("60.000000000,")) ++at_outage;
  }
  CHECK(at_outage == 2);
  CHECK(lines.back().starts_with("180.000000000,"));
}

TEST_CASE("what --resolved prints is the scenario again", "[cli][bytes]") {
  const Folder folder;
  folder.write("written.yaml", scenario_of(component_lines()));
  const std::string at = folder.path().string();
  const Call resolved = tool("check --resolved written.yaml", at);
  CHECK(resolved.code == 0);
  CHECK(resolved.err.empty());
  folder.write("flat.yaml", resolved.out);
  const auto fingerprint_of = [&](const std::string& file) {
    const Call call = tool("run --json " + file, at);
    INFO(call.err);
    CHECK(call.code == 0);
    const std::size_t begin = call.out.find("\"fingerprint\"");
    return begin == std::string::npos ? "none in " + file : call.out.substr(begin);
  };
  CHECK(fingerprint_of("written.yaml") == fingerprint_of("flat.yaml"));
  const Call again = tool("check --resolved flat.yaml", at);
  CHECK(again.code == 0);
}

TEST_CASE("shipped scenarios resolve to scenarios that load", "[cli][bytes]") {
  const Folder folder;
  for (const char* file : {"scenarios/examples/minimal.yaml", "scenarios/outage/lead-acid.yaml",
                           "scenarios/outage/lfp-bess.yaml", "scenarios/outage/hybrid.yaml"}) {
    const Call resolved = tool(std::string("check --resolved ") + file);
    INFO(file << "\n" << resolved.err);
    CHECK(resolved.code == 0);
    folder.write("flat.yaml", resolved.out);
    const Call call = tool("check flat.yaml", folder.path().string());
    INFO(call.err);
    CHECK(call.code == 0);
  }
}

}  // namespace ridethrough::test
