#include "ridethrough/study/search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/study/run.hpp"
#include "study/in_turn.hpp"
#include "study/run_end.hpp"

namespace ridethrough::study {

namespace {

using Shares = std::vector<double>;

constexpr std::size_t kStarts = 3;       ///< of the pattern search
constexpr std::size_t kCornersMax = 64;  ///< of a box of six axes
constexpr double kFirstStep = 0.125;
constexpr double kLastStep = 1e-3;
constexpr std::array<unsigned, 12> kPrimes = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37};

/// Member `index` of the van der Corput sequence in base `base`: its digits behind the point.
double van_der_corput(std::size_t index, unsigned base) {
  double share = 0.0, scale = 1.0;
  for (; index > 0; index /= base) {
    scale /= base;
    share += scale * static_cast<double>(index % base);
  }
  return share;
}

class PatternSearch {
 public:
  PatternSearch(const scenario::Study& study, std::size_t runs, const SweepOptions& options)
      : study_(study), options_(options), runs_(runs), axes_(study.axes.size()) {}

  Search find() {
    run_all(corners());
    run_all(spread_out());
    std::vector<std::size_t> starts(found_.points.size());
    for (std::size_t i = 0; i < starts.size(); ++i) starts[i] = i;
    std::ranges::stable_sort(starts, {}, [&](std::size_t i) { return found_.points[i].margin; });
    starts.resize(std::min(starts.size(), kStarts));
    for (const std::size_t start : starts) descend(start);
    return std::move(found_);
  }

 private:
  std::vector<Shares> corners() const {
    std::vector<Shares> points{Shares(axes_, 0.5)};
    const std::size_t count =
        std::min(kCornersMax, std::size_t{1} << std::min<std::size_t>(axes_, 6));
    for (std::size_t bits = 0; bits < count; ++bits) {
      Shares corner(axes_, 0.5);
      for (std::size_t axis = 0; axis < std::min<std::size_t>(axes_, 6); ++axis) {
        corner[axis] = (bits >> axis) & 1U ? 1.0 : 0.0;
      }
      points.push_back(std::move(corner));
    }
    return points;
  }

  /// A third of the runs looks around, the others go down from what it finds.
  std::vector<Shares> spread_out() const {
    std::vector<Shares> points;
    for (std::size_t i = 1; points.size() + found_.points.size() < runs_ / 3; ++i) {
      Shares point(axes_);
      for (std::size_t axis = 0; axis < axes_; ++axis) {
        point[axis] = van_der_corput(i, kPrimes[axis % kPrimes.size()]);
      }
      points.push_back(std::move(point));
    }
    return points;
  }

  /// Goes down from one of the points that were run; what it reaches is kept if it is the least.
  void descend(std::size_t start) {
    std::size_t best = start;
    double step = kFirstStep;
    while (step >= kLastStep && found_.points.size() < runs_) {
      const std::vector<std::size_t> tried = run_all(neighbours(found_.points[best].shares, step));
      const auto least = std::ranges::min_element(
          tried, {}, [&](std::size_t i) { return found_.points[i].margin; });
      const bool is_better =
          least != tried.end() && found_.points[*least].margin < found_.points[best].margin;
      if (is_better) {
        best = *least;
      } else {
        step /= 2.0;
      }
    }
    const bool is_first = found_.worst.values.empty();
    if (!is_first && found_.points[best].margin >= found_.worst.margin) return;
    found_.worst = found_.points[best];
    found_.last_step = step;
    found_.has_converged = step < kLastStep;
  }

  std::vector<Shares> neighbours(const Shares& centre, double step) const {
    std::vector<Shares> points;
    for (std::size_t axis = 0; axis < axes_; ++axis) {
      for (const double way : {-step, step}) {
        Shares point = centre;
        point[axis] = std::clamp(point[axis] + way, 0.0, 1.0);
        points.push_back(std::move(point));
      }
    }
    return points;
  }

  /// Runs those that were not run before, as long as there are runs; returns where all of them
  /// stand.
  std::vector<std::size_t> run_all(const std::vector<Shares>& asked) {
    std::vector<std::size_t> places;
    const std::size_t first = found_.points.size();
    for (const Shares& shares : asked) {
      scenario::Study point = scenario::at_point(study_, shares);
      const std::string name = scenario::cells_of(point).front().name(point);
      const auto [known, is_new] = places_.try_emplace(name, found_.points.size());
      if (is_new && found_.points.size() >= runs_) {
        places_.erase(known);
        continue;
      }
      if (is_new) {
        SearchPoint added;
        added.shares = shares;
        for (const scenario::Axis& axis : point.axes) added.values.push_back(axis.values[0].name);
        found_.points.push_back(std::move(added));
      }
      places.push_back(known->second);
    }
    in_turn(
        found_.points.size() - first, options_.threads,
        [&](std::size_t i) { run_point(found_.points[first + i], first + i); },
        [&](std::size_t i) { options_.ended(found_.points[first + i].result); });
    for (std::size_t i = first; i < found_.points.size(); ++i) judge(found_.points[i]);
    return places;
  }

  void run_point(SearchPoint& point, std::size_t number) {
    if (!options_.goes_on()) throw Interrupted();
    const scenario::Study study = scenario::at_point(study_, point.shares);
    point.result.run = number;
    point.result.cell = scenario::cells_of(study).front();
    point.result.name = point.result.cell.name(study);
    note_end(point.result, [&] {
      run_model(scenario::load_cell(study, point.result.cell, options_.load), options_.goes_on,
                point.result);
    });
  }

  /// What could not be run ends the search: a range holds values that can not be.
  void judge(SearchPoint& point) const {
    point.margin = std::numeric_limits<double>::infinity();
    if (point.result.end == SuiteEnd::bad) {
      scenario::Diagnostics findings;
      for (const scenario::Diagnostic& each : point.result.findings) findings.add(each);
      throw scenario::ScenarioError(std::move(findings));
    }
    if (point.result.end == SuiteEnd::unfinished) return;
    const auto check = std::ranges::find(point.result.checks, study_.worst, &CheckResult::id);
    if (check == point.result.checks.end()) refuse_check(point.result.checks);
    if (check->margin) point.margin = *check->margin;
  }

  [[noreturn]] void refuse_check(const std::vector<CheckResult>& checks) const {
    std::vector<std::string> names;
    for (const CheckResult& check : checks) names.push_back(check.id);
    scenario::Diagnostics diagnostics;
    diagnostics.error(
        "RT1004", fmt::format("there is no check '{}'", study_.worst), study_.worst_place,
        scenario::did_you_mean(study_.worst, names, "'worst' names a check of the scenario"));
    throw scenario::ScenarioError(std::move(diagnostics));
  }

  const scenario::Study& study_;
  const SweepOptions& options_;
  std::size_t runs_;
  std::size_t axes_;
  Search found_;
  std::map<std::string, std::size_t> places_;  ///< of points that were run, by their values
};

}  // namespace

Search search(const scenario::Study& study, std::size_t runs, const SweepOptions& options) {
  if (study.worst.empty()) {
    scenario::Diagnostics diagnostics;
    diagnostics.error("RT1004", "this study has no 'worst'", study.place,
                      "add 'worst: CHECK', the check whose least margin is looked for");
    throw scenario::ScenarioError(std::move(diagnostics));
  }
  return PatternSearch(study, runs, options).find();
}

}  // namespace ridethrough::study
