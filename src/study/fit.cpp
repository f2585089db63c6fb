#include "ridethrough/study/fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "study/fit_search.hpp"

namespace ridethrough::study {

namespace {

/// Under this a table is smoother than makers print: its prior is to weigh as little.
constexpr double kSmoothScatter = 0.01;

/// Gate of the project for a maker's table; eight of them are met to 3 %.
constexpr double kTolerableRms = 0.05;

constexpr std::size_t kFewestRows = 8;
constexpr std::size_t kFewestTimes = 3;
constexpr int kFolds = 3;
constexpr double kTenHoursS = 10.0 * kSecondsPerHour;
/// Mean voltage of a cell over ten hours; it only starts the search.
constexpr double kTypicalVoltageV = 1.95;

struct Rate {
  double held = 0.0;
  double time_s = 0.0;
};

/// What lasts ten hours at the end voltage nearest to `wanted_v`: on the line between its
/// neighbours in logarithms, else the longest row as it stands.
Rate ten_hour_rate(const std::vector<TableRow>& rows, double wanted_v) {
  double end_v = rows.front().end_voltage_v;
  for (const TableRow& row : rows) {
    if (std::abs(row.end_voltage_v - wanted_v) < std::abs(end_v - wanted_v) - 1e-9) {
      end_v = row.end_voltage_v;
    }
  }
  const TableRow* below = nullptr;
  const TableRow* above = nullptr;
  for (const TableRow& row : rows) {
    if (row.end_voltage_v != end_v) continue;
    if (row.time_s <= kTenHoursS && (below == nullptr || row.time_s > below->time_s)) below = &row;
    if (row.time_s >= kTenHoursS && (above == nullptr || row.time_s < above->time_s)) above = &row;
  }
  if (below == nullptr) return {above->held, above->time_s};
  if (above == nullptr || above == below) return {below->held, below->time_s};
  const double share =
      std::log(kTenHoursS / below->time_s) / std::log(above->time_s / below->time_s);
  return {below->held * std::pow(above->held / below->held, share), kTenHoursS};
}

/// Ah in ten hours; a shorter row is stretched by Peukert's law with an exponent of 1.12.
double rough_capacity_ah(const std::vector<TableRow>& rows, Held held) {
  const Rate rate = ten_hour_rate(rows, 1.75);
  const double current_a = held == Held::power ? rate.held / kTypicalVoltageV : rate.held;
  return current_a * rate.time_s / kSecondsPerHour * std::pow(kTenHoursS / rate.time_s, 0.12);
}

FitErrors errors_of(const std::vector<FitPoint>& points) {
  FitErrors errors;
  double sum = 0.0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double error = points[i].error_frac();
    sum += error * error;
    if (std::abs(error) <= std::abs(errors.worst_frac)) continue;
    errors.worst_frac = error;
    errors.worst = i;
  }
  if (!points.empty()) errors.rms_frac = std::sqrt(sum / static_cast<double>(points.size()));
  return errors;
}

/// Every third row in turn is left out and foretold by the others.
FitErrors holdout_errors(CellSearch& search, const std::vector<TableRow>& rows, Held held,
                         const std::vector<double>& start) {
  std::vector<FitPoint> foretold(rows.size());
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    std::vector<TableRow> kept, left_out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      (i % kFolds == fold ? left_out : kept).push_back(rows[i]);
    }
    const LeastSquaresFit fit = search.fit(kept, start);
    const auto points = search.points(left_out, CellSearch::numbers(fit.at), held);
    for (std::size_t i = 0; i < points.size(); ++i) foretold[kFolds * i + fold] = points[i];
  }
  return errors_of(foretold);
}

/// The fit, and once more with a lighter prior where the table is smooth.
LeastSquaresFit found_cell(CellSearch& search, const std::vector<TableRow>& rows, Held held) {
  LeastSquaresFit found = search.fit(rows, search.medians());
  const FitErrors errors = errors_of(search.points(rows, CellSearch::numbers(found.at), held));
  if (errors.rms_frac >= kSmoothScatter) return found;
  search.set_scatter(errors.rms_frac);
  const int iterations = found.iterations;
  found = search.fit(rows, found.at);
  found.iterations += iterations;
  return found;
}

bool is_used(const TableRow& row, const FitRange& range) {
  // What is printed at the end of a range belongs to it: 1.8 is not above 1.80.
  constexpr double kSlack = 1e-9;
  const bool is_brief = row.time_s < range.brief_s * (1.0 - kSlack);
  const double high_v = is_brief ? std::min(range.high_v, range.brief_high_v) : range.high_v;
  return row.time_s >= range.shortest_s * (1.0 - kSlack) &&
         row.time_s <= range.longest_s * (1.0 + kSlack) &&
         row.end_voltage_v >= range.low_v - kSlack && row.end_voltage_v <= high_v + kSlack;
}

