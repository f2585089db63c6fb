#include "ridethrough/scenario/study.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "support/tool.hpp"

namespace ridethrough::scenario {
namespace {

constexpr const char* kRow =
    "schema_version: 1\nname: one row\nduration: 10 s\ncomponents:\n"
    "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
    "  row: {type: rack, from: grid, part: hgx-h800-4node, count: 2}\n"
    "events: [{id: gone, at: 2 s, outage: grid, for: 100 ms}]\n";

class Files {
 public:
  std::string study(const std::string& lines) const {
    return folder_.write("s.yaml", std::string(kRow) + "study:\n" + lines);
  }
  std::string write(const std::string& name, const std::string& text) const {
    return folder_.write(name, text);
  }

 private:
  test::Folder folder_;
};

std::vector<std::string> names(const Study& study) {
  std::vector<std::string> names;
  for (const Cell& cell : cells_of(study)) names.push_back(cell.name(study));
  return names;
}

std::vector<std::string> values(const Axis& axis) {
  std::vector<std::string> values;
  for (const AxisValue& each : axis.values) values.push_back(each.value.text);
  return values;
}

Diagnostic refused(const Files& files, const std::string& lines) {
  try {
    read_study(files.study(lines));
  } catch (const ScenarioError& error) {
    return error.diagnostics().all().front();
  }
  return {};
}

LoadOptions library() {
  return {.sets = {}, .library = std::string(RIDETHROUGH_SOURCE_DIR) + "/scenarios/parts"};
}

}  // namespace

TEST_CASE("a grid has one cell for each choice, the last axis fastest", "[study]") {
  const Files files;
  const Study study = read_study(files.study(
      "  vary:\n    events.gone.for: {short: 5 ms, long: 1 s}\n    row.count: [1, 2]\n"));
  CHECK(names(study) == std::vector<std::string>{"short,1", "short,2", "long,1", "long,2"});
}

TEST_CASE("an axis that is limited acts only where it is named", "[study]") {
  const Files files;
  const Study study = read_study(files.study(
      "  vary:\n    row.supplies.hold_up: {values: {old: 8 ms, new: 20 ms}, in: [long]}\n"
      "    events.gone.for: {short: 5 ms, long: 1 s}\n"));
  CHECK(names(study) == std::vector<std::string>{"short", "old,long", "new,long"});
}

TEST_CASE("a range has both ends, straight or in equal ratios", "[study]") {
  const Files files;
  const Study study = read_study(
      files.study("  vary:\n    row.count: {from: 1, to: 4, steps: 4}\n"
                  "    events.gone.for: {from: 1 s, to: 2 min, steps: 3}\n"
                  "    row.supplies.hold_up: {from: 1 ms, to: 100 ms, steps: 3, scale: log}\n"));
  CHECK(values(study.axes[0]) == std::vector<std::string>{"1", "2", "3", "4"});
  CHECK(values(study.axes[1]) == std::vector<std::string>{"1 s", "60.5 s", "120 s"});
  CHECK(values(study.axes[2]) == std::vector<std::string>{"1 ms", "10 ms", "100 ms"});
}

TEST_CASE("the values of a cell are set after everything, where they point", "[study]") {
  const Files files;
  const Study study =
      read_study(files.study("  vary: {row.count: [1, 5], events.gone.for: [5 ms, 1 s]}\n"));
  LoadOptions options = library();
  options.sets = {"row.count=9"};
  const Model model = load_cell(study, find_cell(study, "5,1 s"), options);
  CHECK(model.components.at(1).count == 5);
  CHECK(model.events.at(0).duration == core::ticks_nearest(1.0));
  CHECK(load_cell(study, find_cell(study, "base"), options).components.at(1).count == 9);
}

TEST_CASE("architectures are an axis", "[study]") {
  const Files files;
  files.write("a.yaml", std::string(kRow));
  files.write("b.yaml", std::string(kRow) + "set: {row.count: 7}\n");
  const std::string file = files.write(
      "s.yaml",
      "schema_version: 1\nname: s\nstudy:\n  vary:\n    extends: {a: ./a.yaml, b: ./b.yaml}\n");
  const Study study = read_study(file);
  CHECK(names(study) == std::vector<std::string>{"a", "b"});
  CHECK(load_cell(study, find_cell(study, "b"), library()).components.at(1).count == 7);
}

TEST_CASE("an axis that hits nothing is told with its cell", "[study]") {
  const Files files;
  const Study study = read_study(files.study("  vary: {vrla.age: [0 y, 3 y]}\n"));
  try {
    load_cell(study, cells_of(study).front(), library());
    FAIL("accepted");
  } catch (const ScenarioError& error) {
    const Diagnostic& first = error.diagnostics().all().front();
    CHECK(first.rule == "RT1001");
    CHECK(first.message == "this axis changes nothing in cell '0 y'");
    CHECK(first.place.line == 9);
  }
}

TEST_CASE("studies that can not be run are refused where they say so", "[study]") {
  const Files files;
  const auto message = [&](const std::string& lines) { return refused(files, lines).message; };
  CHECK(message("  {}\n") == "this study varies nothing");
  CHECK(message("  vary: {row.count: []}\n") == "an axis without values");
  CHECK(message("  vary: {row.count: 5}\n") == "an axis needs several values");
  CHECK(message("  vary: {row.count: [1, 1]}\n") == "'1' stands on this axis already");
  CHECK(message("  vary: {row.count: {from: 1, to: 4}}\n") == "a range of a grid needs 'steps'");
  CHECK(message("  vary: {row.supplies.hold_up: {from: 1 ms, to: 4 kW, steps: 2}}\n") ==
        "'from' and 'to' are of different kinds");
  CHECK(message("  vary: {row.supplies.hold_up: {from: 0 s, to: 1 s, steps: 2, scale: log}}\n") ==
        "a logarithmic range has positive ends");
  CHECK(message("  vary: {row.supplies.hold_up: {uniform: [1 ms, 2 ms]}}\n") ==
        "an axis that is drawn needs 'replicas' or a sample");
  CHECK(message("  vary: {row.count: {from: 1}}\n  worst: up\n") == "a range needs 'to'");
  CHECK(message("  vary: {row.count: [1, 2]}\n  smallest: row.cuont\n") ==
        "'row.cuont' is no axis of this study");
  CHECK(message("  vary: {row.count: {values: [1, 2], in: [lead]}}\n") ==
        "no other axis has a value 'lead'");
  CHECK(message("  vary: {row.count: [1, 2]}\n  smalest: row.count\n").find("smalest") !=
        std::string::npos);
}

TEST_CASE("a wrong key of a study does not hide a wrong axis", "[study]") {
  const Files files;
  try {
    read_study(files.study("  vary: {row.count: []}\n  smalest: row.count\n"));
    FAIL("accepted");
  } catch (const ScenarioError& error) {
    CHECK(error.diagnostics().errors() == 2);
  }
}

TEST_CASE("a cell that does not exist is told with the nearest", "[study]") {
  const Files files;
  const Study study =
      read_study(files.study("  vary: {events.gone.for: {short: 5 ms, long: 1 s}}\n"));
  try {
    find_cell(study, "shrt");
    FAIL("accepted");
  } catch (const ScenarioError& error) {
    CHECK(error.diagnostics().all().front().label == "did you mean 'short'?");
  }
}

}  // namespace ridethrough::scenario
