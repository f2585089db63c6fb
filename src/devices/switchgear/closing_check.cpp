#include "devices/switchgear/closing_check.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

namespace ridethrough::devices {

namespace {

constexpr double kDegree = std::numbers::pi / 180.0;

}  // namespace

std::string SideDifference::text() const {
  return fmt::format("{:.3g} deg, {:.3g} Hz and {:.3g} % apart", angle_rad / kDegree, frequency_hz,
                     100.0 * voltage_pu);
}

SideDifference difference_across(const network::Network& network, const network::LinkSpec& contact,
                                 core::Tick at) {
  const network::NodeId upper = contact.upper;
  const network::NodeId lower = contact.lower;
  const bool are_live = network.is_energised(upper) && network.is_energised(lower);
  if (!are_live || network.node(upper).is_dc) return {};
  const double turn = network.phase_rad(upper, at) - network.phase_rad(lower, at);
  SideDifference difference;
  difference.angle_rad = std::abs(std::remainder(turn, 2.0 * std::numbers::pi));
  difference.frequency_hz =
      std::abs(network.frequency(upper).hz_at(at) - network.frequency(lower).hz_at(at));
  difference.voltage_pu = std::abs(network.voltage_pu(upper) - network.voltage_pu(lower));
  return difference;
}

bool allows(const Parameters& sync_check, const SideDifference& difference) {
  return difference.angle_rad <= get(sync_check, "angle").number() &&
         difference.frequency_hz <= get(sync_check, "frequency").number() &&
         difference.voltage_pu <= get(sync_check, "voltage").number();
}

bool is_out_of_phase(const SideDifference& difference) {
  constexpr double kMostRad = 10.0 * kDegree;  // as the default of `sync_check`
  return difference.angle_rad > kMostRad;
}

}  // namespace ridethrough::devices
