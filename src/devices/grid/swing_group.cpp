#include "devices/grid/swing_group.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "devices/grid/genset_chord.hpp"
#include "devices/synchronism.hpp"

namespace ridethrough::devices {

namespace {

/// So long a load of the first instant is carried before the run, to find the state at rest.
constexpr double kLongestSettlingS = 300.0;
constexpr int kLooksPerSpan = 8;

std::vector<SwingSet> sets_of(const std::vector<SwingGroup::Entry>& entries) {
  std::vector<SwingSet> sets;
  for (const SwingGroup::Entry& entry : entries) {
    const GensetDrive& drive = entry.member->drive();
    sets.push_back({&drive.machine(), drive.rating_w(), drive.emf().nominal_hz});
  }
  return sets;
}

}  // namespace

SwingGroup::SwingGroup(std::vector<Entry> entries, bool is_settled)
    : entries_(std::move(entries)), path_(sets_of(entries_)), is_settled_(is_settled) {
  for (const Entry& entry : entries_) {
    terminals_.push_back(entry.member->terminal());
    rating_w_ += entry.member->drive().rating_w();
    magnitudes_.push_back(entry.member->drive().emf().magnitude_pu);
  }
  seen_.resize(entries_.size());
}

void SwingGroup::carry(Ports& ports, const Device& asking) {
  const core::Tick now = ports.now();
  bool is_news = !has_begun_;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const network::Flow flow = ports.network().source_flow(terminals_[i].source);
    is_news = is_news || flow.power != seen_[i].power || flow.reactive != seen_[i].reactive;
    seen_[i] = flow;
  }
  if (is_news) is_news = network_.read(ports.network(), now, terminals_);
  if (is_news || !has_begun_) {
    reload(now, ports.network());
  } else if (now >= until_) {
    for (const Entry& entry : entries_) entry.member->leave_span(now);
    if (since_anchor_s(now) >= kLongestPathS) {
      network_.read(ports.network(), now, terminals_);
      anchor(now);
    }
    plan(now);
  } else {
    return;
  }
  publish(ports, asking);
}

void SwingGroup::reload(core::Tick now, const network::Network& network) {
  for (const Entry& entry : entries_) entry.member->leave_span(now);
  anchor(now);
  if (std::exchange(is_settled_, false)) settle();
  plan(now);
  for (const Entry& entry : entries_) entry.member->take_load(now, network);
}

/// Begins a course from what all are doing now.
void SwingGroup::anchor(core::Tick now) {
  std::vector<MachineState> states;
  std::vector<double> angles;
  if (!has_begun_) {
    const network::Emf& first = entries_.front().member->drive().emf();
    reference_ = first;
    reference_.angle_rad = first.angle_at(now) + network_.lag_rad(0);
    reference_.frequency.at = now;
  }
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const GensetDrive& drive = entries_[i].member->drive();
    states.push_back(drive.state(now));
    if (!has_begun_) {
      const double own = drive.emf().angle_at(now) + network_.lag_rad(i);
      angles.push_back(wrapped_rad(own - reference_.angle_rad));
    } else {
      angles.push_back(is_resting_ ? rest_rotors_rad_[i] : point(i, now).angle_rad);
    }
  }
  has_begun_ = true;
  is_resting_ = false;
  network_.assume(now);
  anchor_ = now;
  looked_at_ = spanned_from_ = -1;
  path_.restart(network_, states, angles);
}

/// The states at rest that belong to a speed: droops give theirs, the others share what is left.
void SwingGroup::guess_rest(std::vector<MachineState>& states, std::vector<double>& angles) const {
  const std::vector<SwingPoint> points = path_.at(0.0);
  const double speed = rest_speed(points);
  double left_w = 0.0, reactive_var = 0.0, holding_w = 0.0;
  const auto droops = [&](std::size_t i) {
    return path_.sets()[i].machine->constants().governor.is_droop;
  };
  const auto given = [&](std::size_t i) {
    const MachineConstants& own = path_.sets()[i].machine->constants();
    return own.governor.reference_power - (own.damping + 1.0 / own.governor.droop) * speed;
  };
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double rating_w = path_.sets()[i].rating_w;
    left_w += rating_w * (points[i].load.power - (droops(i) ? given(i) : 0.0));
    reactive_var += rating_w * points[i].load.reactive;
    if (!droops(i)) holding_w += rating_w;
  }
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Machine& machine = *path_.sets()[i].machine;
    const MachineConstants& own = machine.constants();
    const MachineLoad load{.power = droops(i) ? given(i) : left_w / holding_w,
                           .reactive = reactive_var / rating_w_};
    states.push_back(machine.rest(load).value_or(points[i].state));
    const double reactance = own.regulator.transient_reactance * own.power_factor;
    angles.push_back(std::atan2(load.power * reactance, 1.0 + load.reactive * reactance));
  }
}

