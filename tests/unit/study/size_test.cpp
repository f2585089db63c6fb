#include "ridethrough/study/size.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "ridethrough/report/size.hpp"
#include "support/row_study.hpp"

namespace ridethrough::study {
namespace {

using test::RowStudy;
using test::sweep_on;

std::string size_answer(const Size& size) {
  return size.answer ? size.value(*size.answer) : "none";
}

std::vector<std::string> held_texts(const Size& size) {
  std::vector<std::string> texts;
  for (const SizeSpan& span : size.holding) {
    texts.push_back(size.value(span.first) + ".." + size.value(span.last));
  }
  return texts;
}

/// What a sweep says of the smallest value: the reference of `find_size`.
std::string first_that_passes(const RowStudy& row) {
  for (const CellResult& each : row.all(1)) {
    if (each.end == SuiteEnd::passed) return each.name;
  }
  return "none";
}

/// Two loads whose check is known over the power of the first.
class Sized : public test::TwoLoads {
 public:
  using TwoLoads::TwoLoads;

  Size find(unsigned threads = 1) const { return find_size(study(), sweep_on(threads)); }
};

std::string size_refusal(const std::string& study) {
  try {
    Sized("a.power >= 1 W", study).find();
  } catch (const scenario::ScenarioError& error) {
    return error.diagnostics().all().front().message;
  }
  return "accepted";
}

}  // namespace

TEST_CASE("size finds what a sweep finds", "[study][size]") {
  const RowStudy row(
      "{vary: {row.supplies.hold_up: {from: 1 ms, to: 30 ms, steps: 30}}, smallest: "
      "row.supplies.hold_up}");
  const Size size = find_size(row.study(), sweep_on(2));
  REQUIRE(size.answer);
  CHECK(size_answer(size) == first_that_passes(row));
  CHECK(*size.answer > 0);
  CHECK_FALSE(size.bend);
  CHECK(size.steps.size() < 12);
}

TEST_CASE("size in a range finds what a sweep finds with the same step", "[study][size]") {
  const RowStudy fine(
      "{vary: {row.supplies.hold_up: {from: 1 ms, to: 30 ms, steps: 59}}, smallest: "
      "row.supplies.hold_up}");
  const RowStudy range(
      "{vary: {row.supplies.hold_up: {from: 1 ms, to: 30 ms, within: 0.5 ms}}, smallest: "
      "row.supplies.hold_up}");
  const Size size = find_size(range.study(), sweep_on(2));
  CHECK(size_answer(size) == first_that_passes(fine));
  CHECK(size.within == "0.5 ms");
  REQUIRE(size.limit);
  CHECK(size.limit->check == "up");
  CHECK(size.limit->fails_at + 1 == *size.answer);
}

TEST_CASE("a margin takes size to its zero in few runs", "[study][size]") {
  const Sized loads("grid.power >= 8.1234 kW",
                    "{a.power: {from: 1 kW, to: 9 kW, within: 1 W}}\n  smallest: a.power");
  const Size size = loads.find();
  CHECK(size_answer(size) == "3.124 kW");  // with the 5 kW of the other; 3.123 kW lack 0.4 W
  CHECK(size.steps.size() <= 5 + 6);       // 5 + 11 by halves
  REQUIRE(size.limit);
  CHECK(*size.limit->margins[*size.answer] == Approx(0.6).epsilon(1e-3));
  CHECK(*size.limit->margins[size.limit->fails_at] == Approx(-0.4).epsilon(1e-3));
}

TEST_CASE("the largest is the smallest seen from the other end", "[study][size]") {
  const Sized loads("grid.power <= 8 kW",
                    "{a.power: {from: 1 kW, to: 9 kW, within: 3 W}}\n  largest: a.power");
  const Size size = loads.find();
  CHECK(size_answer(size) == "2.998 kW");  // 1 kW + 666 x 3 W
  CHECK(size.value(size.limit->fails_at) == "3.001 kW");
  CHECK(size.holds_from() == size.answer);
  CHECK(held_texts(size) == std::vector<std::string>{"2.998 kW..1 kW"});
}

TEST_CASE("whole numbers are found exactly, all other cells hold", "[study][size]") {
  const Sized loads("grid.power >= 20 kW",
                    "{b.count: {from: 1, to: 90}, a.power: [1 kW, 3 kW]}\n  smallest: b.count");
  const Size size = loads.find();
  CHECK(size_answer(size) == "4");  // 1 kW + 4 x 5 kW
  CHECK(size.within.empty());
  CHECK(size.limit->cell == "3,1 kW");
}

TEST_CASE("equal ratios are as near as it is asked for", "[study][size]") {
  const Sized loads(
      "a.power >= 5 kW",
      "{a.power: {from: 10 W, to: 100 kW, scale: log, within: 1 kW}}\n  smallest: a.power");
  const Size size = loads.find();
  REQUIRE(size.answer);
  const std::string text = size.value(*size.answer);
  const double found_w = std::stod(text) * (text.ends_with("kW") ? 1e3 : 1.0);
  CHECK(found_w >= 5e3);
  CHECK(found_w < 5e3 * 100.0 / 99.0 + 1.0);  // the widest step is 1 kW of 100 kW
}

TEST_CASE("size says which value is decided at an end of the axis", "[study][size]") {
  const Sized all("grid.power >= 1 W", "{a.power: {from: 1 kW, to: 9 kW}}\n  smallest: a.power");
  const Size held = all.find();
  CHECK(size_answer(held) == "1 kW");
  CHECK_FALSE(held.limit);
  CHECK(held.steps.size() == 5);
  const Sized none("grid.power >= 20 kW", "{a.power: {from: 1 kW, to: 9 kW}}\n  smallest: a.power");
  const Size failed = none.find();
  CHECK(size_answer(failed) == "none");
  REQUIRE(failed.limit);
  CHECK(failed.value(failed.limit->fails_at) == "9 kW");
  CHECK(*failed.limit->margins[failed.limit->fails_at] == Approx(-6e3));
  CHECK(
      report::size_text(failed, {}, {}).find("'goal' in '9 kW' fails even at 9 kW: margin -6 kW") !=
      std::string::npos);
}

TEST_CASE("a smaller value that holds below one that fails is found by running all",
          "[study][size]") {
  const RowStudy row(
      "{vary: {events.gone.for: {from: 1 ms, to: 40 ms, steps: 40}}, smallest: "
      "events.gone.for}");
  const Size size = find_size(row.study(), sweep_on(2));
  REQUIRE(size.bend);
  CHECK(size.bend->check.empty());
  CHECK(size.steps.size() == 40);
  CHECK(size_answer(size) == "1 ms");
  CHECK_FALSE(size.holds_from());
}

TEST_CASE("islands that hold are named to the step", "[study][size]") {
  const Sized loads("abs(a.power - 4 kW) >= 2 kW",
                    "{a.power: {from: 1 kW, to: 9 kW, within: 1 W}}\n  smallest: a.power");
  const Size size = loads.find();
  REQUIRE(size.bend);
  CHECK(size_answer(size) == "1 kW");
  CHECK(held_texts(size) == std::vector<std::string>{"1 kW..2 kW", "6 kW..9 kW"});
  CHECK(size.value(*size.holds_from()) == "6 kW");
  CHECK(size.steps.size() < 100);
}

TEST_CASE("a margin that falls on the way is told and swept", "[study][size]") {
  const Sized loads("abs(a.power - 3.5 kW) >= 2 kW",
                    "{a.power: {from: 2 kW, to: 10 kW, within: 1 W}}\n  smallest: a.power");
  const Size size = loads.find();
  REQUIRE(size.bend);
  CHECK(size.bend->check == "goal");
  CHECK(size.value(size.bend->better) == "2 kW");  // -0.5 kW, at 4 kW -1.5 kW
  CHECK(size.value(size.bend->worse) == "4 kW");
  CHECK(size_answer(size) == "5.5 kW");
  CHECK(size.steps.size() > 64);
  CHECK(report::size_text(size, {}, {})
            .find("not monotone: the margin of 'goal' falls from -0.5 kW at 2 kW to -1.5 kW at 4 "
                  "kW; ") != std::string::npos);
}

TEST_CASE("size is the same on any number of threads, within the limit of runs", "[study][size]") {
  const Sized loads("abs(a.power - 3.5 kW) >= 2 kW",
                    "{a.power: {from: 2 kW, to: 10 kW}}\n  smallest: a.power");
  CHECK(report::size_json(loads.find(1), "v") == report::size_json(loads.find(3), "v"));
  SweepOptions few = sweep_on(1);
  few.runs_max = 20;
  CHECK_THROWS_AS(find_size(loads.study(), few), scenario::ScenarioError);
}

TEST_CASE("a study that can not be sized is refused where it says so", "[study][size]") {
  const std::string range = "{a.power: {from: 1 kW, to: 9 kW";
  const std::string small = "}}\n  smallest: a.power";
  CHECK(size_refusal(range + small) == "accepted");
  CHECK(size_refusal("{a.power: [1 kW, 9 kW]}") == "this study has no 'smallest' and no 'largest'");
  CHECK(size_refusal(range + small + "\n  largest: a.power") ==
        "'smallest' and 'largest' in one study");
  CHECK(size_refusal("{a.power: {from: 9 kW, to: 1 kW" + small) ==
        "a range that is sized goes upwards");
  CHECK(size_refusal(range + ", within: 1 s" + small) ==
        "'within' is how far apart the values of the range are");
  CHECK(size_refusal(range + ", within: 1 mW" + small) == "more than 1000000 steps");
  CHECK(size_refusal(range + ", steps: 3, within: 1 W" + small) ==
        "'within' of a range that is not sized");
  CHECK(size_refusal("{a.power: {uniform: [1 kW, 9 kW]}}\n  replicas: 2\n  smallest: a.power") ==
        "'a.power' is drawn: it has no smallest value");
}

}  // namespace ridethrough::study
