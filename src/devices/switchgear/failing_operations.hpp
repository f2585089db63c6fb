#pragma once

#include <vector>

#include "devices/known_failures.hpp"
#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices::switchgear {

/// Demands of a switch and those that find it stuck, as `reliability:` lists them.
class FailingOperations {
 public:
  /// `reliability` of the switch; may be absent.
  explicit FailingOperations(const Value& reliability);

  /// Counts a demand that would make `owner` move. @return whether it stays where it is, from now
  /// on until it is mended.
  bool stops(const Device& owner, Ports& ports);
  bool is_stuck() const { return mended_at_ >= 0; }
  bool is_due(core::Tick now) const { return is_stuck() && now >= mended_at_; }
  void mend(core::Tick now);
  /// When it is mended; kNever if nothing is to be mended or nobody comes.
  core::Tick next() const { return is_stuck() ? mended_at_ : core::kNever; }
  void report(Report& report) const;

 private:
  static constexpr core::Tick kNotStuck = -1;

  std::vector<KnownFailure> failures_;
  std::int64_t demands_ = 0;
  core::Tick mended_at_ = kNotStuck;
  std::vector<Incident> incidents_;
};

}  // namespace ridethrough::devices::switchgear
