#include "ridethrough/devices/load/rack.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

#include "devices/load/rack_bus.hpp"
#include "devices/load/rack_cord.hpp"
#include "devices/load/rack_demand.hpp"
#include "devices/load/rack_restart.hpp"
#include "devices/load/rack_sharing.hpp"
#include "devices/load/rack_totals.hpp"
#include "devices/parameter_access.hpp"
#include "ridethrough/devices/power_signal.hpp"

namespace ridethrough::devices {

namespace {

enum RackState { kRackUp, kRackHolding, kRackRestarting, kRackDown };

class Rack final : public Device, public RackPort, public PoweredGear {
 public:
  explicit Rack(const Parameters& parameters)
      : Device(rack_schema()),
        settings_(parameters),
        demand_(parameters),
        sharing_(get(parameters, "cords").map(), settings_.capacity_w),
        bus_(parameters),
        restart_(get(parameters, "restart").map(), settings_.resume),
        efficiency_(get(get(parameters, "supplies").map(), "efficiency").number()),
        restart_stagger_(span_ticks(get(parameters, "restart").map(), "stagger")) {}

  core::Phase phase() const override { return core::Phase::load; }
  RackPort* rack() override { return this; }

  void wire(Wiring& wiring) override {
    bus_.attach(wiring);
    settings_.hold_up_j += bus_.added_hold_up_j();
    settle_kind(wiring);
    for (const network::NodeId inlet : wiring.inlets) {
      cords_.emplace_back(settings_, inlet,
                          wiring.network.add_demand(inlet, wiring.members, wiring.process));
    }
    low_ = wiring.network.add_low(wiring.inlets);
  }

  void order(const Command& command) override { orders_.push_back(command); }

  void react(Ports& ports) override {
    const core::Tick now = ports.now();
    if (!orders_.empty()) {
      for (const Command& command : std::exchange(orders_, {})) obey(command, now);
    }
    bool changed = demand_.settle(now) || sharing_.next() <= now;
    changed = bus_.observe(now) || changed;
    if (ports.is_first()) {
      ports.mark(*this);  // a dead feeder announces itself to nobody
      changed = true;
    } else {
      changed = observe(ports, now) || changed;
    }
    if (changed) share_out(ports, now);
    if (!is_up_) restart_.observe(sharing_, demand_.most_w(), cords_, now);
    if (!is_up_ && restart_.is_due()) restart(ports, now);
    if (!ports.is_first()) {
      for (const RackCord& cord : cords_) cord.watch(ports.network(), is_up_);
    }
    show_state(ports);
    ports.wake(*this, next(now));
  }

  std::int64_t gpus() const override { return demand_.gpus(); }
  bool is_up() const override { return is_up_; }
  double hold_up_frac(core::Tick now) const override {
    const double full_j = settings_.hold_up_j * static_cast<double>(cords_.size());
    return full_j > 0.0 ? stored_j(cords_, now) / full_j : 0.0;
  }
  double watts_at(double level_frac) const override { return demand_.watts_at(level_frac); }
  void run(core::Tick from, double level_frac, double slope_per_s) override {
    demand_.run(from, level_frac, slope_per_s);
  }
  void set_job(const Device& job) override {
    jobs_.push_back(&job);
    demand_.carry_job();
  }

  double look(std::size_t quantity, const View& view) const override {
    switch (quantity) {
      case 0:
        return drawn_w(cords_, view);
      case 1:
        return is_up_ ? 0.0 : 1.0;
      case 2:
        return best_voltage_pu(cords_, view.network);
      case 3:
        return efficiency_ * fed_.line().watts(view.now) + bus_.given_w(view.now) -
               bus_.taken_w(view.now);
      case 4:
        return drawn_j(cords_, view);
      case 5:
        return stored_j(cords_, view.now);
      case 6:
        return static_cast<double>(drops_.size());
      default:
        return bus_.voltage_v(view.now, demand_.line().watts(view.now));
    }
  }

