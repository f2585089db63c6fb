#pragma once

#include <optional>
#include <vector>

#include "ridethrough/core/time.hpp"

namespace ridethrough::devices {

/// A recorded signal that is played back: `trace:` in a scenario file, read once and shared by all
/// who play it. Nothing is resampled: each row is a corner of the piecewise-linear signal. Rows are
/// SI values at ascending times; of two rows at one time, the second one follows a jump.
class Playback {
 public:
  enum class Between {
    hold,    ///< a row holds until the next one, the last row as long as the one before it
    linear,  ///< straight from row to row
  };
  /// What holds before the first row and after the end. `refuse` is kept from being asked for by
  /// the binder, which knows the length of the run.
  enum class Outside { refuse, hold, repeat };

  struct Row {
    core::Tick at = 0;
    double value = 0.0;

    bool operator==(const Row&) const = default;
  };
  /// A straight piece over [begin, end): `value` at `begin`, then `slope_per_s`.
  struct Piece {
    core::Tick begin = 0;
    core::Tick end = 0;
    double value = 0.0;
    double slope_per_s = 0.0;
  };

  /// `end` is given where rows have been left out; else it follows from the last ones.
  /// @throws std::invalid_argument unless the rows ascend in time and span some of it.
  Playback(std::vector<Row> rows, Between between, Outside outside,
           std::optional<core::Tick> end = std::nullopt);

  /// Where the last of `rows` no longer holds; `rows` are not empty and ascend.
  static core::Tick end_of(const std::vector<Row>& rows, Between between);

  /// The piece that holds `time`; a constant before the first row or for ever ends at kNever or at
  /// the first row. The search is binary, so one call costs the logarithm of the rows.
  Piece piece_at(core::Tick time) const;

  core::Tick begin() const { return rows_.front().at; }
  /// Where the last row no longer holds: for `hold` one spacing after it.
  core::Tick end() const { return end_; }
  double lowest() const { return lowest_; }
  double highest() const { return highest_; }
  Between between() const { return between_; }
  Outside outside() const { return outside_; }
  const std::vector<Row>& rows() const { return rows_; }

  bool operator==(const Playback&) const = default;

 private:
  std::vector<Row> rows_;
  Between between_;
  Outside outside_;
  core::Tick end_ = 0;
  double lowest_ = 0.0;
  double highest_ = 0.0;
};

}  // namespace ridethrough::devices
