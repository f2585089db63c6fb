#include "devices/switchgear/series_switch.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "devices/parameter_access.hpp"
#include "devices/switchgear/closing_check.hpp"
#include "devices/switchgear/contact_withstand.hpp"
#include "devices/switchgear/failing_operations.hpp"
#include "devices/switchgear/relay.hpp"
#include "devices/switchgear/trip_unit.hpp"
#include "ridethrough/devices/islanding_switch.hpp"

namespace ridethrough::devices {

namespace {

enum ContactState {
  kContactOpen,
  kContactClosed,
  kContactFailed,
  kContactTripped,
  kContactShorted
};

// After those of every series element.
enum ContactQuantity {
  kContactCurrent = std::size(kSeriesQuantities),
  kContactProgress,
  kContactOutOfPhase
};

/// What a map of parameters makes; nothing where the file says nothing.
template <class Part>
std::optional<Part> made_of(const Parameters& parameters, std::string_view name) {
  const Parameters* map = optional_map(parameters, name);
  return map == nullptr ? std::nullopt : std::optional<Part>(*map);
}

class SeriesSwitch final : public SeriesElement, public IslandingSwitch {
 public:
  SeriesSwitch(const TypeSchema& type_schema, const Parameters& parameters)
      : SeriesElement(type_schema, {.current_a = optional_number(parameters, "rating")}),
        starts_closed_(get(parameters, "state").word() == "closed"),
        opens_in_(span_ticks(parameters, "opens_in")),
        closes_in_(span_ticks(parameters, "closes_in")),
        trip_(made_of<TripUnit>(parameters, "trip")),
        relay_(made_of<Relay>(parameters, "relay")),
        closing_(parameters),
        withstand_(made_of<ContactWithstand>(parameters, "withstand")),
        failing_(get(parameters, "reliability")) {
    if (withstand_) withstand_->require_above(optional_number(parameters, "rating"));
    start_in(starts_closed_ ? kContactClosed : kContactOpen);
  }

  void wire(Wiring& wiring) override {
    SeriesElement::wire(wiring);
    if (trip_) trip_->wire(wiring.network, link(), wiring.process);
    if (relay_) relay_->wire(wiring, link());
    if (withstand_) withstand_->wire(wiring.network, link(), wiring.process);
  }

  IslandingSwitch* islanding() override { return this; }
  network::NodeId upstream() const override { return inlet(); }
  bool is_open() const override { return state() != kContactClosed && state() != kContactShorted; }
  void add_watcher(const Device& watcher) override { watchers_.push_back(&watcher); }

  void react(Ports& ports) override {
    const bool was_open = is_open();
    if (failing_.is_due(ports.now())) mend(ports);
    for (const Command& command : take_orders()) obey(command, ports);
    if (withstand_ && withstand_->follow(ports.network(), ports.now())) give_in(ports);
    guard(ports);
    if (moves_at_ <= ports.now()) {
      arrive(ports);
      follow_relay(ports);  // it measures from the closing on
    }
    ports.network().set_link(link(), !is_open());
    if (is_open() != was_open) {
      for (const Device* watcher : watchers_) ports.mark(*watcher);
    }
    ports.wake(*this, std::min({moves_at_, failing_.next(), trip_ ? trip_->next() : core::kNever,
                                relay_ ? relay_->next() : core::kNever,
                                withstand_ ? withstand_->next() : core::kNever}));
  }

  double look(std::size_t quantity, const View& view) const override {
    if (quantity == kContactCurrent) return link_current_a(view.network, link(), view.now);
    if (quantity == kContactProgress) {
      return std::max(trip_ ? trip_->used_frac(view.now) : 0.0,
                      relay_ ? relay_->used_frac(view.now) : 0.0);
    }
    if (quantity == kContactOutOfPhase) return static_cast<double>(closing_.out_of_phase());
    return SeriesElement::look(quantity, view);
  }

  void report(const View& view, Report& report) const override {
    report.incidents.insert(report.incidents.end(), incidents_.begin(), incidents_.end());
    failing_.report(report);
    if (withstand_) {
      report.findings.push_back({"withstand_used", withstand_->worst_frac(view.now), "%"});
    }
    if (!trip_ && !relay_) return;
    report.findings.push_back({"trips", static_cast<double>(trips()), "1"});
    if (trip_) report_operations(trip_->operations(), report);
    if (relay_) report_operations(relay_->operations(), report);
    if (trip_) report_pickups(trip_->pickups(view.now), report);
  }

 protected:
  SeriesBranch branch(const Wiring&, const network::NodeSpec& inlet) const override {
    return {.outlet_v = inlet.nominal_v};
  }
  bool starts_closed() const override { return starts_closed_; }

 private:
  std::size_t trips() const {
    return (trip_ ? trip_->operations().size() : 0) + (relay_ ? relay_->operations().size() : 0);
  }

  static void report_operations(const std::vector<TripUnit::Operation>& operations,
                                Report& report) {
    for (const TripUnit::Operation& operation : operations) {
      report.findings.push_back({"trip", operation.multiple, "1", operation.at});
    }
  }

  static void report_pickups(const std::vector<Pickup>& pickups, Report& report) {
    for (const Pickup& pickup : pickups) {
      report.findings.push_back({"pickup", pickup.multiple, "1", pickup.from});
      report.findings.push_back(
          {"drop_out", core::seconds(pickup.to - pickup.from), "s", pickup.to});
    }
  }

  void obey(const Command& command, Ports& ports) {
    switch (command.verb) {
      case Verb::open:
        move(command.begins ? kContactOpen : kContactClosed, ports);
        break;
      case Verb::close:
        move(command.begins ? kContactClosed : kContactOpen, ports);
        break;
      case Verb::reset:
        reset(ports);
        break;
      case Verb::fail:
        command.begins ? fail(command, ports) : repair(ports);
        break;
      case Verb::repair:
        repair(ports);
        break;
      default:
        break;
    }
  }

