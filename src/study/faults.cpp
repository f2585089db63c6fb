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
  for (const scenario::EventSpec& event : model.events) {
    if (!is_fault(event)) continue;
    for (const scenario::Reference& target : event.targets) watch(target);
  }
}

void Faults::watch(const scenario::Reference& target) {
  for (const int index : plan_.matches(target.path)) {
    const auto unit = static_cast<std::size_t>(index);
    if (!places_.try_emplace(unit).second) continue;
    plant_.network().add_observer(node_of(unit), process_);
  }
}

network::NodeId Faults::node_of(std::size_t unit) const {
  return plant_.device(unit).outlet_node();
}

std::string_view Faults::kind_of(std::size_t event) const {
  return devices::get(model_.events[event].arguments, "kind").word();
}

void Faults::begin(std::size_t unit, std::size_t event) {
  places_[unit].events.push_back(event);
  apply(unit, "begun");
}

void Faults::end(std::size_t unit, std::size_t event) {
  auto& events = places_[unit].events;
  const auto over = std::find(events.begin(), events.end(), event);
  if (over == events.end()) return;
  events.erase(over);
  apply(unit, "over");
}

void Faults::repair(std::size_t unit) {
  const auto found = places_.find(unit);
  if (found == places_.end() || found->second.events.empty()) return;
  found->second.events.clear();
  apply(unit, "repaired");
}

void Faults::apply(std::size_t unit, std::string_view reason) {
  const Place& place = places_[unit];
  const network::NodeId node = node_of(unit);
  if (place.events.empty()) {
    plant_.network().clear_fault(node);
    show(unit, kNone, reason);
    return;
  }
  const std::size_t event = place.events.back();
  const double resistance_ohm = devices::get(model_.events[event].arguments, "resistance").number();
  plant_.network().set_fault(node, {kind_named(kind_of(event)), resistance_ohm});
  show(unit, plant_.network().is_energised(node) ? kind_of(event) : kInterrupted, reason);
}

void Faults::react(core::Tick) {
  for (const auto& [unit, place] : places_) {
    if (place.events.empty()) continue;
    const bool is_live = plant_.network().is_energised(node_of(unit));
    const bool was_live = place.shown != kInterrupted;
    if (is_live == was_live) continue;
    show(unit, is_live ? kind_of(place.events.back()) : kInterrupted,
         is_live ? "re_energised" : "no_voltage");
  }
}

void Faults::show(std::size_t unit, std::string_view next, std::string_view reason) {
  std::string_view& shown = places_[unit].shown;
  if (shown == next) return;
  core::EventRow row;
  row.component = static_cast<std::int32_t>(unit);
  row.what = "fault";
  row.from = shown;
  row.to = next;
  row.reason = reason;
  shown = next;
  plant_.log().add(std::move(row));
}

}  // namespace ridethrough::study
