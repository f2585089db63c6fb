#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/scenario/units.hpp"
#include "study/fit_cell.hpp"

namespace ridethrough::study {

namespace {

using scenario::print_number;

/// What cold and warmth do, the same for all blocks: King and Knight, Uninterruptible Power
/// Supplies, p. 199, within 1.6 points from -1 degC up (docs/devices/storage/battery.md).
constexpr const char* kCellTemperatures =
    "    temperatures: [                   # the same for all blocks, not of the table\n"
    "      {at: -20 degC, out_of_reach: 41.8 %, resistance: 299 %},"
    " {at: -9.4 degC, out_of_reach: 30.8 %, resistance: 195.9 %},\n"
    "      {at: -1.1 degC, out_of_reach: 21.85 %, resistance: 140.6 %},"
    " {at: 4.4 degC, out_of_reach: 16.15 %, resistance: 125.9 %},\n"
    "      {at: 10 degC, out_of_reach: 11.3 %, resistance: 112.4 %},"
    " {at: 15.8 degC, out_of_reach: 5.68 %, resistance: 108.3 %},\n"
    "      {at: 21.1 degC, out_of_reach: 2.37 %, resistance: 105 %},"
    " {at: 25 degC, out_of_reach: 0 %, resistance: 100 %},\n"
    "      {at: 29.4 degC, out_of_reach: -0.91 %, resistance: 94.3 %},"
    " {at: 35 degC, out_of_reach: -1.65 %, resistance: 91.4 %},\n"
    "      {at: 40 degC, out_of_reach: -2.7 %, resistance: 90.5 %}]\n";

/// End of discharge of the library's blocks, where the table goes as low.
constexpr double kUsualEndVoltageV = 1.67;

std::string with_six_digits(double number) { return fmt::format("{:.6g}", number); }

struct Covered {
  double shortest_s, longest_s, low_v, high_v;
};

Covered covered_by(const std::vector<FitPoint>& points) {
  const TableRow& first = points.front().row;
  Covered covered{first.time_s, first.time_s, first.end_voltage_v, first.end_voltage_v};
  for (const FitPoint& point : points) {
    covered.shortest_s = std::min(covered.shortest_s, point.row.time_s);
    covered.longest_s = std::max(covered.longest_s, point.row.time_s);
    covered.low_v = std::min(covered.low_v, point.row.end_voltage_v);
    covered.high_v = std::max(covered.high_v, point.row.end_voltage_v);
  }
  return covered;
}

/// Double quotes take every text, a file name too.
std::string quoted_yaml(const std::string& text) {
  std::string quoted = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') quoted += '\\';
    quoted += letter;
  }
  return quoted + '"';
}

std::string percent_text(double frac) { return fmt::format("{:.2f} %", 100.0 * frac); }

}  // namespace

std::string cell_values_text(const CellFit& fit) {
  const CellNumbers& cell = fit.cell;
  const double charge_ah = cell.charge_c / kSecondsPerHour;
  const double milliohm = 1e3 * cell.resistance_ohm_c / cell.charge_c;
  const Covered covered = covered_by(fit.points);
  const double end_v = std::clamp(kUsualEndVoltageV, covered.low_v, covered.high_v);
  std::string text;
  text += fmt::format("  cells: {}\n", fit.cells);
  text += fmt::format("  nominal_voltage: {} V\n", 2 * fit.cells);
  text += fmt::format("  capacity: {:.4g} Ah\n", fit.capacity_c / kSecondsPerHour);
  text += fmt::format("  end_voltage: {} V/cell\n", print_number(end_v));
  text += "  float_voltage: 2.27 V/cell          # usual, not of the table\n";
  text += fmt::format("  model_temperature: {} degC\n",
                      print_number(scenario::to_unit(fit.temperature_k, "degC")));
  text += "  model:\n    kind: two_well\n";
  text += fmt::format("    charge: {} Ah\n", with_six_digits(charge_ah));
  text += fmt::format("    available_share: {}\n", with_six_digits(1.0 / (1.0 + cell.share_ratio)));
  text +=
      fmt::format("    exchange: {} /h\n", with_six_digits(cell.exchange_per_s * kSecondsPerHour));
  text += fmt::format("    emf: {} V\n    emf_fall: {} V\n", kFullEmfV, kEmfFallV);
  text += fmt::format("    cell_resistance: {} mohm\n", with_six_digits(milliohm));
  text += "    resistance_grows: over_head\n";
  text += fmt::format("    tafel: {} mV\n", with_six_digits(1e3 * cell.tafel_v));
  text += fmt::format("    tafel_rate: {} /h\n", kTafelRatePerH);
  text += fmt::format("    charge_resistance: {} mohm\n",
                      with_six_digits(1e3 * kChargeResistanceOhmAh / charge_ah));
  text += "    gassing: 0.003 /h                 # usual, not of the table\n";
  return text + kCellTemperatures;
}

std::string fitted_part_text(const CellFit& fit, const PartOrigin& origin) {
  const Covered covered = covered_by(fit.points);
  std::string text = fmt::format("schema_version: 1\npart: {}\ntype: battery\n", origin.name);
  text += fmt::format(
      "source:\n  title: {}\n  publisher: fitted by ridethrough\n  retrieved: {}\n"
      "  grade: derived\n",
      quoted_yaml(origin.title), origin.retrieved);
  text += "values:\n" + cell_values_text(fit);
  text += fmt::format(
      "valid: {{temperature: [-20 degC, 40 degC], discharge_time: [{} min, {} min], "
      "end_voltage: [{} V/cell, {} V/cell]}}\n",
      print_number(covered.shortest_s / 60.0), print_number(covered.longest_s / 60.0),
      print_number(covered.low_v), print_number(covered.high_v));
  text +=
      fmt::format("fit: {{rms: {}, worst: {}, points: {}, holdout_rms: {}, holdout_worst: {}}}\n",
                  percent_text(fit.errors.rms_frac), percent_text(std::abs(fit.errors.worst_frac)),
                  fit.points.size(), percent_text(fit.holdout.rms_frac),
                  percent_text(std::abs(fit.holdout.worst_frac)));
  return text;
}

}  // namespace ridethrough::study
