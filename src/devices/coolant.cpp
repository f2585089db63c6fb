#include "devices/coolant.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace ridethrough::devices {

namespace {

/// `share` of `whole` parts, as the line is at `from`: at most one unit, and one a second, is lost.
core::Line share_of_line(const core::Line& line, core::Int128 share, core::Int128 whole,
                         core::Tick from) {
  const core::Int128 value = line.offset + core::Int128{line.slope} * from;
  const auto slope = static_cast<std::int64_t>(line.slope * share / whole);
  return {value * share / whole - core::Int128{slope} * from, slope};
}

}  // namespace

void CoolantSource::stand_for(const Device& self, std::int64_t members) {
  self_ = &self;
  members_ = members;
}

std::size_t CoolantSource::join(const Device& consumer, std::int64_t at_each) {
  slots_.push_back({&consumer, at_each});
  return slots_.size() - 1;
}

void CoolantSource::take(Ports& ports, std::size_t slot, const core::Line& heat,
                         std::int64_t capacity_units) {
  Slot& own = slots_[slot];
  if (own.heat == heat && own.capacity_units == capacity_units) return;
  own.heat = heat;
  own.capacity_units = capacity_units;
  ports.mark(*self_);
}

core::Line CoolantSource::heat_taken() const {
  core::Line sum;
  for (const Slot& slot : slots_) sum += slot.heat * slot.at_each;
  return sum;
}

std::int64_t CoolantSource::capacity_carried() const {
  std::int64_t sum = 0;
  for (const Slot& slot : slots_) sum += slot.capacity_units * slot.at_each;
  return sum;
}

core::Line CoolantSource::shared(const core::Line& whole, core::Tick from) const {
  std::int64_t consumers = 0;
  for (const Slot& slot : slots_) consumers += slot.at_each;
  return consumers > 1 ? share_of_line(whole, 1, consumers, from) : whole;
}

void CoolantSource::tell(Ports& ports) {
  const CoolantOffer now = offer();
  if (now == told_) return;
  told_ = now;
  for (const Slot& slot : slots_) ports.mark(*slot.consumer);
}

void ColdSide::wire(const Wiring& wiring, const Device& self) {
  for (std::size_t i = 0; i < wiring.peers.size(); ++i) {
    const auto& [parameter, device] = wiring.peers[i];
    if (parameter != kCooledBy) continue;
    Link link;
    link.source = dynamic_cast<CoolantSource*>(device);
    if (link.source == nullptr) {
      throw std::invalid_argument(
          fmt::format("'cooled_by' names a {}, which gives no coolant", device->schema().name));
    }
    if (i < wiring.peer_members.size()) link.seen = wiring.peer_members[i];
    const std::int64_t at_each = wiring.members * link.seen / link.source->members();
    link.slot = link.source->join(self, at_each);
    links_.push_back(link);
  }
}

bool ColdSide::read(core::Tick now) {
  bool changed = false;
  for (Link& link : links_) {
    const CoolantOffer offer = link.source->offer();
    changed = changed || !(offer == link.offer);
    link.offer = offer;
  }
  if (!changed) return false;
  since_ = now;
  is_shared_ = false;
  flows_ = is_unlimited_ = false;
  capacity_ = {};
  for (const Link& link : links_) {
    const CoolantOffer& offer = link.offer;
    if (!offer.flows) continue;
    const bool is_warmest = !flows_ || offer.temperature.at(now) > temperature_.at(now);
    if (is_warmest) temperature_ = offer.temperature;
    flows_ = true;
    is_unlimited_ = is_unlimited_ || offer.is_unlimited;
    capacity_ += offer.capacity * link.seen;
  }
  return true;
}

core::Int128 ColdSide::rating_sum() const {
  core::Int128 sum = 0;
  for (const Link& link : links_) {
    if (link.offer.flows) sum += core::Int128{link.offer.rating} * link.seen;
  }
  return sum;
}

void ColdSide::pass(Ports& ports, const core::Line& heat, std::int64_t capacity_units) {
  if (is_shared_ && heat == heat_ && capacity_units == capacity_units_) return;
  is_shared_ = true;
  heat_ = heat;
  capacity_units_ = capacity_units;
  const core::Int128 sum = rating_sum();
  const bool is_full = !is_unlimited_ && heat == capacity_;
  for (const Link& link : links_) {
    if (!link.offer.flows || sum == 0) {
      link.source->take(ports, link.slot, {}, 0);
      continue;
    }
    const core::Line share =
        is_full ? link.offer.capacity : share_of_line(heat, link.offer.rating, sum, ports.now());
    const core::Int128 capacity = core::Int128{capacity_units} * link.offer.rating / sum;
    link.source->take(ports, link.slot, share, static_cast<std::int64_t>(capacity));
  }
}

}  // namespace ridethrough::devices
