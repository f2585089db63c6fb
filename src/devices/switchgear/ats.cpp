#include "ridethrough/devices/switchgear/ats.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <utility>

#include "devices/parameter_access.hpp"
#include "devices/series_element.hpp"

namespace ridethrough::devices {

namespace {

// In the order of the schema's tables.
enum AtsQuantity {
  kAtsPower,
  kAtsVoltage,
  kAtsInputPower,
  kAtsInputVoltage,
  kAtsLoadLevel,
  kAtsTransfers,
  kAtsIn
};
enum AtsState { kAtsOnPreferred, kAtsOnAlternate, kAtsTransferring };

/// One of the two feeds as the switch sees it.
struct AtsFeed {
  network::NodeId node = -1;
  network::LinkId link = -1;
  network::DemandId observer = -1;
  bool is_good = true;
  core::Tick since = 0;  // of is_good
  std::string_view fault = "under_voltage";

  bool has_been(bool good, core::Tick span, core::Tick now) const {
    return is_good == good && now - since >= span;
  }
};

class Ats final : public Device {
 public:
  explicit Ats(const Parameters& parameters)
      : Device(ats_schema()),
        sense_(span_ticks(parameters, "sense")),
        transfer_(span_ticks(parameters, "transfer")),
        qualify_(span_ticks(parameters, "qualify")),
        retransfer_(span_ticks(parameters, "retransfer")),
        rating_{.current_a = optional_number(parameters, "rating")} {
    const auto& window = get(get(parameters, "window").map(), "voltage").list();
    window_ = {window.at(0).number(), window.at(1).number()};
  }

  core::Phase phase() const override { return core::Phase::control; }

  void wire(Wiring& wiring) override {
    name_ = wiring.name;
    const network::NodeSpec like = wiring.network.node(wiring.inlets.at(0));
    require_nominal(wiring, wiring.network.node(wiring.inlets.at(1)), like.nominal_v);
    outlet_ = wiring.make_outlet(like.nominal_v, like.is_dc);
    for (std::size_t i = 0; i < feeds_.size(); ++i) {
      AtsFeed& feed = feeds_[i];
      feed.node = wiring.inlets[i];
      network::LinkSpec spec;
      spec.upper = feed.node;
      spec.lower = outlet_;
      spec.is_closed = i == 0;
      feed.link = wiring.network.add_link(spec);
      feed.observer = wiring.network.add_observer(feed.node, wiring.process);
      wiring.network.set_watch(feed.observer, window_);
    }
    if (wiring.feeders.at(1)->schema().name == "genset") generator_ = wiring.feeders[1];
  }

  void order(const Command& command) override { orders_.push_back(command); }

  void react(Ports& ports) override {
    for (const Command& command : std::exchange(orders_, {})) obey(command);
    for (AtsFeed& feed : feeds_) sense(feed, ports);
    while (step(ports)) {
    }
    ports.network().set_link(preferred().link, state() == kAtsOnPreferred);
    ports.network().set_link(alternate().link, state() == kAtsOnAlternate);
    ports.wake(*this, next_time(ports.now()));
  }

  double look(std::size_t quantity, const View& view) const override {
    const network::Network& network = view.network;
    switch (quantity) {
      case kAtsPower:
      case kAtsInputPower:
        return flow(network).power.watts(view.now);
      case kAtsVoltage:
        return network.voltage_pu(outlet_);
      case kAtsInputVoltage:
        return network.voltage_pu(preferred().node);
      case kAtsLoadLevel:
        return load_level_frac(rating_, flow(network), network.node(outlet_),
                               network.voltage_pu(outlet_), view.now);
      case kAtsTransfers:
        return static_cast<double>(transfers_);
      case kAtsIn:
        return account(view).in_j;
      default:
        return account(view).out_j;
    }
  }

  core::Books account(const View& view) const override {
    core::Books sum;
    for (const AtsFeed& feed : feeds_) {
      const core::Books books = link_books(view.network, feed.link, view.now);
      sum.in_j += books.in_j;
      sum.out_j += books.out_j;
      sum.loss_j += books.loss_j;
      sum.gap_j += books.gap_j;
    }
    return sum;
  }

  void report(const View&, Report& report) const override {
    report.findings.push_back({"transfers", static_cast<double>(transfers_), "1"});
  }

 private:
  const AtsFeed& preferred() const { return feeds_[0]; }
  const AtsFeed& alternate() const { return feeds_[1]; }

  network::Flow flow(const network::Network& network) const {
    network::Flow sum = network.lower_flow(preferred().link);
    const network::Flow other = network.lower_flow(alternate().link);
    sum.power += other.power;
    sum.reactive += other.reactive;
    return sum;
  }

