#include "ridethrough/devices/switchgear/sts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "devices/parameter_access.hpp"
#include "devices/switchgear/chatter_lock.hpp"
#include "devices/switchgear/transfer_pair.hpp"
#include "devices/synchronism.hpp"

namespace ridethrough::devices {

namespace {

using switchgear::ChatterLock;
using switchgear::FeedSensor;
using switchgear::TransferOrders;
using switchgear::TransferPair;

enum StsState { kStsOnPreferred, kStsOnAlternate, kStsTransferring };
// After those of every transfer switch.
constexpr std::size_t kStsInhibited = std::size(switchgear::kTransferQuantities);
constexpr std::size_t kStsLocked = kStsInhibited + 1;
constexpr std::size_t kStsPhase = kStsInhibited + 2;

constexpr double kNoLimit = std::numeric_limits<double>::infinity();

struct StsSettings {
  core::Tick sense, transfer, interruption, qualify, dwell, retransfer, phase_memory;
  bool breaks, inhibits, returns_by_itself;
  double fault_a, source_a;  // infinite: not given

  explicit StsSettings(const Parameters& parameters)
      : sense(span_ticks(parameters, "sense")),
        transfer(span_ticks(parameters, "transfer")),
        interruption(span_ticks(parameters, "break")),
        qualify(span_ticks(parameters, "qualify")),
        dwell(span_ticks(parameters, "dwell")),
        retransfer(span_ticks(parameters, "retransfer")),
        phase_memory(span_ticks(parameters, "phase_memory")),
        breaks(get(parameters, "out_of_phase").word() == "break"),
        inhibits(get(parameters, "out_of_phase").word() == "inhibit"),
        returns_by_itself(get(parameters, "return").word() == "automatic"),
        fault_a(number_or(parameters, "fault_inhibit", kNoLimit)),
        source_a(number_or(parameters, "source_limit", kNoLimit)) {
    if (interruption < transfer) {
      throw std::invalid_argument("'break' must not be shorter than 'transfer'");
    }
  }
};

class Sts final : public Device {
 public:
  explicit Sts(const Parameters& parameters)
      : Device(sts_schema()),
        settings_(parameters),
        limits_{.angle_rad = get(parameters, "sync_window").number()},
        pair_(parameters, true),
        chatter_(get(parameters, "chatter").map()),
        orders_(parameters) {}

  core::Phase phase() const override { return core::Phase::control; }
  void wire(Wiring& wiring) override {
    pair_.wire(wiring);
    feeders_ = {wiring.feeders.at(0), wiring.feeders.at(1)};
  }
  void order(const Command& command) override { commands_.push_back(command); }

  void react(Ports& ports) override {
    orders_.mend_if_due(ports.now());
    for (const Command& command : std::exchange(commands_, {})) obey(command, ports.now());
    pair_.read(ports);
    follow_phase(ports.now());
    follow_fault(ports);
    while (step(ports)) {
    }
    pair_.connect(ports, state() == kStsOnPreferred, state() == kStsOnAlternate);
    ports.wake(*this, next_time(ports.now()));
  }

  double look(std::size_t quantity, const View& view) const override {
    if (quantity == kStsInhibited) return static_cast<double>(inhibited_);
    if (quantity == kStsLocked) return chatter_.is_locked(view.now) ? 1.0 : 0.0;
    if (quantity == kStsPhase) return std::abs(gap_.reduced_rad(view.now));
    return pair_.look(quantity, view);
  }
  core::Books account(const View& view) const override { return pair_.account(view); }

  void report(const View&, Report& report) const override {
    report.findings.push_back({"transfers", static_cast<double>(pair_.transfers()), "1"});
    report.findings.push_back({"inhibited", static_cast<double>(inhibited_), "1"});
    report.findings.push_back({"longest_gap", core::seconds(longest_gap_), "ms", longest_gap_at_});
    orders_.report(report);
  }

 private:
  const FeedSensor& active() const { return feed(state() != kStsOnAlternate); }
  const FeedSensor& other() const { return feed(state() == kStsOnAlternate); }
  const FeedSensor& feed(bool is_preferred) const {
    return is_preferred ? pair_.preferred() : pair_.alternate();
  }

