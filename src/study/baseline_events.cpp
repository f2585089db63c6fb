#include "study/baseline_events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>

namespace ridethrough::study {

namespace {

using Kind = Difference::Kind;

std::string row_text(const OutcomeEvent& event) {
  std::string text = event.component + " " + event.what;
  if (!event.from.empty() || !event.to.empty()) {
    text += fmt::format(" {} -> {}", event.from, event.to);
  }
  if (!event.reason.empty()) text += fmt::format(" ({})", event.reason);
  return event.members == 1 ? text : text + fmt::format(" x{}", event.members);
}

/// Places of one row in the kept and in the new list.
struct Pair {
  std::size_t kept = 0, now = 0;
};

std::map<std::string, std::vector<std::size_t>> places_of(const std::vector<OutcomeEvent>& events) {
  std::map<std::string, std::vector<std::size_t>> places;
  for (std::size_t i = 0; i < events.size(); ++i) places[row_text(events[i])].push_back(i);
  return places;
}

/// Marks a longest run of pairs that kept their order (patience sorting: Schensted 1961); the
/// others moved. `pairs` in the order of the kept list.
std::vector<bool> in_order(const std::vector<Pair>& pairs) {
  std::vector<std::size_t> heads;  // the pair that ends a run of each length, with the least `now`
  std::vector<std::size_t> before(pairs.size(), pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto slot = std::lower_bound(
        heads.begin(), heads.end(), pairs[i].now,
        [&](std::size_t head, std::size_t place) { return pairs[head].now < place; });
    if (slot != heads.begin()) before[i] = *std::prev(slot);
    if (slot == heads.end()) {
      heads.push_back(i);
    } else {
      *slot = i;
    }
  }
  std::vector<bool> stays(pairs.size(), false);
  for (std::size_t i = heads.empty() ? pairs.size() : heads.back(); i < pairs.size();
       i = before[i]) {
    stays[i] = true;
  }
  return stays;
}

class EventComparison {
 public:
  EventComparison(const std::vector<OutcomeEvent>& kept, const std::vector<OutcomeEvent>& now,
                  core::Tick shift)
      : kept_(kept), now_(now), shift_(shift) {}

  std::vector<Difference> find() {
    const auto old_places = places_of(kept_);
    const auto new_places = places_of(now_);
    for (const auto& [row, old] : old_places) {
      const auto found = new_places.find(row);
      pair_up(old, found == new_places.end() ? std::vector<std::size_t>{} : found->second);
    }
    for (const auto& [row, added] : new_places) {
      if (!old_places.contains(row)) pair_up({}, added);
    }
    std::ranges::sort(pairs_, {}, &Pair::kept);
    compare_pairs();
    std::ranges::stable_sort(found_, {}, &Placed::at);
    std::vector<Difference> differences;
    for (Placed& each : found_) differences.push_back(std::move(each.difference));
    return differences;
  }

 private:
  struct Placed {
    core::Tick at = 0;
    Difference difference;
  };

  void add(Kind kind, const OutcomeEvent& event, core::Tick kept, core::Tick now) {
    found_.push_back({event.time,
                      {kind, row_text(event), "s", "", "", core::seconds(kept), core::seconds(now),
                       core::seconds(shift_), event.time}});
  }

  void pair_up(const std::vector<std::size_t>& old, const std::vector<std::size_t>& added) {
    const std::size_t both = std::min(old.size(), added.size());
    for (std::size_t i = 0; i < both; ++i) pairs_.push_back({old[i], added[i]});
    for (std::size_t i = both; i < old.size(); ++i) {
      add(Kind::missing_event, kept_[old[i]], kept_[old[i]].time, 0);
    }
    for (std::size_t i = both; i < added.size(); ++i) {
      add(Kind::extra_event, now_[added[i]], 0, now_[added[i]].time);
    }
  }

  void compare_pairs() {
    const std::vector<bool> stays = in_order(pairs_);
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const OutcomeEvent& old = kept_[pairs_[i].kept];
      const OutcomeEvent& added = now_[pairs_[i].now];
      const bool is_shifted = std::abs(added.time - old.time) > shift_;
      if (is_shifted) {
        add(stays[i] ? Kind::shifted_event : Kind::reordered_event, old, old.time, added.time);
      } else if (!stays[i] && !is_beside_its_like(i, stays)) {
        add(Kind::reordered_event, old, old.time, added.time);
      }
    }
  }

  /// Rows closer to each other than the allowed shift may come in either order.
  bool is_beside_its_like(std::size_t moved, const std::vector<bool>& stays) const {
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      if (!stays[i]) continue;
      const bool was_before = i < moved;
      const bool is_before = pairs_[i].now < pairs_[moved].now;
      if (was_before == is_before) continue;
      const core::Tick apart =
          std::abs(kept_[pairs_[i].kept].time - kept_[pairs_[moved].kept].time);
      if (apart > shift_) return false;
    }
    return true;
  }

  const std::vector<OutcomeEvent>& kept_;
  const std::vector<OutcomeEvent>& now_;
  core::Tick shift_;
  std::vector<Pair> pairs_;
  std::vector<Placed> found_;
};

}  // namespace

void compare_events(const std::vector<OutcomeEvent>& kept, const std::vector<OutcomeEvent>& now,
                    core::Tick shift, std::vector<Difference>& found) {
  for (Difference& each : EventComparison(kept, now, shift).find()) {
    found.push_back(std::move(each));
  }
}

}  // namespace ridethrough::study
