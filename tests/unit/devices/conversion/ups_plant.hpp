#pragma once

#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>

#include "devices/loss_curve.hpp"
#include "ridethrough/devices/conversion/ups.hpp"
#include "support/device_rig.hpp"
#include "support/extra_wakes.hpp"
#include "support/grid_examples.hpp"
#include "support/plain_battery.hpp"
#include "support/plain_devices.hpp"
#include "support/ups_examples.hpp"

namespace ridethrough::support {

/// A grid, a UPS with a battery, one load.
class Plant {
 public:
  explicit Plant(double load_w, const Parameters& ups = ups_600kw(), const Tank& tank = {},
                 double ohm = 0.0) {
    grid = &static_cast<PlainSource&>(
        rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0, false, ohm)));
    rig.add("ups", devices::make_ups(ups), {.from = {"grid"}});
    battery = &static_cast<PlainBattery&>(
        rig.add("battery", std::make_unique<PlainBattery>(tank), {.from = {"ups"}}));
    rig.add("load", std::make_unique<PlainLoad>(load_w), {.from = {"ups"}});
  }
  void outage(core::Tick from, core::Tick to) {
    rig.set(from, "grid", "voltage", 0.0);
    if (to != core::kNever) rig.set(to, "grid", "voltage", 1.0);
  }
  void check_books() {
    const core::Books books = rig.account("ups");
    CHECK(imbalance(books) < 1e-9);  // the ledger's own bound
    const double through_j = std::max(books.in_j, books.out_j);
    CHECK(books.gap_j < 1e-6 * through_j);  // the bound on published against exact power
  }

  Rig rig;
  PlainSource* grid = nullptr;
  PlainBattery* battery = nullptr;
};

inline const devices::LossCurve& part_loss() {
  static const devices::LossCurve kCurve(
      {{0.25, 0.955}, {0.5, 0.968}, {0.75, 0.968}, {1.0, 0.964}});
  return kCurve;
}

inline double need_w(double output_w, double rating_w = 600e3) {
  return output_w + rating_w * part_loss().loss_frac(output_w / rating_w);
}

}  // namespace ridethrough::support
