#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/table.hpp"
#include "ridethrough/report/fit.hpp"

namespace ridethrough::report {

namespace {

/// A row that the cell misses by more is listed: the tables themselves are no smoother than this.
constexpr double kBadlyFitted = 0.05;
constexpr std::size_t kMostRowsListed = 30;

std::string percent_of(double frac) { return fmt::format("{:+.1f} %", 100.0 * frac); }

const char* unit_of_held(study::Held held) { return held == study::Held::power ? "W/cell" : "A"; }

std::string point_text(const study::FitPoint& point, study::Held held) {
  return fmt::format("line {}: {} {} to {:.2f} V/cell, table {} min, model {} min, {}",
                     point.row.place.line, digits(point.row.held), unit_of_held(held),
                     point.row.end_voltage_v, digits(point.row.time_s / 60.0),
                     digits(point.model_s / 60.0), percent_of(point.error_frac()));
}

std::string errors_text(const study::FitErrors& errors,
                        const std::vector<study::FitPoint>& points) {
  return fmt::format("{:4.2f} % rms, worst {} of {} points", 100.0 * errors.rms_frac,
                     percent_of(errors.worst_frac), points.size());
}

std::string bad_points_text(const study::CellFit& fit) {
  std::vector<study::FitPoint> bad;
  for (const study::FitPoint& point : fit.points) {
    if (std::abs(point.error_frac()) > kBadlyFitted) bad.push_back(point);
  }
  if (bad.empty()) return "no row is missed by more than 5 %\n";
  std::stable_sort(bad.begin(), bad.end(), [](const auto& a, const auto& b) {
    return std::abs(a.error_frac()) > std::abs(b.error_frac());
  });
  Table table({"line", "end [V/cell]", fmt::format("[{}]", unit_of_held(fit.held)), "table [min]",
               "model [min]", "error"},
              {true, true, true, true, true, true});
  for (std::size_t i = 0; i < std::min(bad.size(), kMostRowsListed); ++i) {
    table.add({fmt::format("{}", bad[i].row.place.line),
               fmt::format("{:.3f}", bad[i].row.end_voltage_v), digits(bad[i].row.held),
               digits(bad[i].row.time_s / 60.0), fmt::format("{:.2f}", bad[i].model_s / 60.0),
               percent_of(bad[i].error_frac())});
  }
  std::string text = "missed by more than 5 %:\n" + table.text("  ");
  if (bad.size() > kMostRowsListed) {
    text += fmt::format("  ... and {} more\n", bad.size() - kMostRowsListed);
  }
  return text;
}

std::string numbers_text(const study::CellFit& fit) {
  const study::CellNumbers& cell = fit.cell;
  const double charge_ah = cell.charge_c / 3600.0;
  return fmt::format(
      "  capacity         {} Ah (10 h to 1.80 V/cell, or the nearest row)\n"
      "  charge           {} Ah\n"
      "  available_share  {:.4g}\n"
      "  exchange         {:.4g} /h\n"
      "  tafel            {:.4g} mV\n"
      "  cell_resistance  {:.4g} mohm\n",
      digits(fit.capacity_c / 3600.0), digits(charge_ah), 1.0 / (1.0 + cell.share_ratio),
      cell.exchange_per_s * 3600.0, 1e3 * cell.tafel_v,
      1e3 * cell.resistance_ohm_c / cell.charge_c);
}

/// "2-14, 27, 40": lines in the order of the file.
std::string lines_text(const std::vector<study::TableRow>& rows) {
  std::string text;
  for (std::size_t i = 0; i < rows.size();) {
    std::size_t last = i;
    while (last + 1 < rows.size() && rows[last + 1].place.line == rows[last].place.line + 1) ++last;
    text += fmt::format("{}{}", text.empty() ? "" : ", ", rows[i].place.line);
    if (last > i) text += fmt::format("-{}", rows[last].place.line);
    i = last + 1;
  }
  return text;
}

std::string unused_text(const study::CellFit& fit) {
  if (fit.unused.empty()) return "";
  return fmt::format("not used, outside of the range: {} rows (lines {})\n", fit.unused.size(),
                     lines_text(fit.unused));
}

}  // namespace

std::string fit_text(const study::DischargeTable& table, const study::CellFit& fit) {
  const bool is_power = fit.held == study::Held::power;
  std::string text =
      fmt::format("{}{}: constant {} at {}\n\n", table.file,
                  table.battery.empty() ? "" : fmt::format(" ({})", table.battery),
                  is_power ? "power" : "current", printed(fit.temperature_k, "degC"));
  text += fmt::format("  fitted           {}\n", errors_text(fit.errors, fit.points));
  text += fmt::format("  left out         {} (each third of the rows foretold by the others)\n",
                      errors_text(fit.holdout, fit.points));
  if (!fit.unseen.empty()) {
    text += fmt::format("  constant current {} (not fitted)\n",
                        errors_text(fit.unseen_errors, fit.unseen));
  }
  text +=
      fmt::format("  worst            {}\n\n", point_text(fit.points[fit.errors.worst], fit.held));
  return text + numbers_text(fit) + "\n" + bad_points_text(fit) + unused_text(fit);
}

}  // namespace ridethrough::report
