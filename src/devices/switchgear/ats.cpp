#include "ridethrough/devices/switchgear/ats.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "devices/loop_check.hpp"
#include "devices/parameter_access.hpp"
#include "devices/switchgear/sync_check.hpp"
#include "devices/switchgear/transfer_pair.hpp"

namespace ridethrough::devices {

namespace {

using switchgear::FeedSensor;
using switchgear::SyncAnswer;
using switchgear::SyncCheck;
using switchgear::TransferOrders;
using switchgear::TransferPair;

enum AtsState { kAtsOnPreferred, kAtsOnAlternate, kAtsTransferring, kAtsParallel };

/// Times and kinds of transition as they are set.
struct AtsSettings {
  core::Tick sense, transfer, qualify, retransfer, dwell, start_delay, overlap;
  bool is_closed, is_in_phase, returns_by_itself;

  explicit AtsSettings(const Parameters& parameters)
      : sense(span_ticks(parameters, "sense")),
        transfer(span_ticks(parameters, "transfer")),
        qualify(span_ticks(parameters, "qualify")),
        retransfer(span_ticks(parameters, "retransfer")),
        dwell(span_ticks(parameters, "dwell")),
        start_delay(span_ticks(parameters, "start_delay")),
        overlap(span_ticks(parameters, "overlap")),
        is_closed(get(parameters, "transition").word() == "closed"),
        is_in_phase(get(parameters, "in_phase").flag()),
        returns_by_itself(get(parameters, "return").word() == "automatic") {
    if (get(parameters, "transition").word() == "delayed") {
      transfer = core::later(transfer, span_ticks(parameters, "neutral"));
    }
    if (is_closed && is_in_phase) {
      throw std::invalid_argument("'in_phase' is for an open or delayed transition");
    }
  }

  bool needs_sync() const { return is_closed || is_in_phase; }
};

SyncCheck sync_of(const Parameters& parameters, const AtsSettings& settings) {
  return {sync_limits(get(parameters, "sync").map()), span_ticks(parameters, "sync_timeout"),
          settings.is_closed ? 0 : settings.transfer};
}

class Ats final : public Device {
 public:
  explicit Ats(const Parameters& parameters)
      : Device(ats_schema()),
        settings_(parameters),
        pair_(parameters, settings_.needs_sync()),
        sync_(sync_of(parameters, settings_)),
        orders_(parameters),
        is_inhibited_(get(parameters, "inhibit").flag()) {}

  core::Phase phase() const override { return core::Phase::control; }

  void wire(Wiring& wiring) override {
    name_ = wiring.name;
    pair_.wire(wiring);
    if (wiring.feeders.at(1)->schema().name == "genset") generator_ = wiring.feeders[1];
    Device* named = wiring.peer("generator");
    if (named == nullptr) return;
    if (named->schema().name != "genset") {
      throw std::invalid_argument("'generator' is not a genset");
    }
    generator_ = named;
  }

  void order(const Command& command) override { commands_.push_back(command); }

  void react(Ports& ports) override {
    orders_.mend_if_due(ports.now());
    for (const Command& command : std::exchange(commands_, {})) obey(command, ports.now());
    pair_.read(ports);
    do {
      wants_sync_ = false;
    } while (step(ports));
    if (!wants_sync_) sync_.clear(ports, pair_.preferred(), pair_.alternate());
    const bool is_joined = state() == kAtsParallel;
    pair_.connect(ports, is_joined || state() == kAtsOnPreferred,
                  is_joined || state() == kAtsOnAlternate);
    ports.wake(*this, next_time(ports.now()));
  }

  double look(std::size_t quantity, const View& view) const override {
    return pair_.look(quantity, view);
  }
  core::Books account(const View& view) const override { return pair_.account(view); }

  void report(const View&, Report& report) const override {
    report.findings.push_back({"transfers", static_cast<double>(pair_.transfers()), "1"});
    orders_.report(report);
  }

 private:
  const FeedSensor& preferred() const { return pair_.preferred(); }
  const FeedSensor& alternate() const { return pair_.alternate(); }

  void obey(const Command& command, core::Tick now) {
    orders_.obey(command, now);
    if (command.verb == Verb::stop) is_inhibited_ = command.begins;
    if (command.verb == Verb::start) is_inhibited_ = !command.begins;
  }

  /// One change of state that is due by now; false if there is none.
  bool step(Ports& ports) {
    const bool is_moving = state() == kAtsTransferring || state() == kAtsParallel;
    if (is_moving) return ports.now() >= arrives_at_ && arrive(ports);
    if (state() == kAtsOnPreferred) return leave_preferred(ports);
    return leave_alternate(ports);
  }