  double look_inner(std::size_t part, int quantity, const View& view) const override {
    const RackCord& cord = cords_.at(part);
    switch (quantity) {
      case 0:
        return view.network.supply(cord.demand()).voltage_pu;
      case 1:
        return view.network.served(cord.demand()).watts(view.now);
      case 2:
        return cord.stored_j(view.now);
      default:
        return static_cast<double>(cord.mode());
    }
  }

  core::Books account(const View& view) const override {
    core::Books books;
    const double fed_j = fed_.total(view.now).joules();
    // What charges a shelf passes through: only what the servers get is out.
    const double shelf_j = bus_.given_j(view.now) - bus_.taken_j(view.now);
    books.in_j = drawn_j(cords_, view) + shelf_j;
    const double burnt_j = efficiency_ * burnt_.total(view.now).joules();
    books.out_j = efficiency_ * fed_j - burnt_j + shelf_j;
    books.loss_j = (1.0 - efficiency_) * fed_j + burnt_j;
    for (const RackCord& cord : cords_) books.stored_change_j -= cord.drained_j(view.now);
    books.unserved_j = unserved_.total(view.now).joules();
    books.gap_j = demand_.gap_j(view.now);
    return books;
  }

  void report(const View& view, Report& report) const override {
    report.findings.push_back({"energy", drawn_j(cords_, view), "kWh"});
    report.findings.push_back({"unserved", unserved_.total(view.now).joules(), "kWh"});
    if (demand_.is_smoothing()) {
      report.findings.push_back({"burnt", burnt_.total(view.now).joules(), "kWh"});
    }
    const network::Low low = view.network.lowest(low_);
    report.findings.push_back({"voltage_min", low.voltage_pu, "pu", low.at});
    for (const Incident& drop : drops_) report.incidents.push_back(drop);
  }

 private:
  /// Direct current has no reactive part.
  void settle_kind(const Wiring& wiring) {
    const auto is_dc = [&](network::NodeId node) { return wiring.network.node(node).is_dc; };
    const auto count = std::count_if(wiring.inlets.begin(), wiring.inlets.end(), is_dc);
    if (count == 0) return;
    if (count < static_cast<std::ptrdiff_t>(wiring.inlets.size())) {
      throw std::invalid_argument("its cords end on ac and on dc buses");
    }
    settings_.tan_phi = 0.0;
  }

  void obey(const Command& command, core::Tick now) {
    if (command.verb != Verb::set || command.parameter != "load") return;
    const double target_frac = command.begins ? command.value : load_before_frac_;
    if (command.begins) load_before_frac_ = demand_.load_target_frac();
    demand_.set_load(now, target_frac, command.over);
  }

  bool observe(Ports& ports, core::Tick now) {
    bool changed = false;
    for (RackCord& cord : cords_) {
      changed = cord.observe(ports.network(), now, is_up_) || changed;
      if (cord.has_new_limit()) ports.mark(*this);
    }
    for (RackCord& cord : cords_) changed = (is_up_ && cord.end_if_empty(now)) || changed;
    return changed;
  }

  /// Splits the demand among the cords; a cord that is empty at once leaves it to the others.
  void share_out(Ports& ports, core::Tick now) {
    if (demand_.line().watts(now) > demand_.power_w() * kRatingMargin && !has_warned_) {
      has_warned_ = true;
      ports.warn(*this, "RT1301", "the rack draws more than its power");
    }
    core::Line fed;
    core::Line given;
    for (bool again = true; again;) {
      again = false;
      given = {};
      if (is_up_) {
        const core::Line charge = bus_.charge(now, cords_, demand_.is_starting());
        fed = demand_.line() + charge;
        const RackSharing::Verdict verdict = sharing_.split(fed, cords_, now, bus_.is_carried());
        if (verdict != RackSharing::Verdict::carried) drop(ports, now, verdict);
      }
      for (std::size_t i = 0; i < cords_.size(); ++i) {
        const core::Line share = is_up_ ? sharing_.share(i) : core::Line{};
        given += cords_[i].carry(ports.network(), now, share, is_up_ && bus_.is_carried());
      }
      if (!is_up_) break;
      for (RackCord& cord : cords_) again = cord.end_if_empty(now) || again;
    }
    core::Meter& takes = is_up_ ? fed_ : unserved_;
    core::Meter& rests = is_up_ ? unserved_ : fed_;
    takes.carry(now, is_up_ ? fed - given : demand_.line());
    burnt_.carry(now, is_up_ ? demand_.burnt() : core::Line{});
    bus_.settle(ports, demand_.line(), given, cords_, is_up_);
    if (rests.line() != core::Line{}) rests.carry(now, {});
  }

