#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

#include "devices/load/rack_device.hpp"
#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

constexpr double kRatingMargin = 1.0 + 1e-9;
constexpr std::string_view kOverload = "cord_overload";
constexpr std::string_view kUnderVoltage = "under_voltage";
constexpr std::string_view kOverTemperature = "over_temperature";

bool is_overloaded(const RackCord& cord) { return cord.is_overloaded(); }

}  // namespace

Rack::Rack(const Parameters& parameters)
    : Device(rack_schema()),
      settings_(parameters),
      demand_(parameters),
      envelope_(parameters),
      sharing_(parameters, settings_.capacity_w, settings_.peak),
      meters_(get(parameters, "supplies").map(), settings_.capacity_w),
      bus_(parameters, meters_.efficiency()),
      restart_(get(parameters, "restart").map(), settings_.resume),
      cooling_(parameters),
      restart_stagger_(span_ticks(get(parameters, "restart").map(), "stagger")),
      restart_apart_(core::ticks_nearest(optional_number(parameters, "restart_apart"))) {}

void Rack::wire(Wiring& wiring) {
  bus_.attach(wiring);
  cooling_.wire(wiring, *this);
  settings_.hold_up_j += bus_.added_hold_up_j();
  settle_kind(wiring);
  for (const network::NodeId inlet : wiring.inlets) {
    cords_.emplace_back(settings_, inlet,
                        wiring.network.add_demand(inlet, wiring.members, wiring.process));
  }
  through_.resize(cords_.size());
  restart_.stagger(wiring.name, restart_apart_);
  low_ = wiring.network.add_low(wiring.inlets);
}

void Rack::set_job(const Device& job) {
  jobs_.push_back(&job);
  demand_.carry_job();
}

void Rack::react(Ports& ports) {
  const core::Tick now = ports.now();
  if (!orders_.empty()) {
    for (const Command& command : std::exchange(orders_, {})) obey(command, now);
  }
  bool changed = follow_heat(ports, now);
  changed = demand_.settle(now) || sharing_.next() <= now || changed;
  changed = bus_.observe(now) || changed;
  if (ports.is_first()) {
    ports.mark(*this);  // a dead feeder announces itself to nobody
    changed = true;
  } else {
    changed = observe(ports, now) || changed;
  }
  if (changed) share_out(ports, now);
  if (!is_up_) restart_.observe(sharing_, demand_.most_w(), cords_, now);
  const bool is_hot = cooling_.band() == RackCooling::Band::hot;
  if (!is_up_ && restart_.is_due() && !is_hot) restart(ports, now);
  if (cooling_.is_cooled()) cooling_.carry(ports, is_up_ ? demand_.line() : core::Line{});
  if (!ports.is_first()) {
    for (const RackCord& cord : cords_) cord.watch(ports.network(), is_up_);
  }
  show_state(ports);
  ports.wake(*this, next(now));
}

void Rack::settle_kind(const Wiring& wiring) {
  const auto is_dc = [&](network::NodeId node) { return wiring.network.node(node).is_dc; };
  const auto count = std::count_if(wiring.inlets.begin(), wiring.inlets.end(), is_dc);
  if (count == 0) return;
  if (count < static_cast<std::ptrdiff_t>(wiring.inlets.size())) {
    throw std::invalid_argument("its cords end on ac and on dc buses");
  }
  settings_.is_dc = true;
}

void Rack::obey(const Command& command, core::Tick now) {
  if (command.verb != Verb::set) return;
  if (command.parameter == "excursion") {
    const double factor = command.begins ? command.value : excursion_before_;
    if (command.begins) excursion_before_ = demand_.excursion();
    demand_.set_excursion(factor);
  }
  if (command.parameter != "load") return;
  const double target_frac = command.begins ? command.value : load_before_frac_;
  if (command.begins) load_before_frac_ = demand_.load_target_frac();
  demand_.set_load(now, target_frac, command.over);
}

bool Rack::observe(Ports& ports, core::Tick now) {
  bool changed = false;
  for (RackCord& cord : cords_) {
    changed = cord.observe(ports.network(), now, is_up_) || changed;
    if (cord.has_new_limit()) ports.mark(*this);
  }
  for (RackCord& cord : cords_) changed = (is_up_ && cord.end_if_empty(now)) || changed;
  return changed;
}

/// GPUs that are too hot draw less; a rack that is too hot switches itself off.
bool Rack::follow_heat(Ports& ports, core::Tick now) {
  const RackCooling::Band before = cooling_.band();
  const RackCooling::Band band = cooling_.follow(ports, *this);
  if (band == before) return false;
  const bool is_normal = band == RackCooling::Band::normal;
  demand_.throttle(now,
                   is_normal ? std::numeric_limits<double>::infinity() : cooling_.throttled_frac());
  if (band == RackCooling::Band::hot && is_up_) drop(ports, now, false, kOverTemperature);
  tell_jobs(ports);
  return true;
}

