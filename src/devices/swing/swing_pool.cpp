#include "devices/swing/swing_pool.hpp"

#include <algorithm>

#include "ridethrough/devices/device.hpp"
#include "ridethrough/devices/forming_group.hpp"

// Which sources swing against each other.
namespace ridethrough::devices {

RunStore* run_store(const Wiring& wiring) {
  const bool is_in_run = wiring.forming != nullptr && wiring.forming->swings != nullptr;
  return is_in_run ? &wiring.forming->swings->store() : nullptr;
}

std::size_t SwingPool::join(SwingMember& member) {
  members_.push_back(&member);
  groups_.emplace_back();
  return members_.size() - 1;
}

bool SwingPool::is_led_by_member(const network::Network& network, network::NodeId node) const {
  const network::SourceId leader = network.leader(node);
  return std::any_of(members_.begin(), members_.end(), [&](const SwingMember* member) {
    return member->terminal().source == leader;
  });
}

/// The members on line in the zone of this one, itself too; none if they can not swing, or it does
/// not.
std::vector<SwingMember*> SwingPool::partners(const network::Network& network,
                                              std::size_t handle) const {
  const SwingMember& own = *members_[handle];
  const bool is_on = network.is_on(own.terminal().source);  // not yet, at the instant it comes
  const network::SourceId leader = network.leader(own.terminal().node);
  const auto is_beside = [&](const SwingMember* member) {
    const SwingTerminal& terminal = member->terminal();
    return network.is_on(terminal.source) && network.leader(terminal.node) == leader;
  };
  // Whether each can swing is asked last: that looks for short circuits in the whole zone.
  if (!is_on || std::count_if(members_.begin(), members_.end(), is_beside) < 2) return {};
  if (own.part(network) != SwingPart::swings) return {};
  std::vector<SwingMember*> found;
  bool has_leader = false;
  for (SwingMember* member : members_) {
    if (!is_beside(member)) continue;
    const SwingPart part = member->part(network);
    const bool is_alike = member->emf().nominal_hz == own.emf().nominal_hz;
    if (part == SwingPart::bars || !is_alike) return {};
    has_leader = has_leader || member->terminal().source == leader;
    if (part == SwingPart::swings) found.push_back(member);
  }
  if (!has_leader || found.size() < 2) return {};
  return found;
}

void SwingPool::part(std::size_t handle, core::Tick now) {
  if (groups_[handle] == nullptr) return;
  members_[handle]->leave_span(now);
  members_[handle]->leave_swing(now);
  groups_[handle].reset();
}

void SwingPool::dissolve(std::size_t handle, core::Tick now) {
  const std::shared_ptr<SwingGroup> group = groups_[handle];
  for (std::size_t i = 0; i < members_.size() && group != nullptr; ++i) {
    if (groups_[i] == group) part(i, now);
  }
}

void SwingPool::steer(std::size_t handle, std::optional<double> speed) {
  if (groups_[handle] != nullptr) groups_[handle]->steer(speed);
}

/// Makes them a group, whatever groups they were in.
void SwingPool::gather(const std::vector<SwingMember*>& found, core::Tick now, bool is_settled) {
  std::vector<std::size_t> handles;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (std::find(found.begin(), found.end(), members_[i]) != found.end()) handles.push_back(i);
  }
  for (const std::size_t each : handles) part(each, now);
  const auto group = std::make_shared<SwingGroup>(found, is_settled);
  for (const std::size_t each : handles) groups_[each] = group;
}

bool SwingPool::carry(Ports& ports, std::size_t handle, const Device& asking, bool is_settled) {
  const std::vector<SwingMember*> found = partners(ports.network(), handle);
  if (groups_[handle] != nullptr && found != groups_[handle]->members()) part(handle, ports.now());
  if (found.empty()) return false;
  if (groups_[handle] == nullptr) {
    gather(found, ports.now(), is_settled);
    if (groups_[handle]->has_rivals()) {
      ports.warn(asking, "RT1326",
                 "stands on one bus with another source that holds the frequency: how they share "
                 "has no unique answer, each keeps what it gives");
    }
  }
  groups_[handle]->carry(ports, asking);
  return true;
}

}  // namespace ridethrough::devices
