#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ridethrough/scenario/csv.hpp"
#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/units.hpp"
#include "ridethrough/scenario/yaml_reader.hpp"
#include "study/fit_columns.hpp"

namespace ridethrough::study {

namespace {

using scenario::Diagnostics;
using scenario::print_number;

/// End voltages of lead-acid cells: below lies a reversed cell, above the emf of a full one.
constexpr double kLowestEndV = 1.0;
constexpr double kHighestEndV = 2.1;

/// A discharge that lasts longer is one of self-discharge.
constexpr double kLongestRowS = 1000.0 * 3600.0;

class TableReader {
 public:
  TableReader(const TableText& text, const TableChoice& choice, Diagnostics& diagnostics)
      : text_(text), choice_(choice), diagnostics_(diagnostics) {}

  DischargeTable read() {
    DischargeTable table;
    table.cells = choice_.cells;
    std::vector<const TableLine*> lines;
    for (const TableLine& line : text_.lines()) lines.push_back(&line);
    lines = of_battery(std::move(lines), table.battery);
    lines = at_temperature(std::move(lines), table.temperature_k);
    for (const TableLine* line : lines) take(*line, table);
    if (diagnostics_.has_errors()) return table;
    check_order(table.power, Held::power, diagnostics_);
    check_order(table.current, Held::current, diagnostics_);
    return table;
  }

 private:
  std::string text_under(const TableLine& line, ColumnRole role) const {
    const TableCell* cell = text_.cell(line, role);
    return cell == nullptr ? std::string() : std::string(cell->text);
  }

  /// Different texts under a role, in the order of the file.
  std::vector<std::string> texts_under(const std::vector<const TableLine*>& lines,
                                       ColumnRole role) const {
    std::vector<std::string> texts;
    for (const TableLine* line : lines) {
      const std::string text = text_under(*line, role);
      if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
    }
    return texts;
  }

  void refuse_choice(std::string message, std::string label) {
    diagnostics_.error("RT1406", std::move(message), text_.head_place(), std::move(label));
  }

  std::vector<const TableLine*> of_battery(std::vector<const TableLine*> lines,
                                           std::string& battery) {
    if (!text_.has(ColumnRole::battery)) {
      if (!choice_.battery.empty()) {
        refuse_choice("the table does not name its batteries", "leave '--battery' out");
      }
      return lines;
    }
    const auto names = texts_under(lines, ColumnRole::battery);
    battery = choice_.battery.empty() ? names.front() : choice_.battery;
    if (choice_.battery.empty() && names.size() > 1) {
      refuse_choice("the table has several batteries",
                    fmt::format("choose one: --battery {}", fmt::join(names, ", ")));
      return {};
    }
    if (std::find(names.begin(), names.end(), battery) == names.end()) {
      refuse_choice(fmt::format("the table has no battery '{}'", battery),
                    scenario::did_you_mean(battery, names,
                                           fmt::format("it has {}", scenario::listed(names, 20))));
      return {};
    }
    std::erase_if(lines, [&](const TableLine* line) {
      return text_under(*line, ColumnRole::battery) != battery;
    });
    return lines;
  }

  std::vector<const TableLine*> at_temperature(std::vector<const TableLine*> lines,
                                               double& temperature_k) {
    if (choice_.temperature_k) temperature_k = *choice_.temperature_k;
    if (!text_.has(ColumnRole::temperature) || lines.empty()) return lines;
    const auto texts = texts_under(lines, ColumnRole::temperature);
    if (!choice_.temperature_k && texts.size() > 1) {
      refuse_choice(
          "the table has several temperatures",
          fmt::format("choose one of these degC with '--temperature': {}", fmt::join(texts, ", ")));
      return {};
    }
    std::vector<const TableLine*> chosen;
    for (const TableLine* line : lines) {
      const auto degc = number_of(*line, ColumnRole::temperature, "a temperature in degC");
      if (!degc) continue;
      const double row_k = scenario::from_unit(*degc, "degC");
      if (!choice_.temperature_k) temperature_k = row_k;
      if (std::abs(row_k - temperature_k) < 1e-6) chosen.push_back(line);
    }
    if (chosen.empty() && !diagnostics_.has_errors()) {
      refuse_choice(fmt::format("the table has nothing at {} degC",
                                print_number(scenario::to_unit(temperature_k, "degC"))),
                    fmt::format("it has {} degC", fmt::join(texts, ", ")));
    }
    return chosen;
  }

  std::optional<double> number_of(const TableLine& line, ColumnRole role, std::string_view what) {
    const TableCell& cell = *text_.cell(line, role);
    double number = 0.0;
    if (scenario::read_cell(cell.text, number)) return number;
    diagnostics_.error("RT1402",
                       cell.text.empty() ? std::string("the cell is empty")
                                         : fmt::format("'{}' is not a number", cell.text),
                       cell.place, fmt::format("{} stands here, with '.' before decimals", what));
    return std::nullopt;
  }

