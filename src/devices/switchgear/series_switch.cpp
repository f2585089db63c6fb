#include "devices/switchgear/series_switch.hpp"

#include <string>
#include <vector>

#include "devices/parameter_access.hpp"
#include "ridethrough/devices/islanding_switch.hpp"

namespace ridethrough::devices {

namespace {

enum ContactState { kContactOpen, kContactClosed, kContactFailed };

class SeriesSwitch final : public SeriesElement, public IslandingSwitch {
 public:
  SeriesSwitch(const TypeSchema& type_schema, const Parameters& parameters)
      : SeriesElement(type_schema, {.current_a = optional_number(parameters, "rating")}),
        starts_closed_(get(parameters, "state").word() == "closed"),
        opens_in_(span_ticks(parameters, "opens_in")),
        closes_in_(span_ticks(parameters, "closes_in")) {
    start_in(starts_closed_ ? kContactClosed : kContactOpen);
  }

  void wire(Wiring& wiring) override {
    SeriesElement::wire(wiring);
    upstream_ = wiring.inlets.empty() ? wiring.between.front() : wiring.inlets.front();
  }

  IslandingSwitch* islanding() override { return this; }
  network::NodeId upstream() const override { return upstream_; }
  bool is_open() const override { return state() != kContactClosed; }
  void add_watcher(const Device& watcher) override { watchers_.push_back(&watcher); }

  void react(Ports& ports) override {
    const bool was_open = is_open();
    for (const Command& command : take_orders()) obey(command, ports);
    if (moves_at_ <= ports.now()) {
      moves_at_ = core::kNever;
      enter(ports, target_, target_ == kContactOpen ? "open_order" : "close_order");
    }
    ports.network().set_link(link(), state() == kContactClosed);
    if (is_open() != was_open) {
      for (const Device* watcher : watchers_) ports.mark(*watcher);
    }
    ports.wake(*this, moves_at_);
  }

 protected:
  SeriesBranch branch(const Wiring&, const network::NodeSpec& inlet) const override {
    return {.outlet_v = inlet.nominal_v};
  }
  bool starts_closed() const override { return starts_closed_; }

 private:
  void obey(const Command& command, Ports& ports) {
    const core::Tick now = ports.now();
    switch (command.verb) {
      case Verb::open:
        move(command.begins ? kContactOpen : kContactClosed, now);
        break;
      case Verb::close:
        move(command.begins ? kContactClosed : kContactOpen, now);
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
  void move(int target, core::Tick now) {
    if (is_stuck_ || state() == kContactFailed) return;
    if (moves_at_ != core::kNever && target == target_) return;  // an order repeated is one order
    target_ = target;
    const core::Tick span = target == kContactOpen ? opens_in_ : closes_in_;
    moves_at_ = target == state() ? core::kNever : core::later(now, span);
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
  }

  bool starts_closed_;
  core::Tick opens_in_, closes_in_;
  int target_ = kContactOpen;
  core::Tick moves_at_ = core::kNever;
  bool is_stuck_ = false;
  int before_failure_ = kContactOpen;
  network::NodeId upstream_ = -1;
  std::vector<const Device*> watchers_;
};

}  // namespace

std::unique_ptr<Device> make_series_switch(const TypeSchema& schema, const Parameters& parameters) {
  return std::make_unique<SeriesSwitch>(schema, parameters);
}

}  // namespace ridethrough::devices
