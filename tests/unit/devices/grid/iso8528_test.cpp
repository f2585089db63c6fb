#include "devices/grid/iso8528.hpp"

#include <catch2/catch.hpp>

#include "support/grid_examples.hpp"

namespace ridethrough::devices {
namespace {

using support::kMs;
using support::kS;

/// A step at 1 s to `power` that takes speed and voltage to `speed` and `voltage` at 1.4 s and into
/// all bands again after `recovery`.
LoadStepJudge stepped(double power, double speed, double voltage, core::Tick recovery) {
  LoadStepJudge judge(0.05);
  judge.load_changes(kS, {0.0, 0.0, 1.0}, 0.0);
  SpanExtremes out;
  out.low_speed = {std::min(speed, 0.0), kS + 400 * kMs};
  out.high_speed = {std::max(speed, 0.0), kS + 400 * kMs};
  out.low_voltage = {std::min(voltage, 1.0), kS};
  out.high_voltage = {std::max(voltage, 1.0), kS};
  judge.observe(kS + 400 * kMs, {power, {power, speed, voltage}, out, false});
  SpanExtremes back;
  back.low_speed = back.high_speed = {0.0, kS + recovery};
  back.low_voltage = back.high_voltage = {1.0, kS + recovery};
  judge.observe(kS + recovery, {power, {power, 0.0, 1.0}, back, false});
  return judge;
}

std::string verdict(const LoadStepJudge& judge) {
  const auto verdicts = judge.judgements();
  REQUIRE(verdicts.size() == 1);
  return verdicts.front().verdict;
}

TEST_CASE("the best class that holds is the verdict", "[iso8528]") {
  CHECK(verdict(stepped(0.5, -0.069, 0.9, 2 * kS)) == "G3");
  CHECK(verdict(stepped(0.5, -0.071, 0.9, 2 * kS)) == "G2");
  CHECK(verdict(stepped(0.5, -0.099, 0.9, 2 * kS)) == "G2");
  CHECK(verdict(stepped(0.5, -0.149, 0.9, 2 * kS)) == "G1");
  CHECK(verdict(stepped(0.5, -0.151, 0.9, 2 * kS)) == "none");
  CHECK(verdict(stepped(0.5, -0.069, 0.9, 3 * kS)) == "G3");
  CHECK(verdict(stepped(0.5, -0.069, 0.9, 3 * kS + 1)) == "G2");
  CHECK(verdict(stepped(0.5, -0.069, 0.9, 5 * kS + 1)) == "G1");
  CHECK(verdict(stepped(0.5, -0.069, 0.9, 10 * kS + 1)) == "none");
  CHECK(verdict(stepped(0.5, -0.069, 0.84, 2 * kS)) == "G2");
  CHECK(verdict(stepped(0.5, -0.069, 0.79, 2 * kS)) == "G1");
  CHECK(verdict(stepped(0.5, -0.069, 0.74, 2 * kS)) == "none");
}

TEST_CASE("a load that goes is judged by the rise", "[iso8528]") {
  CHECK(verdict(stepped(-0.5, 0.099, 1.19, 2 * kS)) == "G3");
  CHECK(verdict(stepped(-0.5, 0.119, 1.19, 2 * kS)) == "G2");
  CHECK(verdict(stepped(-0.5, 0.179, 1.19, 2 * kS)) == "G1");
  CHECK(verdict(stepped(-0.5, 0.181, 1.19, 2 * kS)) == "none");
  CHECK(verdict(stepped(-0.5, 0.099, 1.26, 2 * kS)) == "G1");
}

TEST_CASE("a small step is none, a step in two pieces is one", "[iso8528]") {
  CHECK(stepped(0.05, -0.01, 1.0, kS).judgements().empty());
  LoadStepJudge judge(0.05);
  judge.load_changes(kS, {0.2, 0.0, 1.0}, 0.0);
  judge.observe(kS + 50 * kMs, {0.24, {0.24, -0.001, 1.0}, {}, false});
  judge.load_changes(kS + 50 * kMs, {0.24, -0.001, 1.0}, 0.0);
  judge.observe(kS + 120 * kMs, {0.28, {0.28, -0.002, 1.0}, {}, false});
  CHECK(judge.steps() == 1);
  CHECK(judge.judgements().at(0).what == "load step of 8 % of the rating");
  CHECK(judge.judgements().at(0).at == kS);
}

TEST_CASE("a second step ends the judging of the first", "[iso8528]") {
  LoadStepJudge judge = stepped(0.5, -0.069, 0.9, 2 * kS);
  judge.load_changes(20 * kS, {0.5, 0.0, 1.0}, 0.0);
  SpanExtremes deep;
  deep.low_speed = deep.high_speed = {-0.2, 21 * kS};
  deep.low_voltage = deep.high_voltage = {1.0, 21 * kS};
  judge.observe(21 * kS, {0.9, {0.9, -0.2, 1.0}, deep, false});
  const auto verdicts = judge.judgements();
  REQUIRE(verdicts.size() == 2);
  CHECK(verdicts[0].verdict == "G3");
  CHECK(verdicts[1].verdict == "none");
  CHECK(judge.worst_class() == 0);
}

TEST_CASE("a trip during a step leaves it without a class", "[iso8528]") {
  LoadStepJudge judge = stepped(0.5, -0.069, 0.9, 2 * kS);
  judge.break_off("overspeed");
  CHECK(verdict(judge) == "none");
  LoadStepJudge rested = stepped(0.5, -0.069, 0.9, 2 * kS);
  rested.observe(9 * kS, {0.5, {0.5, 0.0, 1.0}, {}, true});
  rested.break_off("breakdown");
  CHECK(verdict(rested) == "G3");
}

TEST_CASE("many steps are all counted, the worst are told", "[iso8528]") {
  LoadStepJudge judge(0.05);
  for (int i = 0; i < 100; ++i) {
    const core::Tick at = i * 10 * kS;
    judge.load_changes(at, {0.0, 0.0, 1.0}, 0.0);
    SpanExtremes seen;
    seen.low_speed = seen.high_speed = {i == 50 ? -0.12 : -0.01, at + kS};
    seen.low_voltage = seen.high_voltage = {1.0, at + kS};
    judge.observe(at + kS, {0.3, {0.3, 0.0, 1.0}, seen, false});
  }
  CHECK(judge.steps() == 100);
  CHECK(judge.judgements().size() <= 21);
  CHECK(judge.worst_class() == 1);
}

}  // namespace
}  // namespace ridethrough::devices
