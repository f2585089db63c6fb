#pragma once

#include <array>
#include <set>
#include <string>

#include "devices/series_element.hpp"
#include "devices/switchgear/failing_operations.hpp"
#include "devices/switchgear/feed_sensor.hpp"

/// What automatic and static transfer switches share: two feeds, one outlet, and who orders it
/// where.
namespace ridethrough::devices::switchgear {

/// Quantities of every transfer switch; their order is known to TransferPair::look.
inline constexpr QuantitySpec kTransferQuantities[] = {
    {"power", "kW", Shape::line, true, "active power at the outlet", true},
    {"voltage", "pu", Shape::steps, false, "voltage at the outlet", true},
    {"input_power", "kW", Shape::line, true, "active power from the chosen feed"},
    {"input_voltage", "pu", Shape::steps, false, "voltage of the preferred feed"},
    {"load_level", "%", Shape::curve, false, "current over the rating"},
    {"transfers", "1", Shape::steps, true, "completed transfers in both directions"},
    {"energy_in", "kWh", Shape::curve, true, "energy from both feeds since the start"},
    {"energy_out", "kWh", Shape::curve, true, "energy out of the outlet since the start"},
};

inline constexpr WordSpec kTransferFailures[] = {{"stuck", "does not leave its position"}};

/// Active power at the outlet of a feeder, by the quantity `power` of its type; 0 without one.
double power_of(const Device& feeder, const View& view);

class TransferPair {
 public:
  TransferPair(const Parameters& parameters, bool follows_phase);

  void wire(Wiring& wiring);
  void read(Ports& ports);
  void connect(Ports& ports, bool to_preferred, bool to_alternate) const;
  void count_transfer(const Device& owner, Ports& ports, std::string_view reason);

  FeedSensor& preferred() { return feeds_[0]; }
  FeedSensor& alternate() { return feeds_[1]; }
  const FeedSensor& preferred() const { return feeds_[0]; }
  const FeedSensor& alternate() const { return feeds_[1]; }
  /// When the frequency of one of them crosses a limit.
  core::Tick next(core::Tick now) const;

  std::int64_t transfers() const { return transfers_; }
  /// At the outlet, from both feeds.
  double current_a(const network::Network& network, core::Tick now) const;
  /// What `power_w` is at nominal voltage and power factor 1.
  double amperes(double power_w, const View& view) const;
  double look(std::size_t quantity, const View& view) const;
  core::Books account(const View& view) const;

 private:
  network::Flow flow(const network::Network& network) const;

  SeriesRating rating_;
  std::array<FeedSensor, 2> feeds_;
  std::array<network::LinkId, 2> links_{-1, -1};
  network::NodeId outlet_ = -1;
  std::int64_t transfers_ = 0;
};

/// Orders to a transfer switch. Each caller that orders it to the alternate holds it there until it
/// lets go; an operator, who names nobody, overrules them all by `to: 1`. Whether it can move at
/// all is known here too.
class TransferOrders {
 public:
  explicit TransferOrders(const Parameters& parameters)
      : failing_(get(parameters, "reliability")) {}

  void obey(const Command& command, core::Tick now);
  /// It is where it was recalled to.
  void end_recall() { is_recalled_ = false; }
  void release_all() { holders_.clear(); }

  bool is_held() const { return !holders_.empty(); }
  bool is_recalled() const { return is_recalled_; }
  bool is_stuck() const { return is_stuck_ || failing_.is_stuck(); }
  void mend_if_due(core::Tick now) {
    if (failing_.is_due(now)) failing_.mend(now);
  }
  /// It is to move now. @return whether it is found stuck.
  bool stops(const Device& owner, Ports& ports) { return failing_.stops(owner, ports); }
  core::Tick mended_at() const { return failing_.next(); }
  void report(Report& report) const { failing_.report(report); }

 private:
  void transfer(const Command& command);

  std::set<std::string, std::less<>> holders_;  // on the alternate
  bool is_recalled_ = false;                    // to the preferred
  bool is_stuck_ = false;
  FailingOperations failing_;
};

}  // namespace ridethrough::devices::switchgear