  /// The last order wins; one that asks for what is there only calls off what is pending.
  void move(int target, Ports& ports) {
    if (is_stuck() || state() == kContactFailed) return;
    if (moves_at_ != core::kNever && target == target_) return;  // an order repeated is one order
    if (is_locked_out()) {
      if (target == kContactClosed) {
        ports.warn(*this, "RT1302", "is locked out by its trip and was not closed: reset it first");
      }
      return;
    }
    const core::Tick at = core::later(ports.now(), target == kContactOpen ? opens_in_ : closes_in_);
    const bool closes = target == kContactClosed && state() == kContactOpen;
    if (closes && closing_.blocks(*this, ports.network().link(link()), at, ports)) return;
    if (target != state() && failing_.stops(*this, ports)) return;
    target_ = target;
    moves_at_ = target == state() ? core::kNever : at;
  }

  /// From the operation of the trip on, before the contacts have parted.
  bool is_locked_out() const {
    const bool is_tripping = moves_at_ != core::kNever && target_ == kContactTripped;
    return is_tripping || state() == kContactTripped;
  }

  void guard(Ports& ports) {
    std::optional<TripUnit::Operation> operation;
    if (trip_) operation = trip_->react(ports.network(), ports.now());
    if (operation) operate(*operation, ports);
    follow_relay(ports);
  }

  void follow_relay(Ports& ports) {
    if (!relay_) return;
    const bool is_closed = state() == kContactClosed && !is_locked_out();
    const auto operation = relay_->react(ports.network(), ports.now(), is_closed);
    if (operation) operate(*operation, ports);
  }

  void operate(const TripUnit::Operation& operation, Ports& ports) {
    const auto count = static_cast<std::int64_t>(trips());
    ports.log_count(*this, "trips", count - 1, count, operation.reason);
    if (is_stuck() || state() != kContactClosed) return;
    const core::Tick parts_at = core::later(ports.now(), opens_in_);
    const bool opens_anyway = moves_at_ != core::kNever && target_ == kContactOpen;
    if (!opens_anyway && failing_.stops(*this, ports)) return;
    moves_at_ = opens_anyway ? std::min(moves_at_, parts_at) : parts_at;
    target_ = kContactTripped;
    trip_reason_ = operation.reason;
  }

  void arrive(Ports& ports) {
    moves_at_ = core::kNever;
    if (target_ == kContactTripped) {
      incidents_.push_back({"tripped", ports.now(), core::kNever, std::string(trip_reason_)});
      return enter(ports, kContactTripped, trip_reason_);
    }
    if (target_ == kContactClosed) return close(ports);
    enter(ports, target_, "open_order");
  }

  void close(Ports& ports) {
    const auto answer = closing_.touch(*this, ports.network().link(link()), ports);
    if (answer == ClosingCheck::Answer::close) enter(ports, kContactClosed, "close_order");
    if (answer == ClosingCheck::Answer::ask_again) moves_at_ = ports.now();
  }

  void reset(Ports& ports) {
    if (state() != kContactTripped) return;
    release(ports);
    incidents_.back().lasted = ports.now() - incidents_.back().at;
    enter(ports, kContactOpen, "reset");
  }

  /// More has gone through than it withstands.
  void give_in(Ports& ports) {
    incidents_.push_back({"damaged", ports.now(), core::kNever, "short_circuit"});
    ports.warn(*this, "RT1323", "the short circuit let through more than the switch withstands");
    if (withstand_->beyond() == BeyondWithstand::judged || is_open()) return;
    moves_at_ = core::kNever;
    before_failure_ = kContactClosed;
    is_stuck_ = withstand_->beyond() == BeyondWithstand::shorted;
    enter(ports, is_stuck_ ? kContactShorted : kContactFailed, "short_circuit");
  }

  bool is_broken() const { return state() == kContactFailed || state() == kContactShorted; }

  void fail(const Command& command, Ports& ports) {
    moves_at_ = core::kNever;
    is_stuck_ = get(command.arguments, "as").word() == "stuck";
    if (is_stuck_) return;
    if (!is_broken()) before_failure_ = state();
    enter(ports, kContactFailed, "open_circuit");
  }

  bool is_stuck() const { return is_stuck_ || failing_.is_stuck(); }

  void repair(Ports& ports) {
    is_stuck_ = false;
    if (is_broken()) {
      if (withstand_) withstand_->renew(ports.now());
      enter(ports, before_failure_, "repaired");
    }
    mend(ports);
  }

  void mend(const Ports& ports) {
    failing_.mend(ports.now());
    if (state() != kContactTripped) release(ports);
  }

  void release(const Ports& ports) {
    if (trip_) trip_->release(ports.now());
    if (relay_) relay_->release();
  }

  bool starts_closed_;
  core::Tick opens_in_, closes_in_;
  std::optional<TripUnit> trip_;
  std::optional<Relay> relay_;
  ClosingCheck closing_;
  std::optional<ContactWithstand> withstand_;
  switchgear::FailingOperations failing_;
  int target_ = kContactOpen;
  core::Tick moves_at_ = core::kNever;
  bool is_stuck_ = false;
  int before_failure_ = kContactOpen;
  std::vector<const Device*> watchers_;
  std::string_view trip_reason_;
  std::vector<Incident> incidents_;
};

}  // namespace

std::unique_ptr<Device> make_series_switch(const TypeSchema& schema, const Parameters& parameters) {
  return std::make_unique<SeriesSwitch>(schema, parameters);
}

}  // namespace ridethrough::devices
