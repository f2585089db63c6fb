#pragma once

#include <cstddef>
#include <vector>

namespace ridethrough::devices::storage {

/// A movement in one direction, and how long it took.
struct Swing {
  double depth = 0.0;
  double moving_s = 0.0;
};

/// Rainflow counting (ASTM E1049-85, section 5.4.4, three points) of a history that arrives sample
/// by sample: a small cycle inside a large one is taken out as a whole cycle of its own depth, and
/// the large one stays whole. Ranges that still wait are kept on a stack; each is put there once
/// and taken off once, so a sample costs constant time on average.
///
/// The time of a movement goes with its range: where part of a range closes a cycle, the same part
/// of its time does.
class Rainflow {
 public:
  /// The next sample, `moving_s` of movement after the one before. Calls `take(swing, count)` for
  /// every cycle that it closes: count 1 with the time of both halves, or 1/2 with that of one.
  template <class Take>
  void add(double value, double moving_s, const Take& take) {
    if (!has_value_) {
      has_value_ = true;
      value_ = value;
      return;
    }
    const double step = value - value_;
    value_ = value;
    if (step == 0.0) return;
    const bool rises = step > 0.0;
    const double depth = rises ? step : -step;
    if (!waiting_.empty() && rises == rises_) {
      waiting_.back().depth += depth;
      waiting_.back().moving_s += moving_s;
      return;
    }
    // The last range ends here, which is what makes it a range.
    close(take);
    rises_ = rises;
    waiting_.push_back({depth, moving_s});
  }

  /// Calls `take(swing, 0.5)` for what is left when the history ends here, cycles that the last
  /// range closes included.
  template <class Take>
  void finish(const Take& take) const {
    Rainflow copy = *this;
    copy.close(take);
    for (const Swing& swing : copy.waiting_) take(swing, 0.5);
  }

  std::size_t waiting() const { return waiting_.size(); }

 private:
  template <class Take>
  void close(const Take& take) {
    while (waiting_.size() >= 2) {
      Swing& last = waiting_[waiting_.size() - 1];
      const Swing inner = waiting_[waiting_.size() - 2];
      if (last.depth < inner.depth) return;
      if (waiting_.size() == 2) {
        // It contains the start of the history.
        take(inner, 0.5);
        waiting_.erase(waiting_.begin());
        return;
      }
      const double share = inner.depth / last.depth;
      take(Swing{inner.depth, inner.moving_s + share * last.moving_s}, 1.0);
      Swing joined = waiting_[waiting_.size() - 3];
      joined.depth += last.depth - inner.depth;
      joined.moving_s += (1.0 - share) * last.moving_s;
      waiting_.resize(waiting_.size() - 2);
      waiting_.back() = joined;
    }
  }

  std::vector<Swing> waiting_;
  double value_ = 0.0;
  bool has_value_ = false;
  bool rises_ = false;
};

}  // namespace ridethrough::devices::storage
