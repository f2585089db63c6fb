#pragma once

#include <limits>
#include <string_view>

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/device.hpp"

/// What a transfer switch measures of one feed.
namespace ridethrough::devices::switchgear {

enum class Side { inside, below, above };

/// Good is what lies within [low, high]; what has left comes back within the narrower
/// [return_low, return_high].
struct Limits {
  double low = 0.0;
  double high = std::numeric_limits<double>::infinity();
  double return_low = 0.0;
  double return_high = std::numeric_limits<double>::infinity();

  Side judge(Side before, double lowest, double highest) const;
};

/// What a good feed is.
struct FeedWindow {
  Limits voltage_pu;
  Limits frequency_hz;
  bool judges_frequency = false;

  /// From the map `window`: voltage, voltage_return, frequency, frequency_return.
  /// @throws std::invalid_argument where a return lies outside of its window.
  explicit FeedWindow(const Parameters& parameters);
};

/// Since when a feed is good or bad, why, and how its voltage turns. Reading it without a change
/// changes nothing.
class FeedSensor {
 public:
  FeedSensor(const FeedWindow& window, bool follows_phase)
      : window_(window), follows_phase_(follows_phase) {}

  void wire(Wiring& wiring, network::NodeId node);
  void read(Ports& ports);
  /// Measures the angle now; for instants that do not depend on who else wakes the switch.
  void measure_phase(const Ports& ports);
  /// While two voltages are compared: be told when this one leaves its step of kVoltageStepPu.
  void watch_finely(Ports& ports, bool is_fine);

  network::NodeId node() const { return node_; }
  bool is_good() const { return is_good_; }
  bool is_energised() const { return is_energised_; }
  core::Tick since() const { return since_; }            ///< of is_good()
  core::Tick dead_since() const { return dead_since_; }  ///< kNever while energised
  bool has_been(bool good, core::Tick span, core::Tick now) const {
    return is_good_ == good && core::later(since_, span) <= now;
  }
  /// The reason word of a bad feed, or of the last time that it was bad.
  std::string_view fault() const { return fault_; }
  /// As it turns, and after its loss would have turned on.
  const network::Emf& phase() const { return phase_; }
  /// Number of the step of kVoltageStepPu that the voltage is in.
  int voltage_step() const { return step_; }
  /// When its frequency crosses a limit; kNever: not on its present line.
  core::Tick next(core::Tick now) const;

  static constexpr double kVoltageStepPu = 0.005;

 private:
  network::Band voltage_band() const;
  void follow_phase(const Ports& ports, const network::Frequency& line, bool changes);

  FeedWindow window_;
  bool follows_phase_;
  bool is_fine_ = false;
  network::NodeId node_ = -1;
  network::DemandId observer_ = -1;
  bool is_good_ = true;
  bool is_energised_ = true;
  core::Tick since_ = 0;
  core::Tick dead_since_ = core::kNever;
  Side voltage_ = Side::inside;
  Side frequency_ = Side::inside;
  int step_ = 0;
  std::string_view fault_ = "under_voltage";
  network::Frequency line_;
  network::Emf phase_;
};

}  // namespace ridethrough::devices::switchgear
