#pragma once

#include <algorithm>
#include <vector>

#include "devices/link_current.hpp"

namespace ridethrough::devices {

/// A temperature above an ambient that follows the square of a current through first-order lags:
/// T = ambient + sum x_i, time_i x_i' = gain_i I^2 + idle_i - x_i. At most two lags. Between two
/// anchors I^2 is a parabola, so each x_i is a parabola and an exponential, and every crossing is
/// found by the roots of its derivatives: none is missed.
class ThermalBody {
 public:
  struct Lag {
    double gain_k_per_a2 = 0.0;
    double time_s = 1.0;
    double idle_k = 0.0;  ///< while energised, without any current
  };

  ThermalBody(double ambient_k, std::vector<Lag> lags);

  /// From `now` on the current takes this course. Moves the anchor. At the start of a run the body
  /// is as warm as it stays under that current.
  void carry(core::Tick now, const CurrentCourse& course, bool is_energised);
  /// Of the ambient and the first `lags` ones; all of them by default.
  double temperature_k(core::Tick now, std::size_t lags = 2) const;
  /// The next time after `now` at which the temperature comes to stand above `level_k`, or below.
  core::Tick next_crossing(double level_k, bool is_rising, core::Tick now) const;
  struct Peak {
    double temperature_k = 0.0;
    core::Tick at = -1;  ///< -1: no time has passed yet
  };
  Peak hottest(core::Tick now) const;

 private:
  /// x(t) = base + rise t + bend t^2 + fading exp(-t / time)
  struct Course {
    double base = 0.0, rise = 0.0, bend = 0.0, fading = 0.0, time_s = 1.0;
    double at(double t_s) const;
  };
  bool stays_on_its_side(double level_k, double now_s) const;
  double derivative(int order, double t_s) const;
  std::vector<double> roots(int order, double level, double from_s, double to_s) const;
  std::vector<double> fading_root(double from_s, double to_s) const;
  void raise(Peak& peak, core::Tick at) const;

  double ambient_k_;
  std::vector<Lag> lags_;
  std::vector<Course> courses_;
  core::Tick anchor_ = 0;
  Peak peak_;
};

/// Bands of temperature with a hysteresis below each limit.
class ThermalBands {
 public:
  /// `limits_k` ascend. @throws std::invalid_argument unless they do.
  explicit ThermalBands(std::vector<double> limits_k);

  /// How many limits are passed. They are passed when that was planned, and not by a look.
  int follow(core::Tick now);
  /// After `body` has moved its anchor, or the band has changed.
  void plan(const ThermalBody& body, core::Tick now);
  int band() const { return band_; }
  core::Tick next() const { return std::min(rises_, falls_); }

 private:
  double floor_k(int band) const;

  std::vector<double> limits_k_;
  int band_ = 0;
  core::Tick rises_ = core::kNever;
  core::Tick falls_ = core::kNever;
};

}  // namespace ridethrough::devices