  void drop(Ports& ports, core::Tick now, RackSharing::Verdict verdict) {
    const bool is_overload = verdict == RackSharing::Verdict::overload ||
                             std::any_of(cords_.begin(), cords_.end(), is_overloaded);
    const std::string_view reason = is_overload ? kOverload : kUnderVoltage;
    is_up_ = false;
    restart_.note_drop(now, is_overload, demand_.most_w(), cords_);
    for (RackCord& cord : cords_) cord.switch_off(now);
    demand_.start_up(now, 0);
    demand_.settle(now);
    const auto count = static_cast<std::int64_t>(drops_.size());
    drops_.push_back({"dropped", now, core::kNever, std::string(reason)});
    ports.log_count(*this, "drops", count, count + 1, reason);
    enter(ports, kRackDown, reason);
    is_dark().put(ports, true);
    for (const Device* job : jobs_) ports.mark(*job);
  }

  void restart(Ports& ports, core::Tick now) {
    is_up_ = true;
    drops_.back().lasted = now - drops_.back().at;
    for (RackCord& cord : cords_) cord.switch_on(now);
    demand_.start_up(now, restart_stagger_);
    demand_.settle(now);
    enter(ports, kRackRestarting, "voltage_back");
    is_dark().put(ports, false);
    for (const Device* job : jobs_) ports.mark(*job);
    share_out(ports, now);
  }

  void show_state(Ports& ports) {
    if (!is_up_) return;
    const auto is_drained = [this](const RackCord& cord) {
      return cord.is_drained() && !bus_.is_carried();
    };
    if (demand_.is_starting()) return enter(ports, kRackRestarting, "voltage_back");
    if (std::any_of(cords_.begin(), cords_.end(), is_drained)) {
      const bool is_overload = std::all_of(cords_.begin(), cords_.end(), [&](const RackCord& cord) {
        return !is_drained(cord) || is_overloaded(cord);
      });
      return enter(ports, kRackHolding, is_overload ? kOverload : kUnderVoltage);
    }
    const bool is_back = std::all_of(cords_.begin(), cords_.end(), [](const RackCord& cord) {
      return cord.mode() == RackCord::Mode::live;
    });
    enter(ports, kRackUp,
          state() == kRackRestarting      ? "started"
          : is_back && !bus_.is_carried() ? "voltage_back"
                                          : "takeover");
  }

  core::Tick next(core::Tick now) const {
    core::Tick at = std::min(demand_.next(), bus_.next());
    for (const RackCord& cord : cords_) at = std::min(at, cord.next(is_up_));
    return is_up_ ? std::min(at, sharing_.next()) : std::min(at, restart_.next(cords_, now));
  }

  static bool is_overloaded(const RackCord& cord) { return cord.is_overloaded(); }

  static constexpr double kRatingMargin = 1.0 + 1e-9;
  static constexpr std::string_view kOverload = "cord_overload";
  static constexpr std::string_view kUnderVoltage = "under_voltage";

  RackCordSettings settings_;
  RackDemand demand_;
  RackSharing sharing_;
  RackBus bus_;
  RackRestart restart_;
  double efficiency_;
  core::Tick restart_stagger_;
  std::vector<RackCord> cords_;
  std::vector<Command> orders_;
  std::vector<Incident> drops_;
  double load_before_frac_ = 1.0;
  bool is_up_ = true;
  bool has_warned_ = false;
  core::Meter fed_;       // the demand while up, counted at the input
  core::Meter unserved_;  // the demand while down
  core::Meter burnt_;     // part of the demand that smooths, counted at the input
  network::LowId low_ = -1;
};

}  // namespace

std::unique_ptr<Device> make_rack(const Parameters& parameters) {
  return std::make_unique<Rack>(parameters);
}

}  // namespace ridethrough::devices
