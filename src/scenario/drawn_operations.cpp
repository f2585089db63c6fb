#include "scenario/drawn_operations.hpp"

#include <algorithm>
#include <array>

namespace ridethrough::scenario {

namespace {

using devices::Verb;

constexpr std::array<Verb, 6> kOperations = {Verb::open,  Verb::close, Verb::transfer,
                                             Verb::start, Verb::stop,  Verb::reset};

bool operates(const EventSpec& event, const DrawnMember& member) {
  const bool is_written = event.drawn_as.empty();
  return is_written && std::ranges::find(kOperations, event.verb) != kOperations.end() &&
         std::ranges::any_of(
             event.targets, [&](const Reference& target) { return is_named(target.path, member); });
}

}  // namespace

std::vector<core::Tick> operations_on(const Model& model, const DrawnMember& member) {
  std::vector<core::Tick> times;
  for (const EventSpec& event : model.events) {
    if (!operates(event, member)) continue;
    times.insert(times.end(), event.at.begin(), event.at.end());
  }
  std::sort(times.begin(), times.end());
  return times;
}

}  // namespace ridethrough::scenario
