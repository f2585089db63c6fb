#include "devices/load/excursion_envelope.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

ExcursionEnvelope::ExcursionEnvelope(const Parameters& rack) : power_(rack) {
  const Value& rows = get(map_of(rack, "gpu"), "excursions");
  if (!rows.present()) return;
  for (const Value& row : rows.list()) {
    rows_.push_back({number_of(row.map(), "factor"), number_of(row.map(), "for")});
  }
}

/// Out of the hold-up of one cord that should feed `share_w` for the length of the excursion.
double ExcursionEnvelope::drained_j(const Row& row, const RackCordSettings& cord,
                                    double share_w) const {
  const double tan_phi = cord.is_dc ? 0.0 : cord.power_factor.tan_phi(share_w / cord.capacity_w);
  const double power_factor = 1.0 / std::sqrt(1.0 + tan_phi * tan_phi);
  const double steady_w = cord.current_limit_w * power_factor;
  const double peak_w = std::max(cord.peak.limit * cord.capacity_w * power_factor, steady_w);
  const double peaks_s = std::min(row.length_s, core::seconds(cord.peak.longest));
  return peaks_s * std::max(share_w - peak_w, 0.0) +
         (row.length_s - peaks_s) * std::max(share_w - steady_w, 0.0);
}

Judgement ExcursionEnvelope::judgement(const Row& row, const RackCordSettings& cord,
                                       std::size_t live, std::size_t cords) const {
  static constexpr std::array<std::string_view, 3> kVerdicts{"carried", "out of hold-up", "trips"};
  const double asked_w = power_.at(row.factor);
  const double share_w = asked_w / static_cast<double>(live);
  const double drained = drained_j(row, cord, share_w);
  Verdict verdict = drained == 0.0 ? kCarried : drained <= cord.hold_up_j ? kOutOfHoldUp : kTrips;
  const bool is_peak = share_w <= cord.peak.limit * cord.capacity_w &&
                       row.length_s <= core::seconds(cord.peak.longest);
  if (live < cords && share_w > cord.capacity_w && !is_peak) verdict = kTrips;
  Judgement result;
  result.standard = "excursions of GPUs";
  result.what =
      fmt::format("{} x for {} ms on {} of {} cords", row.factor, 1e3 * row.length_s, live, cords);
  result.verdict = kVerdicts[static_cast<std::size_t>(verdict)];
  result.rank = verdict;
  result.figures = {{"power", asked_w, "kW"},
                    {"drained", static_cast<double>(live) * drained, "kJ"}};
  result.is_unverified = true;
  return result;
}

void ExcursionEnvelope::report(const RackCordSettings& cord, std::size_t cords,
                               Report& report) const {
  for (const Row& row : rows_) {
    for (std::size_t live = cords; live > 0 && live + 1 >= cords; --live) {
      report.judgements.push_back(judgement(row, cord, live, cords));
    }
  }
}

}  // namespace ridethrough::devices
