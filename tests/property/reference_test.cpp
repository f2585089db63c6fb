#include <catch2/catch.hpp>

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "ridethrough/study/run.hpp"
#include "support/draw.hpp"
#include "support/random_scenario.hpp"
#include "support/reference_engine.hpp"

// The engine against a second, slow implementation of one path, over random scenarios.
namespace ridethrough {

namespace {

constexpr double kStepS = 100e-6;

/// States of the switch and the UPS, and a rack's drops and restarts, in the order of time.
std::vector<support::ReferenceChange> changes_of(const study::Outcome& outcome) {
  std::vector<support::ReferenceChange> changes;
  for (const study::OutcomeEvent& event : outcome.events) {
    if (event.what != "state" || event.time == 0) continue;
    const std::string name = event.component.substr(event.component.rfind('.') + 1);
    const bool is_rack = event.component.find(".rack") != std::string::npos &&
                         (event.to == "down" || event.to == "restarting");
    if (is_rack) changes.push_back({core::seconds(event.time), "rack", event.to});
    if (name == "ups-a" || name == "ats-a") {
      changes.push_back({core::seconds(event.time), name, event.to});
    }
  }
  return changes;
}

std::vector<support::ReferenceChange> only(const std::vector<support::ReferenceChange>& all,
                                           const std::string& component) {
  std::vector<support::ReferenceChange> some;
  for (const support::ReferenceChange& each : all) {
    if (each.component == component) some.push_back(each);
  }
  return some;
}

const study::ComponentOutcome* find_type(const study::Outcome& outcome, std::string_view type) {
  for (const study::ComponentOutcome& component : outcome.components) {
    if (component.type == type) return &component;
  }
  return nullptr;
}

double finding(const study::ComponentOutcome& component, std::string_view name) {
  for (const study::MemberFinding& each : component.findings) {
    if (each.finding.name == name) return each.finding.value;
  }
  return std::nan("");
}

}  // namespace

TEST_CASE("the engine agrees with the reference engine", "[property]") {
  const char* const text = std::getenv("RIDETHROUGH_CASES");
  const std::uint64_t cases = text != nullptr ? std::strtoull(text, nullptr, 10) : 20;
  const std::uint64_t first = support::test_seed(1);
  for (std::uint64_t seed = first; seed < first + cases; ++seed) {
    INFO("seed " << seed);
    support::RandomScenario plain;
    plain.is_plain = true;
    const scenario::Model model = support::model_of(support::random_scenario(seed, plain));
    const study::Outcome outcome = study::run(model, {});
    const support::ReferenceRun reference = support::reference_run(model, kStepS);
    const auto changes = changes_of(outcome);
    for (const char* component : {"rack", "ups-a", "ats-a"}) {
      const auto exact = only(changes, component);
      const auto stepped = only(reference.changes, component);
      INFO(component);
      CHECK(exact.size() == stepped.size());
      for (std::size_t i = 0; i < std::min(exact.size(), stepped.size()); ++i) {
        INFO(exact[i].to << " at " << exact[i].time_s);
        CHECK(exact[i].to == stepped[i].to);
        // Each change waits for the one before it, one step late each time.
        const double late_s = 3.0 * kStepS * static_cast<double>(changes.size() + 1);
        CHECK(stepped[i].time_s == Approx(exact[i].time_s).margin(late_s));
      }
    }
    const double scale_j = outcome.ledger.throughput_j;
    const study::ComponentOutcome& rack = *find_type(outcome, "rack");
    CHECK(reference.grid_j ==
          Approx(find_type(outcome, "utility")->books.out_j).margin(1e-3 * scale_j));
    CHECK(reference.rack_j == Approx(rack.books.in_j).margin(1e-3 * scale_j));
    // The engine follows the lowest voltage in steps of 0.01 pu.
    CHECK(reference.lowest_rack_pu == Approx(finding(rack, "voltage_min")).margin(0.0101));
    if (const auto* battery = find_type(outcome, "battery")) {
      CHECK(reference.soc_frac == Approx(finding(*battery, "soc_end")).margin(1e-3));
      CHECK(reference.battery_j == Approx(battery->books.out_j).margin(1e-3 * scale_j));
    }
  }
}

}  // namespace ridethrough
