#pragma once

#include <optional>
#include <vector>

#include "devices/switchgear/relay_stage.hpp"
#include "devices/switchgear/trip_unit.hpp"
#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// The voltage and frequency relay of a switch (ANSI 27, 59, 81): stages that trip it. Once one has
/// operated all rest until release().
class Relay {
 public:
  /// @throws std::invalid_argument if it has no stage, or stages that leave no good value.
  explicit Relay(const Parameters& map);

  void wire(Wiring& wiring, network::LinkId link);
  /// Measures at `now`, while the switch is closed; tells once what has operated.
  std::optional<TripUnit::Operation> react(network::Network& network, core::Tick now,
                                           bool is_closed);
  /// Ready again, as at the start: a bus that is dead has to come alive first.
  void release();
  core::Tick next() const;
  double used_frac(core::Tick now) const;
  const std::vector<TripUnit::Operation>& operations() const { return operations_; }

 private:
  void add(const Parameters& map, std::string_view name, bool is_under,
           std::vector<RelayStage>& stages);
  void measure(network::Network& network, core::Tick now);
  void watch(network::Network& network, const network::Supply& supply, core::Tick now) const;
  template <typename Action>
  void for_each(const Action& action);

  bool is_at_outlet_;
  bool follows_ = false;  // an inverse stage needs every voltage, not only crossings
  std::vector<RelayStage> voltage_, frequency_;
  network::NodeId node_ = -1;
  network::DemandId observer_ = -1;
  bool is_resting_ = false;
  std::vector<TripUnit::Operation> operations_;
};

}  // namespace ridethrough::devices
