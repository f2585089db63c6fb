#include "ridethrough/scenario/condition.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <string>

using namespace ridethrough::scenario;

namespace {

/// Prefix notation, so that a test sees the whole tree: "(<= 49 gen.frequency)".
std::string shape_of(const Condition& c) {
  static const char* const kNames[] = {"or",  "and",  "not", "<",      "<=",     ">",      ">=",
                                       "==",  "!=",   "is",  "is-not", "event",  "inside", "+",
                                       "-",   "*",    "/",   "number", "path",   "min",    "max",
                                       "sum", "mean", "abs", "count",  "change", "average"};
  const std::string name = kNames[static_cast<int>(c.op)];
  if (c.op == Op::number) {
    std::string value = std::to_string(c.value);
    value.erase(value.find_last_not_of('0') + 1);
    if (value.back() == '.') value.pop_back();
    return value + (c.unit.empty() ? "" : "'" + c.unit);
  }
  if (c.op == Op::path) return c.path.text();
  if (c.op == Op::event) return "(event " + c.path.text() + ")";
  if (c.op == Op::state_is || c.op == Op::state_is_not) {
    return "(" + name + " " + c.path.text() + " " + c.word + ")";
  }
  std::string text = "(" + name;
  for (const auto& operand : c.operands) text += " " + shape_of(*operand);
  if (c.span_s > 0.0) text += " over " + std::to_string(c.span_s).substr(0, 5);
  return text + ")";
}

Place at_column(int column) { return {nullptr, 1, column, 1}; }

std::string parsed(const std::string& text) {
  Diagnostics diagnostics;
  const ConditionPtr condition = parse_condition(text, at_column(1), diagnostics);
  if (!condition) return "error: " + diagnostics.all().at(0).message;
  return shape_of(*condition);
}

Diagnostic fault_of(const std::string& text, int column = 1) {
  Diagnostics diagnostics;
  REQUIRE(parse_condition(text, at_column(column), diagnostics) == nullptr);
  REQUIRE(diagnostics.all().size() == 1);
  return diagnostics.all().front();
}

void expect_fault(const std::string& text, const std::string& rule, int column, int length) {
  INFO(text);
  const Diagnostic fault = fault_of(text);
  INFO(fault.message);
  CHECK(fault.rule == rule);
  CHECK(fault.place.column == column);
  CHECK(fault.place.length == length);
  CHECK_FALSE(fault.label.empty());
}

}  // namespace

TEST_CASE("conditions of the language page parse", "[condition]") {
  CHECK(parsed("row.dropped == 0") == "(== row.dropped 0)");
  CHECK(parsed("gen.state == running") == "(is gen.state running)");
  CHECK(parsed("tie.state == off") == "(is tie.state off)");
  CHECK(parsed("site-*.*.module.*.ups.state != latched") ==
        "(is-not site-*.*.module.*.ups.state latched)");
  CHECK(parsed("events.blackout") == "(event blackout)");
  CHECK(parsed("events.dips.3") == "(event dips.3)");
  CHECK(parsed("block.*.lfp-a.power >= 95 % * block.*.pdu-a.power") ==
        "(>= block.*.lfp-a.power (* 0.95'% block.*.pdu-a.power))");
  CHECK(parsed("abs(change(grid-a.power over 1 s)) <= 5 MW") ==
        "(<= (abs (change grid-a.power over 1.000)) 5000000'MW)");
  CHECK(parsed("average(grid.power over 15 min) <= 3 MW") ==
        "(<= (average grid.power over 900.0) 3000000'MW)");
  CHECK(parsed("min(block.1-6+8-15.rack.*.voltage) >= 0.9 pu") ==
        "(>= (min block.1-6+8-15.rack.*.voltage) 0.9'pu)");
  CHECK(parsed("count(block.*.ups-a.state == on_battery) <= 2") ==
        "(<= (count (is block.*.ups-a.state on_battery)) 2)");
  CHECK(parsed("-2 MW <= grid.power") == "(<= -2000000'MW grid.power)");
}

TEST_CASE("a chain of comparisons is an and", "[condition]") {
  CHECK(parsed("49 Hz <= gen.frequency <= 51 Hz") ==
        "(and (<= 49'Hz gen.frequency) (<= gen.frequency 51'Hz))");
  CHECK(parsed("0 MW < a.power + b.power < 2 MW") ==
        "(and (< 0'MW (+ a.power b.power)) (< (+ a.power b.power) 2000000'MW))");
}

TEST_CASE("not binds tighter than and, and tighter than or", "[condition]") {
  CHECK(parsed("not events.a and events.b or events.c") ==
        "(or (and (not (event a)) (event b)) (event c))");
  CHECK(parsed("not (events.a and (events.b or events.c))") ==
        "(not (and (event a) (or (event b) (event c))))");
  CHECK(parsed("not not events.a") == "(not (not (event a)))");
}

