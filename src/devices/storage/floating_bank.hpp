#pragma once

#include <string_view>

#include "devices/recharge.hpp"
#include "ridethrough/devices/dc_storage.hpp"
#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices::storage {

/// How a bank hangs on a dc bus.
struct FloatingSettings {
  double charge_voltage_v = 0.0;    ///< of the whole bank
  double resistance_ohm = 0.0;      ///< behind which the network has it between two looks
  double recharge_limit_w = 0.0;    ///< most that it takes from the bus
  double disconnect_below_v = 0.0;  ///< its contactor opens below; 0: never
};

/// @throws std::invalid_argument for a disconnection above the charge voltage.
FloatingSettings floating_settings(const Parameters& parameters);

/// A bank on a dc bus with no converter between. Above its own voltage the bus carries the loads
/// and charges it; on a bus that is lower, or dead, it is a source, and shares with whatever else
/// feeds the bus by voltage and resistance. The network has it as a voltage behind a resistance.
/// What the cells really show is followed: whenever the two are apart by more than a tolerance the
/// source is set anew, so that power and energy are exact and the voltage is within it.
class FloatingBank {
 public:
  /// Floats where the inlet is a dc bus; else none of this does anything.
  /// @throws std::invalid_argument for a bank that does not fit its bus, and for parameters of a
  /// floating bank at one that does not float.
  void wire(Wiring& wiring, const Parameters& parameters);
  bool is_wired() const { return source_ >= 0; }

  void react(Ports& ports, const Device& owner, DcStorage& bank);
  /// When it has something to do by itself.
  core::Tick next(core::Tick now, DcStorage& bank) const;
  /// The cells broke, were mended, or others joined: what they take is another thing now.
  void ask_again(core::Tick now) { recharge_.ask_again(now); }
  /// What the network took and gave stands for what the cells `delivered_j`; the rest is gap.
  void account(const View& view, double delivered_j, core::Books& books) const;
  void report(Report& report) const;

  /// The contactor is open for want of voltage, until somebody else holds the bus.
  bool is_disconnected() const { return is_disconnected_; }

 private:
  void follow_output(const Ports& ports, DcStorage& bank);
  void note_stop(core::Tick now, DcStorage& bank);
  bool give_or_rest(const Ports& ports, DcStorage& bank);
  void give(core::Tick now, DcStorage& bank);
  void rest(core::Tick now, DcStorage& bank);
  void match(const Ports& ports, const DcStorage& bank);
  void charge(const Ports& ports, DcStorage& bank);
  void drive(core::Tick now, DcStorage& bank, const core::Line& power);
  core::Tick charges_from() const;
  void disconnect_if_low(const Ports& ports, const Device& owner, DcStorage& bank);
  void publish(const Ports& ports);
  bool is_off(core::Tick t, const DcStorage& bank) const;
  double modelled_v(core::Tick t) const;

  FloatingSettings settings_;
  double bus_v_ = 0.0;
  network::NodeId node_ = -1;
  network::SourceId source_ = -1;
  network::DemandId demand_ = -1;
  Recharge recharge_;

  bool gives_ = false;
  bool is_disconnected_ = false;
  core::Line given_;           ///< as the network shows it
  core::Line taken_;           ///< asked of the bus
  double emf_v_ = 0.0;         ///< of the source; while it rests, below which bus it gives
  core::Tick matched_at_ = 0;  ///< cells and source were compared
  int matches_ = 0;            ///< in this instant
  core::Tick driven_at_ = 0;   ///< the cells were told what to do
  core::Tick since_ = 0;       ///< gives or rests
  core::Tick live_since_ = core::kNever;  ///< the bus
  double cap_w_ = 0.0;                    ///< of the charge; less where rectifiers gave way
  double before_w_ = 0.0;                 ///< that it took when it began to give
  std::int64_t disconnections_ = 0;
};

}  // namespace ridethrough::devices::storage
