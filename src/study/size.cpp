#include "ridethrough/study/size.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "study/bracket.hpp"
#include "study/run_each.hpp"
#include "study/run_end.hpp"
#include "study/size_margins.hpp"

namespace ridethrough::study {

namespace {

constexpr std::size_t kFirstParts = 4;   ///< both ends and three values between them
constexpr std::size_t kSweptParts = 64;  ///< of a range, where a margin is not monotone

std::size_t sized_axis(const scenario::Study& study) {
  for (std::size_t i = 0; i < study.axes.size(); ++i) {
    if (study.axes[i].path == study.sized) return i;
  }
  scenario::Diagnostics diagnostics;
  diagnostics.error("RT1004", "this study has no 'smallest' and no 'largest'", study.place,
                    "add 'smallest: PATH', one line of 'vary'");
  throw scenario::ScenarioError(std::move(diagnostics));
}

/// The cells in which the sized axis acts.
std::vector<scenario::Cell> cells_with(const scenario::Study& study, std::size_t axis) {
  std::vector<scenario::Cell> cells = scenario::cells_of(study);
  std::erase_if(cells, [axis](const scenario::Cell& cell) {
    return cell.choice[axis] == scenario::Cell::kNotIn;
  });
  return cells;
}

/// Runs values of one axis, each once. Values are counted in the order in which they are looked at:
/// from that which is wanted most to that which is most likely to hold.
class SizeSearch {
 public:
  SizeSearch(const scenario::Study& study, const SweepOptions& options)
      : study_(study),
        options_(options),
        axis_(sized_axis(study)),
        last_(scenario::value_count(study.axes[axis_]) - 1),
        stride_(scenario::cells_of(study).size()) {}

  Size find() {
    run_parts(kFirstParts);
    const std::vector<std::size_t> first = run_so_far();
    if (!falling(steps_)) close_in();
    limit_ = limit_of(steps_);
    bend_ = falling(steps_);
    if (!bend_ && limit_) bend_ = falling_margin(steps_, first, *limit_);
    if (bend_) {
      run_parts(study_.axes[axis_].range ? kSweptParts : last_);
      close_in();
      limit_ = limit_of(steps_);
    }
    return found();
  }

 private:
  std::size_t value_of(std::size_t place) const {
    return study_.wants_largest ? last_ - place : place;
  }

  std::vector<std::size_t> run_so_far() const {
    std::vector<std::size_t> places;
    for (const auto& [place, step] : steps_) places.push_back(place);
    return places;
  }

  void run_parts(std::size_t parts) {
    std::vector<std::size_t> places;
    for (std::size_t part = 0; part <= std::min(parts, last_); ++part) {
      places.push_back(part * last_ / std::max<std::size_t>(1, std::min(parts, last_)));
    }
    run_places(places);
  }

  /// Between all neighbours of which one holds and one does not.
  void close_in() {
    const std::vector<std::size_t> places = run_so_far();
    for (std::size_t i = 0; i + 1 < places.size(); ++i) {
      const std::size_t left = places[i], right = places[i + 1];
      if (steps_.at(left).holds == steps_.at(right).holds) continue;
      close(steps_.at(left).holds ? Bracket(right, left) : Bracket(left, right));
    }
  }

  void close(Bracket bracket) {
    while (bracket.is_open()) {
      const auto share = root_share(steps_.at(bracket.failing()), steps_.at(bracket.holding()));
      std::optional<double> root;
      if (share) {
        root = std::lerp(static_cast<double>(bracket.failing()),
                         static_cast<double>(bracket.holding()), *share);
      }
      const std::size_t place = bracket.next(root);
      run_places({place});
      bracket.note(place, steps_.at(place).holds);
    }
  }

  /// Runs all cells of these values at once, unless they were run before.
  void run_places(const std::vector<std::size_t>& places) {
    struct Asked {
      scenario::Study study;
      std::vector<scenario::Cell> cells;
    };
    std::map<std::size_t, Asked> asked;  // by value
    std::vector<std::size_t> numbers;
    for (const std::size_t place : places) {
      const std::size_t value = value_of(place);
      if (steps_.contains(place) || asked.contains(value)) continue;
      Asked& added = asked[value];
      added.study = scenario::at_value(study_, axis_, value);
      added.cells = cells_with(added.study, axis_);
      for (std::size_t i = 0; i < added.cells.size(); ++i) numbers.push_back(value * stride_ + i);
    }
    refuse_too_many(numbers.size());
    std::vector<CellResult> results = run_each(
        numbers, options_,
        [&](CellResult& result) {
          const Asked& of = asked.at(result.run / stride_);
          result.cell = of.cells[result.run % stride_];
          result.name = result.cell.name(of.study);
        },
        [&](CellResult& result) {
          const Asked& of = asked.at(result.run / stride_);
          run_model(scenario::load_cell(of.study, result.cell, options_.load), options_.goes_on,
                    result);
        });
    for (CellResult& result : results) {
      const std::size_t value = result.run / stride_;
      steps_[value_of(value)].results.push_back(std::move(result));
    }
    for (const std::size_t place : places) judge(steps_[place]);
  }

