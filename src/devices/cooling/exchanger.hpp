#pragma once

#include "devices/contacted_gear.hpp"
#include "devices/cooling/cooled_loop.hpp"
#include "devices/cooling/loop_watch.hpp"

namespace ridethrough::devices {

/// A machine that moves a body of coolant past what it cools and gives its heat on: a cdu, the air
/// handlers of a room. Its schema has the rows of gear first, then temperature, heat, cooling_lost.
class Exchanger final : public ContactedGear, public CoolantSource {
 public:
  struct Make {
    double j_per_k = 0.0;
    /// What it cools has fans of its own, so the coolant moves when this machine stands still.
    bool flows_by_itself = false;
  };
  Exchanger(const TypeSchema& schema, const Parameters& parameters, const Make& make);

  void wire(Wiring& wiring) override;
  CoolantOffer offer() const override;
  double look(std::size_t quantity, const View& view) const override;
  void report(const View& view, Report& report) const override;

 private:
  core::Line draw(Ports& ports) override;
  core::Tick next(core::Tick now) const override { return loop_.next(now); }

  Make make_;
  core::Line power_;
  core::Line capacity_;
  CooledLoop loop_;
  LoopWatch watch_;
};

/// Cube of the speed: the power of a pump or fan. Source: affinity laws.
double power_at_speed(const Parameters& parameters);

}  // namespace ridethrough::devices
