#include "devices/grid/machine_courses.hpp"

#include <array>
#include <cmath>

#include "devices/swing/course_chord.hpp"

namespace ridethrough::devices {

MachineCourse::MachineCourse(const Machine& machine, double nominal_hz, const MachineState& start,
                             const MachineLoadLine& load)
    : machine_(machine),
      path_(machine_),
      nominal_hz_(nominal_hz),
      rest_(machine_.rest(load.start)) {
  path_.restart(start, load);
}

MachineState MachineCourse::at(double t_s) {
  path_.grow_to(t_s);
  return path_.at(t_s);
}

double MachineCourse::chord_from(double from_s) {
  const auto [chord, is_new] = chords_.try_emplace(from_s, 0.0);
  if (is_new) {
    chord->second = longest_chord([&](double span_s) { return fits(from_s, span_s); });
  }
  return chord->second;
}

bool MachineCourse::fits(double from_s, double span_s) {
  path_.grow_to(from_s + span_s);
  const double start = path_.at(kSpeed, from_s);
  const double rise = path_.at(kSpeed, from_s + span_s) - start;
  for (int i = 1; i < kChordParts; ++i) {
    const double part = static_cast<double>(i) / kChordParts;
    const double off = path_.at(kSpeed, from_s + part * span_s) - (start + part * rise);
    if (std::abs(off) * nominal_hz_ > kChordHz) return false;
  }
  return true;
}

const SpanExtremes& MachineCourse::extremes(double from_s, double to_s) {
  const auto [seen, is_new] = extremes_.try_emplace({from_s, to_s});
  if (is_new) {
    path_.grow_to(to_s);
    path_.for_each_span(from_s, to_s, [&, &seen = seen->second](double begin_s, double end_s) {
      note_span(seen, begin_s, end_s);
    });
  }
  return seen->second;
}

void MachineCourse::note(SpanExtremes& seen, double t_s) const {
  const MachineState state = path_.at(t_s);
  const double voltage_pu = machine_.terminal_voltage(state, path_.load().at(t_s));
  seen.note(state[kSpeed], voltage_pu, core::later(0, core::ticks_nearest(t_s)));
}

/// A speed is looked up where its acceleration changes sign; a voltage at eight points of a step.
void MachineCourse::note_span(SpanExtremes& seen, double from_s, double to_s) const {
  constexpr int kLooks = 8;
  const auto rises = [&](double t_s) {
    return machine_.acceleration(path_.at(t_s), path_.load().at(t_s)) > 0.0;
  };
  note(seen, from_s);
  double last_s = from_s;
  for (int i = 1; i <= kLooks; ++i) {
    const double look_s = from_s + (to_s - from_s) * i / kLooks;
    const bool was_rising = rises(last_s);
    const auto has_turned = [&](double t_s) { return rises(t_s) != was_rising; };
    if (has_turned(look_s)) note(seen, first_so(last_s, look_s, has_turned));
    note(seen, look_s);
    last_s = look_s;
  }
}

std::shared_ptr<MachineCourse> MachineCourses::find(std::size_t make, const MachineState& start,
                                                    const MachineLoadLine& load) {
  MachineState from = start;
  from[kWork] = from[kDamped] = from[kGiven] = 0.0;
  const MachineLoad& first = load.start;
  BitsKey<kNumbers> key;
  key.add_all(std::array{static_cast<double>(make), load.power_per_s, load.reactive_per_s,
                         first.power, first.reactive, first.is_on_low_root ? 1.0 : 0.0,
                         first.missing_power, first.excess_reactive, first.trim});
  key.add_all(from);
  return courses_.find(key, [&] {
    const MachineMake& own = makes_[make];
    return std::make_shared<MachineCourse>(Machine(own.constants), own.nominal_hz, from, load);
  });
}

}  // namespace ridethrough::devices
