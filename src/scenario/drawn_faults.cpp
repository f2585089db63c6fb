#include "scenario/drawn_faults.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "scenario/drawn_failures.hpp"
#include "scenario/verbs.hpp"

namespace ridethrough::scenario {

namespace {

using devices::get;
using devices::Value;

constexpr core::Tick kResetAfter = 60 * core::kTicksPerSecond;
constexpr core::Tick kCloseAfter = 61 * core::kTicksPerSecond;

/// What is left of 100 % is of three phases.
std::string drawn_kind(const Value& kinds, core::RandomStream& stream) {
  double left = stream.uniform();
  if (kinds.present()) {
    for (const Value& each : kinds.list()) {
      left -= get(each.map(), "share").number();
      if (left < 0.0) return get(each.map(), "kind").word();
    }
  }
  return "three_phase";
}

/// The box that `member` names as its feeder, if that is a breaker or the like; beside it or at the
/// root.
std::optional<DrawnMember> breaker_of(const Model& model, const DrawnMember& member) {
  if (member.spec->from.empty()) return std::nullopt;
  const std::string name = member.spec->from.front().path.text();
  const std::string beside = member.around.empty() ? name : member.around + "." + name;
  std::optional<DrawnMember> found;
  visit_boxes(model, [&](const DrawnMember& box) {
    const bool is_it = box.path == beside || (!found && box.path == name);
    if (is_it && knows(*box.spec->type, devices::Verb::close)) found = box;
  });
  return found;
}

void add_order(Model& model, const DrawnMember& breaker, devices::Verb verb, core::Tick at,
               const std::string& id) {
  EventSpec event = drawn_event(id, breaker.path, breaker.spec->place);
  event.verb = verb;
  event.at = {at};
  event.drawn_as = breaker.plain + " put back";
  model.events.push_back(std::move(event));
}

EventSpec drawn_fault(const FailingMember& failing, core::RandomStream& stream,
                      const std::string& id) {
  const FaultMode& faults = failing.reliability.faults;
  const DrawnMember& member = failing.member;
  const double length_m = get(member.spec->parameters.values, "length").number();
  EventSpec event = drawn_event(id, member.path, member.spec->place);
  event.verb = devices::Verb::fault;
  event.arguments["distance"] =
      Value(length_m * std::lerp(faults.from_share, faults.to_share, stream.uniform()));
  event.arguments["kind"] = Value(drawn_kind(faults.kinds, stream));
  event.arguments["resistance"] = Value(faults.resistance_ohm);
  event.drawn_as = member.plain + " fault";
  return event;
}

}  // namespace

void draw_faults(Model& model, const FailingMember& failing, std::uint32_t replica,
                 WeighedChance& chance) {
  const FaultMode& faults = failing.reliability.faults;
  if (faults.mttf_s <= 0.0) return;
  const std::string& path = failing.member.path;
  const auto breaker = breaker_of(model, failing.member);
  core::RandomStream stream(model.seed, replica, path + " faults");
  double sound_from_s = 0.0;
  int number = 0;
  chance.arrivals(stream, 1.0 / faults.mttf_s, core::seconds(model.duration), [&](double at_s) {
    const std::string id = fmt::format("{}.fault.{}", path, number + 1);
    EventSpec event = drawn_fault(failing, stream, id);
    const double repair_s = exponential(stream, faults.repair_s);
    if (at_s < sound_from_s) return;
    ++number;
    event.at = {core::ticks_nearest(at_s)};
    sound_from_s = HUGE_VAL;
    if (faults.repair_s > 0.0) {
      sound_from_s = at_s + repair_s;
      event.duration = std::max<core::Tick>(1, core::ticks_nearest(repair_s));
      const core::Tick end = core::later(event.at.front(), event.duration);
      if (breaker) {
        add_order(model, *breaker, devices::Verb::reset, core::later(end, kResetAfter),
                  id + ".reset");
        add_order(model, *breaker, devices::Verb::close, core::later(end, kCloseAfter),
                  id + ".close");
      }
    }
    model.events.push_back(std::move(event));
  });
}

}  // namespace ridethrough::scenario
