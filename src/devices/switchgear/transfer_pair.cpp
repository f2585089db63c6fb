#include "devices/switchgear/transfer_pair.hpp"

#include <algorithm>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices::switchgear {

namespace {

enum TransferQuantity {
  kTransferPower,
  kTransferVoltage,
  kTransferInputPower,
  kTransferInputVoltage,
  kTransferLoadLevel,
  kTransferCount,
  kTransferIn
};

/// Feed 1 or 2; 0 for the words of a ups.
int feed_of(const Value& to) {
  if (std::holds_alternative<std::int64_t>(to.data())) return static_cast<int>(to.count());
  if (!std::holds_alternative<std::string>(to.data())) return 0;
  if (to.word() == "1") return 1;
  return to.word() == "2" ? 2 : 0;
}

}  // namespace

double power_of(const Device& feeder, const View& view) {
  const auto quantities = feeder.schema().quantities;
  const auto found = std::find_if(quantities.begin(), quantities.end(),
                                  [](const QuantitySpec& each) { return each.name == "power"; });
  if (found == quantities.end()) return 0.0;
  return feeder.look(static_cast<std::size_t>(found - quantities.begin()), view);
}

TransferPair::TransferPair(const Parameters& parameters, bool follows_phase)
    : rating_{.current_a = optional_number(parameters, "rating")},
      feeds_{FeedSensor(FeedWindow(parameters), follows_phase),
             FeedSensor(FeedWindow(parameters), follows_phase)} {}

void TransferPair::wire(Wiring& wiring) {
  const network::NodeSpec like = wiring.network.node(wiring.inlets.at(0));
  require_like(wiring.network.node(wiring.inlets.at(1)), like);
  outlet_ = wiring.make_outlet(like.nominal_v, like.is_dc);
  for (std::size_t i = 0; i < feeds_.size(); ++i) {
    network::LinkSpec spec;
    spec.upper = wiring.inlets[i];
    spec.lower = outlet_;
    spec.is_closed = i == 0;
    links_[i] = wiring.network.add_link(spec);
    feeds_[i].wire(wiring, wiring.inlets[i]);
  }
}

void TransferPair::read(Ports& ports) {
  for (FeedSensor& feed : feeds_) feed.read(ports);
}

void TransferPair::connect(Ports& ports, bool to_preferred, bool to_alternate) const {
  ports.network().set_link(links_[0], to_preferred);
  ports.network().set_link(links_[1], to_alternate);
}

void TransferPair::count_transfer(const Device& owner, Ports& ports, std::string_view reason) {
  ports.log_count(owner, "transfers", transfers_, transfers_ + 1, reason);
  ++transfers_;
}

core::Tick TransferPair::next(core::Tick now) const {
  return std::min(feeds_[0].next(now), feeds_[1].next(now));
}

network::Flow TransferPair::flow(const network::Network& network) const {
  network::Flow sum = network.lower_flow(links_[0]);
  const network::Flow other = network.lower_flow(links_[1]);
  sum.power += other.power;
  sum.reactive += other.reactive;
  return sum;
}

double TransferPair::current_a(const network::Network& network, core::Tick now) const {
  return load_level_frac({.current_a = 1.0}, flow(network), network.node(outlet_),
                         network.voltage_pu(outlet_), now);
}

double TransferPair::amperes(double power_w, const View& view) const {
  const network::Flow flow{core::Line::of_watts(view.now, power_w), {}};
  return load_level_frac({.current_a = 1.0}, flow, view.network.node(outlet_), 1.0, view.now);
}

double TransferPair::look(std::size_t quantity, const View& view) const {
  const network::Network& network = view.network;
  switch (quantity) {
    case kTransferPower:
    case kTransferInputPower:
      return flow(network).power.watts(view.now);
    case kTransferVoltage:
      return network.voltage_pu(outlet_);
    case kTransferInputVoltage:
      return network.voltage_pu(preferred().node());
    case kTransferLoadLevel:
      return load_level_frac(rating_, flow(network), network.node(outlet_),
                             network.voltage_pu(outlet_), view.now);
    case kTransferCount:
      return static_cast<double>(transfers_);
    case kTransferIn:
      return account(view).in_j;
    default:
      return account(view).out_j;
  }
}

core::Books TransferPair::account(const View& view) const {
  return link_books(view.network, links_, view.now);
}

void TransferOrders::obey(const Command& command, core::Tick now) {
  if (command.verb == Verb::transfer) transfer(command);
  if (command.verb == Verb::fail && command.begins) is_stuck_ = true;
  if (command.verb != Verb::repair && (command.verb != Verb::fail || command.begins)) return;
  is_stuck_ = false;
  failing_.mend(now);
}

void TransferOrders::transfer(const Command& command) {
  constexpr std::string_view kOperator = "operator";
  const int feed = feed_of(get(command.arguments, "to"));
  const Value& caller = get(command.arguments, "caller");
  const std::string who(caller.present() ? caller.word() : kOperator);
  if (feed == 2 && command.begins) {
    holders_.insert(who);
    is_recalled_ = false;
  } else if (feed == 2) {
    holders_.erase(who);
  } else if (feed == 1 && command.begins) {
    holders_.erase(who);
    if (!caller.present()) holders_.clear();
    is_recalled_ = holders_.empty();
  }
}

}  // namespace ridethrough::devices::switchgear
