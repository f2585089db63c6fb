#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ridethrough/devices/load/rack.hpp"
#include "support/device_rig.hpp"
#include "support/plain_devices.hpp"
#include "support/rack_examples.hpp"

namespace ridethrough::support {

/// One 400 V feeder per entry of `ohms`, named s1, s2, ..., and a rack with a cord on each.
inline void build_rack(Rig& rig, const RackNumbers& numbers, const std::vector<double>& ohms) {
  Wires wires;
  for (std::size_t i = 0; i < ohms.size(); ++i) {
    const std::string name = "s" + std::to_string(i + 1);
    rig.add(name, std::make_unique<PlainSource>(400.0, 50.0, false, ohms[i]));
    wires.from.push_back(name);
  }
  rig.add("rack", devices::make_rack(rack_of(numbers)), wires);
}

}  // namespace ridethrough::support
