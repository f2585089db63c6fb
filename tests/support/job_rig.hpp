#pragma once

#include <memory>
#include <string>
#include <utility>

#include "ridethrough/devices/load/rack.hpp"
#include "support/device_rig.hpp"
#include "support/plain_devices.hpp"
#include "support/rack_examples.hpp"

/// Two racks of 32 GPUs on two feeders of their own, s1 and s2, and one job on both.
namespace ridethrough::support {

inline void build_job(Rig& rig, std::unique_ptr<devices::Device> job) {
  for (const std::string side : {"1", "2"}) {
    rig.add("s" + side, std::make_unique<PlainSource>(400.0, 50.0));
    Wires wires;
    wires.from = {"s" + side};
    rig.add("rack-" + side, devices::make_rack(rack_of()), wires);
  }
  Wires wires;
  wires.racks = {"rack-1", "rack-2"};
  rig.add("job", std::move(job), wires);
}

inline void lose_first_rack(Rig& rig, core::Tick at, core::Tick until) {
  rig.set(at, "s1", "voltage", 0.0);
  rig.set(until, "s1", "voltage", 1.0);
}

}  // namespace ridethrough::support
