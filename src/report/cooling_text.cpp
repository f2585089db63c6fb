#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/run_sections.hpp"
#include "report/table.hpp"

namespace ridethrough::report {

namespace {

using study::CoolingRace;

/// "15.7 s after cdu stopped"; nothing if it did not happen.
std::string after_loss(core::Tick at, const CoolingRace& race) {
  if (at == core::kNever) return "no";
  if (race.lost_at > at) return "at " + seconds_text(at);
  return span_text(core::seconds(at - race.lost_at));
}

std::string battery_text(const CoolingRace& race) {
  if (race.battery.empty()) return "none";
  return race.battery_s ? span_text(*race.battery_s) : "years";
}

std::string loss_of(const CoolingRace& race) {
  if (race.lost_at == core::kNever) return "never";
  return fmt::format("{}, {} ({})", seconds_text(race.lost_at), race.lost_by, race.why);
}

std::string power_use_text(const study::PowerUse& use) {
  if (use.interval == 0 || !std::isfinite(use.mean)) return "";
  std::string text = fmt::format("  power usage effectiveness {:.3f}", use.mean);
  const auto is_less = [](double left, double right) {
    return !std::isfinite(right) ? std::isfinite(left) : left < right;
  };
  const auto least = std::min_element(use.ratios.begin(), use.ratios.end(), is_less);
  auto most = least;
  for (auto each = use.ratios.begin(); each != use.ratios.end(); ++each) {
    if (std::isfinite(*each) && *each > *most) most = each;
  }
  const core::Tick to = use.interval * (most - use.ratios.begin() + 1);
  return text + fmt::format("; by the {} from {:.3f} to {:.3f} (until {})\n",
                            use.interval == 60 * core::kTicksPerSecond
                                ? std::string("minute")
                                : span_text(core::seconds(use.interval)),
                            *least, *most, seconds_text(to));
}

std::string fate_of(const CoolingRace& race) {
  std::string fate;
  if (race.throttled_at != core::kNever) {
    fate = fmt::format("throttled after {}", after_loss(race.throttled_at, race));
  }
  if (race.tripped_at != core::kNever) {
    fate += fmt::format("{}tripped by heat after {}", fate.empty() ? "" : ", ",
                        after_loss(race.tripped_at, race));
  }
  return fate;
}

}  // namespace

std::string heat_text(const study::Outcome& outcome) {
  std::string text;
  for (const CoolingRace& race : outcome.cooling) {
    const std::string fate = fate_of(race);
    if (fate.empty()) continue;
    const core::Tick hot = std::min(race.throttled_at, race.tripped_at);
    text += fmt::format("      cooling lost: {} {}", race.racks, fate);
    if (race.lost_feed_at > hot) text += "; its feed held";
    if (!race.battery.empty()) text += ", its battery lasts " + battery_text(race);
    text += "\n";
  }
  return text;
}

std::string cooling_text(const study::Outcome& outcome) {
  if (outcome.cooling.empty()) return "";
  Table table({"cooled", "members", "battery lasts", "without coolant", "then", "cooling lost",
               "throttled", "tripped"},
              {false, true, true, true, true, false, true, true});
  for (const CoolingRace& race : outcome.cooling) {
    table.add({race.racks, fmt::format("{}", race.members), battery_text(race),
               "throttles in " + span_text(race.throttle_s), "trips by " + span_text(race.trip_s),
               loss_of(race), after_loss(race.throttled_at, race),
               after_loss(race.tripped_at, race)});
  }
  return "\n" + table.text("  ") + power_use_text(outcome.power_use);
}

}  // namespace ridethrough::report