  void obey(const Command& command, core::Tick now) {
    orders_.obey(command, now);
    if (command.verb != Verb::reset) return;
    chatter_.reset();
    end_loss();
  }

  /// The loss of the active feed is over, or another one is active.
  void end_loss() {
    has_fault_below_ = false;
    refused_ = {};
  }

  void follow_phase(core::Tick now) {
    const PhaseGap gap = PhaseGap::between(pair_.preferred().phase(), pair_.alternate().phase());
    if (gap_.continues_as(gap)) return;
    gap_ = gap;
    steady_since_ = now;
  }

  /// Looked at when the active feed fails and when that has been sensed: a fault below pulls the
  /// voltage down by its current.
  void follow_fault(Ports& ports) {
    if (state() == kStsTransferring) return;
    if (active().is_good()) return end_loss();
    const core::Tick now = ports.now();
    const core::Tick since = active().since();
    if (now != since && now != core::later(since, settings_.sense)) return;
    if (pair_.current_a(ports.network(), now) > settings_.fault_a) has_fault_below_ = true;
  }

  /// One change of state that is due by now; false if there is none.
  bool step(Ports& ports) {
    const core::Tick now = ports.now();
    if (state() == kStsTransferring) return now >= arrives_at_ && arrive(ports);
    if (state() == kStsOnPreferred) orders_.end_recall();
    const bool is_lost = active().has_been(false, settings_.sense, now);
    const std::string_view reason = is_lost ? active().fault() : wish(now);
    if (!reason.empty() && may_leave(ports, is_lost)) return go(ports, reason, is_lost);
    asked_at_ = core::kNever;
    return false;
  }

  /// Why it would leave a good feed; empty: it would not.
  std::string_view wish(core::Tick now) const {
    if (state() == kStsOnPreferred) return orders_.is_held() ? "transfer_order" : "";
    if (orders_.is_recalled()) return "transfer_order";
    return returns_at() <= now ? "preferred_restored" : "";
  }

  /// The first tick at which preferred has been good and in phase for long enough, and nothing else
  /// keeps it on the alternate.
  core::Tick returns_at() const {
    if (!settings_.returns_by_itself || orders_.is_held()) return core::kNever;
    if (!pair_.preferred().is_good()) return core::kNever;
    const core::Tick free_at =
        std::max(core::later(arrived_at_, settings_.dwell), chatter_.until());
    const core::Tick from = std::max(
        {pair_.preferred().since(), steady_since_, free_at - settings_.retransfer, core::Tick{0}});
    return limits_.held_for(gap_, from, settings_.retransfer);
  }

  bool may_leave(Ports& ports, bool is_lost) {
    const core::Tick now = ports.now();
    if (orders_.is_stuck() || now < core::later(arrived_at_, settings_.dwell)) return false;
    if (is_lost && has_fault_below_) return refuse(ports, "downstream_fault");
    if (is_lost && (refused_ == "out_of_phase" || refused_ == "overload")) return false;
    if (!other().has_been(true, settings_.qualify, now)) return false;
    const bool is_ordered = !is_lost && (orders_.is_held() || orders_.is_recalled());
    if (is_ordered) return true;
    if (chatter_.is_full(now)) {
      chatter_.lock(now);
      ports.log_count(*this, "locks", locks_, locks_ + 1, "chatter");
      ++locks_;
    }
    if (!chatter_.is_locked(now)) return true;
    return is_lost && refuse(ports, "chatter");
  }

  /// Always false; counts each loss that it does not leave once.
  bool refuse(Ports& ports, std::string_view reason) {
    if (refused_ == reason) return false;
    refused_ = reason;
    ports.log_count(*this, "inhibited", inhibited_, inhibited_ + 1, reason);
    ++inhibited_;
    return false;
  }

  bool go(Ports& ports, std::string_view reason, bool is_lost) {
    const core::Tick now = ports.now();
    if (asked_at_ == core::kNever) asked_at_ = now;
    const bool is_in_phase = now >= in_phase_at();
    const bool may_go = is_in_phase || (is_lost && settings_.breaks);
    if (may_go && is_lost && overloads(ports)) return refuse(ports, "overload");
    if (is_in_phase) return depart(ports, settings_.transfer, reason, "transferred");
    if (may_go) {
      return depart(ports, settings_.interruption, reason, "transferred_out_of_phase");
    }
    return is_lost && settings_.inhibits && refuse(ports, "out_of_phase");
  }

