#include "ridethrough/devices/grid/genset.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "devices/grid/flow_extremes.hpp"
#include "devices/grid/overload_timer.hpp"
#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

// In the order of the schema's tables.
enum GensetQuantity {
  kGensetPower,
  kGensetVoltage,
  kGensetFrequency,
  kGensetLoadLevel,
  kGensetStarts
};
enum GensetState { kSetStopped, kSetStarting, kSetRunning, kSetCoolingDown, kSetFailed };

/// Who wants it to run besides the transfer switches that name themselves.
constexpr std::string_view kGensetOperator = "operator";

/// The starting sequence in ticks; pure, so that every time can be checked by hand.
struct StartSequence {
  core::Tick signal_delay, crank, ready, pause;
  std::int64_t tries;

  explicit StartSequence(const Parameters& start)
      : signal_delay(span_ticks(start, "signal_delay")),
        crank(span_ticks(start, "crank")),
        ready(span_ticks(start, "ready")),
        pause(span_ticks(start, "pause")),
        tries(get(start, "tries").count()) {}

  core::Tick first_crank(core::Tick arrival) const { return core::later(arrival, signal_delay); }
  /// End of try number `index` (from 0), when it is known whether the engine fires.
  core::Tick end_of_try(core::Tick arrival, std::int64_t index) const {
    return first_crank(arrival) + crank + index * (crank + pause);
  }
  /// On line when the try `index` fired: running up takes what `ready` leaves after the first try.
  core::Tick on_line(core::Tick arrival, std::int64_t index) const {
    const core::Tick run_up = std::max<core::Tick>(ready - signal_delay - crank, 0);
    return end_of_try(arrival, index) + run_up;
  }
};

class Genset final : public Device {
 public:
  explicit Genset(const Parameters& parameters)
      : Device(genset_schema()),
        rating_w_(get(parameters, "rating").number()),
        nominal_v_(get(parameters, "voltage").number()),
        frequency_hz_(get(parameters, "frequency").number()),
        cooldown_(span_ticks(parameters, "cooldown")),
        sequence_(get(parameters, "start").map()),
        overload_(get(get(parameters, "trips").map(), "overload").number() * rating_w_,
                  span_ticks(get(parameters, "trips").map(), "for")),
        fail_to_start_(get(get(parameters, "reliability").map(), "fail_to_start").number()) {
    if (get(parameters, "state").word() == "running") {
      start_in(kSetRunning);
      callers_.emplace(kGensetOperator);
    }
  }

  core::Phase phase() const override { return core::Phase::control; }

  void wire(Wiring& wiring) override {
    wiring.frequency_hz = frequency_hz_;
    node_ = wiring.make_outlet(nominal_v_, false);
    network::SourceSpec spec;
    spec.node = node_;
    spec.kind = network::SourceKind::generator;
    source_ = wiring.network.add_source(spec);
    wiring.network.add_owner(source_, wiring.process);
    if (wiring.draws_failures) stream_ = wiring.stream;
  }

  network::SourceId metered_source() const override { return source_; }
  void order(const Command& command) override { orders_.push_back(command); }

  void react(Ports& ports) override {
    for (const Command& command : std::exchange(orders_, {})) obey(command, ports);
    advance(ports);
    guard(ports);
    ports.network().set_source(source_, state() == kSetRunning,
                               {.frequency = {.hz = frequency_hz_}, .nominal_hz = frequency_hz_});
    ports.wake(*this, next_time());
  }

  double look(std::size_t quantity, const View& view) const override {
    const double power_w = view.network.source_flow(source_).power.watts(view.now);
    switch (quantity) {
      case kGensetPower:
        return power_w;
      case kGensetVoltage:
        return view.network.voltage_pu(node_);
      case kGensetFrequency:
        return state() == kSetRunning ? frequency_hz_ : 0.0;
      case kGensetLoadLevel:
        return power_w / rating_w_;
      case kGensetStarts:
        return static_cast<double>(starts_);
      default:
        return view.network.source_energy(source_, view.now).joules();
    }
  }

  core::Books account(const View& view) const override {
    core::Books books;
    books.in_j = books.out_j = view.network.source_energy(source_, view.now).joules();
    return books;
  }

  void report(const View& view, Report& report) const override {
    const Extreme peak = peak_.at(view.now);
    report.findings.push_back(
        {"energy_out", view.network.source_energy(source_, view.now).joules(), "kWh"});
    report.findings.push_back({"peak", peak.value, "kW", peak.time});
    report.findings.push_back({"starts", static_cast<double>(starts_), "1"});
    report.incidents.insert(report.incidents.end(), incidents_.begin(), incidents_.end());
  }

 private:
  void obey(const Command& command, Ports& ports) {
    const Value& caller = get(command.arguments, "caller");
    const std::string who(caller.present() ? caller.word() : kGensetOperator);
    switch (command.verb) {
      case Verb::start:
        command.begins ? call(who, ports.now()) : release(who, ports);
        break;
      case Verb::stop:
        command.begins ? stop(command, who, ports) : call(who, ports.now());
        break;
      case Verb::fail:
        command.begins ? break_down(command, ports) : mend(ports, "repaired");
        break;
      case Verb::repair:
        mend(ports, "repaired");
        break;
      case Verb::reset:
        if (!is_broken_) recover(ports, "reset");
        break;
      default:
        break;
    }
  }

