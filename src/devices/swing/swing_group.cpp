#include "devices/swing/swing_group.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "devices/swing/course_chord.hpp"
#include "devices/synchronism.hpp"

namespace ridethrough::devices {

namespace {

/// So long a load of the first instant is carried before the run, to find the state at rest.
constexpr double kLongestSettlingS = 300.0;
constexpr int kLooksPerSpan = 8;

SwingUnits units_of(const std::vector<SwingMember*>& members) {
  SwingUnits units;
  for (const SwingMember* member : members) units.push_back(member->unit());
  return units;
}

}  // namespace

SwingGroup::SwingGroup(std::vector<SwingMember*> members, bool is_settled)
    : members_(std::move(members)), path_(units_of(members_)), is_settled_(is_settled) {
  for (std::size_t i = 0; i < members_.size(); ++i) {
    terminals_.push_back(members_[i]->terminal());
    rating_w_ += path_.unit(i).rating_w();
    magnitudes_.push_back(members_[i]->emf().magnitude_pu);
  }
  seen_.resize(members_.size());
}

bool SwingGroup::has_rivals() const {
  bool has_governor = false, has_voltage_source = false;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (!path_.unit(i).droop().holds_speed) continue;
    (path_.unit(i).sharing().active ? has_governor : has_voltage_source) = true;
  }
  return has_governor && has_voltage_source;
}

void SwingGroup::steer(std::optional<double> speed) {
  if (steered_ == speed) return;
  steered_ = speed;
  has_new_steering_ = true;
}

void SwingGroup::carry(Ports& ports, const Device& asking) {
  const core::Tick now = ports.now();
  bool is_news = !has_begun_;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const network::Flow flow = ports.network().source_flow(terminals_[i].source);
    is_news = is_news || flow.power != seen_[i].power || flow.reactive != seen_[i].reactive;
    seen_[i] = flow;
  }
  if (is_news) is_news = network_.read(ports.network(), now, terminals_);
  if (is_news || !has_begun_ || std::exchange(has_new_steering_, false)) {
    reload(now, ports.network());
  } else if (now >= until_) {
    for (SwingMember* member : members_) member->leave_span(now);
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
  for (SwingMember* member : members_) member->leave_span(now);
  anchor(now);
  if (std::exchange(is_settled_, false)) settle();
  plan(now);
  for (SwingMember* member : members_) member->take_load(now, network);
}

/// Begins a course from what all are doing now.
void SwingGroup::anchor(core::Tick now) {
  std::vector<SwingState> states;
  std::vector<double> angles;
  if (!has_begun_) {
    const network::Emf& first = members_.front()->emf();
    reference_ = first;
    reference_.angle_rad = first.angle_at(now) + network_.lag_rad(0);
    reference_.frequency.at = now;
  }
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const SwingMember& member = *members_[i];
    states.push_back(member.state(now));
    if (!has_begun_) {
      const double own = member.emf().angle_at(now) + network_.lag_rad(i);
      angles.push_back(wrapped_rad(own - reference_.angle_rad));
    } else {
      angles.push_back(is_resting_ ? rest_rotors_rad_[i] : point(i, now).angle_rad);
    }
  }
  begin(now, states, angles);
}

void SwingGroup::begin(core::Tick now, const std::vector<SwingState>& states,
                       const std::vector<double>& angles) {
  has_begun_ = true;
  is_resting_ = false;
  network_.assume(now);
  anchor_ = now;
  looked_at_ = spanned_from_ = -1;
  path_.restart(network_, states, angles, 0.0);
  if (steered_) path_.restart(network_, states, angles, trim_for(*steered_));
}

/// With the powers at the start of a path without trim.
double SwingGroup::trim_for(double speed) const {
  const std::vector<SwingPoint> points = path_.at(0.0);
  double missing_w = 0.0, gain_w = 0.0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const SwingDroop own = path_.unit(i).droop();
    if (own.holds_speed) return speed;
    const double rating_w = path_.unit(i).rating_w();
    missing_w += rating_w * (points[i].load.power - own.set_point + own.per_speed * speed);
    gain_w += rating_w * own.per_trim;
  }
  return missing_w / gain_w;
}

/// The states at rest that belong to a speed: droops give theirs, the others share what is left.
void SwingGroup::guess_rest(std::vector<SwingState>& states, std::vector<double>& angles) const {
  const std::vector<SwingPoint> points = path_.at(0.0);
  const double speed = rest_speed(points);
  double left_w = 0.0, reactive_var = 0.0, holding_w = 0.0;
  const auto given = [&](const SwingDroop& own) { return own.set_point - own.per_speed * speed; };
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double rating_w = path_.unit(i).rating_w();
    const SwingDroop own = path_.unit(i).droop();
    left_w += rating_w * (points[i].load.power - (own.holds_speed ? 0.0 : given(own)));
    reactive_var += rating_w * points[i].load.reactive;
    if (own.holds_speed) holding_w += rating_w;
  }
  for (std::size_t i = 0; i < points.size(); ++i) {
    const SwingUnit& unit = path_.unit(i);
    const SwingDroop own = unit.droop();
    const SwingLoad load{.power = own.holds_speed ? left_w / holding_w : given(own),
                         .reactive = reactive_var / rating_w_};
    states.push_back(unit.rest(load).value_or(points[i].state));
    const double reactance = unit.reactance_pu();
    angles.push_back(std::atan2(load.power * reactance, 1.0 + load.reactive * reactance));
  }
}

/// Goes on to the state in which nothing moves, and begins there.
void SwingGroup::settle() {
  std::vector<SwingState> states;
  std::vector<double> angles;
  guess_rest(states, angles);
  path_.restart(network_, states, angles, 0.0);
  double at_s = 0.0;
  while (at_s < kLongestSettlingS && !path_.is_still(at_s)) path_.grow_to(at_s += 1.0);
  states.clear();
  angles.clear();
  for (const SwingPoint& point : path_.at(at_s)) {
    states.push_back(point.state);
    angles.push_back(point.angle_rad);
  }
  for (std::size_t i = 0; i < members_.size(); ++i) {
    states[i] = path_.unit(i).without_integrals(states[i]);
    members_[i]->settle_at(states[i]);
  }
  path_.restart(network_, states, angles, 0.0);
}

/// Speed at which all would come to rest: that of the trim, if one holds it; else where droops
/// meet.
double SwingGroup::rest_speed(const std::vector<SwingPoint>& points) const {
  double surplus_w = 0.0, stiffness_w = 0.0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const SwingDroop own = path_.unit(i).droop();
    if (own.holds_speed) return path_.trim();
    const double rating_w = path_.unit(i).rating_w();
    surplus_w += rating_w * (own.set_point + own.per_trim * path_.trim() - points[i].load.power);
    stiffness_w += rating_w * own.per_speed;
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
  for (std::size_t i = 0; i < members_.size(); ++i) {
    ports.network().set_source(terminals_[i].source, true, members_[i]->emf());
    members_[i]->mark(ports, asking);
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
  spanned_.assign(members_.size(), {});
  for (int part = 0; part <= kLooksPerSpan; ++part) {
    const core::Tick at = from + (until - from) * part / kLooksPerSpan;
    const std::vector<SwingPoint> all = path_.at(since_anchor_s(at));
    for (std::size_t i = 0; i < all.size(); ++i) {
      spanned_[i].note(all[i].state[kSwingSpeed], all[i].voltage_pu, at);
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