std::vector<double> times_of(const std::vector<TableRow>& rows) {
  std::vector<double> times;
  times.reserve(rows.size());
  for (const TableRow& row : rows) times.push_back(row.time_s);
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  return times;
}

void require_rows(const std::vector<TableRow>& used, const DischargeTable& table,
                  std::size_t read) {
  const std::size_t times = times_of(used).size();
  if (used.size() >= kFewestRows && times >= kFewestTimes) return;
  scenario::Place place = (table.power.empty() ? table.current : table.power).front().place;
  place.line = 0;
  scenario::Diagnostics diagnostics;
  diagnostics.error(
      "RT1405",
      fmt::format("{} of {} rows of '{}' can be used, at {} durations", used.size(), read,
                  table.file, times),
      place,
      fmt::format("five numbers need {} rows at {} durations; '--max-time' and '--end-voltages' "
                  "say what is used",
                  kFewestRows, kFewestTimes));
  throw scenario::ScenarioError(diagnostics);
}

void add_warnings(const std::vector<TableRow>& used, const CellSearch& search,
                  const LeastSquaresFit& found, CellFit& fit) {
  const auto warn = [&fit](std::string message, std::string label) {
    fit.warnings.push_back(
        {scenario::Severity::warning, "RT1407", std::move(message), {}, std::move(label), {}});
  };
  const std::vector<double> times = times_of(used);
  if (times.back() < 10.0 * times.front() * (1.0 - 1e-9)) {
    warn("the rows span less than a decade of time",
         "times outside of them are foretold to 11 to 14 % rms, not as well as those within");
  }
  static constexpr const char* kNames[] = {"charge", "available_share", "exchange", "tafel",
                                           "cell_resistance"};
  for (std::size_t i = 0; i < kUnknowns; ++i) {
    if (!search.is_at_a_bound(found.at, i)) continue;
    warn(fmt::format("'{}' ended at its bound", kNames[i]),
         "the table is not one of a lead-acid cell, or of another number of cells");
  }
  if (fit.errors.rms_frac > kTolerableRms) {
    warn(fmt::format("the cell misses the table by {:.1f} % rms", 100.0 * fit.errors.rms_frac),
         "tables of lead-acid blocks are met to 5 % and better");
  }
  if (!found.is_found) warn("the search has not come to rest", "the errors may be too large");
}

/// Charge of the ten hours to 1.80 V, as the fitted cell gives it.
double capacity_c(const std::vector<TableRow>& rows, Held held, const CellNumbers& cell) {
  const Rate rate = ten_hour_rate(rows, 1.80);
  if (held == Held::current) return rate.held * rate.time_s;
  TableRow row{{}, 1.80, rate.time_s, rate.held};
  row.end_voltage_v = 0.0;
  for (const TableRow& each : rows) {
    const bool is_nearer =
        std::abs(each.end_voltage_v - 1.80) < std::abs(row.end_voltage_v - 1.80) - 1e-9;
    if (is_nearer) row.end_voltage_v = each.end_voltage_v;
  }
  TrialBlock block;
  block.set(cell);
  return cell.charge_c * (1.0 - block.run(held, row).soc_frac);
}

}  // namespace

CellFit fit_cell(const DischargeTable& table, const FitRange& range) {
  CellFit fit;
  fit.held = table.power.empty() ? Held::current : Held::power;
  fit.temperature_k = table.temperature_k;
  fit.cells = table.cells;
  const std::vector<TableRow>& rows = fit.held == Held::power ? table.power : table.current;
  std::vector<TableRow> used;
  for (const TableRow& row : rows) (is_used(row, range) ? used : fit.unused).push_back(row);
  require_rows(used, table, rows.size());
  CellSearch search(fit.held, rough_capacity_ah(used, fit.held));
  const LeastSquaresFit found = found_cell(search, used, fit.held);
  fit.iterations = found.iterations;
  fit.cell = CellSearch::numbers(found.at);
  fit.points = search.points(used, fit.cell, fit.held);
  fit.errors = errors_of(fit.points);
  fit.holdout = holdout_errors(search, used, fit.held, found.at);
  fit.capacity_c = capacity_c(used, fit.held, fit.cell);
  if (fit.held == Held::power) {
    std::vector<TableRow> unseen;
    for (const TableRow& row : table.current) {
      if (is_used(row, range)) unseen.push_back(row);
    }
    fit.unseen = search.points(unseen, fit.cell, Held::current);
    fit.unseen_errors = errors_of(fit.unseen);
  }
  add_warnings(used, search, found, fit);
  return fit;
}

}  // namespace ridethrough::study
