#pragma once

#include <utility>
#include <vector>

#include "devices/thermal_body.hpp"

namespace ridethrough::devices {

/// A body that the current of a link warms, with the limits that it passes.
class ThermalGuard {
 public:
  ThermalGuard(ThermalBody body, std::vector<double> limits_k)
      : body_(std::move(body)), bands_(std::move(limits_k)) {}

  void wire(network::Network& network, network::LinkId link, core::ProcessId owner);
  /// How many limits are passed at `now`.
  int follow(const network::Network& network, core::Tick now);
  core::Tick next() const { return bands_.next(); }
  const ThermalBody& body() const { return body_; }

 private:
  ThermalBody body_;
  ThermalBands bands_;
  LinkCurrent current_;
  network::NodeId node_ = -1;
  int band_ = 0;
};

}  // namespace ridethrough::devices