TEST_CASE("a bracket is a sum where a comparison follows it", "[condition]") {
  CHECK(parsed("(a.power - b.power) / 2 <= 1 kW") == "(<= (/ (- a.power b.power) 2) 1000'kW)");
  CHECK(parsed("((a.power + b.power)) <= 1 kW and (c.state == on_line)") ==
        "(and (<= (+ a.power b.power) 1000'kW) (is c.state on_line))");
  CHECK(parsed("a.power - b.power - c.power <= 0 W") == "(<= (- (- a.power b.power) c.power) 0'W)");
}

TEST_CASE("places span the text of each part", "[condition]") {
  Diagnostics diagnostics;
  const ConditionPtr c =
      parse_condition("a.state == up and b.power <= 20 kW", at_column(11), diagnostics);
  REQUIRE(c);
  CHECK(c->place.column == 11);
  CHECK(c->place.length == 34);
  const Condition& relation = *c->operands[1];
  CHECK(relation.place.column == 11 + 18);
  CHECK(relation.operands[0]->place.length == 7);
  CHECK(relation.operands[1]->place.column == 11 + 29);
  CHECK(relation.operands[1]->place.length == 5);
}

TEST_CASE("mistakes are shown at their place", "[condition]") {
  expect_fault("", "RT0801", 1, 1);
  expect_fault("grid.power", "RT0801", 11, 1);
  expect_fault("grid.power <=", "RT0801", 14, 1);
  expect_fault("grid.power = 2 MW", "RT0801", 12, 1);
  expect_fault("a.x == up && b.y == up", "RT0801", 11, 2);
  expect_fault("(a.x == up", "RT0801", 1, 1);
  expect_fault("a.x == up)", "RT0801", 10, 1);
  expect_fault("a.x == up b.y == up", "RT0801", 11, 3);
  expect_fault("a.x <= 1 <= 2 <= 3", "RT0801", 15, 2);
  expect_fault("a.state == not-running", "RT0801", 12, 11);
  expect_fault("5 MW == running", "RT0801", 9, 7);
  expect_fault("events.a == 3", "RT0801", 10, 2);
  expect_fault("events <= 3", "RT0801", 1, 6);
  expect_fault("a.power + events.b <= 3 W", "RT0801", 11, 8);
  expect_fault("a.x <= 3 and over", "RT0801", 14, 4);
  expect_fault("a.state == not", "RT0801", 12, 3);
  expect_fault("avg(a.power) <= 3 W", "RT0801", 1, 3);
  expect_fault("change(a.power) <= 3 W", "RT0801", 15, 1);
  expect_fault("change(a.power over 3 W) <= 3 W", "RT0801", 21, 1);
  expect_fault("min(a.power over 3 s) <= 3 W", "RT0801", 13, 4);
  expect_fault("a.power *2 <= 3 W", "RT0801", 9, 1);
  expect_fault("rack.*.voltage inside", "RT0805", 22, 1);
  expect_fault("rack.*.voltage inside and", "RT0805", 23, 3);
  expect_fault("events.dip inside itic", "RT0801", 1, 10);
}

TEST_CASE("glued operators and bad quantities point into the word", "[condition]") {
  const Diagnostic glued = fault_of("a.power+b.power <= 3 W");
  CHECK(glued.place.column == 8);
  CHECK(glued.label == "spaces are required around + - * /");
  const Diagnostic unit = fault_of("a.power <= 3 parsec");
  CHECK(unit.place.column >= 12);
  CHECK(unit.rule.substr(0, 4) == "RT03");
  CHECK(fault_of("block[7].ups-a.power <= 3 W").place.column == 6);
}

TEST_CASE("the caret counts from the column of the text", "[condition]") {
  CHECK(fault_of("a.x == up)", 31).place.column == 40);
}

TEST_CASE("a comma is answered with 'over', also where YAML has cut the text", "[condition]") {
  const Diagnostic block = fault_of("change(grid-a.power, 1 s) <= 5 MW");
  CHECK(block.rule == "RT0104");
  CHECK(block.place.column == 20);
  CHECK(block.label == "write: change(grid-a.power over 1 s) <= 5 MW");

  auto source = std::make_shared<SourceText>();
  source->name = "base.yaml";
  source->text = "checks:\n  - {id: ramp, always: change(grid-a.power, 1 s) <= 5 MW}\n";
  Diagnostics diagnostics;
  CHECK_FALSE(parse_condition("change(grid-a.power", {source, 2, 24, 1}, diagnostics));
  const Diagnostic& cut = diagnostics.all().at(0);
  CHECK(cut.rule == "RT0104");
  CHECK(cut.message == "',' ends a value inside {...}");
  CHECK(cut.place.column == 43);
  CHECK(cut.place.length == 14);
  CHECK(cut.label == "write: change(grid-a.power over 1 s) <= 5 MW");
}

TEST_CASE("deep nesting is refused, not a crash", "[condition]") {
  const std::string open(5000, '(');
  CHECK(fault_of(open + "a.x == 1" + std::string(5000, ')')).message.find("nested") !=
        std::string::npos);
}
