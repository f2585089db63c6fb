#include "devices/switchgear/closing_check.hpp"

namespace ridethrough::devices {

SyncGap gap_across(const network::Network& network, const network::LinkSpec& contact,
                   core::Tick at) {
  const bool are_live = network.is_energised(contact.upper) && network.is_energised(contact.lower);
  if (!are_live || network.node(contact.upper).is_dc) return {};
  return gap_between(network, contact.upper, contact.lower, at);
}

}  // namespace ridethrough::devices