  void obey(const Command& command) {
    if (command.verb == Verb::transfer) {
      const Value& to = get(command.arguments, "to");
      is_held_ = command.begins && goes_to_alternate(to);
      is_recalled_ = !is_held_;
    }
    if (command.verb == Verb::fail) is_stuck_ = command.begins;
    if (command.verb == Verb::repair) is_stuck_ = false;
  }

  static bool goes_to_alternate(const Value& to) {
    if (std::holds_alternative<std::string>(to.data())) return to.word() == "2";
    if (std::holds_alternative<std::int64_t>(to.data())) return to.count() == 2;
    return to.present() && to.number() == 2.0;
  }

  void sense(AtsFeed& feed, Ports& ports) const {
    const network::Supply supply = ports.network().supply(feed.observer);
    const bool is_low = !supply.is_energised || supply.voltage_pu < window_.low_pu;
    const bool is_high = !is_low && supply.voltage_pu > window_.high_pu;
    const bool is_good = !is_low && !is_high;
    if (is_good != feed.is_good) {
      feed.is_good = is_good;
      feed.since = ports.now();
    }
    feed.fault = is_high ? "over_voltage" : "under_voltage";
    // A bad feed is watched for the way back into the window.
    network::Band watch = window_;
    if (is_low) watch = {0.0, window_.low_pu};
    if (is_high) watch = {window_.high_pu, std::numeric_limits<double>::infinity()};
    ports.network().set_watch(feed.observer, watch);
  }

  /// One change of state that is due by now; false if there is none.
  bool step(Ports& ports) {
    const core::Tick now = ports.now();
    if (state() == kAtsTransferring) return now >= arrives_at_ && arrive(ports);
    if (state() == kAtsOnPreferred) return leave_preferred(ports);
    return leave_alternate(ports);
  }

  bool leave_preferred(Ports& ports) {
    const core::Tick now = ports.now();
    is_recalled_ = false;
    const bool is_lost = preferred().has_been(false, sense_, now);
    call_generator(ports, is_lost || is_held_);
    if (!(is_lost || is_held_) || !alternate().has_been(true, qualify_, now)) return false;
    return depart(ports, kAtsOnAlternate, is_lost ? preferred().fault : "transfer_order");
  }

  bool leave_alternate(Ports& ports) {
    const core::Tick now = ports.now();
    if (alternate().has_been(false, sense_, now) && preferred().has_been(true, qualify_, now)) {
      is_held_ = false;
      return depart(ports, kAtsOnPreferred, alternate().fault);
    }
    if (is_recalled_ && preferred().has_been(true, qualify_, now)) {
      return depart(ports, kAtsOnPreferred, "transfer_order");
    }
    if (is_held_ || !preferred().has_been(true, retransfer_, now)) return false;
    return depart(ports, kAtsOnPreferred, "preferred_restored");
  }

  bool depart(Ports& ports, int target, std::string_view reason) {
    if (is_stuck_) return false;
    target_ = target;
    arrives_at_ = core::later(ports.now(), transfer_);
    enter(ports, kAtsTransferring, reason);
    return true;
  }

  bool arrive(Ports& ports) {
    ports.log_count(*this, "transfers", transfers_, transfers_ + 1, "transferred");
    ++transfers_;
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
    if (state() == kAtsTransferring) return arrives_at_;
    core::Tick next = core::kNever;
    for (const AtsFeed& feed : feeds_) {
      for (const core::Tick span : {sense_, qualify_, retransfer_}) {
        const core::Tick due = core::later(feed.since, span);
        if (due > now) next = std::min(next, due);
      }
    }
    return next;
  }

  core::Tick sense_, transfer_, qualify_, retransfer_;
  SeriesRating rating_;
  network::Band window_;
  std::array<AtsFeed, 2> feeds_;
  network::NodeId outlet_ = -1;
  Device* generator_ = nullptr;
  std::string name_;
  std::vector<Command> orders_;
  bool has_called_ = false;   // the generator
  bool is_held_ = false;      // on the alternate by order
  bool is_recalled_ = false;  // to the preferred by order
  bool is_stuck_ = false;
  int target_ = kAtsOnPreferred;
  core::Tick arrives_at_ = core::kNever;
  std::int64_t transfers_ = 0;
};

}  // namespace

std::unique_ptr<Device> make_ats(const Parameters& parameters) {
  return std::make_unique<Ats>(parameters);
}

}  // namespace ridethrough::devices
