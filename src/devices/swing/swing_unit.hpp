#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <optional>

namespace ridethrough::devices {

/// What the terminals of a unit deliver, pu of its rated active power, and what the units of one
/// bus tell each other.
struct SwingLoad {
  double power = 0.0;
  double reactive = 0.0;
  bool is_on_low_root = false;   ///< a fault holds the voltage on the low side of the nose
  double missing_power = 0.0;    ///< mean load of those that share by a line, less its own
  double excess_reactive = 0.0;  ///< reactive power beyond the mean of those that share it
  double trim = 0.0;             ///< pu of speed by which a synchroniser shifts what all want
};

/// Room for the states of one unit; those that it has not stay zero.
inline constexpr std::size_t kSwingStates = 12;
using SwingState = std::array<double, kSwingStates>;
// States that every unit has.
inline constexpr std::size_t kSwingSpeed = 0;   ///< deviation from rated, pu
inline constexpr std::size_t kSwingGiven = 11;  ///< integral of the electrical power, pu * s

/// How a unit answers, at rest, a speed: P = set_point + per_trim * trim - per_speed * speed, pu.
struct SwingDroop {
  bool holds_speed = false;  ///< it gives whatever keeps the speed at its trim; the rest is unused
  double set_point = 0.0;
  double per_speed = 0.0;
  double per_trim = 0.0;
};

/// What a unit knows of the others by lines between them.
struct SwingSharing {
  bool active = false;
  bool reactive = false;
};

/// Equations of one unit that swings against others on its bus: a rotor with its governor, or a
/// converter that forms. Like all equations here it has no state and no clock, so that whoever
/// solves the network can integrate all of them together.
class SwingUnit {
 public:
  SwingUnit(double rating_w, double nominal_hz) : rating_w_(rating_w), nominal_hz_(nominal_hz) {}
  virtual ~SwingUnit() = default;
  SwingUnit(const SwingUnit&) = delete;
  SwingUnit& operator=(const SwingUnit&) = delete;

  double rating_w() const { return rating_w_; }
  double nominal_hz() const { return nominal_hz_; }

  /// Behind which it makes its voltage, pu of rated active power; 0: none.
  virtual double reactance_pu() const = 0;
  /// Weight of its speed in the frequency of the bus: the admittance of its source, W.
  double weight_w() const {
    const double reactance = reactance_pu();
    return reactance > 0.0 ? rating_w_ / reactance : std::numeric_limits<double>::infinity();
  }
  /// How far its voltage leads its angle, rad per pu of speed against the bus.
  virtual double lead_rad() const { return 0.0; }
  virtual double emf_pu(const SwingState& state) const = 0;
  /// A fault holds its terminals below the highest power that they could deliver.
  virtual bool is_below_nose(double /*voltage_pu*/, const SwingState& /*state*/,
                             const SwingLoad& /*load*/) const {
    return false;
  }

  /// Largest error of a state in one step.
  virtual const SwingState& tolerance() const = 0;
  /// The mode in which a state is; what a mode is only the unit knows.
  virtual int mode_at(const SwingState& /*state*/, const SwingLoad& /*load*/) const { return 0; }
  /// True once a state has left the region of its mode.
  virtual bool leaves(int /*mode*/, const SwingState& /*state*/, const SwingLoad& /*load*/) const {
    return false;
  }
  /// Derivatives per second, smooth within a mode.
  virtual SwingState slope(int mode, const SwingState& state, const SwingLoad& load) const = 0;
  /// Rates so small that what decays at them comes to nothing.
  virtual bool is_still(const SwingState& rates) const = 0;

  virtual SwingDroop droop() const = 0;
  virtual SwingSharing sharing() const { return {}; }
  /// The same state at the start of all that it counts.
  virtual SwingState without_integrals(SwingState state) const {
    state[kSwingGiven] = 0.0;
    return state;
  }
  /// State in which nothing moves under a load; none if it can not give it.
  virtual std::optional<SwingState> rest(const SwingLoad& load) const = 0;

 private:
  double rating_w_;
  double nominal_hz_;
};

}  // namespace ridethrough::devices
