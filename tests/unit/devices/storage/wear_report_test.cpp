#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "../../../support/battery_examples.hpp"
#include "ridethrough/core/engine.hpp"
#include "ridethrough/devices/storage/battery.hpp"
#include "ridethrough/devices/storage/battery_device.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::testing {
namespace {

/// What a battery of such parameters reports after half an hour of 4.8 W out and one of 4 W in.
devices::Report report_after_a_cycle(const Parameters& parameters) {
  constexpr core::Tick kHalfHour = 1800 * core::kTicksPerSecond;
  const std::unique_ptr<devices::Device> battery = devices::make_battery(parameters);
  battery->storage()->set_power(0, 4.8, 0.0);
  battery->storage()->set_power(kHalfHour, -4.0, 0.0);
  battery->storage()->set_power(2 * kHalfHour, 0.0, 0.0);
  core::Engine engine;
  const network::Network network(engine, {});
  devices::Report report;
  battery->report({2 * kHalfHour, network}, report);
  return report;
}

/// Its value, or -1 where it is not reported.
double finding(const devices::Report& report, const std::string& name) {
  const auto found = std::find_if(report.findings.begin(), report.findings.end(),
                                  [&](const auto& row) { return row.name == name; });
  return found == report.findings.end() ? -1.0 : found->value;
}

}  // namespace

TEST_CASE("wear: a battery reports what the run cost it", "[devices]") {
  const devices::Report report = report_after_a_cycle(lfp_3ah());
  CHECK(finding(report, "throughput") == Approx(8.8 * 1800.0));
  // 4.8 W at about 3.2 V take 0.75 of 3 Ah in half an hour, 4 W return nearly 0.6.
  CHECK(finding(report, "equivalent_full_cycles") == Approx(0.22).margin(0.01));
  CHECK(finding(report, "wear") > 0.0);
  CHECK(finding(report, "resistance_growth") > 0.0);
}

TEST_CASE("wear: without a law it is not reported", "[devices]") {
  auto parameters = lfp_3ah();
  parameters["ageing"] = word("none");
  const devices::Report report = report_after_a_cycle(parameters);
  CHECK(finding(report, "wear") == -1.0);
  CHECK(finding(report, "resistance_growth") == -1.0);
  CHECK(finding(report, "equivalent_full_cycles") > 0.2);
}

TEST_CASE("wear: an older bank loses less in the same run", "[devices]") {
  auto old = lfp_3ah();
  old["age"] = Value(5.0 * kYearS);
  old["full_cycles"] = Value(500.0);
  CHECK(finding(report_after_a_cycle(old), "wear") <
        0.1 * finding(report_after_a_cycle(lfp_3ah()), "wear"));
  // 500 full cycles at 1C take 0.216 % sqrt(500) on top of five years on the shelf.
  auto shelved = old;
  shelved["full_cycles"] = Value(0.0);
  CHECK(devices::capacity_factor(shelved) - devices::capacity_factor(old) ==
        Approx(0.048326).margin(1e-5));
}

}  // namespace ridethrough::testing
