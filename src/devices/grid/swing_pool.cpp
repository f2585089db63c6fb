#include <algorithm>

#include "devices/grid/swing_group.hpp"

// Which sets run in parallel.
namespace ridethrough::devices {

std::size_t SwingPool::join(SwingMember& member, const Device& device) {
  entries_.push_back({&member, &device});
  groups_.emplace_back();
  return entries_.size() - 1;
}

bool SwingPool::is_led_by_set(const network::Network& network, network::NodeId node) const {
  const network::SourceId leader = network.leader(node);
  return std::any_of(entries_.begin(), entries_.end(), [&](const SwingGroup::Entry& entry) {
    return entry.member->terminal().source == leader;
  });
}

/// The sets on line in the zone of this one, itself too; none if they can not swing.
std::vector<SwingGroup::Entry> SwingPool::partners(const network::Network& network,
                                                   std::size_t handle) const {
  const SwingTerminal& own = entries_[handle].member->terminal();
  const network::SourceId leader = network.leader(own.node);
  std::vector<SwingGroup::Entry> found;
  bool has_leader = false;
  for (const SwingGroup::Entry& entry : entries_) {
    const SwingTerminal& terminal = entry.member->terminal();
    if (!network.is_on(terminal.source) || network.leader(terminal.node) != leader) continue;
    const GensetDrive& drive = entry.member->drive();
    const MachineConstants& constants = drive.machine().constants();
    const bool is_alike =
        drive.emf().nominal_hz == entries_[handle].member->drive().emf().nominal_hz;
    if (!constants.moves() || !constants.has_field() || !is_alike) return {};
    has_leader = has_leader || terminal.source == leader;
    found.push_back(entry);
  }
  if (!has_leader || found.size() < 2) return {};
  return found;
}

/// Out of its group, if it is in one.
void SwingPool::part(std::size_t handle, core::Tick now) {
  if (groups_[handle] == nullptr) return;
  entries_[handle].member->leave_span(now);
  entries_[handle].member->drive().leave_swing(now);
  groups_[handle].reset();
}

/// Makes them a group, whatever groups they were in.
void SwingPool::gather(const std::vector<SwingGroup::Entry>& found, core::Tick now,
                       bool is_settled) {
  std::vector<std::size_t> handles;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const bool is_in = std::any_of(found.begin(), found.end(), [&](const auto& entry) {
      return entry.member == entries_[i].member;
    });
    if (is_in) handles.push_back(i);
  }
  for (const std::size_t each : handles) part(each, now);
  const auto group = std::make_shared<SwingGroup>(found, is_settled);
  for (const std::size_t each : handles) groups_[each] = group;
}

bool SwingPool::carry(Ports& ports, std::size_t handle, bool is_settled) {
  const std::vector<SwingGroup::Entry> found = partners(ports.network(), handle);
  const auto is_same = [&](const SwingGroup& group) {
    return std::equal(found.begin(), found.end(), group.entries().begin(), group.entries().end(),
                      [](const auto& a, const auto& b) { return a.member == b.member; });
  };
  if (groups_[handle] != nullptr && !is_same(*groups_[handle])) part(handle, ports.now());
  if (found.empty()) return false;
  if (groups_[handle] == nullptr) gather(found, ports.now(), is_settled);
  groups_[handle]->carry(ports, *entries_[handle].device);
  return true;
}

}  // namespace ridethrough::devices
