#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "../../../support/battery_examples.hpp"
#include "../../../support/passive_bank.hpp"
#include "devices/storage/lead_acid_parameters.hpp"
#include "ridethrough/devices/conversion/ups.hpp"
#include "ridethrough/devices/storage/battery.hpp"
#include "ridethrough/devices/storage/battery_device.hpp"
#include "support/device_rig.hpp"
#include "support/plain_devices.hpp"
#include "support/ticks.hpp"
#include "support/ups_examples.hpp"

namespace ridethrough::testing {
namespace {

using devices::make_bank;
using devices::StorageStop;
using devices::storage::lead_acid_cell;
using devices::storage::TwoWellCell;

using ridethrough::support::kSecond;
constexpr double kHourlyA = 150.0;  ///< of the block, 1C

Parameters dipping(double voltage_v = 0.040) {
  Parameters parameters = vrla_150ah();
  Parameters dip;
  dip["voltage"] = Value(voltage_v);
  dip["time"] = Value(60.0);
  parameters["coup_de_fouet"] = Value(dip);
  return parameters;
}

/// What the dip takes from a cell that has given `passed_c`, at `current_a`.
double dip_v(double passed_c, double current_a) {
  const TwoWellCell with = lead_acid_cell(dipping());
  const TwoWellCell without = lead_acid_cell(vrla_150ah());
  const TwoWellCell::State state{1.0 - passed_c / with.charge_c(), 0.9, 0.0};
  return without.flow_at_current(state, current_a).voltage_v -
         with.flow_at_current(state, current_a).voltage_v;
}

}  // namespace

TEST_CASE("coup_de_fouet: deepest after its time at 1C, and gone at full and later", "[devices]") {
  const double deepest_c = kHourlyA * 60.0;
  CHECK(dip_v(deepest_c, kHourlyA) == Approx(0.040).epsilon(1e-9));
  CHECK(dip_v(deepest_c, 2.0 * kHourlyA) == Approx(0.080).epsilon(1e-9));
  CHECK(dip_v(0.5 * deepest_c, kHourlyA) == Approx(0.020 * std::exp(0.5)).epsilon(1e-9));
  CHECK(dip_v(0.0, kHourlyA) == 0.0);
  CHECK(dip_v(12.0 * deepest_c, kHourlyA) < 1e-5);
  // Charging does not know it.
  CHECK(dip_v(deepest_c, -30.0) == 0.0);
}

TEST_CASE("coup_de_fouet: a lithium cell has none", "[devices]") {
  Parameters lithium = lfp_3ah();
  lithium["coup_de_fouet"] = dipping().at("coup_de_fouet");
  CHECK_THROWS_AS(make_bank(lithium), std::invalid_argument);
}

TEST_CASE("coup_de_fouet: the voltage falls and comes back", "[devices]") {
  const auto bank = make_bank(dipping());
  bank->set_current(0, kHourlyA);
  const auto at_v = [&](int s) { return bank->look(s * kSecond).terminal_voltage_v / 6.0; };
  int lowest_s = 0;
  for (int s = 0; s < 300; ++s) {
    if (at_v(s) < at_v(lowest_s)) lowest_s = s;
  }
  // After the deepest point of the dip at 60 s, because the voltage falls with the charge as well.
  CHECK(lowest_s > 60);
  CHECK(lowest_s < 80);
  CHECK(at_v(lowest_s) < at_v(240));
}

TEST_CASE("coup_de_fouet: an end voltage inside the dip ends a discharge from full", "[devices]") {
  Parameters parameters = dipping(0.060);
  const auto probe = make_bank(parameters);
  probe->set_power(0, 2500.0, 0.0);
  double lowest_v = 3.0;
  for (int s = 0; s < 120; ++s) {
    lowest_v = std::min(lowest_v, probe->look(s * kSecond).terminal_voltage_v / 6.0);
  }
  const auto stop_s = [&](const Parameters& p) {
    const auto bank = make_bank(p);
    bank->set_power(0, 2500.0, 0.0);
    const core::Tick stop = bank->next_stop(40'000 * kSecond);
    CHECK(bank->stop_reason() == StorageStop::end_voltage);
    return core::seconds(stop);
  };
  parameters["end_voltage"] = Value(lowest_v + 0.5e-3);
  CHECK(stop_s(parameters) < 60.0);
  // A cell that is not full has no dip.
  parameters["soc"] = Value(0.95);
  CHECK(stop_s(parameters) > 120.0);
  parameters["soc"] = Value(1.0);
  parameters["end_voltage"] = Value(lowest_v - 0.5e-3);
  CHECK(stop_s(parameters) > 120.0);
}

TEST_CASE("coup_de_fouet: no cycle makes energy", "[devices]") {
  support::check_passive(*make_bank(dipping(0.2)),
                         {.seed = 7, .low_w = -1500.0, .high_w = 1500.0, .longest = 60 * kSecond});
}

TEST_CASE("coup_de_fouet: the run says that it is unverified", "[devices]") {
  for (const bool has_dip : {true, false}) {
    Parameters blocks = has_dip ? dipping() : vrla_150ah();
    blocks["series"] = count(40);
    support::Rig rig;
    rig.add("grid", std::make_unique<support::PlainSource>(400.0, 50.0));
    rig.add("ups", devices::make_ups(support::ups_600kw()), {.from = {"grid"}});
    rig.add("vrla", devices::make_battery(blocks), {.from = {"ups"}});
    rig.run(kSecond);
    int warned = 0;
    for (const std::string& line : rig.log()) {
      warned +=
          line.find("warning: RT1303 -> the coup de fouet is unverified") != std::string::npos;
    }
    CHECK(warned == (has_dip ? 1 : 0));
  }
}

}  // namespace ridethrough::testing
