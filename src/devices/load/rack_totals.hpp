#pragma once

#include <algorithm>
#include <vector>

#include "devices/load/rack_cord.hpp"
#include "ridethrough/devices/device.hpp"

/// What the cords of a rack add up to.
namespace ridethrough::devices {

inline double drawn_w(const std::vector<RackCord>& cords, const View& view) {
  double sum_w = 0.0;
  for (const RackCord& cord : cords) sum_w += view.network.served(cord.demand()).watts(view.now);
  return sum_w;
}

inline double drawn_j(const std::vector<RackCord>& cords, const View& view) {
  core::Energy sum;
  for (const RackCord& cord : cords) sum += view.network.served_energy(cord.demand(), view.now);
  return sum.joules();
}

inline double stored_j(const std::vector<RackCord>& cords, core::Tick now) {
  double sum_j = 0.0;
  for (const RackCord& cord : cords) sum_j += cord.stored_j(now);
  return sum_j;
}

inline double best_voltage_pu(const std::vector<RackCord>& cords, const network::Network& network) {
  double best_pu = 0.0;
  for (const RackCord& cord : cords) {
    best_pu = std::max(best_pu, network.supply(cord.demand()).voltage_pu);
  }
  return best_pu;
}

}  // namespace ridethrough::devices
