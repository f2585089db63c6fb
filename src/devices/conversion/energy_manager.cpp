#include "devices/conversion/energy_manager.hpp"

#include <algorithm>
#include <cmath>

#include "devices/conversion/link_piece.hpp"

namespace ridethrough::devices::conversion {
namespace {

// All of them assumed.
/// How often the cells are asked while something is going on.
constexpr core::Tick kAskCells = 60 * core::kTicksPerSecond;
/// So far from its state of charge of rest it goes back, and so far above the reserve it may use
/// its energy again.
constexpr double kBandFrac = 0.01;
/// Charging with less than this part of the rating is not worth a converter that runs.
constexpr double kLeastFrac = 1e-3;

/// `wanted` held between `low_w` and `high_w`, and when that has to be looked at again.
struct Held {
  Ramp power;
  core::Tick until = core::kNever;
};

Held held(const Ramp& wanted, double low_w, double high_w, core::Tick now) {
  const bool is_above = wanted.w > high_w || (wanted.w == high_w && wanted.w_per_s > 0.0);
  const bool is_below = wanted.w < low_w || (wanted.w == low_w && wanted.w_per_s < 0.0);
  Held result{wanted, std::min(meeting_at(wanted, {low_w, 0.0}, now),
                               meeting_at(wanted, {high_w, 0.0}, now))};
  if (is_above) result.power = {high_w, 0.0};
  if (is_below) result.power = {low_w, 0.0};
  return result;
}

}  // namespace

void EnergyManager::smooth(FormingGroup& group, const Meter& meter, std::int64_t copies,
                           const SmoothingSettings& settings) {
  smoothing_ = &group.smoothing();
  handle_ = smoothing_->join(meter, copies, settings_.rating_w, settings);
}

bool EnergyManager::rest() {
  if (!has_begun_) return false;
  has_begun_ = false;
  power_ = {};
  restoring_w_ = 0.0;
  until_ = check_at_ = core::kNever;
  if (smoothing_ != nullptr) smoothing_->note(handle_, {});
  return true;
}

void EnergyManager::refused(core::Tick now, bool was_charging, bool is_final) {
  forces_ = true;
  // A charge refused at the instant at which it began would be refused again.
  const bool is_again = was_charging && refused_at_ == now;
  refused_at_ = now;
  if (is_final || is_again) (was_charging ? may_charge_ : may_discharge_) = false;
}

StraightPiece EnergyManager::smoothed() const {
  return smoothing_ != nullptr ? smoothing_->share(handle_) : StraightPiece{};
}

bool EnergyManager::draws_on_reserve() const {
  return settings_.reserve_frac > 0.0 && power_.is_positive();
}

bool EnergyManager::update(core::Tick now, const network::Network& network, network::NodeId bus,
                           const CellsNow& cells) {
  bool is_new = !has_begun_ || forces_ || now >= until_ || now >= check_at_;
  if (!has_begun_) {
    may_charge_ = may_discharge_ = true;
    if (!settings_.rest_frac) settings_.rest_frac = cells.soc_frac;
  }
  if (response_) is_new |= response_->follow(now, network.frequency(bus));
  if (smoothing_ != nullptr) {
    smoothing_->follow(network, now);
    is_new |= smoothing_->version() != version_;
    version_ = smoothing_->version();
  }
  if (!is_new) return false;
  const bool asks = !has_begun_ || forces_ || now >= check_at_;
  has_begun_ = true;
  if (asks) {
    check(cells);
    check_at_ = core::kNever;
  }
  forces_ = false;
  compose(now);
  if (power_.is_zero() && !asks) {
    check(cells);
    compose(now);
  }
  const bool is_active = !power_.is_zero() || !wanted_.is_zero();
  if (!is_active) check_at_ = core::kNever;
  if (is_active && check_at_ == core::kNever) check_at_ = core::later(now, kAskCells);
  return true;
}

/// Asked at the start, once a minute while anything goes on, and when the cells refuse.
void EnergyManager::check(const CellsNow& cells) {
  charge_w_ = cells.charge_limit_w;
  if (!forces_) {
    may_charge_ = charge_w_ > kLeastFrac * settings_.rating_w;
    may_discharge_ = cells.discharge_limit_w > 0.0;
  }
  if (cells.soc_frac <= settings_.reserve_frac) is_at_reserve_ = true;
  if (cells.soc_frac >= settings_.reserve_frac + kBandFrac) is_at_reserve_ = false;
  if (settings_.reserve_frac <= 0.0) is_at_reserve_ = false;
  const double missing = *settings_.rest_frac - cells.soc_frac;
  const bool is_there = restoring_w_ != 0.0 && (restoring_w_ < 0.0) != (missing > 0.0);
  if (is_there) restoring_w_ = 0.0;
  if (std::abs(missing) <= kBandFrac && restoring_w_ == 0.0) return;
  if (missing == 0.0) return;
  restoring_w_ = std::copysign(settings_.recharge_w, -missing);
  if (restoring_w_ < 0.0) restoring_w_ = -std::min(settings_.recharge_w, charge_w_);
}

void EnergyManager::compose(core::Tick now) {
  const StraightPiece smooth = smoothed();
  const StraightPiece answer = response_ ? response_->piece() : StraightPiece{};
  // The way back waits while the grid needs the power.
  const bool is_answering = answer.value != 0.0 || answer.per_s != 0.0;
  const double back_w = is_answering ? 0.0 : restoring_w_;
  wanted_ = {smooth.at(now) + answer.at(now) + back_w, smooth.per_s + answer.per_s};
  const bool may_give = may_discharge_ && !is_at_reserve_;
  const double high_w = may_give ? std::max(settings_.rating_w - settings_.reserve_w, 0.0) : 0.0;
  const double low_w = may_charge_ ? -std::min(settings_.rating_w, charge_w_) : 0.0;
  const Held result = held(wanted_, low_w, high_w, now);
  power_ = result.power;
  until_ = std::min({smooth.until, answer.until, result.until});
  note(now, back_w);
}

/// The frequency response is seen at the meter and meant to be; the way back to rest is load.
void EnergyManager::note(core::Tick now, double back_w) {
  if (smoothing_ == nullptr) return;
  smoothing_->note(handle_, core::Line::of_watts(now, power_.w - back_w, power_.w_per_s));
}

core::Tick EnergyManager::next() const {
  core::Tick next = std::min(until_, check_at_);
  if (response_) next = std::min(next, response_->next());
  if (smoothing_ != nullptr) next = std::min(next, smoothing_->next());
  return has_begun_ ? next : core::kNever;
}

}  // namespace ridethrough::devices::conversion
