#include "ridethrough/study/trace.hpp"

#include <algorithm>

namespace ridethrough::study {

double value_at(const Trace& trace, core::Tick time) {
  const auto& corners = trace.corners;
  if (corners.empty()) return 0.0;
  const auto after =
      std::upper_bound(corners.begin(), corners.end(), time,
                       [](core::Tick asked, const Corner& corner) { return asked < corner.time; });
  if (after == corners.begin()) return after->before;
  const Corner& left = *std::prev(after);
  if (after == corners.end()) return left.after;
  const double share_frac =
      static_cast<double>(time - left.time) / static_cast<double>(after->time - left.time);
  return left.after + (after->before - left.after) * share_frac;
}

}  // namespace ridethrough::study
