#include <algorithm>
#include <limits>

#include "scenario/bind_trace.hpp"

namespace ridethrough::scenario {

namespace {

using devices::Playback;
using Rows = std::vector<Playback::Row>;

/// One piece spans no more rows than this: a calm trace would cost the square of its length.
constexpr std::size_t kRowsPerPiece = 4096;

/// Calls `reach(j)` for every later row j to which a straight piece from row `from` stays within
/// the tolerance of all rows between them. A jump ends the search: both of its rows stay.
template <class Reach>
void for_each_reach(const Rows& rows, std::size_t from, double tolerance, const Reach& reach) {
  double lowest = -std::numeric_limits<double>::infinity();  // slopes that are still allowed
  double highest = std::numeric_limits<double>::infinity();
  const std::size_t last = std::min(rows.size() - 1, from + kRowsPerPiece);
  for (std::size_t to = from + 1; to <= last && lowest <= highest; ++to) {
    if (rows[to].at == rows[to - 1].at) {
      if (to == from + 1) reach(to);
      return;
    }
    const double span = core::seconds(rows[to].at - rows[from].at);
    const double rise = rows[to].value - rows[from].value;
    const double slope = rise / span;
    if (lowest <= slope && slope <= highest) reach(to);
    lowest = std::max(lowest, (rise - tolerance) / span);
    highest = std::min(highest, (rise + tolerance) / span);
  }
}

}  // namespace

/// Shortest path over the pieces that fit (Imai and Iri, "Polygonal approximations of a curve",
/// 1988), with the cone of allowed slopes in place of their test of each pair.
std::vector<Playback::Row> thin_line(const Rows& rows, double tolerance) {
  std::vector<std::size_t> pieces(rows.size(), rows.size());
  std::vector<std::size_t> before(rows.size(), 0);
  pieces.front() = 0;
  for (std::size_t from = 0; from < rows.size(); ++from) {
    for_each_reach(rows, from, tolerance, [&](std::size_t to) {
      if (pieces[from] + 1 >= pieces[to]) return;
      pieces[to] = pieces[from] + 1;
      before[to] = from;
    });
  }
  Rows thinned;
  for (std::size_t at = rows.size() - 1; at > 0; at = before[at]) thinned.push_back(rows[at]);
  thinned.push_back(rows.front());
  std::reverse(thinned.begin(), thinned.end());
  return thinned;
}

std::vector<Playback::Row> thin_steps(const Rows& rows, double tolerance) {
  Rows thinned;
  double low = 0.0;
  double high = 0.0;
  for (const Playback::Row& row : rows) {
    const bool joins =
        !thinned.empty() && std::max(high, row.value) - std::min(low, row.value) <= 2.0 * tolerance;
    if (!joins) {
      thinned.push_back(row);
      low = high = row.value;
      continue;
    }
    low = std::min(low, row.value);
    high = std::max(high, row.value);
    thinned.back().value = 0.5 * (low + high);
  }
  return thinned;
}

}  // namespace ridethrough::scenario
