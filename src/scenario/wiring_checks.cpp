#include "scenario/wiring_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ridethrough/scenario/suggest.hpp"
#include "scenario/bind_text.hpp"
#include "scenario/wiring_names.hpp"

namespace ridethrough::scenario {

namespace {

constexpr std::size_t kOutletsShown = 6;

std::string advice_of_outlets(const Plan& plan, const Cohort& cohort) {
  const auto names = outlets_beside(plan, cohort);
  return names.empty() ? "nothing here has an outlet"
                       : "with an outlet here: " + listed(names, kOutletsShown);
}

bool is_end_of_tie(const Plan& plan, const Cohort& cohort) {
  return std::any_of(plan.cohorts.begin(), plan.cohorts.end(), [&](const Cohort& other) {
    return std::any_of(other.between.begin(), other.between.end(),
                       [&](int end) { return &cohort_at(plan, end) == &cohort; });
  });
}

void check_feeders_of(const Plan& plan, const Cohort& cohort, Diagnostics& diagnostics) {
  const devices::Terminals& terminals = cohort.type->terminals;
  const ComponentSpec& spec = *cohort.component;
  const bool is_fed = !spec.from.empty() || !spec.between.empty();
  const bool joins = terminals.inlets_max < 0;
  const bool needs_feeder = terminals.inlets_min > 0 || joins || terminals.needs_dc_port;
  if (needs_feeder && !is_fed && !(joins && is_end_of_tie(plan, cohort))) {
    diagnostics.error("RT0412", fmt::format("'{}' is fed by nothing", spec.name), spec.place,
                      "add 'from:'; " + advice_of_outlets(plan, cohort));
  }
  std::vector<int> neighbours = cohort.feeders;
  neighbours.insert(neighbours.end(), cohort.between.begin(), cohort.between.end());
  for (const int neighbour : neighbours) {
    const Cohort& other = cohort_at(plan, neighbour);
    if (other.type->terminals.outlet && other.between.empty()) continue;
    diagnostics.error(
        "RT0414",
        other.between.empty()
            ? fmt::format("'{}' is {}: nothing can hang under it", other.names.back(),
                          with_article(other.type->name))
            : fmt::format("'{}' ties two buses and has no outlet of its own", other.names.back()),
        feeder_place(cohort), advice_of_outlets(plan, cohort));
  }
}

/// Converters hold their outlet's voltage: a second source beside one has no say, and none yields.
void check_masters(const Plan& plan, const Cohort& cohort, Diagnostics& diagnostics) {
  if (cohort.type->terminals.inlets_max >= 0 || cohort.feeders.size() < 2) return;
  for (const int feeder : cohort.feeders) {
    const Cohort& master = cohort_at(plan, feeder);
    if (!master.type->terminals.dc_port || !master.type->terminals.outlet) continue;
    diagnostics.error("RT0435",
                      fmt::format("two masters on bus '{}': '{}' holds a voltage of its own",
                                  cohort.names.back(), master.names.back()),
                      feeder_place(cohort),
                      "give one ups more 'modules:', or feed the load over two cords or an sts");
    return;
  }
}

/// A tie whose two ends are one place does nothing, and has no voltage across it.
void check_ends(const Plan& plan, const Cohort& cohort, Diagnostics& diagnostics) {
  if (cohort.between.size() != 2 || cohort.between[0] != cohort.between[1]) return;
  diagnostics.error("RT0415",
                    fmt::format("both ends of '{}' are '{}'", cohort.names.back(),
                                cohort_at(plan, cohort.between[0]).names.back()),
                    feeder_place(cohort), "a tie stands between two different buses");
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
        "RT0413", "'from' goes round in a circle: " + text,
        with_key(feeder_place(last), "from"),
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

std::vector<std::string> outlets_beside(const Plan& plan, const Cohort& cohort,
                                        std::string_view of_type) {
  std::vector<std::string> names;
  for (const Cohort& other : plan.cohorts) {
    if (other.component == nullptr || !other.type->terminals.outlet) continue;
    if (!other.between.empty() || other.component == cohort.component) continue;
    if (!of_type.empty() && other.type->name != of_type) continue;
    if (other.names.size() != cohort.names.size()) continue;
    if (!std::equal(other.names.begin(), other.names.end() - 1, cohort.names.begin())) continue;
    if (std::find(names.begin(), names.end(), other.names.back()) != names.end()) continue;
    names.push_back(other.names.back());
  }
  return names;
}

void check_wiring(const Plan& plan, Diagnostics& diagnostics) {
  for (const Cohort& cohort : plan.cohorts) {
    if (cohort.component == nullptr) continue;
    check_feeders_of(plan, cohort, diagnostics);
    check_masters(plan, cohort, diagnostics);
    check_ends(plan, cohort, diagnostics);
  }
  check_storage(plan, diagnostics);
}

void order_feeding(Plan& plan, Diagnostics& diagnostics) {
  FeedingOrder(plan, diagnostics).fill();
}

}  // namespace ridethrough::scenario
