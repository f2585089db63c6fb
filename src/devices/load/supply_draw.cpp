#include "devices/load/supply_draw.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::devices {

double SupplyDraw::watts(double demand_w, std::size_t parts, std::size_t cords) const {
  if (!curve_.exists() || parts == cords || parts == 0) return demand_w;
  const double all_w = static_cast<double>(cords) * rating_w_;
  const double left_w = static_cast<double>(parts) * rating_w_;
  const double given_w = all_w * curve_.given_frac(demand_w / all_w);
  // All of a trickle is lost, over few cords as over many.
  if (given_w <= 0.0) return demand_w * left_w / all_w;
  return left_w * curve_.load_giving(given_w / left_w);
}

core::Line SupplyDraw::along(const core::Line& demand, std::size_t parts, std::size_t cords,
                             core::Tick now) {
  next_ = core::kNever;
  if (!curve_.exists() || parts == cords || parts == 0) return demand;
  const double demand_w = demand.watts(now);
  const double drawn_w = watts(demand_w, parts, cords);
  if (demand.is_flat()) return core::Line::of_watts(now, drawn_w);
  const double all_w = static_cast<double>(cords) * rating_w_;
  const double left_w = static_cast<double>(parts) * rating_w_;
  const double w_per_s = demand.watts_per_s();
  const bool rises = w_per_s > 0.0;
  const double kept = 1.0 - curve_.slope(demand_w / all_w, rises);
  const double kept_now = 1.0 - curve_.slope(drawn_w / left_w, rises);
  const double ratio = kept <= 0.0 || kept_now <= 0.0 ? left_w / all_w : kept / kept_now;
  const double left_s =
      std::min(all_w * curve_.to_corner(demand_w / all_w, rises) / std::abs(w_per_s),
               left_w * curve_.to_corner(drawn_w / left_w, rises) / std::abs(w_per_s * ratio));
  if (std::isfinite(left_s)) {
    next_ = core::later(now, std::max<core::Tick>(core::ticks_up(left_s), 1));
  }
  return core::Line::of_watts(now, drawn_w, w_per_s * ratio);
}

}  // namespace ridethrough::devices