double Rack::present_level() const {
  if (cooling_.band() == RackCooling::Band::normal) return usual_level();
  return std::min(usual_level(), cooling_.throttled_frac());
}

/// Splits the demand among the cords; a cord that is empty at once leaves it to the others.
void Rack::share_out(Ports& ports, core::Tick now) {
  if (demand_.line().watts(now) > demand_.power_w() * kRatingMargin && demand_.excursion() <= 1.0 &&
      !has_warned_) {
    has_warned_ = true;
    ports.warn(*this, "RT1301", "the rack draws more than its power");
  }
  core::Line given;
  for (bool again = true; again;) {
    again = false;
    given = {};
    if (is_up_) {
      const core::Line charge = bus_.charge(now, cords_, demand_.is_starting());
      const RackSharing::Verdict verdict =
          sharing_.split(demand_.line() + charge, cords_, now, bus_.is_carried());
      if (verdict != RackSharing::Verdict::carried) drop_by(ports, now, verdict);
    }
    for (std::size_t i = 0; i < cords_.size(); ++i) {
      const core::Line share = is_up_ ? sharing_.share(i) : core::Line{};
      const core::Line relief =
          cords_[i].carry(ports.network(), now, share, is_up_ && bus_.is_carried());
      through_[i] = share - relief;
      given += relief;
    }
    if (!is_up_) break;
    for (RackCord& cord : cords_) again = cord.end_if_empty(now) || again;
  }
  if (is_up_) {
    meters_.feed(now, through_, demand_.flows());
  } else {
    meters_.miss(now, demand_.line());
  }
  bus_.settle(ports, demand_.line(), given, cords_, is_up_);
}

void Rack::drop_by(Ports& ports, core::Tick now, RackSharing::Verdict verdict) {
  const bool is_overload = verdict == RackSharing::Verdict::overload ||
                           std::any_of(cords_.begin(), cords_.end(), is_overloaded);
  drop(ports, now, is_overload, is_overload ? kOverload : kUnderVoltage);
}

void Rack::drop(Ports& ports, core::Tick now, bool is_overload, std::string_view reason) {
  is_up_ = false;
  restart_.note_drop(now, is_overload, demand_.most_w(), cords_);
  for (RackCord& cord : cords_) cord.switch_off(now);
  demand_.stop(now);
  demand_.settle(now);
  const auto count = static_cast<std::int64_t>(drops_.size());
  drops_.push_back({"dropped", now, core::kNever, std::string(reason)});
  ports.log_count(*this, "drops", count, count + 1, reason);
  enter(ports, kDown, reason);
  is_dark().put(ports, true);
  tell_jobs(ports);
}

void Rack::restart(Ports& ports, core::Tick now) {
  is_up_ = true;
  const bool was_hot = drops_.back().reason == kOverTemperature;
  drops_.back().lasted = now - drops_.back().at;
  for (RackCord& cord : cords_) cord.switch_on(now);
  demand_.start_up(now, restart_stagger_);
  demand_.settle(now);
  enter(ports, kRestarting, was_hot ? "cool_again" : "voltage_back");
  is_dark().put(ports, false);
  tell_jobs(ports);
  share_out(ports, now);
}

void Rack::tell_jobs(Ports& ports) const {
  for (const Device* job : jobs_) ports.mark(*job);
}

void Rack::show_state(Ports& ports) {
  if (!is_up_) return;
  const auto is_drained = [this](const RackCord& cord) {
    return cord.is_drained() && !bus_.is_carried();
  };
  if (demand_.is_starting()) return enter(ports, kRestarting, "voltage_back");
  if (std::any_of(cords_.begin(), cords_.end(), is_drained)) {
    const bool is_overload = std::all_of(cords_.begin(), cords_.end(), [&](const RackCord& cord) {
      return !is_drained(cord) || is_overloaded(cord);
    });
    return enter(ports, kHolding, is_overload ? kOverload : kUnderVoltage);
  }
  const bool is_back = std::all_of(cords_.begin(), cords_.end(), [](const RackCord& cord) {
    return cord.mode() == RackCord::Mode::live;
  });
  enter(ports, kUp,
        state() == kRestarting          ? "started"
        : is_back && !bus_.is_carried() ? "voltage_back"
                                        : "takeover");
}

core::Tick Rack::next(core::Tick now) const {
  core::Tick at = std::min({demand_.next(), bus_.next(), cooling_.next()});
  for (const RackCord& cord : cords_) at = std::min(at, cord.next(is_up_));
  return is_up_ ? std::min(at, sharing_.next()) : std::min(at, restart_.next(cords_, now));
}

std::unique_ptr<Device> make_rack(const Parameters& parameters) {
  return std::make_unique<Rack>(parameters);
}

}  // namespace ridethrough::devices