  void call(const std::string& who, core::Tick now) {
    callers_.insert(who);
    const bool is_wanted = state() == kSetStopped || state() == kSetCoolingDown;
    if (is_wanted && arrival_ == core::kNever) arrival_ = now;
  }

  void stop(const Command& command, const std::string& who, Ports& ports) {
    // An operator's stop overrules the transfer switches, which name themselves.
    if (!get(command.arguments, "caller").present()) callers_.clear();
    release(who, ports);
  }

  void release(const std::string& who, Ports& ports) {
    callers_.erase(who);
    if (!callers_.empty()) return;
    arrival_ = core::kNever;
    if (state() == kSetStarting) enter(ports, kSetStopped, "stop_order");
    if (state() != kSetRunning) return;
    cool_until_ = core::later(ports.now(), cooldown_);
    enter(ports, kSetCoolingDown, "stop_order");
  }

  void break_down(const Command& command, Ports& ports) {
    const std::string& mode = get(command.arguments, "as").word();
    (mode == "breakdown" ? is_broken_ : cannot_start_) = true;
    if (is_broken_) fail(ports, "breakdown");
  }

  void mend(Ports& ports, std::string_view reason) {
    is_broken_ = cannot_start_ = false;
    recover(ports, reason);
  }

  void recover(Ports& ports, std::string_view reason) {
    if (state() != kSetFailed) return;
    incidents_.back().lasted = ports.now() - incidents_.back().at;
    enter(ports, kSetStopped, reason);
    if (!callers_.empty()) arrival_ = ports.now();
  }

  void fail(Ports& ports, std::string_view reason) {
    if (state() == kSetFailed) return;
    incidents_.push_back({"failed", ports.now(), core::kNever, std::string(reason)});
    arrival_ = core::kNever;
    enter(ports, kSetFailed, reason);
  }

  /// Does what is due by now; several steps may fall on one instant.
  void advance(Ports& ports) {
    const core::Tick now = ports.now();
    if (state() == kSetCoolingDown && arrival_ == core::kNever && now >= cool_until_) {
      enter(ports, kSetStopped, "cooled");
    }
    if (arrival_ == core::kNever) return;
    if (now >= sequence_.first_crank(arrival_)) begin_start(ports);
    if (state() != kSetStarting) return;
    while (!has_fired_ && now >= sequence_.end_of_try(arrival_, try_)) {
      if (!cannot_start_ && !is_dud_) {
        has_fired_ = true;
      } else if (++try_ == sequence_.tries) {
        return fail(ports, "fail_to_start");
      }
    }
    if (has_fired_ && now >= sequence_.on_line(arrival_, try_)) come_on_line(ports, "on_line");
  }

  void begin_start(Ports& ports) {
    if (state() == kSetCoolingDown) come_on_line(ports, "recalled");
    if (state() != kSetStopped) return;
    ports.log_count(*this, "starts", starts_, starts_ + 1, "start_order");
    ++starts_;
    try_ = 0;
    has_fired_ = false;
    // Drawn once per demand: what keeps a set from starting outlasts all of its tries.
    is_dud_ = stream_ && stream_->happens(fail_to_start_);
    enter(ports, kSetStarting, "start_order");
  }

  void come_on_line(Ports& ports, std::string_view reason) {
    arrival_ = core::kNever;
    enter(ports, kSetRunning, reason);
  }

  /// Overload protection on what the network took last.
  void guard(Ports& ports) {
    const core::Tick now = ports.now();
    const core::Line carried = ports.network().source_flow(source_).power;
    peak_.carry(now, carried);
    if (state() != kSetRunning) return overload_.clear();
    overload_.watch(now, carried);
    if (overload_.has_tripped(now)) fail(ports, "overload");
  }

  core::Tick next_time() const {
    if (state() == kSetRunning) return overload_.next();
    if (state() == kSetStarting) {
      return has_fired_ ? sequence_.on_line(arrival_, try_) : sequence_.end_of_try(arrival_, try_);
    }
    if (arrival_ != core::kNever) return sequence_.first_crank(arrival_);
    return state() == kSetCoolingDown ? cool_until_ : core::kNever;
  }

  double rating_w_, nominal_v_, frequency_hz_;
  core::Tick cooldown_;
  StartSequence sequence_;
  OverloadTimer overload_;
  double fail_to_start_;
  std::optional<core::RandomStream> stream_;  // only when a study draws failures
  network::NodeId node_ = -1;
  network::SourceId source_ = -1;
  std::vector<Command> orders_;
  std::set<std::string, std::less<>> callers_;
  core::Tick arrival_ = core::kNever;  // of the start signal that is pending or being executed
  core::Tick cool_until_ = core::kNever;
  std::int64_t try_ = 0;  // from 0
  bool has_fired_ = false;
  bool is_dud_ = false;  // drawn: no try of this demand succeeds
  bool cannot_start_ = false;
  bool is_broken_ = false;
  std::int64_t starts_ = 0;
  PeakPower peak_;
  std::vector<Incident> incidents_;
};

}  // namespace

std::unique_ptr<Device> make_genset(const Parameters& parameters) {
  return std::make_unique<Genset>(parameters);
}

}  // namespace ridethrough::devices
