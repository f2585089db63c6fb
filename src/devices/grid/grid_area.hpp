#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "devices/grid/swing_law.hpp"
#include "ridethrough/core/line.hpp"
#include "ridethrough/core/time.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::devices {

/// Load that relays of the area cut when its frequency stays low.
struct SheddingStage {
  double below_hz = 0.0;
  core::Tick dwell = 0;
  double power_w = 0.0;
};

struct AreaSettings {
  double nominal_hz = 50.0;
  double kinetic_energy_j = 0.0;
  double stiffness_w_per_hz = 0.0;  ///< of the primary response
  double response_lag_s = 1.0;
  double deadband_hz = 0.0;  ///< to either side
  double reserve_w = 0.0;    ///< most that the response gives or takes; infinite: no limit
  double damping_w_per_hz = 0.0;
  double low_hz = 0.0;  ///< beyond these the machines leave and the area is dark
  double high_hz = 0.0;
  double tolerance_hz = 1e-3;  ///< of the chords that are published
  std::vector<SheddingStage> shedding = {};
};

/// A synchronous area of finite inertia as one mass (system frequency response):
///
///     2 E / f_n * x' = surplus - D x + r,    T r' = -R(x) - r
///
/// x is the deviation of frequency, E the kinetic energy, D the damping of the load, R(x) the
/// response with deadband and limit. Between corners of R the system is linear and solved in closed
/// form; crossings are found to the next tick. Published are chords within a tolerance.
/// Source: P. Kundur, Power System Stability and Control, 1994, section 11.1.
class GridArea {
 public:
  explicit GridArea(const AreaSettings& settings);

  /// What the area has too much, besides the load on its feed: to `power_w` over `span`.
  void set_imbalance(core::Tick now, double power_w, core::Tick span);
  /// The power that the feed takes. What it takes at t = 0 the area was in balance with.
  void carry(core::Tick now, const core::Line& feed);
  /// Does what is due. Of its own, nothing changes between two calls of next().
  void advance(core::Tick now);
  core::Tick next() const;

  network::Frequency published() const { return chord_.line; }
  double hz(core::Tick now) const;
  double hz_per_s(core::Tick now) const;
  double response_w(core::Tick now) const;
  double shed_w() const { return shed_w_; }
  std::size_t stages_shed() const;
  bool is_dark() const { return is_dark_; }

 private:
  enum class Ends { plain, below, above };
  struct Chord {
    network::Frequency line;
    core::Tick end = core::kNever;
    Ends ends = Ends::plain;
  };
  struct Relay {
    SheddingStage stage;
    std::optional<core::Tick> below_since;
    bool is_open = false;
  };
  struct Ramp {
    core::Tick begin = 0, end = 0;
    double from_w = 0.0, to_w = 0.0;
    double watts(core::Tick now) const;
    double slope(core::Tick now) const;
  };
  struct Levels {
    double low_hz, high_hz;  ///< as deviations
  };

  AreaState state(core::Tick now) const;
  SwingPush push(core::Tick now) const;
  SwingPush anchored_push(core::Tick now) const;
  void anchor(core::Tick now);
  void set_region(int region);
  bool is_empty(int region) const;
  Levels levels() const;
  void draw(core::Tick now);
  bool rest(core::Tick now, const AreaState& from);
  core::Tick chord_end(core::Tick now) const;
  double bend(core::Tick now, core::Tick end) const;
  core::Tick turn(core::Tick now, core::Tick end) const;
  core::Tick first_beyond(core::Tick now, core::Tick end, double level_hz, bool upward) const;
  void cross(core::Tick now, bool upward);
  void watch_relays(core::Tick now, double reached_hz, bool upward);
  bool shed(core::Tick now);

  AreaSettings settings_;
  double mass_ = 1.0;                   ///< 2 E / f_n, W s / Hz
  std::array<double, 4> corners_hz_{};  ///< of R(x), ascending; region i lies below corner i
  SwingLaw law_;
  int region_ = 2;

  core::Tick anchor_ = 0;
  AreaState start_;
  SwingPush start_push_;
  core::Line feed_;
  double feed_at_start_w_ = 0.0;
  Ramp imbalance_;
  core::Tick ramp_due_ = core::kNever;
  std::vector<Relay> relays_;
  double shed_w_ = 0.0;
  bool is_dark_ = false;
  bool is_drawn_ = false;
  Chord chord_;
};

}  // namespace ridethrough::devices
