#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ridethrough/devices/conversion/bbu.hpp"
#include "support/dc_examples.hpp"
#include "support/plain_battery.hpp"
#include "support/rack_rig.hpp"

namespace ridethrough::support {

/// A rack with a battery shelf without cells, which gives without end.
inline void build_bare_shelf(Rig& rig, const RackNumbers& rack, const ShelfNumbers& shelf = {},
                             const std::vector<double>& ohms = {0.0}) {
  build_rack(rig, rack, ohms);
  rig.add("bbu", devices::make_bbu(bbu_of(shelf)), {.from = {"rack"}});
}

/// A rack with a battery shelf over a tank of energy; cords as in build_rack().
inline void build_shelf(Rig& rig, const RackNumbers& rack, const ShelfNumbers& shelf = {},
                        const Tank& tank = {}, const std::vector<double>& ohms = {0.0}) {
  build_bare_shelf(rig, rack, shelf, ohms);
  rig.add("cells", std::make_unique<PlainBattery>(tank), {.from = {"bbu"}});
}

/// 40 kW without loss, 20 ms of hold-up as an ORv3 supply has.
inline RackNumbers orv3_rack() {
  RackNumbers numbers;
  numbers.hold_up_s = 20e-3;
  numbers.efficiency = 1.0;
  return numbers;
}

}  // namespace ridethrough::support