  bool leave_preferred(Ports& ports) {
    const core::Tick now = ports.now();
    orders_.end_recall();
    const bool is_held = orders_.is_held();
    const bool is_lost = !is_inhibited_ && preferred().has_been(false, settings_.sense, now);
    const core::Tick patience = core::later(settings_.sense, settings_.start_delay);
    call_generator(ports, is_held || (is_lost && preferred().has_been(false, patience, now)));
    if (!(is_lost || is_held) || !alternate().has_been(true, settings_.qualify, now)) return false;
    return go(ports, kAtsOnAlternate, is_lost ? preferred().fault() : "transfer_order");
  }

  bool leave_alternate(Ports& ports) {
    const core::Tick now = ports.now();
    const bool is_back = preferred().has_been(true, settings_.qualify, now);
    if (is_back && alternate().has_been(false, settings_.sense, now)) {
      orders_.release_all();
      return go(ports, kAtsOnPreferred, alternate().fault());
    }
    if (is_back && orders_.is_recalled()) return go(ports, kAtsOnPreferred, "transfer_order");
    const bool may_return = settings_.returns_by_itself && !orders_.is_held() &&
                            core::later(arrived_at_, settings_.dwell) <= now;
    if (!may_return || !preferred().has_been(true, settings_.retransfer, now)) return false;
    return go(ports, kAtsOnPreferred, "preferred_restored");
  }

  /// Feeds that both live may have to wait for each other; from a dead one there is no waiting.
  bool go(Ports& ports, int target, std::string_view reason) {
    if (orders_.is_stuck()) return false;
    target_ = target;
    if (!settings_.needs_sync() || !preferred().is_good() || !alternate().is_good()) {
      return depart(ports, kAtsTransferring, settings_.transfer, reason);
    }
    wants_sync_ = true;
    const SyncAnswer answer = sync_.ask(ports, pair_.preferred(), pair_.alternate());
    if (answer == SyncAnswer::wait) return false;
    if (answer == SyncAnswer::give_up) reason = "sync_timeout";
    if (!settings_.is_closed || answer != SyncAnswer::go) {
      return depart(ports, kAtsTransferring, settings_.transfer, reason);
    }
    if (!depart(ports, kAtsParallel, settings_.overlap, reason)) return false;
    tell_loop(*this, {.upper = preferred().node(), .lower = alternate().node()}, ports);
    return true;
  }

  bool depart(Ports& ports, int by, core::Tick span, std::string_view reason) {
    if (orders_.stops(*this, ports)) return false;
    arrives_at_ = core::later(ports.now(), span);
    enter(ports, by, reason);
    return true;
  }

  bool arrive(Ports& ports) {
    arrived_at_ = ports.now();
    pair_.count_transfer(*this, ports, "transferred");
    enter(ports, target_, "transferred");
    return true;
  }

  void call_generator(Ports& ports, bool is_needed) {
    if (generator_ == nullptr || is_needed == has_called_) return;
    has_called_ = is_needed;
    Command command;
    command.verb = is_needed ? Verb::start : Verb::stop;
    command.arguments.emplace("caller", Value(name_));
    generator_->order(command);
    ports.mark(*generator_);
  }

  core::Tick next_time(core::Tick now) const {
    if (state() == kAtsTransferring || state() == kAtsParallel) return arrives_at_;
    core::Tick next = std::min({pair_.next(now), sync_.next(now), orders_.mended_at()});
    const auto wake_at = [&](core::Tick due) {
      if (due > now) next = std::min(next, due);
    };
    const core::Tick patience = core::later(settings_.sense, settings_.start_delay);
    for (const FeedSensor* feed : {&preferred(), &alternate()}) {
      for (const core::Tick span : {settings_.sense, settings_.qualify, settings_.retransfer}) {
        wake_at(core::later(feed->since(), span));
      }
    }
    wake_at(core::later(preferred().since(), patience));
    wake_at(core::later(arrived_at_, settings_.dwell));
    return next;
  }

  AtsSettings settings_;
  TransferPair pair_;
  SyncCheck sync_;
  TransferOrders orders_;
  Device* generator_ = nullptr;
  std::string name_;
  std::vector<Command> commands_;
  bool has_called_ = false;  // the generator
  bool is_inhibited_;
  bool wants_sync_ = false;
  int target_ = kAtsOnPreferred;
  core::Tick arrives_at_ = core::kNever;
  core::Tick arrived_at_ = 0;  // where it is
};

}  // namespace

std::unique_ptr<Device> make_ats(const Parameters& parameters) {
  return std::make_unique<Ats>(parameters);
}

}  // namespace ridethrough::devices
