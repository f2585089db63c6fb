#include <catch2/catch.hpp>

#include "ridethrough/study/fit.hpp"
#include "support/tool.hpp"

namespace ridethrough::study {
namespace {

using scenario::Diagnostic;

const std::string kHead = "end_voltage [V/cell],time [min],power [W/cell]\n";
const std::string kMixedHead = "battery,kind,basis,T_C,end_V_per_cell,minutes,value\n";

DischargeTable read(const std::string& text, const TableChoice& choice = {}) {
  const test::Folder folder;
  return read_discharge_table(folder.write("table.csv", text), choice);
}

std::vector<Diagnostic> findings(const std::string& text, const TableChoice& choice = {}) {
  try {
    read(text, choice);
  } catch (const scenario::ScenarioError& error) {
    return error.diagnostics().all();
  }
  return {};
}

/// The one finding of a table: its rule and place, and a piece of what it says.
struct FitRefusal {
  const char* name;
  std::string text;
  const char* rule;
  int line, column;
  const char* piece;
};

void check_refused(const FitRefusal& refusal, const TableChoice& choice = {}) {
  INFO(refusal.name);
  const auto found = findings(refusal.text, choice);
  REQUIRE(found.size() == 1);
  INFO(scenario::render(found[0]));
  CHECK(found[0].rule == refusal.rule);
  CHECK(found[0].place.line == refusal.line);
  if (refusal.line > 0) CHECK(found[0].place.column == refusal.column);
  CHECK(scenario::render(found[0]).find(refusal.piece) != std::string::npos);
}

}  // namespace

TEST_CASE("a plain table is read", "[study][fit]") {
  const DischargeTable table = read(kHead + "1.75,10,100\r\n\n 1.75 , 20 , 60\n");
  REQUIRE(table.power.size() == 2);
  CHECK(table.current.empty());
  CHECK(table.battery.empty());
  CHECK(table.temperature_k == Approx(298.15));
  CHECK(table.power[1].place.line == 4);
  CHECK(table.power[1].end_voltage_v == 1.75);
  CHECK(table.power[1].time_s == 1200.0);
  CHECK(table.power[1].held == 60.0);
}

TEST_CASE("times in hours and powers of a block are those of a cell", "[study][fit]") {
  const DischargeTable table =
      read("time [h],end_voltage_v_per_cell,power [W/block]\n2,1.75,600\n", {"", 6, {}});
  CHECK(table.power.at(0).time_s == 7200.0);
  CHECK(table.power.at(0).held == 100.0);
  CHECK(read("time_min,end_V_per_cell,current [A]\n5,1.7,80\n").current.at(0).held == 80.0);
}

TEST_CASE("a table of many batteries gives the chosen one", "[study][fit]") {
  const std::string text = kMixedHead +
                           "a,CP_W,W/cell,25,1.75,10,100\n"
                           "b,CP_W,W/block,20,1.75,10,600\n"
                           "b,CC_A,A/block,20,1.75,10,50\n";
  const DischargeTable table = read(text, {"b", 6, {}});
  CHECK(table.battery == "b");
  CHECK(table.power.at(0).held == 100.0);
  CHECK(table.current.at(0).held == 50.0);
  CHECK(table.temperature_k == Approx(293.15));
  check_refused({"none chosen", text, "RT1406", 1, 1, "--battery a, b"});
  check_refused({"not there", text, "RT1406", 1, 1, "has no battery 'c'"}, {"c", 6, {}});
  check_refused({"no names", kHead + "1.75,10,100\n", "RT1406", 1, 1, "does not name"},
                {"a", 6, {}});
}

TEST_CASE("one temperature is fitted", "[study][fit]") {
  const std::string text = kMixedHead +
                           "a,CP_W,W/cell,25,1.75,10,100\n"
                           "a,CP_W,W/cell,0,1.75,10,70\n";
  check_refused({"which", text, "RT1406", 1, 1, "25, 0"});
  CHECK(read(text, {"", 6, 273.15}).power.at(0).held == 70.0);
  check_refused({"none such", text, "RT1406", 1, 1, "nothing at 10 degC"}, {"", 6, 283.15});
}

TEST_CASE("a bad table is told by row and column", "[study][fit]") {
  check_refused({"no file", "", "RT1401", 0, 0, "is empty"});
  check_refused({"no rows", kHead, "RT1401", 0, 0, "has no rows"});
  check_refused({"misspelt", "end_voltage [V/cell],time [mim],power [W/cell]\n1.7,1,2\n", "RT1401",
                 1, 22, "did you mean 'time [min]'?"});
  check_refused({"missing", "end_voltage [V/cell],power [W/cell]\n1.7,2\n", "RT1401", 1, 1,
                 "no column 'time [min]'"});
  check_refused({"no basis", "end_V_per_cell,minutes,value\n1.7,2,3\n", "RT1401", 1, 1, "'basis'"});
  check_refused({"two of one", "end_V_per_cell,minutes,power [W/cell],current [A]\n1.7,2,3,4\n",
                 "RT1404", 1, 39, "say the same"});
  check_refused({"cells", kHead + "1.75,10\n", "RT1401", 2, 1, "has 2 cells, the header has 3"});
  check_refused({"comma", kHead + "1.75,10,100,5\n", "RT1401", 2, 1, "'.' before decimals"});
  check_refused({"word", kHead + "1.75,ten,100\n", "RT1402", 2, 6, "'ten' is not a number"});
  check_refused({"unit", kHead + "1.75,10,100W\n", "RT1402", 2, 9, "'100W' is not a number"});
  check_refused({"nan", kHead + "1.75,10,nan\n", "RT1402", 2, 9, "'nan' is not a number"});
  check_refused({"gap", kHead + "1.75,,100\n", "RT1402", 2, 6, "the cell is empty"});
  check_refused({"below zero", kHead + "1.75,10,-100\n", "RT1402", 2, 9, "can not be -100"});
  check_refused({"zero", kHead + "1.75,0,100\n", "RT1402", 2, 6, "can not be 0"});
  check_refused({"too long", kHead + "1.75,1e300,1\n", "RT1402", 2, 6, "beyond 1000 h"});
  check_refused({"of a block", kHead + "10.5,10,100\n", "RT1402", 2, 1, "of one cell it is 1.75"});
  check_refused({"volts", kHead + "0.17,10,100\n", "RT1402", 2, 1, "between 1 and 2.1 V"});
}

TEST_CASE("a table at odds with itself names the two rows", "[study][fit]") {
  check_refused({"power rises with time", kHead + "1.75,10,100\n1.75,20,60\n1.75,30,65\n", "RT1403",
                 4, 1, "line 3: 1.75 V/cell, 20 min, 60 W/cell"});
  check_refused({"in any order", kHead + "1.75,30,65\n1.75,10,100\n1.75,20,60\n", "RT1403", 4, 1,
                 "line 2: 1.75 V/cell, 30 min, 65 W/cell"});
  check_refused({"power rises with end voltage", kHead + "1.60,10,100\n1.75,10,101\n", "RT1403", 3,
                 1, "line 2: 1.6 V/cell, 10 min, 100 W/cell"});
  check_refused({"twice", kHead + "1.75,10,100\n1.75,10,100\n", "RT1403", 3, 1, "stands twice"});
  // Rounding leaves long discharges equal.
  CHECK(findings(kHead + "1.60,600,31.1\n1.67,600,31.1\n").empty());
}

TEST_CASE("mixed bases are refused", "[study][fit]") {
  check_refused({"basis",
                 kMixedHead + "a,CP_W,W/cell,25,1.75,10,100\na,CP_W,W/block,25,1.75,20,50\n",
                 "RT1404", 3, 8, "line 2 is in W/cell, line 3 in W/block"});
  check_refused({"kind", kMixedHead + "a,CC_A,W/cell,25,1.75,10,100\n", "RT1404", 2, 3,
                 "'CC_A' does not go with W/cell"});
  check_refused({"word", kMixedHead + "a,CP_W,W/cel,25,1.75,10,100\n", "RT1404", 2, 8,
                 "did you mean 'W/cell'?"});
}

TEST_CASE("all findings of a table are told at once", "[study][fit]") {
  const auto found = findings(kHead + "1.75,x,100\n1.75,20,-1\n17,30,3\n");
  REQUIRE(found.size() == 3);
  CHECK(found[0].place.line == 2);
  CHECK(found[1].place.line == 3);
  CHECK(found[2].place.line == 4);
}

}  // namespace ridethrough::study
