#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "devices/contactor.hpp"
#include "ridethrough/devices/device.hpp"
#include "ridethrough/devices/power_signal.hpp"

namespace ridethrough::devices {

/// States of everything that draws power behind a contactor, in the order of their words.
enum GearState { kGearOn, kGearOff, kGearTripped };
inline constexpr WordSpec kGearStates[] = {
    {"on", "draws its power"},
    {"off", "draws nothing"},
    {"tripped", "its contactor dropped out; draws nothing"},
};
inline constexpr Verb kGearVerbs[] = {Verb::start, Verb::stop};

/// What all gear shows, in this order and before anything of its own.
inline constexpr QuantitySpec kGearPower{"power", "kW", Shape::line, true, "active power drawn",
                                         true};
inline constexpr QuantitySpec kGearVoltage{"voltage", "pu", Shape::steps, false,
                                           "voltage at the inlet"};
inline constexpr QuantitySpec kGearEnergy{"energy", "kWh", Shape::curve, true,
                                          "energy drawn since the start"};
inline constexpr QuantitySpec kGearTrips{"trips", "1", Shape::steps, true,
                                         "how often its contactor has dropped out"};
inline constexpr QuantitySpec kGearTrippedTime{"tripped_time", "min", Shape::line, true,
                                               "how long it has been tripped"};
inline constexpr std::size_t kGearQuantities = 5;

/// One demand at an inlet, behind a contactor or without one: starts, stops, trips in a sag and
/// comes back; what a sag keeps it from is unserved, what an order keeps it from is not.
class ContactedGear : public Device, public PoweredGear {
 public:
  core::Phase phase() const override { return core::Phase::load; }
  void wire(Wiring& wiring) override;
  void order(const Command& command) override { orders_.push_back(command); }
  void react(Ports& ports) override;
  double look(std::size_t quantity, const View& view) const override;
  core::Books account(const View& view) const override;
  void report(const View& view, Report& report) const override;

 protected:
  /// Reads `power_factor` and `contactor`, which is absent for gear that rides through any sag.
  ContactedGear(const TypeSchema& schema, const Parameters& parameters);

  /// What it draws while it is on, from now on. Its state is settled already.
  virtual core::Line draw(Ports& ports) = 0;
  virtual core::Tick next(core::Tick now) const = 0;
  virtual void set_value(const Command&, core::Tick) {}

  bool is_on() const { return state() == kGearOn; }
  void limit(double apparent_w) { limit_w_ = apparent_w; }

 private:
  void obey(const Command& command, Ports& ports);
  void turn(Ports& ports, bool goes_off);
  void follow_contactor(Ports& ports);

  double tan_phi_;
  double limit_w_ = std::numeric_limits<double>::infinity();
  core::Meter asked_;
  std::optional<Contactor> contactor_;
  std::vector<Command> orders_;
  network::DemandId demand_ = -1;
};

}  // namespace ridethrough::devices
