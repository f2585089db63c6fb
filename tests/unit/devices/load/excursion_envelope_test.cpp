#include "devices/load/excursion_envelope.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "support/rack_examples.hpp"

using namespace ridethrough;
using namespace ridethrough::support;
using devices::Parameters;
using devices::Value;

namespace {

/// Verdicts on 1.5 x for 1 ms, 1.3 x for 10 ms and 1.15 x for 50 ms of 32 GPUs of 1 kW over 6 kW.
std::vector<std::string> verdicts(RackNumbers numbers, std::size_t cords) {
  Parameters rack = rack_of(numbers);
  const auto row = [](double factor, double for_s) {
    return Value(Parameters{{"factor", Value(factor)}, {"for", Value(for_s)}});
  };
  rack["gpu"] = Value(Parameters{
      {"tdp", Value(1000.0)},
      {"idle", Value(100.0)},
      {"excursions", Value(Value::List{row(1.5, 1e-3), row(1.3, 10e-3), row(1.15, 50e-3)})}});
  devices::Report report;
  devices::ExcursionEnvelope(rack).report(devices::RackCordSettings(rack), cords, report);
  std::vector<std::string> words;
  for (const devices::Judgement& each : report.judgements) words.push_back(each.verdict);
  return words;
}

}  // namespace

TEST_CASE("excursions: two cords carry them, and one out of its hold-up at most") {
  // 54, 47.6 and 42.8 kW of 40 kW a cord.
  CHECK(verdicts({}, 2) ==
        std::vector<std::string>{"carried", "trips", "carried", "trips", "carried", "trips"});
  RackNumbers peaking;
  peaking.supplies["peak"] =
      Value(Parameters{{"power", Value(1.6)}, {"for", Value(10e-3)}, {"rest", Value(0.1)}});
  CHECK(verdicts(peaking, 2) ==
        std::vector<std::string>{"carried", "carried", "carried", "carried", "carried", "trips"});
}

TEST_CASE("excursions: a single cord beyond its current limit drains its hold-up") {
  // 54 kW of 50 kVA for 1 ms: 4 J of 480 J.
  CHECK(verdicts({}, 1) == std::vector<std::string>{"out of hold-up", "carried", "carried"});
  RackNumbers bare;
  bare.hold_up_s = 0.0;
  CHECK(verdicts(bare, 1).front() == "trips");
}

TEST_CASE("excursions: a rack without the word says nothing") {
  devices::Report report;
  const Parameters rack = rack_of();
  devices::ExcursionEnvelope(rack).report(devices::RackCordSettings(rack), 2, report);
  CHECK(report.judgements.empty());
}
