#include "ridethrough/devices/forming_group.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "devices/swing/forming_swing.hpp"
#include "devices/synchronism.hpp"

namespace ridethrough::devices {
namespace {

/// Chords of the frequency are within this: a tenth of what a meter of frequency shows.
constexpr double kFrequencyToleranceHz = 1e-4;
/// How often it looks for the feed's angle while others turn with it.
constexpr core::Tick kSteerLook = core::kTicksPerSecond / 10;

}  // namespace

void FormingGroup::wire(network::Network& network, network::NodeId node, double frequency_hz,
                        const FormingLaw& law) {
  if (source_ >= 0) return;
  law_ = law;
  off_hz_ = LaggingLine(law.lag_s, kFrequencyToleranceHz);
  node_ = emf_node_ = node;
  if (law.reactance_pu > 0.0) {
    network::NodeSpec behind = network.node(node);
    behind.name += ".emf";
    emf_node_ = network.add_node(behind);
  }
  network::SourceSpec spec;
  spec.node = emf_node_;
  spec.kind = network::SourceKind::converter;
  source_ = network.add_source(spec);
  emf_ = {.frequency = {.hz = frequency_hz}, .nominal_hz = frequency_hz};
  if (swings) swing_ = std::make_shared<FormingSwing>(*this, swings);
}

std::size_t FormingGroup::join(network::Network& network, const Device& device, std::int64_t copies,
                               const FormingRating& rating, const FormingLaw& law) {
  if (law != law_) {
    throw std::invalid_argument(
        "cabinets that form one bus need the same 'forms', 'droop' and 'virtual_reactance'");
  }
  network::LinkId link = -1;
  if (emf_node_ != node_) {
    const double base_v = network.node(node_).nominal_v;
    const double ohm =
        law.reactance_pu * base_v * base_v / (static_cast<double>(copies) * rating.rating_w);
    link = network.add_link(
        {.upper = emf_node_, .lower = node_, .reactance_ohm = ohm, .is_closed = false});
  }
  members_.push_back({copies, std::llround(rating.rating_w),
                      rating.current_limit_w / rating.rating_w, link, false});
  devices_.push_back(&device);
  if (swing_) swing_->join(network, device);
  return members_.size() - 1;
}

void FormingGroup::offer(network::Network& network, core::Tick now, std::size_t handle,
                         bool is_on) {
  if (members_[handle].is_on == is_on) return;
  const bool was_forming = is_forming();
  members_[handle].is_on = is_on;
  forming_rating_w_ = 0;
  for (const Member& member : members_) {
    if (member.is_on) forming_rating_w_ += member.copies * member.rating_w;
  }
  if (swing_) swing_->regroup(now, current_limit_w());
  if (is_forming() != was_forming) {
    is_steered_ = false;
    if (is_forming()) start_forming(network, now);
  }
  if (members_[handle].link >= 0) network.set_link(members_[handle].link, is_on);
  if (is_forming()) network.set_source_limit(source_, current_limit_w());
  network.set_source(source_, is_forming(), emf_);
}

/// They share by rating, so the weakest is at its limit first, and the others help it no more.
double FormingGroup::current_limit_w() const {
  double least_frac = std::numeric_limits<double>::infinity();
  for (const Member& member : members_) {
    if (member.is_on) least_frac = std::min(least_frac, member.limit_frac);
  }
  return least_frac * static_cast<double>(forming_rating_w_);
}

bool FormingGroup::is_limiting(const network::Network& network) const {
  if (swing_ && swing_->is_swinging()) return swing_->is_limited();
  return network.is_limiting(source_);
}

double FormingGroup::share(std::size_t handle) const {
  const Member& member = members_[handle];
  if (!member.is_on) return 0.0;
  return static_cast<double>(member.rating_w) / static_cast<double>(forming_rating_w_);
}

/// On a bus that turns already it comes with the angle of that.
void FormingGroup::start_forming(const network::Network& network, core::Tick now) {
  const auto bus = swing_ ? swing_->bus(network, now) : std::nullopt;
  restart_law(now, bus ? bus->frequency.hz : emf_.nominal_hz);
  if (bus) emf_ = *bus;
}

void FormingGroup::restart_law(core::Tick now, double hz) {
  noted_rating_w_ = 0;
  law_until_ = core::kNever;
  off_hz_.rest(now, hz - emf_.nominal_hz);
  // An emf that never left nominal is left as it is: its clock is the network's own.
  if (emf_.frequency.hz == hz && emf_.frequency.hz_per_s == 0.0) return;
  emf_.angle_rad = emf_.angle_at(now);
  emf_.frequency = {now, hz, 0.0};
}

void FormingGroup::turn(network::Network& network, core::Tick now,
                        const network::Frequency& frequency) {
  emf_.angle_rad = emf_.angle_at(now);
  emf_.frequency = frequency;
  network.set_source(source_, is_forming(), emf_);
}

void FormingGroup::follow(Ports& ports, const Device& asking) {
  if (!is_forming()) return;
  has_company_ = swing_ && swing_->carry(ports, asking);
  if (!has_company_ && !is_steered_) obey_law(ports.network(), ports.now());
}

core::Tick FormingGroup::next() const {
  if (!is_forming()) return core::kNever;
  if (has_company_) return swing_->next();
  return is_steered_ ? core::kNever : law_until_;
}

void FormingGroup::obey_law(network::Network& network, core::Tick now) {
  if (law_.droop_frac <= 0.0) return network.set_source(source_, true, emf_);
  const core::Line load = network.source_flow(source_).power;
  const bool is_new = load != load_ || noted_rating_w_ != forming_rating_w_;
  if (!is_new && now < law_until_) return;
  if (is_new) {
    load_ = load;
    noted_rating_w_ = forming_rating_w_;
    const double hz_per_w =
        -law_.droop_frac * emf_.nominal_hz / static_cast<double>(forming_rating_w_);
    const double none_w = law_.set_point_frac * static_cast<double>(forming_rating_w_);
    off_hz_.follow(now, hz_per_w * (load.watts(now) - none_w), hz_per_w * load.watts_per_s());
  }
  const StraightPiece piece = off_hz_.piece(now);
  law_until_ = piece.until;
  turn(network, now, {now, emf_.nominal_hz + piece.value, piece.per_s});
}

bool FormingGroup::is_in_step(const network::Network& network, core::Tick now, network::NodeId feed,
                              const SyncLimits& limits) {
  if (judged_at_ != now) {
    judged_at_ = now;
    was_in_step_ = limits.allow(gap_between(network, node_, feed, now));
  }
  return was_in_step_;
}

core::Tick FormingGroup::steer(network::Network& network, core::Tick now, network::NodeId feed,
                               double slew_hz) {
  if (is_steered_ && now < steered_until_) return steered_until_;
  is_steered_ = true;
  const Aim aim = aim_at(network, node_, feed, now, slew_hz);
  steered_until_ = aim.until;
  if (has_company_) {
    // The others turn with it no faster than their governors let them.
    steered_until_ = core::later(now, kSteerLook);
    swing_->steer(aim.frequency.hz_at(now) / emf_.nominal_hz - 1.0);
    return steered_until_;
  }
  turn(network, now, aim.frequency);
  return steered_until_;
}

void FormingGroup::release(network::Network& network, core::Tick now) {
  if (!is_steered_) return;
  is_steered_ = false;
  if (!is_forming()) return;
  if (has_company_) return swing_->steer(std::nullopt);
  go_on_alone(now);
  network.set_source(source_, true, emf_);
}

void FormingGroup::go_on_alone(core::Tick now) {
  restart_law(now, law_.droop_frac > 0.0 ? emf_.frequency.hz_at(now) : emf_.nominal_hz);
}

}  // namespace ridethrough::devices