  static void judge(SizeStep& step) {
    const auto fails = std::ranges::find_if(
        step.results, [](const CellResult& each) { return each.end != SuiteEnd::passed; });
    step.holds = fails == step.results.end();
    if (step.holds) return;
    step.decided_by = fails->name + (fails->decided_by.empty() ? "" : ": " + fails->decided_by);
  }

  void refuse_too_many(std::size_t more) {
    runs_ += more;
    if (runs_ <= options_.runs_max) return;
    scenario::Diagnostics diagnostics;
    diagnostics.error("RT1002",
                      fmt::format("more than {} runs, which is the limit", options_.runs_max),
                      study_.place, fmt::format("allow more with --max-runs {}", 10 * runs_));
    throw scenario::ScenarioError(std::move(diagnostics));
  }

  /// Steps and what points to them, now in the order of the axis.
  Size found() {
    Size size{study_, axis_, {}, {}, {}, {}, {}, {}};
    if (study_.axes[axis_].range) size.within = study_.axes[axis_].range->within;
    std::vector<scenario::AxisValue>& values = size.study.axes[axis_].values;
    values.clear();
    size.study.axes[axis_].range.reset();
    std::vector<std::size_t> places = run_so_far();
    if (study_.wants_largest) std::ranges::reverse(places);
    const auto step_at = [&](std::size_t place) {
      return static_cast<std::size_t>(std::ranges::find(places, place) - places.begin());
    };
    for (const SizeSpan& span : held_spans(steps_)) {
      size.holding.push_back({step_at(span.first), step_at(span.last)});
    }
    if (!size.holding.empty()) size.answer = size.holding.front().first;
    size.limit = limit_;
    if (size.limit) {
      size.limit->fails_at = step_at(limit_->fails_at);
      for (const std::size_t place : places) {
        size.limit->margins.push_back(margin_at(steps_.at(place), *limit_));
      }
    }
    size.bend = bend_;
    if (size.bend) {
      size.bend->better = step_at(bend_->better);
      size.bend->worse = step_at(bend_->worse);
    }
    for (const std::size_t place : places) {
      SizeStep& step = steps_.at(place);
      for (CellResult& result : step.results) result.cell.choice[axis_] = values.size();
      values.push_back(
          scenario::at_value(study_, axis_, value_of(place)).axes[axis_].values.front());
      size.steps.push_back(std::move(step));
    }
    return size;
  }

  const scenario::Study& study_;
  const SweepOptions& options_;
  std::size_t axis_;
  std::size_t last_;    ///< place of the last value
  std::size_t stride_;  ///< of the numbers of runs, from value to value
  std::size_t runs_ = 0;
  SizeSteps steps_;
  std::optional<SizeLimit> limit_;
  std::optional<SizeBend> bend_;
};

}  // namespace

std::optional<std::size_t> Size::holds_from() const {
  if (steps.empty() || holding.empty()) return std::nullopt;
  const std::size_t end = study.wants_largest ? 0 : steps.size() - 1;
  if (holding.back().last != end) return std::nullopt;
  return holding.back().first;
}

std::size_t expected_runs(const scenario::Study& study) {
  const std::size_t axis = sized_axis(study);
  const std::size_t values = scenario::value_count(study.axes[axis]);
  if (values == 0) return 0;
  const auto quarter = std::max(1.0, static_cast<double>(values) / kFirstParts);
  const std::size_t tried =
      std::min(values, kFirstParts + 1 + static_cast<std::size_t>(std::ceil(std::log2(quarter))));
  return tried * cells_with(scenario::at_value(study, axis, 0), axis).size();
}

Size find_size(const scenario::Study& study, const SweepOptions& options) {
  return SizeSearch(study, options).find();
}

}  // namespace ridethrough::study
