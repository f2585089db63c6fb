#include "devices/thermal_guard.hpp"

namespace ridethrough::devices {

void ThermalGuard::wire(network::Network& network, network::LinkId link, core::ProcessId owner) {
  current_.wire(network, link, owner);
  node_ = network.link(link).lower;
}

int ThermalGuard::follow(const network::Network& network, core::Tick now) {
  const int band = bands_.follow(now);
  const bool has_moved = current_.follow(network, now);
  if (has_moved) body_.carry(now, current_.course(), network.is_energised(node_));
  if (has_moved || band != band_) bands_.plan(body_, now);
  band_ = bands_.band();
  return band_;
}

}  // namespace ridethrough::devices