  /// When the feeds are in phase since it asked, or there is nothing left to be in phase with.
  core::Tick in_phase_at() const {
    const core::Tick opening = limits_.opens(gap_, std::max(asked_at_, steady_since_));
    return std::min(opening, core::later(active().dead_since(), settings_.phase_memory));
  }

  /// The source of the other feed would carry too much with this load, whose power is the mean
  /// since it came to its feed.
  bool overloads(const Ports& ports) const {
    if (std::isinf(settings_.source_a)) return false;
    const View view{ports.now(), ports.network()};
    const double span_s = core::seconds(view.now - arrived_at_);
    const double own_w = (account(view).out_j - out_before_j_) / span_s;
    const Device& source = *feeders_[state() == kStsOnPreferred ? 1 : 0];
    return pair_.amperes(own_w + switchgear::power_of(source, view), view) > settings_.source_a;
  }

  bool depart(Ports& ports, core::Tick span, std::string_view reason, std::string_view arrival) {
    const core::Tick now = ports.now();
    if (orders_.stops(*this, ports)) return false;
    if (reason != "transfer_order") chatter_.note(now);
    dark_since_ = active().is_good() ? now : active().since();
    target_ = state() == kStsOnPreferred ? kStsOnAlternate : kStsOnPreferred;
    arrives_at_ = core::later(now, span);
    arrival_ = arrival;
    asked_at_ = core::kNever;
    enter(ports, kStsTransferring, reason);
    return true;
  }

  bool arrive(Ports& ports) {
    arrived_at_ = ports.now();
    if (arrived_at_ - dark_since_ > longest_gap_) {
      longest_gap_ = arrived_at_ - dark_since_;
      longest_gap_at_ = dark_since_;
    }
    end_loss();
    out_before_j_ = account({ports.now(), ports.network()}).out_j;
    pair_.count_transfer(*this, ports, arrival_);
    enter(ports, target_, arrival_);
    return true;
  }

  core::Tick next_time(core::Tick now) const {
    if (state() == kStsTransferring) return arrives_at_;
    core::Tick next = std::min(pair_.next(now), orders_.mended_at());
    const auto wake_at = [&](core::Tick due) {
      if (due > now) next = std::min(next, due);
    };
    for (const FeedSensor* feed : {&pair_.preferred(), &pair_.alternate()}) {
      wake_at(core::later(feed->since(), settings_.sense));
      wake_at(core::later(feed->since(), settings_.qualify));
    }
    wake_at(core::later(arrived_at_, settings_.dwell));
    wake_at(chatter_.until());
    if (asked_at_ != core::kNever) wake_at(in_phase_at());
    if (state() == kStsOnAlternate) wake_at(returns_at());
    return next;
  }

  StsSettings settings_;
  SyncLimits limits_;
  TransferPair pair_;
  ChatterLock chatter_;
  TransferOrders orders_;
  std::vector<Command> commands_;
  PhaseGap gap_;                        // of preferred ahead of alternate
  core::Tick steady_since_ = 0;         // gap_ holds
  core::Tick asked_at_ = core::kNever;  // it waits to be in phase
  bool has_fault_below_ = false;
  std::string_view refused_;  // why it did not leave the feed that is lost now
  int target_ = kStsOnPreferred;
  core::Tick arrives_at_ = core::kNever;
  std::string_view arrival_;
  core::Tick arrived_at_ = 0;
  double out_before_j_ = 0.0;  // what it gave until then
  std::array<const Device*, 2> feeders_{};
  core::Tick dark_since_ = 0;
  core::Tick longest_gap_ = 0;
  core::Tick longest_gap_at_ = -1;
  std::int64_t inhibited_ = 0;
  std::int64_t locks_ = 0;
};

}  // namespace

std::unique_ptr<Device> make_sts(const Parameters& parameters) {
  return std::make_unique<Sts>(parameters);
}

}  // namespace ridethrough::devices
