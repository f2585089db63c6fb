#pragma once

#include <cstdint>
#include <vector>

#include "ridethrough/network/network.hpp"

namespace ridethrough::devices {

class Device;

/// The converters that together hold up one bus: one ideal source, shared by rating. It exists
/// because a cohort of cabinets on one bus is one voltage for the network, and each cabinet carries
/// its share.
class FormingGroup {
 public:
  /// Adds `copies` cabinets per member of the bus, each of `rating_w` (to the watt). Returns a
  /// handle.
  std::size_t join(const Device& device, std::int64_t copies, double rating_w);
  void wire(network::Network& network, network::NodeId node, double frequency_hz);

  /// A cabinet offers or withdraws its power; the source is on while any offers.
  void offer(network::Network& network, std::size_t handle, bool is_on);
  bool is_forming() const { return forming_rating_w_ > 0; }
  /// Part of the source's power that one cabinet of this handle carries; 0 while it does not offer.
  double share(std::size_t handle) const;
  network::SourceId source() const { return source_; }
  const std::vector<const Device*>& devices() const { return devices_; }

 private:
  struct Member {
    std::int64_t copies;
    std::int64_t rating_w;  // integer, so that copies and single members sum to the same
    bool is_on;
  };
  std::vector<Member> members_;
  std::vector<const Device*> devices_;
  std::int64_t forming_rating_w_ = 0;
  network::SourceId source_ = -1;
  network::Emf emf_;
};

}  // namespace ridethrough::devices
