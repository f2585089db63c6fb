#include "scenario/trace_holes.hpp"

#include <algorithm>

namespace ridethrough::scenario {

namespace {

using devices::Playback;
using Rows = std::vector<Playback::Row>;

constexpr std::size_t kFewestRows = 20;
constexpr std::size_t kMostSpacings = 10'000;  // looked at, evenly over a long trace
constexpr core::Tick kMissingSpacings = 5;

}  // namespace

std::optional<core::Tick> regular_spacing(const Rows& rows) {
  if (rows.size() < kFewestRows) return std::nullopt;
  const std::size_t stride = 1 + rows.size() / kMostSpacings;
  std::vector<core::Tick> spacings;
  for (std::size_t i = 1; i < rows.size(); i += stride) {
    spacings.push_back(rows[i].at - rows[i - 1].at);
  }
  const auto middle = spacings.begin() + static_cast<std::ptrdiff_t>(spacings.size() / 2);
  std::nth_element(spacings.begin(), middle, spacings.end());
  const core::Tick spacing = *middle;
  const auto regular = std::count_if(spacings.begin(), spacings.end(), [&](core::Tick each) {
    return 2 * each >= spacing && 2 * each <= 3 * spacing;
  });
  const bool is_regular = spacing > 0 && 10 * regular >= 9 * std::ssize(spacings);
  return is_regular ? std::optional(spacing) : std::nullopt;
}

bool is_hole(const Rows& rows, std::size_t at, core::Tick spacing) {
  return at + 1 < rows.size() && rows[at + 1].at - rows[at].at > kMissingSpacings * spacing;
}

void fill_holes(Rows& rows, core::Tick spacing, Playback::Between between,
                std::optional<double> value) {
  const bool holds = between == Playback::Between::hold;
  if (holds && !value) return;  // a row holds until the next one anyway
  Rows filled;
  filled.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    filled.push_back(rows[i]);
    if (!is_hole(rows, i, spacing)) continue;
    const core::Tick begins = rows[i].at + spacing;
    if (value) {
      if (!holds) filled.push_back({begins, rows[i].value});
      filled.push_back({begins, *value});
    }
    if (!holds) filled.push_back({rows[i + 1].at, value.value_or(rows[i].value)});
  }
  rows = std::move(filled);
}

}  // namespace ridethrough::scenario
