#include "devices/switchgear/series_switch.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "devices/parameter_access.hpp"
#include "devices/switchgear/closing_check.hpp"
#include "devices/switchgear/trip_unit.hpp"
#include "ridethrough/devices/islanding_switch.hpp"

namespace ridethrough::devices {

namespace {

enum ContactState { kContactOpen, kContactClosed, kContactFailed, kContactTripped };

// After those of every series element.
enum ContactQuantity { kContactCurrent = std::size(kSeriesQuantities), kContactProgress };

std::optional<TripUnit> trip_of(const Parameters& parameters) {
  const Value& trip = get(parameters, "trip");
  return trip.present() ? std::optional<TripUnit>(trip.map()) : std::nullopt;
}

std::optional<SyncLimits> sync_check_of(const Parameters& parameters) {
  const Value& check = get(parameters, "sync_check");
  return check.present() ? std::optional(sync_limits(check.map())) : std::nullopt;
}

class SeriesSwitch final : public SeriesElement, public IslandingSwitch {
 public:
  SeriesSwitch(const TypeSchema& type_schema, const Parameters& parameters)
      : SeriesElement(type_schema, {.current_a = optional_number(parameters, "rating")}),
        starts_closed_(get(parameters, "state").word() == "closed"),
        opens_in_(span_ticks(parameters, "opens_in")),
        closes_in_(span_ticks(parameters, "closes_in")),
        trip_(trip_of(parameters)),
        sync_check_(sync_check_of(parameters)) {
    start_in(starts_closed_ ? kContactClosed : kContactOpen);
  }

  void wire(Wiring& wiring) override {
    SeriesElement::wire(wiring);
    if (trip_) trip_->wire(wiring.network, link(), wiring.process);
  }

  IslandingSwitch* islanding() override { return this; }
  network::NodeId upstream() const override { return inlet(); }
  bool is_open() const override { return state() != kContactClosed; }
  void add_watcher(const Device& watcher) override { watchers_.push_back(&watcher); }

  void react(Ports& ports) override {
    const bool was_open = is_open();
    for (const Command& command : take_orders()) obey(command, ports);
    guard(ports);
    if (moves_at_ <= ports.now()) arrive(ports);
    ports.network().set_link(link(), state() == kContactClosed);
    if (is_open() != was_open) {
      for (const Device* watcher : watchers_) ports.mark(*watcher);
    }
    ports.wake(*this, trip_ ? std::min(moves_at_, trip_->next()) : moves_at_);
  }

  double look(std::size_t quantity, const View& view) const override {
    if (quantity == kContactCurrent) return link_current_a(view.network, link(), view.now);
    if (quantity == kContactProgress) return trip_ ? trip_->used_frac(view.now) : 0.0;
    return SeriesElement::look(quantity, view);
  }

  void report(const View& view, Report& report) const override {
    if (!trip_) return;
    const auto trips = static_cast<double>(trip_->operations().size());
    report.findings.push_back({"trips", trips, "1"});
    for (const TripUnit::Operation& operation : trip_->operations()) {
      report.findings.push_back({"trip", operation.multiple, "1", operation.at});
    }
    for (const Pickup& pickup : trip_->pickups(view.now)) {
      report.findings.push_back({"pickup", pickup.multiple, "1", pickup.from});
      report.findings.push_back(
          {"drop_out", core::seconds(pickup.to - pickup.from), "s", pickup.to});
    }
    report.incidents.insert(report.incidents.end(), incidents_.begin(), incidents_.end());
  }

 protected:
  SeriesBranch branch(const Wiring&, const network::NodeSpec& inlet) const override {
    return {.outlet_v = inlet.nominal_v};
  }
  bool starts_closed() const override { return starts_closed_; }

 private:
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
    if (is_stuck_ || state() == kContactFailed) return;
    if (moves_at_ != core::kNever && target == target_) return;  // an order repeated is one order
    if (is_locked_out()) {
      if (target == kContactClosed) {
        ports.warn(*this, "RT1302", "is locked out by its trip and was not closed: reset it first");
      }
      return;
    }
    const core::Tick at = core::later(ports.now(), target == kContactOpen ? opens_in_ : closes_in_);
    const bool closes = target == kContactClosed && state() == kContactOpen;
    if (closes && is_blocked(at, ports)) return;
    target_ = target;
    moves_at_ = target == state() ? core::kNever : at;
  }

  /// From the operation of the trip on, before the contacts have parted.
  bool is_locked_out() const {
    const bool is_tripping = moves_at_ != core::kNever && target_ == kContactTripped;
    return is_tripping || state() == kContactTripped;
  }

  bool is_blocked(core::Tick at, Ports& ports) {
    if (!sync_check_) return false;
    const SyncGap across = gap_across(ports.network(), ports.network().link(link()), at);
    if (sync_check_->allow(across)) return false;
    ports.warn(*this, "RT1321", "was not closed: its sync check found both sides " + across.text());
    return true;
  }

  void guard(Ports& ports) {
    if (!trip_) return;
    const auto operation = trip_->react(ports.network(), ports.now());
    if (!operation) return;
    const auto count = static_cast<std::int64_t>(trip_->operations().size());
    ports.log_count(*this, "trips", count - 1, count, operation->reason);
    if (is_stuck_ || state() != kContactClosed) return;
    const core::Tick parts_at = core::later(ports.now(), opens_in_);
    const bool opens_anyway = moves_at_ != core::kNever && target_ == kContactOpen;
    moves_at_ = opens_anyway ? std::min(moves_at_, parts_at) : parts_at;
    target_ = kContactTripped;
    trip_reason_ = operation->reason;
  }

  void arrive(Ports& ports) {
    moves_at_ = core::kNever;
    if (target_ == kContactTripped) {
      incidents_.push_back({"tripped", ports.now(), core::kNever, std::string(trip_reason_)});
      return enter(ports, kContactTripped, trip_reason_);
    }
    if (target_ == kContactClosed) tell_closing(ports);
    enter(ports, target_, target_ == kContactOpen ? "open_order" : "close_order");
  }

  void tell_closing(Ports& ports) {
    const network::Network& network = ports.network();
    const SyncGap across = gap_across(network, network.link(link()), ports.now());
    if (!is_out_of_phase(across)) return;
    ports.warn(*this, "RT1322", "out-of-phase closing: both sides were " + across.text());
  }

  void reset(Ports& ports) {
    if (state() != kContactTripped) return;
    trip_->release(ports.now());
    incidents_.back().lasted = ports.now() - incidents_.back().at;
    enter(ports, kContactOpen, "reset");
  }

  void fail(const Command& command, Ports& ports) {
    moves_at_ = core::kNever;
    is_stuck_ = get(command.arguments, "as").word() == "stuck";
    if (is_stuck_) return;
    before_failure_ = state() == kContactFailed ? before_failure_ : state();
    enter(ports, kContactFailed, "open_circuit");
  }

  void repair(Ports& ports) {
    is_stuck_ = false;
    if (state() == kContactFailed) enter(ports, before_failure_, "repaired");
    if (trip_ && state() != kContactTripped) trip_->release(ports.now());
  }

  bool starts_closed_;
  core::Tick opens_in_, closes_in_;
  std::optional<TripUnit> trip_;
  std::optional<SyncLimits> sync_check_;
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
