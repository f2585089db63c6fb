#pragma once

#include <cstdint>
#include <vector>

#include "ridethrough/study/outcome.hpp"
#include "study/plant.hpp"

namespace ridethrough::study {

/// Power usage effectiveness over equal spans of time: what the site takes, from its sources and
/// out of its storage, over what its racks draw. It only looks, where the time of a span is over,
/// and counts in whole millijoules: no order of components shows. Source: ISO/IEC 30134-2.
class PowerUseMeter {
 public:
  /// Meters plants in which something cools; others have no figure.
  PowerUseMeter(const Plant& plant, const scenario::Plan& plan, core::Tick duration);

  bool is_wanted() const { return interval_ > 0; }
  void before_instant(core::Tick now);
  PowerUse finish(core::Tick end);

 private:
  struct Taken {
    std::int64_t site_mj = 0;
    std::int64_t it_mj = 0;
  };
  Taken taken_at(core::Tick at) const;
  void close(core::Tick at);

  const Plant& plant_;
  const scenario::Plan& plan_;
  core::Tick interval_ = 0;
  core::Tick next_ = 0;
  Taken before_;
  std::vector<double> ratios_;
};

}  // namespace ridethrough::study