  std::optional<double> positive(const TableLine& line, ColumnRole role, std::string_view what) {
    const auto number = number_of(line, role, what);
    if (!number || *number > 0.0) return number;
    diagnostics_.error("RT1402", fmt::format("{} can not be {}", what, print_number(*number)),
                       text_.cell(line, role)->place, "write a value above zero");
    return std::nullopt;
  }

  std::optional<double> end_voltage(const TableLine& line) {
    const auto volts = positive(line, ColumnRole::end_voltage, "an end voltage of one cell");
    if (!volts || (*volts >= kLowestEndV && *volts <= kHighestEndV)) return volts;
    const double per_cell = *volts / static_cast<double>(choice_.cells);
    const bool is_of_block = per_cell >= kLowestEndV && per_cell <= kHighestEndV;
    diagnostics_.error(
        "RT1402", fmt::format("{} V is no end voltage of one lead-acid cell", print_number(*volts)),
        text_.cell(line, ColumnRole::end_voltage)->place,
        is_of_block
            ? fmt::format("of a block of {}? of one cell it is {:.4g}", choice_.cells, per_cell)
            : fmt::format("between {} and {} V", kLowestEndV, kHighestEndV));
    return std::nullopt;
  }

  std::optional<double> time_s(const TableLine& line) {
    const auto time = positive(line, ColumnRole::time, "a time");
    if (!time) return std::nullopt;
    const double span_s = *time * text_.seconds_per_time();
    if (span_s <= kLongestRowS) return span_s;
    diagnostics_.error("RT1402", fmt::format("the time {} is beyond 1000 h", print_number(*time)),
                       text_.cell(line, ColumnRole::time)->place, "is its unit right?");
    return std::nullopt;
  }

  std::string basis_of(const TableLine& line) const {
    return text_.unit_of_values().empty() ? text_under(line, ColumnRole::basis)
                                          : text_.unit_of_values();
  }

  /// Cells in series carry one current, so that of a cell is that of its block.
  std::optional<Held> held_of(const TableLine& line) {
    const std::string basis = basis_of(line);
    const bool is_power = basis == "W/cell" || basis == "W/block";
    if (is_power || basis == "A/block" || basis == "A/cell" || basis == "A") {
      const Held held = is_power ? Held::power : Held::current;
      return is_kind(line, held) ? std::optional(held) : std::nullopt;
    }
    const std::vector<std::string> known = {"W/cell", "W/block", "A/block", "A/cell"};
    diagnostics_.error(
        "RT1404", fmt::format("'{}' is no basis of a discharge table", basis),
        text_.cell(line, ColumnRole::basis)->place,
        scenario::did_you_mean(basis, known, "one of: " + scenario::listed(known, 4)));
    return std::nullopt;
  }

  bool is_kind(const TableLine& line, Held held) {
    const TableCell* kind = text_.cell(line, ColumnRole::kind);
    const std::string_view due = held == Held::power ? "CP_W" : "CC_A";
    if (kind == nullptr || kind->text == due) return true;
    diagnostics_.error("RT1404",
                       fmt::format("the kind '{}' does not go with {}", kind->text, basis_of(line)),
                       kind->place, "CP_W is constant power in W, CC_A is constant current in A");
    return false;
  }

  /// Of one kind all rows have one basis: mixed, each of them would look plausible.
  bool is_basis_of_all(const TableLine& line, Held held) {
    const TableLine*& first = held == Held::power ? first_power_ : first_current_;
    if (first == nullptr) first = &line;
    if (basis_of(*first) == basis_of(line)) return true;
    diagnostics_.error("RT1404",
                       fmt::format("line {} is in {}, line {} in {}", first->place.line,
                                   basis_of(*first), line.place.line, basis_of(line)),
                       text_.cell(line, ColumnRole::basis)->place,
                       "write all rows of one kind on one basis");
    return false;
  }

  void take(const TableLine& line, DischargeTable& table) {
    const auto held = held_of(line);
    const auto volts = end_voltage(line);
    const auto span_s = time_s(line);
    const auto value = positive(line, ColumnRole::value, "a power or current");
    if (!held || !volts || !span_s || !value || !is_basis_of_all(line, *held)) return;
    const double share =
        basis_of(line) == "W/block" ? 1.0 / static_cast<double>(choice_.cells) : 1.0;
    (*held == Held::power ? table.power : table.current)
        .push_back({line.place, *volts, *span_s, *value * share});
  }

  const TableText& text_;
  const TableChoice& choice_;
  Diagnostics& diagnostics_;
  const TableLine* first_power_ = nullptr;
  const TableLine* first_current_ = nullptr;
};

}  // namespace

DischargeTable read_discharge_table(const std::string& file, const TableChoice& choice) {
  Diagnostics diagnostics;
  const auto source = scenario::read_source(file, diagnostics);
  if (!source) throw scenario::ScenarioError(diagnostics);
  const TableText text(source, diagnostics);
  if (diagnostics.has_errors()) throw scenario::ScenarioError(diagnostics);
  DischargeTable table = TableReader(text, choice, diagnostics).read();
  if (diagnostics.has_errors()) throw scenario::ScenarioError(diagnostics);
  table.file = file;
  return table;
}

}  // namespace ridethrough::study