/// Goes on to the state in which nothing moves, and begins there.
void SwingGroup::settle() {
  std::vector<MachineState> states;
  std::vector<double> angles;
  guess_rest(states, angles);
  path_.restart(network_, states, angles);
  double at_s = 0.0;
  while (at_s < kLongestSettlingS && !path_.is_still(at_s)) path_.grow_to(at_s += 1.0);
  states.clear();
  angles.clear();
  for (const SwingPoint& point : path_.at(at_s)) {
    states.push_back(point.state);
    states.back()[kWork] = states.back()[kDamped] = states.back()[kGiven] = 0.0;
    angles.push_back(point.angle_rad);
  }
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    entries_[i].member->drive().settle_at(states[i]);
  }
  path_.restart(network_, states, angles);
}

/// Speed at which all would come to rest: rated, if one holds it; else where droops meet.
double SwingGroup::rest_speed(const std::vector<SwingPoint>& points) const {
  double surplus_w = 0.0, stiffness_w = 0.0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const MachineConstants& own = path_.sets()[i].machine->constants();
    if (!own.governor.is_droop) return 0.0;
    const double rating_w = path_.sets()[i].rating_w;
    surplus_w += rating_w * (own.governor.reference_power - points[i].load.power);
    stiffness_w += rating_w * (own.damping + 1.0 / own.governor.droop);
  }
  return surplus_w / stiffness_w;
}

void SwingGroup::turn_reference(core::Tick now, double speed, double speed_per_s) {
  const double hz = reference_.nominal_hz;
  reference_.angle_rad = reference_.angle_at(now);
  reference_.frequency = {now, hz * (1.0 + speed), hz * speed_per_s};
}

network::Emf SwingGroup::emf(std::size_t place) const {
  network::Emf own = reference_;
  own.magnitude_pu = magnitudes_[place];
  own.angle_rad += angles_[place] - network_.lag_rad(place);
  return own;
}

void SwingGroup::publish(Ports& ports, const Device& asking) const {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    ports.network().set_source(terminals_[i].source, true, entries_[i].member->drive().emf());
    if (entries_[i].device != &asking) ports.mark(*entries_[i].device);
  }
}

const SwingPoint& SwingGroup::point(std::size_t place, core::Tick now) const {
  if (looked_at_ != now) {
    looked_ = path_.at(since_anchor_s(now));
    looked_at_ = now;
  }
  return looked_[place];
}

SpanExtremes SwingGroup::extremes(std::size_t place, core::Tick from, core::Tick until) const {
  if (spanned_from_ != from || spanned_until_ != until) look_over(from, until);
  return spanned_[place];
}

/// At eight parts of the span: a chord is no further than that from a line.
void SwingGroup::look_over(core::Tick from, core::Tick until) const {
  spanned_from_ = from;
  spanned_until_ = until;
  spanned_.assign(entries_.size(), {});
  for (int part = 0; part <= kLooksPerSpan; ++part) {
    const core::Tick at = from + (until - from) * part / kLooksPerSpan;
    const std::vector<SwingPoint> all = path_.at(since_anchor_s(at));
    for (std::size_t i = 0; i < all.size(); ++i) {
      spanned_[i].note(all[i].state[kSpeed], all[i].voltage_pu, at);
    }
  }
}

double SwingGroup::rotor_rad(std::size_t place, core::Tick now) const {
  const double own = is_resting_ ? rest_rotors_rad_[place] : point(place, now).angle_rad;
  return reference_.angle_at(now) + own - network_.lag_rad(place);
}

double SwingGroup::mean_load(core::Tick now) const {
  return network_.power_w(since_anchor_s(now)) / rating_w_;
}

}  // namespace ridethrough::devices
