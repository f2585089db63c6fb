#pragma once

#include <array>
#include <cstddef>
#include <functional>

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::devices::storage {

/// A melting fuse as one body that the square of the current warms,
///
///   dx/dt = ((I / In)^2 / 2 - x) / tau, melts at x = 1
///
/// so that it carries sqrt(2) of its rated current for ever: the geometric mean of the conventional
/// non-fusing and fusing currents of a gG fuse, 1.25 and 1.6 In (IEC 60269-1, table 2). High
/// currents melt it at a constant I^2 t = 2 In^2 tau. One point of its time-current curve fixes
/// tau; real curves are a little steeper between it and the rated current.
class FuseLaw {
 public:
  FuseLaw() = default;
  /// @throws std::invalid_argument for a current that never melts it.
  FuseLaw(double rated_a, double melting_a, double melting_s);

  bool is_on() const { return rated_a_ > 0.0; }
  double pull(double current_a) const;

  /// How the heat runs on while the pull is a parabola through its values at the start, in the
  /// middle and at the end of `span_s`.
  struct Course {
    double heat = 0.0;
    double start = 0.0;
    double per_s = 0.0;
    double per_s2 = 0.0;
    double time_s = 1.0;
    double after(double t_s) const;
  };
  Course course(double heat, const std::array<double, 3>& pull, double span_s) const;

 private:
  double rated_a_ = 0.0;
  double time_s_ = 1.0;
};

/// Causes with a limit and a delay come first in the list of causes.
inline constexpr std::size_t kTimedCauses = static_cast<std::size_t>(TripCause::fuse);

/// What protection remembers of one string.
struct StringWatch {
  StringWatch() { since.fill(core::kNever); }

  std::array<core::Tick, kTimedCauses> since{};  ///< a limit is passed without a pause
  double heat = 0.0;                             ///< x of the fuse
  core::Tick due = core::kNever;                 ///< the trip
  TripCause cause = TripCause::fuse;
};

/// Fuse, breaker and battery management of one string. A limit that is passed for its delay without
/// a pause opens the string, to the tick.
class StringProtection {
 public:
  struct Limit {
    double value = 0.0;
    core::Tick delay = 0;
    bool is_on = false;
  };
  using ReadingAt = std::function<StringReading(core::Tick)>;

  void set(TripCause cause, double value, double delay_s);
  void set_fuse(const FuseLaw& fuse) { fuse_ = fuse; }
  bool is_on() const;

  /// The readings jumped at `at`.
  void note(StringWatch& watch, core::Tick at, const StringReading& seen) const;
  /// They run on from `from` to `to` without a turn.
  void follow(StringWatch& watch, core::Tick from, core::Tick to, const ReadingAt& reading) const;
  /// Latest trip that would come if the readings stayed as they are; 0: none would.
  core::Tick last_pending(const StringWatch& watch) const;

 private:
  bool is_passed(std::size_t cause, const StringReading& seen) const;
  void follow_limit(StringWatch& watch, std::size_t cause, core::Tick from, core::Tick to,
                    bool is_passed_then, const ReadingAt& reading) const;
  void follow_fuse(StringWatch& watch, core::Tick from, core::Tick to,
                   const ReadingAt& reading) const;

  std::array<Limit, kTimedCauses> limits_{};
  FuseLaw fuse_;
};

}  // namespace ridethrough::devices::storage
