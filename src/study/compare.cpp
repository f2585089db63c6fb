#include "ridethrough/study/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "ridethrough/scenario/units.hpp"
#include "ridethrough/study/figures.hpp"

namespace ridethrough::study {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

bool differs(double relevance, const std::vector<double>& values) {
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  if (std::any_of(values.begin(), values.end(), [](double value) { return std::isnan(value); })) {
    return false;
  }
  return *most - *least > relevance * std::max(std::abs(*most), std::abs(*least));
}

/// The currency that all outcomes with a price share; empty if there is none.
std::string shared_currency(const std::vector<Outcome>& outcomes) {
  std::string shared;
  for (const Outcome& outcome : outcomes) {
    if (outcome.currency.empty() || outcome.currency == shared) continue;
    if (!shared.empty()) return {};
    shared = outcome.currency;
  }
  return shared;
}

/// Amounts of two currencies can not be told apart: `--unequal` may bring them here.
bool mixes_currencies(const std::vector<Outcome>& outcomes) {
  return shared_currency(outcomes).empty() &&
         std::any_of(outcomes.begin(), outcomes.end(),
                     [](const Outcome& outcome) { return !outcome.currency.empty(); });
}

std::string shown(const std::string& unit, double value) {
  const double printed = unit.empty() ? value : scenario::to_unit(value, unit);
  if (unit.empty()) return fmt::format("{:.0f}", printed);
  if (!scenario::currency_of(unit).empty()) return fmt::format("{:.0f} {}", printed, unit);
  return fmt::format("{:.4g} {}", printed, unit == "GPU*h" ? "GPU-hours" : unit);
}

std::string sentence_for(const ComparedFigure& figure, const Comparison& comparison) {
  const std::vector<double>& values = figure.values;
  std::string others;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (static_cast<int>(i) == comparison.better) continue;
    if (!others.empty()) others += "; ";
    others +=
        fmt::format("{} with \"{}\"", shown(figure.unit, values[i]), comparison.outcomes[i].name);
  }
  const auto best = static_cast<std::size_t>(comparison.better);
  return fmt::format("\"{}\" did better: {} {}, against {}.", comparison.outcomes[best].name,
                     figure.text, shown(figure.unit, values[best]), others);
}

}  // namespace

Comparison compare(std::vector<Outcome> outcomes) {
  Comparison comparison;
  comparison.outcomes = std::move(outcomes);
  const std::string currency = shared_currency(comparison.outcomes);
  const bool mixes = mixes_currencies(comparison.outcomes);
  std::vector<std::vector<Figure>> all;
  for (const Outcome& outcome : comparison.outcomes) all.push_back(figures_of(outcome));
  for (std::size_t i = 0; i < all.front().size(); ++i) {
    const Figure& first = all.front()[i];
    const bool is_amount = !scenario::currency_of(first.unit).empty();
    ComparedFigure figure{
        first.name,
        first.text,
        is_amount ? scenario::in_currency(scenario::kSchemaCurrency, currency) : first.unit,
        {},
        first.less_is_better};
    for (const std::vector<Figure>& each : all) {
      figure.values.push_back(mixes && is_amount ? kNone : each[i].value);
    }
    if (comparison.better < 0 && differs(first.relevance, figure.values)) {
      const auto best = first.less_is_better
                            ? std::min_element(figure.values.begin(), figure.values.end())
                            : std::max_element(figure.values.begin(), figure.values.end());
      comparison.better = static_cast<int>(best - figure.values.begin());
      comparison.sentence = sentence_for(figure, comparison);
    }
    const bool is_told = std::any_of(figure.values.begin(), figure.values.end(),
                                     [](double value) { return !std::isnan(value); });
    if (first.is_always_shown || is_told) comparison.figures.push_back(std::move(figure));
  }
  if (comparison.better < 0) {
    comparison.sentence = "No figure tells these architectures apart under these events.";
  }
  return comparison;
}

}  // namespace ridethrough::study
