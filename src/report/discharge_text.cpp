#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "report/table.hpp"
#include "ridethrough/report/discharge.hpp"

namespace ridethrough::report {

namespace {

constexpr double kSecondsPerMinute = 60.0;

std::string watts_text(double power_w) {
  return power_w >= 1e4 ? digits(power_w * 1e-3) + " kW" : digits(power_w) + " W";
}

std::string energy_text(double energy_j) {
  const double energy_wh = energy_j / 3600.0;
  return energy_wh >= 1e4 ? digits(energy_wh * 1e-3) + " kWh" : digits(energy_wh) + " Wh";
}

std::string load_text(const study::Discharge& one) {
  const double cells = static_cast<double>(one.cells * one.strings);
  if (one.load.current_a > 0.0) return digits(one.load.current_a) + " A";
  return fmt::format("{} ({} W/cell)", watts_text(one.load.power_w),
                     digits(one.load.power_w / cells));
}

std::string counted_text(std::int64_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string bank_text(const study::Discharge& one) {
  return fmt::format("{} of {} in series, {} each", counted_text(one.strings, "string"),
                     counted_text(one.blocks / one.strings, "block"),
                     counted_text(one.cells * one.strings / one.blocks, "cell"));
}

std::string minutes_text(const study::Discharge& one) {
  return fmt::format("{:.2f}", one.duration_s / kSecondsPerMinute);
}

/// "10 h" rather than the 600 min that the part file may say.
std::string value_of_range(double si, const scenario::ValidRange& range) {
  return range.key == "discharge_time" ? span_text(si) : printed(si, range.unit);
}

std::string interval_of(const scenario::ValidRange& range) {
  return fmt::format("{} to {}", value_of_range(range.low, range),
                     value_of_range(range.high, range));
}

std::string valid_text(const study::OutsideRange& each) {
  return fmt::format("{} {} is outside of {}", each.valid.key,
                     value_of_range(each.value, each.valid), interval_of(each.valid));
}

/// Energy and power over what it weighs or fills; nothing where the part does not say it.
std::string density_text(const study::Discharge& one, const std::optional<double>& amount,
                         double per_unit, std::string_view unit) {
  if (!amount) return "";
  const double size = *amount * per_unit;
  return fmt::format("  {:<15}{} Wh/{}, {} W/{}\n", unit == "kg" ? "of its mass" : "of its volume",
                     digits(one.energy_j / 3600.0 / size), unit, digits(one.mean_power_w() / size),
                     unit);
}

std::string heading_text(const study::Discharge& one) {
  return fmt::format("{}: {} (grade: {})\n{}\n", one.part, one.title, one.grade, bank_text(one));
}

std::string one_text(const study::Discharge& one) {
  const study::DischargePoint& last = one.curve.back();
  std::string text = heading_text(one) + "\n";
  text += one.has_stopped ? fmt::format("{} min at {}, then {}\n\n", minutes_text(one),
                                        load_text(one), devices::word_of(one.stop))
                          : fmt::format("still running at {} after {}\n\n", load_text(one),
                                        span_text(one.duration_s));
  text += fmt::format("  {:<15}{:.3f} V/cell ({} V), to end at {:.3f} V/cell\n", "end voltage",
                      last.cell_voltage_v, digits(last.voltage_v), one.end_voltage_v);
  text += fmt::format("  {:<15}{}\n", "energy", energy_text(one.energy_j));
  text += fmt::format("  {:<15}{} Ah\n", "charge", digits(one.charge_c / 3600.0));
  text += fmt::format("  {:<15}{} %\n", "left", digits(100.0 * last.soc_frac));
  text += fmt::format("  {:<15}{}\n", "temperature", printed(last.temperature_k, "degC"));
  text += density_text(one, one.mass_kg, 1.0, "kg");
  text += density_text(one, one.volume_m3, 1e3, "L");
  if (!one.outside.empty()) text += "\noutside of what the part is valid for:\n";
  for (const study::OutsideRange& each : one.outside) text += "  " + valid_text(each) + "\n";
  return text;
}

/// A mark behind minutes that need a note.
std::string marks_of(const study::Discharge& one) {
  std::string marks = one.outside.empty() ? "" : "!";
  if (one.stop != devices::StorageStop::end_voltage) marks += "*";
  return marks;
}

std::string notes_text(const std::vector<study::Discharge>& all) {
  std::vector<std::string> lines;
  const auto note = [&lines](const std::string& line) {
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
  };
  for (const study::Discharge& one : all) {
    for (const study::OutsideRange& each : one.outside) {
      note(fmt::format("!  {} outside of {}", each.valid.key, interval_of(each.valid)));
    }
  }
  for (const study::Discharge& one : all) {
    if (one.stop == devices::StorageStop::end_voltage) continue;
    note(fmt::format("*  {} to {:.3f} V/cell: {}", load_text(one), one.end_voltage_v,
                     one.has_stopped ? devices::word_of(one.stop) : "still running"));
  }
  std::string text = lines.empty() ? "" : "\n";
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

/// What each load leaves of the weight and the space, to the first end voltage; nothing where the
/// part says neither.
std::string densities_text(const std::vector<study::Discharge>& all, std::size_t columns) {
  const study::Discharge& first = all.front();
  std::vector<std::pair<std::string, double>> sizes;
  if (first.mass_kg) sizes.emplace_back("kg", *first.mass_kg);
  if (first.volume_m3) sizes.emplace_back("L", 1e3 * *first.volume_m3);
  if (sizes.empty()) return "";
  std::vector<std::string> head{fmt::format("to {:.3f} V/cell", first.end_voltage_v)};
  for (const auto& [unit, size] : sizes) {
    head.push_back("Wh/" + unit);
    head.push_back("W/" + unit);
  }
  std::vector<bool> right(head.size(), true);
  right.front() = false;
  Table table(head, right);
  for (std::size_t i = 0; i < all.size(); i += columns) {
    std::vector<std::string> row{load_text(all[i])};
    for (const auto& [unit, size] : sizes) {
      row.push_back(digits(all[i].energy_j / 3600.0 / size));
      row.push_back(digits(all[i].mean_power_w() / size));
    }
    table.add(std::move(row));
  }
  return "\n" + table.text("");
}

/// Minutes as a maker prints them: one row for each load, one column for each end voltage.
std::string sheet_text(const std::vector<study::Discharge>& all, std::size_t columns) {
  std::vector<std::string> head{"minutes to"};
  std::vector<bool> right{false};
  for (std::size_t i = 0; i < columns; ++i) {
    head.push_back(fmt::format("{:.3f} V/cell", all[i].end_voltage_v));
    right.push_back(true);
  }
  Table table(head, right);
  for (std::size_t i = 0; i < all.size(); i += columns) {
    std::vector<std::string> row{load_text(all[i])};
    for (std::size_t j = 0; j < columns; ++j) {
      row.push_back(minutes_text(all[i + j]) + marks_of(all[i + j]));
    }
    table.add(std::move(row));
  }
  return heading_text(all.front()) + "\n" + table.text("") + notes_text(all) +
         densities_text(all, columns);
}

}  // namespace

std::string discharge_text(const std::vector<study::Discharge>& all, std::size_t columns) {
  return all.size() == 1 ? one_text(all.front()) : sheet_text(all, columns);
}

std::string discharge_csv(const study::Discharge& one) {
  std::string csv =
      "time [s],voltage [V],cell_voltage [V],current [A],power [W],soc [%],temperature [degC]\n";
  constexpr double kZeroCelsiusK = 273.15;
  for (const study::DischargePoint& each : one.curve) {
    csv += fmt::format("{:.9f},{:.6f},{:.6f},{:.6f},{:.6f},{:.6f},{:.4f}\n", each.time_s,
                       each.voltage_v, each.cell_voltage_v, each.current_a, each.power_w,
                       100.0 * each.soc_frac, each.temperature_k - kZeroCelsiusK);
  }
  return csv;
}

}  // namespace ridethrough::report
