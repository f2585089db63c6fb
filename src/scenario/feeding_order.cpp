#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scenario/wiring_checks.hpp"
#include "scenario/wiring_names.hpp"

namespace ridethrough::scenario {

namespace {

bool is_unfed_bus(const Cohort& cohort) {
  return cohort.type->terminals.inlets_max < 0 && cohort.feeders.empty();
}

/// A bus without `from:` has the voltage level of the bus at the far end of a tie. Names that bus,
/// going outward from those that are fed; what is never reached is fed by nothing.
void find_levels(Plan& plan, Diagnostics& diagnostics) {
  std::vector<std::vector<int>> tied(plan.cohorts.size());
  std::vector<bool> is_reached(plan.cohorts.size());
  for (const Cohort& cohort : plan.cohorts) {
    if (!is_tie(cohort)) continue;
    tied[static_cast<std::size_t>(cohort.between[0])].push_back(cohort.between[1]);
    tied[static_cast<std::size_t>(cohort.between[1])].push_back(cohort.between[0]);
  }
  std::vector<int> open;
  for (std::size_t i = 0; i < plan.cohorts.size(); ++i) {
    is_reached[i] = !is_unfed_bus(plan.cohorts[i]);
    if (is_reached[i] && !tied[i].empty()) open.push_back(static_cast<int>(i));
  }
  for (std::size_t next = 0; next < open.size(); ++next) {
    for (const int other : tied[static_cast<std::size_t>(open[next])]) {
      if (is_reached[static_cast<std::size_t>(other)]) continue;
      is_reached[static_cast<std::size_t>(other)] = true;
      plan.cohorts[static_cast<std::size_t>(other)].between = {open[next]};
      open.push_back(other);
    }
  }
  for (std::size_t i = 0; i < plan.cohorts.size(); ++i) {
    const Cohort& cohort = plan.cohorts[i];
    if (is_reached[i] || cohort.component == nullptr) continue;
    diagnostics.error("RT0412", fmt::format("'{}' is fed by nothing", cohort.names.back()),
                      cohort.component->place,
                      "no chain of ties leads from it to a bus with 'from:'");
  }
}

class FeedingOrder {
 public:
  FeedingOrder(Plan& plan, Diagnostics& diagnostics) : plan_(plan), diagnostics_(diagnostics) {}

  void fill() {
    marks_.assign(plan_.cohorts.size(), Mark::unseen);
    hangers_.resize(plan_.cohorts.size());
    for (std::size_t i = 0; i < plan_.cohorts.size(); ++i) {
      const int host = plan_.cohorts[i].dc_host;
      if (host >= 0) hangers_[static_cast<std::size_t>(host)].push_back(static_cast<int>(i));
    }
    for (std::size_t i = 0; i < plan_.cohorts.size(); ++i) visit(static_cast<int>(i));
  }

 private:
  enum class Mark { unseen, open, done };

  /// Depth first with a stack of our own: a file may chain more components than calls may nest.
  void visit(int root) {
    if (mark(root) != Mark::unseen || has_circle_) return;
    std::vector<std::pair<std::vector<int>, std::size_t>> levels;
    enter(root, levels);
    while (!levels.empty() && !has_circle_) {
      auto& [needed, next] = levels.back();
      if (next == needed.size()) {
        mark(trail_.back()) = Mark::done;
        plan_.feeding_order.push_back(trail_.back());
        trail_.pop_back();
        levels.pop_back();
        continue;
      }
      const int each = needed[next++];
      if (mark(each) == Mark::open) report(each);
      if (mark(each) == Mark::unseen) enter(each, levels);
    }
  }

  void enter(int index, std::vector<std::pair<std::vector<int>, std::size_t>>& levels) {
    trail_.push_back(index);
    mark(index) = Mark::open;
    levels.emplace_back(needed_by(index), 0);
  }

  Mark& mark(int index) { return marks_[static_cast<std::size_t>(index)]; }

  std::vector<int> needed_by(int index) const {
    const Cohort& cohort = cohort_at(plan_, index);
    std::vector<int> needed = cohort.feeders;
    needed.insert(needed.end(), cohort.between.begin(), cohort.between.end());
    for (const auto& [parameter, peer] : cohort.peers) needed.push_back(peer);
    // Batteries are wired before the converter that uses them.
    const auto& hangers = hangers_[static_cast<std::size_t>(index)];
    needed.insert(needed.end(), hangers.begin(), hangers.end());
    return needed;
  }

  /// E9: told from the component that was written last, since that line closed the circle.
  void report(int index) {
    has_circle_ = true;
    std::vector<int> circle(std::find(trail_.begin(), trail_.end(), index), trail_.end());
    const auto line_of = [&](int each) {
      const Cohort& cohort = cohort_at(plan_, each);
      return cohort.component == nullptr ? 0 : cohort.component->place.line;
    };
    std::rotate(circle.begin(),
                std::max_element(circle.begin(), circle.end(),
                                 [&](int a, int b) { return line_of(a) < line_of(b); }),
                circle.end());
    circle.push_back(circle.front());
    std::string text;
    for (const int each : circle) {
      text += (text.empty() ? "" : " -> ") + cohort_at(plan_, each).names.back();
    }
    const Cohort& last = cohort_at(plan_, circle[0]);
    const Cohort& next = cohort_at(plan_, circle[1]);
    const std::string after = cohort_at(plan_, circle[2 % (circle.size() - 1)]).names.back();
    diagnostics_.error(
        "RT0413", "'from' goes round in a circle: " + text, with_key(feeder_place(last), "from"),
        fmt::format("{} is 'from: {}' (line {}); a tie has two equal ends: between: [bus-a, bus-b]",
                    next.names.back(), after, feeder_place(next).line));
  }

  Plan& plan_;
  Diagnostics& diagnostics_;
  std::vector<Mark> marks_;
  std::vector<std::vector<int>> hangers_;
  std::vector<int> trail_;
  bool has_circle_ = false;
};

}  // namespace

void order_feeding(Plan& plan, Diagnostics& diagnostics) {
  find_levels(plan, diagnostics);
  if (!diagnostics.has_errors()) FeedingOrder(plan, diagnostics).fill();
}

}  // namespace ridethrough::scenario
