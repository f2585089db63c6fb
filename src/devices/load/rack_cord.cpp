#include "devices/load/rack_cord.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <limits>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

/// A supply at a current limit refills in several goes; the last one is not worth a go.
constexpr double kFullFrac = 1.0 - 1e-6;
/// The accuracy of a solved voltage must not make a cord short that is just full.
constexpr double kSolvedFrac = 1.0 - 1e-6;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Of the rating.
double current_limit(const Parameters& supplies) {
  return number_or(supplies, "current_limit", 1.25);
}

}  // namespace

/// E = a t + b t^2 / 2 in the form that does not cancel: t = 2 E / (a + sqrt(a^2 + 2 b E)).
core::Tick drained_at(double energy_j, const core::Line& drain, core::Tick now) {
  const double drain_w = drain.watts(now);
  const double slope_w_per_s = drain.watts_per_s();
  const double square = drain_w * drain_w + 2.0 * slope_w_per_s * energy_j;
  if (square < 0.0 || (drain_w <= 0.0 && slope_w_per_s <= 0.0)) return core::kNever;
  if (energy_j == 0.0 && drain_w >= 0.0) return now;
  const double denominator = drain_w + std::sqrt(square);
  if (denominator > 0.0) return core::later(now, core::ticks_up(2.0 * energy_j / denominator));
  // Empty, but filling for now: empty again when as much has flowed out as in.
  return drain_w < 0.0 ? core::later(now, core::ticks_up(-2.0 * drain_w / slope_w_per_s))
                       : core::kNever;
}

RackCordSettings::RackCordSettings(const Parameters& parameters)
    : power_factor(map_of(parameters, "supplies")),
      peak(map_of(parameters, "supplies"), current_limit(map_of(parameters, "supplies"))) {
  const Parameters& supplies = map_of(parameters, "supplies");
  phase = cord_phase(get(parameters, "cords").map());
  const double each = get(get(parameters, "cords").map(), "each_carries").number();
  capacity_w = each * get(parameters, "power").number();
  hold_up_j = get(supplies, "hold_up").number() * get(supplies, "hold_up_at").number() * capacity_w;
  drop_out_pu = get(supplies, "drop_out").number();
  return_pu = get(supplies, "return").number();
  if (return_pu < drop_out_pu) {
    throw std::invalid_argument("'supplies.return' is below 'supplies.drop_out'");
  }
  current_limit_w = current_limit(supplies) * capacity_w;
  if (const Parameters* each_start = optional_map(supplies, "inrush")) {
    inrush_w = get(*each_start, "power").number() * capacity_w;
    inrush = span_ticks(*each_start, "for");
  }
  resume = span_ticks(supplies, "resume");
  soft_start = span_ticks(supplies, "soft_start");
}

bool RackCord::observe(const network::Network& network, core::Tick now, bool is_rack_up) {
  const network::Supply supply = network.supply(demand_);
  if (!settings_->is_dc) {
    immunity_.read(now, supply.is_energised ? supply.lowest_phase_pu : 0.0,
                   supply.is_energised ? supply.highest_phase_pu : 0.0);
  }
  has_new_limit_ = phases_.read(network, supply, now) && mode_ == Mode::live;
  voltage_pu_ = phases_.voltage_pu();
  good_since_ = voltage_pu_ >= settings_->return_pu ? std::min(good_since_, now) : core::kNever;
  was_overloaded_ = was_overloaded_ && is_good();
  bool changed = change_mode(now, is_rack_up) || has_new_limit_;
  if (soft_until_ <= now) {
    soft_until_ = core::kNever;
    changed = true;
  }
  const bool is_whole_again = has_new_limit_ && mode_ == Mode::live && phases_.limit_frac() == 1.0;
  if (fill_until_ <= now || is_whole_again) {
    begin_refill(now);
    changed = true;
  }
  if (inrush_until_ <= now) {
    inrush_until_ = core::kNever;
    changed = true;
  }
  changed = changed || step_ends_ <= now || peak_.next() <= now;
  // What is served by a limit that is no more tells nothing; it is read again.
  if (has_new_limit_ && mode_ == Mode::live) return true;
  const double frac = mode_ == Mode::live ? supply.served_frac : 1.0;
  const core::Line served = frac < 1.0 ? network.served(demand_) : core::Line{};
  changed = changed || (frac < 1.0) != (served_frac_ < 1.0) || served != served_;
  served_frac_ = frac;
  served_ = served;
  return changed;
}

bool RackCord::change_mode(core::Tick now, bool is_rack_up) {
  if (mode_ == Mode::live) {
    if (voltage_pu_ >= settings_->drop_out_pu) return false;
    set_mode(Mode::holding, now);
    held_since_ = now;
    soft_until_ = fill_until_ = inrush_until_ = core::kNever;
    fill_ = {};
    return true;
  }
  if (mode_ == Mode::holding && held_since_ == now && forgiven_at_ != now &&
      voltage_pu_ >= settings_->drop_out_pu) {
    // A switch that opens and another that closes at one instant is no interruption. Once per
    // instant, and not for a cord that has just come back: a bus that collapses under this very
    // load recovers without it, for ever.
    forgiven_at_ = now;
    set_mode(Mode::live, now);
    begin_refill(now);
    return true;
  }
  if (!is_rack_up || !has_resumed(now) || held_since_ == now) return false;
  if (mode_ == Mode::off) {
    soft_until_ = core::later(now, settings_->soft_start);
    begin_inrush(now);
  }
  was_overloaded_ = false;
  forgiven_at_ = now;
  set_mode(Mode::live, now);
  begin_refill(now);
  return true;
}

