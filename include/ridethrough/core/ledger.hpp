#pragma once

#include "ridethrough/core/line.hpp"

namespace ridethrough::core {

/// Energy as an exact integer of 2^-11 * 1e-18 J. One piece of a line may carry 2.6 GW for a year.
struct Energy {
  Int128 units = 0;

  double joules() const { return static_cast<double>(units) * (0x1p-11 * 1e-18); }

  Energy& operator+=(Energy other) {
    units += other.units;
    return *this;
  }
  Energy& operator-=(Energy other) {
    units -= other.units;
    return *this;
  }
  friend Energy operator+(Energy left, Energy right) { return left += right; }
  friend Energy operator-(Energy left, Energy right) { return left -= right; }
  friend Energy operator*(Energy energy, std::int64_t count) { return {energy.units * count}; }
  bool operator==(const Energy&) const = default;
};

/// Exact integral of a line from `from` to `to`, taken relative to `from` so that b*t^2 stays
/// small.
inline Energy energy_between(const Line& line, Tick from, Tick to) {
  const Int128 span = to - from;
  const Int128 start = line.offset + Int128{line.slope} * from;
  return {2 * start * span + Int128{line.slope} * span * span};
}

/// Integrates the line that an edge carries. Both ends of an edge read the same meter, so what
/// leaves one component enters the next to the last unit.
class Meter {
 public:
  /// From `now` on the edge carries `line`.
  void carry(Tick now, const Line& line) {
    total_ += energy_between(line_, since_, now);
    line_ = line;
    since_ = now;
  }
  Energy total(Tick now) const { return total_ + energy_between(line_, since_, now); }
  const Line& line() const { return line_; }

 private:
  Line line_;
  Tick since_ = 0;
  Energy total_;
};

/// What one component did with energy since the start, in J. Flows from feeder to load are
/// positive; in - out - loss - stored_change = 0 up to rounding.
struct Books {
  double in_j = 0.0;
  double out_j = 0.0;
  double loss_j = 0.0;
  double stored_change_j = 0.0;
  double unserved_j = 0.0;  ///< asked for by a load and not delivered
  double gap_j = 0.0;       ///< |exact - published| power, integrated: discretisation, not a flow

  double residual_j() const { return in_j - out_j - loss_j - stored_change_j; }
};

}  // namespace ridethrough::core
