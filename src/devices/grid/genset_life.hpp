#pragma once

#include <vector>

#include "devices/known_failures.hpp"

namespace ridethrough::devices {

/// Failures of a set that are known before the run, by its own counts: starts and running time.
class GensetLife {
 public:
  explicit GensetLife(const Parameters& reliability);

  /// Whether no try of this start, from 1, succeeds.
  bool fails_start(std::int64_t start) const;
  /// The engine turns from `now` on, or stands.
  void turn(core::Tick now, bool turns);
  bool breaks_down(core::Tick now) const { return now >= breaks_at(); }
  /// It has failed in one of the ways above: when it is mended is planned.
  void fail_start(core::Tick now, std::int64_t start);
  void break_down(core::Tick now);

  bool is_down() const { return is_down_; }
  bool is_due(core::Tick now) const { return is_down_ && now >= mended_at_; }
  void mend();
  /// When it breaks down if it goes on turning, or is mended.
  core::Tick next() const;

 private:
  core::Tick breaks_at() const;
  void go_down(core::Tick now, core::Tick repair);

  std::vector<KnownFailure> starts_, breakdowns_;  // in order
  std::size_t next_breakdown_ = 0;
  core::Tick ran_ = 0;  // before the present turning
  core::Tick turns_since_ = core::kNever;
  core::Tick mended_at_ = core::kNever;
  bool is_down_ = false;
};

}  // namespace ridethrough::devices
