#include "devices/grid/iso8528.hpp"

#include <catch2/catch.hpp>

#include "support/grid_examples.hpp"

namespace ridethrough::devices {
namespace {

using support::kMs;
using support::kSecond;

/// A step at 1 s to `power` that takes speed and voltage to `speed` and `voltage` at 1.4 s and into
/// all bands again after `recovery`.
LoadStepJudge stepped(double power, double speed, double voltage, core::Tick recovery) {
  LoadStepJudge judge(0.05);
  judge.load_changes(kSecond, {0.0, 0.0, 1.0}, 0.0);
  SpanExtremes out;
  out.low_speed = {std::min(speed, 0.0), kSecond + 400 * kMs};
  out.high_speed = {std::max(speed, 0.0), kSecond + 400 * kMs};
  out.low_voltage = {std::min(voltage, 1.0), kSecond};
  out.high_voltage = {std::max(voltage, 1.0), kSecond};
  judge.observe(kSecond + 400 * kMs, {power, {power, speed, voltage}, out, false});
  SpanExtremes back;
  back.low_speed = back.high_speed = {0.0, kSecond + recovery};
  back.low_voltage = back.high_voltage = {1.0, kSecond + recovery};
  judge.observe(kSecond + recovery, {power, {power, 0.0, 1.0}, back, false});
  return judge;
}

std::string verdict(const LoadStepJudge& judge) {
  const auto verdicts = judge.judgements();
  REQUIRE(verdicts.size() == 1);
  return verdicts.front().verdict;
}

TEST_CASE("the best class that holds is the verdict", "[iso8528]") {
  CHECK(verdict(stepped(0.5, -0.069, 0.9, 2 * kSecond)) == "G3");
  CHECK(verdict(stepped(0.5, -0.071, 0.9, 2 * kSecond)) == "G2");
  CHECK(verdict(stepped(0.5, -0.099, 0.9, 2 * kSecond)) == "G2");
  CHECK(verdict(stepped(0.5, -0.149, 0.9, 2 * kSecond)) == "G1");
  CHECK(verdict(stepped(0.5, -0.151, 0.9, 2 * kSecond)) == "none");
  CHECK(verdict(stepped(0.5, -0.069, 0.9, 3 * kSecond)) == "G3");
  CHECK(verdict(stepped(0.5, -0.069, 0.9, 3 * kSecond + 1)) == "G2");
  CHECK(verdict(stepped(0.5, -0.069, 0.9, 5 * kSecond + 1)) == "G1");
  CHECK(verdict(stepped(0.5, -0.069, 0.9, 10 * kSecond + 1)) == "none");
  CHECK(verdict(stepped(0.5, -0.069, 0.84, 2 * kSecond)) == "G2");
  CHECK(verdict(stepped(0.5, -0.069, 0.79, 2 * kSecond)) == "G1");
  CHECK(verdict(stepped(0.5, -0.069, 0.74, 2 * kSecond)) == "none");
}

TEST_CASE("a load that goes is judged by the rise", "[iso8528]") {
  CHECK(verdict(stepped(-0.5, 0.099, 1.19, 2 * kSecond)) == "G3");
  CHECK(verdict(stepped(-0.5, 0.119, 1.19, 2 * kSecond)) == "G2");
  CHECK(verdict(stepped(-0.5, 0.179, 1.19, 2 * kSecond)) == "G1");
  CHECK(verdict(stepped(-0.5, 0.181, 1.19, 2 * kSecond)) == "none");
  CHECK(verdict(stepped(-0.5, 0.099, 1.26, 2 * kSecond)) == "G1");
}

TEST_CASE("a small step is none, a step in two pieces is one", "[iso8528]") {
  CHECK(stepped(0.05, -0.01, 1.0, kSecond).judgements().empty());
  LoadStepJudge judge(0.05);
  judge.load_changes(kSecond, {0.2, 0.0, 1.0}, 0.0);
  judge.observe(kSecond + 50 * kMs, {0.24, {0.24, -0.001, 1.0}, {}, false});
  judge.load_changes(kSecond + 50 * kMs, {0.24, -0.001, 1.0}, 0.0);
  judge.observe(kSecond + 120 * kMs, {0.28, {0.28, -0.002, 1.0}, {}, false});
  CHECK(judge.steps() == 1);
  CHECK(judge.judgements().at(0).what == "load step of 8 % of the rating");
  CHECK(judge.judgements().at(0).at == kSecond);
}

TEST_CASE("a second step ends the judging of the first", "[iso8528]") {
  LoadStepJudge judge = stepped(0.5, -0.069, 0.9, 2 * kSecond);
  judge.load_changes(20 * kSecond, {0.5, 0.0, 1.0}, 0.0);
  SpanExtremes deep;
  deep.low_speed = deep.high_speed = {-0.2, 21 * kSecond};
  deep.low_voltage = deep.high_voltage = {1.0, 21 * kSecond};
  judge.observe(21 * kSecond, {0.9, {0.9, -0.2, 1.0}, deep, false});
  const auto verdicts = judge.judgements();
  REQUIRE(verdicts.size() == 2);
  CHECK(verdicts[0].verdict == "G3");
  CHECK(verdicts[1].verdict == "none");
  CHECK(judge.worst_class() == 0);
}

/// From `from` to `to`: the load goes from `power` on in a straight line to that of `end`.
void walk(LoadStepJudge& judge, core::Tick from, core::Tick to, double power,
          const StepPoint& end) {
  SpanExtremes seen;
  seen.low_speed = seen.high_speed = {end.speed, to};
  seen.low_voltage = seen.high_voltage = {end.voltage, to};
  judge.observe(to, {power, end, seen, false, from});
}

TEST_CASE("a figure of the way that the load drove is never negative", "[iso8528]") {
  LoadStepJudge judge(0.05);
  judge.load_changes(kSecond, {0.5, 0.0, 1.0}, 0.0);
  walk(judge, kSecond, 2 * kSecond, 0.4, {0.4, -0.01, 0.98});
  const auto verdicts = judge.judgements();
  REQUIRE(verdicts.size() == 1);
  CHECK(verdicts[0].figures.at(0).name == "frequency_rise");
  CHECK(verdicts[0].figures.at(0).value == 0.0);
  CHECK(verdicts[0].figures.at(1).name == "voltage_rise");
  CHECK(verdicts[0].figures.at(1).value == 0.0);
}

/// A step of 6 % at 1 s, the speed in its bands again at `back`; from 4 s on the load walks in, 2 %
/// a second, and the speed falls out of all of them.
LoadStepJudge walked_in(core::Tick back, double dip) {
  LoadStepJudge judge(0.05);
  judge.load_changes(kSecond, {0.0, 0.0, 1.0}, 0.0);
  walk(judge, kSecond, kSecond + 500 * kMs, 0.06, {0.06, dip, 1.0});
  walk(judge, kSecond + 500 * kMs, back, 0.06, {0.06, 0.0, 1.0});
  judge.load_changes(4 * kSecond, {0.06, back > 4 * kSecond ? dip : 0.0, 1.0}, 0.0);
  for (int i = 0; i < 20; ++i) {
    const double power = 0.06 + 0.02 * i;
    walk(judge, (4 + i) * kSecond, (5 + i) * kSecond, power, {power + 0.02, -0.2, 1.0});
  }
  return judge;
}

TEST_CASE("a load that walks in is not blamed on the small step before it", "[iso8528]") {
  const LoadStepJudge judge = walked_in(2 * kSecond, -0.03);
  CHECK(verdict(judge) == "G3");
  CHECK(judge.judgements()[0].figures.at(0).value == Approx(0.03));
  CHECK(judge.worst_class() == 3);
}

TEST_CASE("a step that the next load cuts short has no verdict unless it missed all", "[iso8528]") {
  const auto cut_short = [](double dip) {
    LoadStepJudge judge(0.05);
    judge.load_changes(kSecond, {0.0, 0.0, 1.0}, 0.0);
    walk(judge, kSecond, 2 * kSecond, 0.3, {0.3, dip, 1.0});
    judge.load_changes(2 * kSecond, {0.3, dip, 1.0}, 0.0);
    walk(judge, 2 * kSecond, 3 * kSecond, 0.4, {0.4, 0.0, 1.0});
    return judge;
  };
  CHECK(cut_short(-0.05).steps() == 1);  // the second one
  CHECK(cut_short(-0.05).judgements().at(0).at == 2 * kSecond);
  CHECK(cut_short(-0.05).cut_short() == 1);
  CHECK(cut_short(-0.2).cut_short() == 0);
  CHECK(cut_short(-0.2).steps() == 2);
  CHECK(cut_short(-0.2).worst_class() == 0);
}

TEST_CASE("a load that goes on as fast as a step is one step", "[iso8528]") {
  LoadStepJudge judge(0.05);
  judge.load_changes(0, {0.0, 0.0, 1.0}, 0.0);
  for (int i = 0; i < 20; ++i) {  // 60 % a second
    const core::Tick from = i * 50 * kMs;
    walk(judge, from, from + 50 * kMs, 0.03 * i, {0.03 * (i + 1), -0.002 * (i + 1), 1.0});
  }
  judge.load_changes(kSecond, {0.6, -0.04, 1.0}, 0.0);
  walk(judge, kSecond, 3 * kSecond, 0.6, {0.6, 0.0, 1.0});
  CHECK(verdict(judge) == "G3");
  CHECK(judge.judgements()[0].what == "load step of 60 % of the rating");
}

TEST_CASE("a load that turns back is a step of its own", "[iso8528]") {
  LoadStepJudge judge(0.05);
  judge.load_changes(0, {0.0, 0.0, 1.0}, 0.0);
  walk(judge, 0, 150 * kMs, 0.5, {0.5, -0.05, 1.0});
  judge.load_changes(150 * kMs, {0.5, -0.05, 1.0}, 0.0);
  walk(judge, 150 * kMs, 2 * kSecond, 0.0, {0.0, 0.2, 1.0});
  walk(judge, 2 * kSecond, 3 * kSecond, 0.0, {0.0, 0.0, 1.0});
  CHECK(verdict(judge) == "none");
  CHECK(judge.judgements()[0].figures.at(0).name == "frequency_rise");
}

TEST_CASE("what a load draws more as its voltage comes back is no new load", "[iso8528]") {
  LoadStepJudge judge(0.05);
  judge.load_changes(0, {0.0, 0.0, 1.0}, 0.0);
  walk(judge, 0, 100 * kMs, 0.45, {0.45, -0.05, 0.86});
  walk(judge, 100 * kMs, kSecond, 0.45, {0.53, -0.05, 1.0});
  walk(judge, kSecond, 2 * kSecond, 0.53, {0.53, 0.0, 1.0});
  CHECK(verdict(judge) == "G3");
}

TEST_CASE("a fault ends the judging until the set is steady again", "[iso8528]") {
  LoadStepJudge judge(0.05);
  judge.load_changes(kSecond, {0.0, 0.0, 1.0}, 0.0);
  walk(judge, kSecond, 2 * kSecond, 0.3, {0.3, -0.05, 1.0});
  judge.disturb(0.0);
  walk(judge, 2 * kSecond, 3 * kSecond, 0.0, {0.0, 0.05, 0.1});
  judge.load_changes(3 * kSecond, {0.0, 0.05, 0.1}, 0.0);  // comes back too soon
  walk(judge, 3 * kSecond, 4 * kSecond, 0.3, {0.3, 0.0, 0.96});
  CHECK(judge.steps() == 0);
  CHECK(judge.cut_short() == 1);
  judge.load_changes(4 * kSecond, {0.3, 0.0, 0.96}, 0.0);
  walk(judge, 4 * kSecond, 5 * kSecond, 0.6, {0.6, 0.0, 1.0});
  CHECK(judge.steps() == 1);
}

TEST_CASE("a trip during a step leaves it without a class", "[iso8528]") {
  LoadStepJudge judge = stepped(0.5, -0.069, 0.9, 2 * kSecond);
  judge.break_off("overspeed");
  CHECK(verdict(judge) == "none");
  LoadStepJudge rested = stepped(0.5, -0.069, 0.9, 2 * kSecond);
  rested.observe(9 * kSecond, {0.5, {0.5, 0.0, 1.0}, {}, true});
  rested.break_off("breakdown");
  CHECK(verdict(rested) == "G3");
}

TEST_CASE("many steps are all counted, the worst are told", "[iso8528]") {
  LoadStepJudge judge(0.05);
  for (int i = 0; i < 100; ++i) {
    const core::Tick at = i * 10 * kSecond;
    judge.load_changes(at, {0.0, 0.0, 1.0}, 0.0);
    SpanExtremes seen;
    seen.low_speed = seen.high_speed = {i == 50 ? -0.12 : -0.01, at + kSecond};
    seen.low_voltage = seen.high_voltage = {1.0, at + kSecond};
    judge.observe(at + kSecond, {0.3, {0.3, 0.0, 1.0}, seen, false});
  }
  CHECK(judge.steps() == 100);
  CHECK(judge.judgements().size() <= 21);
  CHECK(judge.worst_class() == 1);
}

}  // namespace
}  // namespace ridethrough::devices
