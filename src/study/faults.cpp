#include "study/faults.hpp"

#include <algorithm>

namespace ridethrough::study {

namespace {

constexpr std::string_view kNone = "none";
constexpr std::string_view kInterrupted = "interrupted";

bool is_fault(const scenario::EventSpec& event) { return event.verb == devices::Verb::fault; }

network::FaultKind kind_named(std::string_view word) {
  if (word == "line_line") return network::FaultKind::line_line;
  if (word == "line_ground") return network::FaultKind::line_ground;
  return network::FaultKind::three_phase;
}

}  // namespace

Faults::Faults(const scenario::Model& model, const scenario::Plan& plan, Plant& plant)
    : model_(model), plan_(plan), plant_(plant) {
  if (std::none_of(model.events.begin(), model.events.end(), is_fault)) return;
  process_ = plant_.engine().add(*this, core::Phase::script);
  for (std::size_t event = 0; event < model.events.size(); ++event) {
    if (!is_fault(model.events[event])) continue;
    for (const scenario::Reference& target : model.events[event].targets) watch(target, event);
  }
}

void Faults::watch(const scenario::Reference& target, std::size_t event) {
  for (const int index : plan_.matches(target.path)) {
    const Spot spot = spot_of(static_cast<std::size_t>(index), event);
    if (!places_.try_emplace(spot).second) continue;
    plant_.network().add_observer(spot.second, process_);
  }
}

Faults::Spot Faults::spot_of(std::size_t unit, std::size_t event) const {
  return {unit, plant_.device(unit).fault_node(model_.events[event].arguments)};
}

std::string_view Faults::kind_of(std::size_t event) const {
  return devices::get(model_.events[event].arguments, "kind").word();
}

void Faults::begin(std::size_t unit, std::size_t event) {
  const Spot spot = spot_of(unit, event);
  places_[spot].events.push_back(event);
  apply(spot, "begun");
}

void Faults::end(std::size_t unit, std::size_t event) {
  const Spot spot = spot_of(unit, event);
  auto& events = places_[spot].events;
  const auto over = std::find(events.begin(), events.end(), event);
  if (over == events.end()) return;
  events.erase(over);
  apply(spot, "over");
}

void Faults::repair(std::size_t unit) {
  for (auto& [spot, place] : places_) {
    if (spot.first != unit || place.events.empty()) continue;
    place.events.clear();
    apply(spot, "repaired");
  }
}

void Faults::apply(const Spot& spot, std::string_view reason) {
  const Place& place = places_[spot];
  const network::NodeId node = spot.second;
  if (place.events.empty()) {
    plant_.network().clear_fault(node);
    show(spot, kNone, reason);
    return;
  }
  const std::size_t event = place.events.back();
  const double resistance_ohm = devices::get(model_.events[event].arguments, "resistance").number();
  plant_.network().set_fault(node, {kind_named(kind_of(event)), resistance_ohm});
  show(spot, plant_.network().is_energised(node) ? kind_of(event) : kInterrupted, reason);
}

void Faults::react(core::Tick) {
  for (const auto& [spot, place] : places_) {
    if (place.events.empty()) continue;
    const bool is_live = plant_.network().is_energised(spot.second);
    const bool was_live = place.shown != kInterrupted;
    if (is_live == was_live) continue;
    show(spot, is_live ? kind_of(place.events.back()) : kInterrupted,
         is_live ? "re_energised" : "no_voltage");
  }
}

void Faults::show(const Spot& spot, std::string_view next, std::string_view reason) {
  std::string_view& shown = places_[spot].shown;
  if (shown == next) return;
  core::EventRow row;
  row.component = static_cast<std::int32_t>(spot.first);
  row.what = "fault";
  row.from = shown;
  row.to = next;
  row.reason = reason;
  shown = next;
  plant_.log().add(std::move(row));
}

}  // namespace ridethrough::study
