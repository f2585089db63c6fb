#include "devices/switchgear/closing_check.hpp"

#include <cmath>

namespace ridethrough::devices {

SyncGap gap_across(const network::Network& network, const network::LinkSpec& contact,
                   core::Tick at) {
  const bool are_live = network.is_energised(contact.upper) && network.is_energised(contact.lower);
  if (!are_live || network.node(contact.upper).is_dc) return {};
  return gap_between(network, contact.upper, contact.lower, at);
}

bool is_out_of_phase(const SyncGap& gap) {
  constexpr double kMostRad = 10.0 * kDegree;  // as the default of `sync_check`
  return std::abs(gap.angle_rad) > kMostRad;
}

}  // namespace ridethrough::devices
