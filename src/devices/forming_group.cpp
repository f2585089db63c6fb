#include "ridethrough/devices/forming_group.hpp"

#include <cmath>

namespace ridethrough::devices {

std::size_t FormingGroup::join(const Device& device, std::int64_t copies, double rating_w) {
  members_.push_back({copies, std::llround(rating_w), false});
  devices_.push_back(&device);
  return members_.size() - 1;
}

void FormingGroup::wire(network::Network& network, network::NodeId node, double frequency_hz) {
  if (source_ >= 0) return;
  network::SourceSpec spec;
  spec.node = node;
  spec.kind = network::SourceKind::converter;
  source_ = network.add_source(spec);
  emf_ = {.frequency = {.hz = frequency_hz}, .nominal_hz = frequency_hz};
}

void FormingGroup::offer(network::Network& network, std::size_t handle, bool is_on) {
  if (members_[handle].is_on == is_on) return;
  members_[handle].is_on = is_on;
  forming_rating_w_ = 0;
  for (const Member& member : members_) {
    if (member.is_on) forming_rating_w_ += member.copies * member.rating_w;
  }
  network.set_source(source_, forming_rating_w_ > 0, emf_);
}

double FormingGroup::share(std::size_t handle) const {
  const Member& member = members_[handle];
  if (!member.is_on) return 0.0;
  return static_cast<double>(member.rating_w) / static_cast<double>(forming_rating_w_);
}

}  // namespace ridethrough::devices
