#pragma once

#include <string_view>

#include "ridethrough/core/time.hpp"

namespace ridethrough::devices {

/// One limit of a voltage or a frequency, with its time. Beyond the limit time runs, at a rate that
/// of an inverse curve depends on how far; on the good side it goes back to the start at once. It
/// watches only after it has seen the good side.
class RelayStage {
 public:
  enum class Curve { definite, inverse };

  struct Settings {
    std::string_view reason;
    bool is_under = true;
    double pickup = 0.0;
    double delay_s = 0.0;
    Curve curve = Curve::definite;
  };
  explicit RelayStage(const Settings& settings);

  /// The value that is measured from `now` on.
  void carry(core::Tick now, double value);
  /// The value that it operates at, of a stage whose time does not depend on it.
  void note(double value);
  /// Nothing is measured from `now` on.
  void pause();
  /// As at the start of the run.
  void clear();

  std::string_view reason() const { return settings_.reason; }
  double pickup() const { return settings_.pickup; }
  bool is_under() const { return settings_.is_under; }
  /// When it operates if the value stays.
  core::Tick due() const { return due_; }
  /// How far the time is.
  double used_frac(core::Tick now) const;
  /// What it measures, over the pickup.
  double multiple() const { return value_ / settings_.pickup; }

 private:
  bool is_beyond(double value) const {
    return settings_.is_under ? value < settings_.pickup : value > settings_.pickup;
  }
  double pace() const;
  double left_s(core::Tick now) const;

  Settings settings_;
  double value_ = 0.0;
  bool is_armed_ = false;
  bool runs_ = false;
  core::Tick anchor_ = 0;
  double left_s_ = 0.0;      ///< of the delay at the anchor
  core::Tick good_at_ = -1;  ///< when it last went to the good side
  core::Tick due_ = core::kNever;
};

}  // namespace ridethrough::devices
