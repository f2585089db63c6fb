#include "study/size_margins.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::study {

namespace {

/// Margins are exact but for rounding; what is less than this part of them is no fall.
constexpr double kSameMargin = 1e-6;

std::optional<double> margin_in(const SizeStep& step, const scenario::Cell& cell,
                                const std::string& id) {
  for (const CellResult& result : step.results) {
    if (result.cell.choice != cell.choice) continue;
    const auto check = std::ranges::find(result.checks, id, &CheckResult::id);
    if (check == result.checks.end() || !check->margin || !std::isfinite(*check->margin)) break;
    return check->margin;
  }
  return std::nullopt;
}

}  // namespace

std::vector<SizeSpan> held_spans(const SizeSteps& steps) {
  std::vector<SizeSpan> spans;
  bool is_held = false;
  for (const auto& [place, step] : steps) {
    if (step.holds && !is_held) spans.push_back({place, place});
    if (step.holds) spans.back().last = place;
    is_held = step.holds;
  }
  return spans;
}

std::optional<double> root_share(const SizeStep& failing, const SizeStep& holding) {
  double share = 0.0;
  for (const CellResult& result : failing.results) {
    if (result.end == SuiteEnd::passed) continue;
    if (result.end != SuiteEnd::failed) return std::nullopt;
    for (const CheckResult& check : result.checks) {
      if (!check.fails_run) continue;
      const auto here = margin_in(failing, result.cell, check.id);
      const auto there = margin_in(holding, result.cell, check.id);
      if (!here || !there || *here >= 0.0 || *there <= 0.0) return std::nullopt;
      share = std::max(share, *here / (*here - *there));
    }
  }
  return share;
}

std::optional<SizeLimit> limit_of(const SizeSteps& steps) {
  const SizeSteps::value_type* last = nullptr;
  for (const auto& step : steps) {
    if (step.second.holds) break;
    last = &step;
  }
  if (last == nullptr) return std::nullopt;
  const auto fails = std::ranges::find_if(
      last->second.results, [](const CellResult& each) { return each.end != SuiteEnd::passed; });
  SizeLimit limit{fails->decided_by, last->first, fails->name, fails->cell, {}, {}};
  const auto check = std::ranges::find(fails->checks, limit.check, &CheckResult::id);
  if (check != fails->checks.end()) limit.unit = check->unit;
  return limit;
}

std::optional<double> margin_at(const SizeStep& step, const SizeLimit& limit) {
  return margin_in(step, limit.others, limit.check);
}

std::optional<SizeBend> falling(const SizeSteps& steps) {
  std::optional<std::size_t> held;
  for (const auto& [place, step] : steps) {
    if (held && !step.holds) return SizeBend{*held, place};
    if (step.holds) held = place;
  }
  return std::nullopt;
}

std::optional<SizeBend> falling_margin(const SizeSteps& steps,
                                       const std::vector<std::size_t>& places,
                                       const SizeLimit& limit) {
  std::optional<std::size_t> before;
  double best = 0.0;
  for (const std::size_t place : places) {
    const auto margin = margin_at(steps.at(place), limit);
    if (!margin) continue;
    if (before && *margin < best - kSameMargin * std::max(std::abs(*margin), std::abs(best))) {
      return SizeBend{*before, place, limit.check, limit.unit, best, *margin};
    }
    if (!before || *margin > best) {
      before = place;
      best = *margin;
    }
  }
  return std::nullopt;
}

}  // namespace ridethrough::study
