#include "study/recorder.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::study {

namespace {

/// Chords of a smooth curve stay within this part of the largest value that it has shown.
constexpr double kCurveTolerance = 1e-4;
constexpr int kCurveDepthMax = 8;

}  // namespace

double look(const Plant& plant, const Recorder::Key& key, core::Tick now) {
  const devices::Device& device = plant.device(key.unit);
  if (key.part >= 0) {
    return device.look_inner(static_cast<std::size_t>(key.part), key.quantity, plant.view(now));
  }
  if (key.quantity < 0) return device.state();
  return device.look(static_cast<std::size_t>(key.quantity), plant.view(now));
}

void Recorder::want(const SignalGroup& group) {
  for (const SignalGroup::Term& term : group.terms) {
    const devices::TypeSchema& type =
        group.part < 0 ? plant_.device(term.unit).schema() : *group.type;
    Trace& trace = traces_[{term.unit, group.part, term.quantity}];
    trace.shape = term.quantity < 0
                      ? devices::Shape::steps
                      : type.quantities[static_cast<std::size_t>(term.quantity)].shape;
  }
}

void Recorder::want_of_all(const std::vector<Unit>& units) {
  std::multimap<std::string, std::size_t> by_path;
  for (std::size_t unit = 0; unit < units.size(); ++unit) {
    by_path.emplace(plain_path_of(units[unit]), unit);
  }
  const std::map<Key, Trace> asked = traces_;
  for (const auto& [key, trace] : asked) {
    const auto [first, last] = by_path.equal_range(plain_path_of(units[key.unit]));
    for (auto member = first; member != last; ++member) {
      traces_.try_emplace({member->second, key.part, key.quantity}, trace);
    }
  }
}

double Recorder::value(const Key& key, core::Tick now) const { return look(plant_, key, now); }

void Recorder::before_instant(core::Tick now) {
  before_.clear();
  if (is_first_) return;
  for (auto& [key, trace] : traces_) {
    const double reached = value(key, now);
    before_.push_back(reached);
    end_flat_stretch(trace, reached);
    if (trace.shape != devices::Shape::curve) continue;
    const Corner from = trace.corners.back();
    draw_curve(key, trace, {from.time, from.after}, {now, reached}, 0);
  }
}

void Recorder::end_flat_stretch(Trace& trace, double reached) const {
  const Corner from = trace.corners.back();
  if (from.time == last_ || from.after == reached) return;
  trace.corners.push_back({last_, from.after, from.after});
}

void Recorder::draw_curve(const Key& key, Trace& trace, const Seen& first, const Seen& last,
                          int depth) {
  if (depth >= kCurveDepthMax || last.time - first.time < 2) return;
  const core::Tick half_way = first.time + (last.time - first.time) / 2;
  const Seen middle{half_way, value(key, half_way)};
  double& largest = largest_[key];
  largest =
      std::max({largest, std::abs(middle.value), std::abs(first.value), std::abs(last.value)});
  const double chord = 0.5 * (first.value + last.value);
  if (std::abs(middle.value - chord) <= kCurveTolerance * largest) return;
  draw_curve(key, trace, first, middle, depth + 1);
  trace.corners.push_back({middle.time, middle.value, middle.value});
  draw_curve(key, trace, middle, last, depth + 1);
}

void Recorder::after_instant(core::Tick now) {
  std::size_t index = 0;
  for (auto& [key, trace] : traces_) {
    const double after = value(key, now);
    const double before = is_first_ ? after : before_[index++];
    const bool is_flat = !is_first_ && before == after && trace.corners.back().after == after;
    if (!is_flat || is_first_) {
      trace.corners.push_back({now, before, after});
    }
  }
  is_first_ = false;
  last_ = now;
}

void Recorder::finish(core::Tick end) {
  for (auto& [key, trace] : traces_) {
    const double last = value(key, end);
    if (trace.corners.empty()) trace.corners.push_back({0, last, last});
    end_flat_stretch(trace, last);
    const Corner from = trace.corners.back();
    if (from.time >= end) continue;
    if (trace.shape == devices::Shape::curve) {
      draw_curve(key, trace, {from.time, from.after}, {end, last}, 0);
    }
    trace.corners.push_back({end, last, last});
  }
}

}  // namespace ridethrough::study