void RackCord::set_mode(Mode mode, core::Tick now) {
  mode_ = mode;
  phases_.set_live(mode == Mode::live, now);
  voltage_pu_ = phases_.voltage_pu();
}

void RackCord::begin_refill(core::Tick now) {
  const double missing_j = drained_j(now);
  fill_until_ = core::kNever;
  fill_ = {};
  if (missing_j <= (1.0 - kFullFrac) * settings_->hold_up_j) return;
  fill_ = core::Line::of_watts(now, missing_j / core::seconds(settings_->soft_start));
  fill_until_ = core::later(now, settings_->soft_start);
}

bool RackCord::end_if_empty(core::Tick now) {
  if (mode_ == Mode::off || empty_at_ > now) return false;
  was_overloaded_ = is_overloaded();
  leave(now);
  return true;
}

void RackCord::switch_off(core::Tick now) {
  was_overloaded_ = false;
  leave(now);
}

void RackCord::leave(core::Tick now) {
  set_mode(Mode::off, now);
  good_since_ = voltage_pu_ >= settings_->return_pu ? now : core::kNever;
  soft_until_ = fill_until_ = inrush_until_ = core::kNever;
  fill_ = {};
}

void RackCord::switch_on(core::Tick now) {
  needed_pu_ = 0.0;
  if (!has_resumed(now)) return;
  set_mode(Mode::live, now);
  begin_refill(now);
  begin_inrush(now);
}

void RackCord::begin_inrush(core::Tick now) {
  if (settings_->inrush_w > 0.0) inrush_until_ = core::later(now, settings_->inrush);
}

/// Capacitors that charge take what they get: no limit holds their inrush.
void RackCord::ask(network::Network& network, core::Tick now, const core::Line& share) {
  const bool draws = mode_ == Mode::live;
  const bool rushes = draws && inrush_until_ != core::kNever;
  const core::Line rush = rushes ? core::Line::of_watts(now, settings_->inrush_w) : core::Line{};
  if (rush != inrush_.line()) inrush_.carry(now, rush);
  const core::Line fed = draws ? share + fill_ : core::Line{};
  const core::Line asked = fed + rush;
  PowerFactorCurve::Step step;
  if (draws && !settings_->is_dc) {
    step = settings_->power_factor.step(fed, settings_->capacity_w, now);
  }
  step_ends_ = step.ends;
  const double left_frac = draws ? phases_.limit_frac() : 1.0;
  const double apparent_va = asked.watts(now) * std::sqrt(1.0 + step.tan_phi * step.tan_phi);
  const double room_va =
      settings_->current_limit_w * left_frac * voltage_pu_ * (peak_.is_on(now) ? kSolvedFrac : 1.0);
  const bool peaks = peak_.follow(now, draws && !rushes && (is_limited() || apparent_va > room_va));
  const double limit_w =
      peaks ? settings_->peak.limit * settings_->capacity_w : settings_->current_limit_w;
  network.set_demand(demand_, {asked, step.tan_phi, rushes ? kInfinity : limit_w * left_frac});
}

core::Line RackCord::carry(network::Network& network, core::Tick now, const core::Line& share,
                           bool is_relieved) {
  const bool draws = mode_ == Mode::live;
  share_ = share;
  ask(network, now, share);
  const bool is_short = mode_ == Mode::holding || is_limited();
  const core::Line missing = is_short ? (draws ? share - served_ : share) : core::Line{};
  // At its limit it may still give the share, and a part of the refill.
  const bool gives_way = is_relieved && missing.watts(now) > 0.0;
  core::Line drain = gives_way ? core::Line{} : missing;
  if (draws && !is_short) drain = fill_ * -1;
  if (drain != drain_.line() || empty_at_ <= now) {
    drain_.carry(now, drain);
    empty_at_ = drained_at(std::max(stored_j(now), 0.0), drain, now);
  }
  return gives_way ? missing : core::Line{};
}

bool RackCord::feeds_share(core::Tick now) const {
  return mode_ == Mode::live && (!is_limited() || (share_ - served_).watts(now) <= 0.0);
}

void RackCord::watch(network::Network& network, bool is_rack_up) const {
  network::Band band{settings_->drop_out_pu, kInfinity};
  if (mode_ != Mode::live || !is_rack_up) {
    band = {0.0, std::nextafter(settings_->return_pu, 0.0)};
    if (is_good()) {
      band = is_short() ? network::Band{settings_->return_pu, std::nextafter(needed_pu_, 0.0)}
                        : network::Band{std::max(settings_->return_pu, needed_pu_), kInfinity};
    }
  }
  if (!settings_->is_dc) band = immunity_.narrowed(band);
  if (phases_.reads_each_solve()) band = {kInfinity, kInfinity};
  network.set_watch(demand_, band);
}

void RackCord::expect(double share_w) {
  // The limit is one of apparent power, at 1 pu.
  const double tan_phi =
      settings_->is_dc ? 0.0 : settings_->power_factor.tan_phi(share_w / settings_->capacity_w);
  const double apparent_va = share_w * std::sqrt(1.0 + tan_phi * tan_phi);
  needed_pu_ = kSolvedFrac * apparent_va / settings_->current_limit_w;
}

bool RackCord::is_drained() const {
  if (mode_ == Mode::holding) return share_ != core::Line{};
  return is_limited();
}

core::Tick RackCord::next(bool is_rack_up) const {
  if (mode_ == Mode::live) {
    return std::min({soft_until_, fill_until_, inrush_until_, step_ends_, peak_.next(), empty_at_,
                     phases_.next()});
  }
  const core::Tick returns =
      is_rack_up ? core::later(good_since_, settings_->resume) : core::kNever;
  return mode_ == Mode::holding ? std::min(returns, empty_at_) : returns;
}

}  // namespace ridethrough::devices
