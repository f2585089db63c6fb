#include "study/fit_columns.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/scenario/csv.hpp"
#include "ridethrough/scenario/suggest.hpp"

namespace ridethrough::study {

namespace {

struct KnownColumn {
  std::string_view name;
  ColumnRole role;
  std::string_view unit = "";      ///< of a column of values
  double seconds_per_unit = 60.0;  ///< of a column of times
};

// The heads that this tool writes itself, then those of tables collected elsewhere.
constexpr KnownColumn kKnownColumns[] = {
    {"end_voltage [V/cell]", ColumnRole::end_voltage},
    {"time [min]", ColumnRole::time},
    {"time [h]", ColumnRole::time, "", 3600.0},
    {"time [s]", ColumnRole::time, "", 1.0},
    {"power [W/cell]", ColumnRole::value, "W/cell"},
    {"power [W/block]", ColumnRole::value, "W/block"},
    {"current [A]", ColumnRole::value, "A/block"},
    {"battery", ColumnRole::battery},
    {"kind", ColumnRole::kind},
    {"basis", ColumnRole::basis},
    {"T_C", ColumnRole::temperature},
    {"temperature [degC]", ColumnRole::temperature},
    {"end_V_per_cell", ColumnRole::end_voltage},
    {"end_voltage_v_per_cell", ColumnRole::end_voltage},
    {"minutes", ColumnRole::time},
    {"time_min", ColumnRole::time},
    {"value", ColumnRole::value},
    {"power_w_per_cell", ColumnRole::value, "W/cell"},
    {"power_w_per_block", ColumnRole::value, "W/block"},
    {"current_a_per_block", ColumnRole::value, "A/block"},
    {"source", ColumnRole::ignored},
    {"note", ColumnRole::ignored},
};

constexpr const char* kColumnsHint =
    "end_voltage [V/cell],time [min],power [W/cell]; or power [W/block], current [A]";

TableLine split_line(std::string_view line, const scenario::Place& place) {
  TableLine split{{}, place};
  std::vector<std::string_view> texts;
  scenario::split_cells(line, texts);
  for (const std::string_view text : texts) {
    const auto at = static_cast<int>(text.data() - line.data());
    const auto length = static_cast<int>(std::max<std::size_t>(1, text.size()));
    split.cells.push_back({text, scenario::within(place, at, length)});
  }
  return split;
}

std::vector<std::string> known_names() {
  std::vector<std::string> names;
  for (const KnownColumn& column : kKnownColumns) names.emplace_back(column.name);
  return names;
}

}  // namespace

TableText::TableText(std::shared_ptr<const scenario::SourceText> source,
                     scenario::Diagnostics& diagnostics)
    : source_(std::move(source)) {
  std::string_view rest = source_->text;
  for (int number = 1; !rest.empty(); ++number) {
    const std::string_view line = scenario::take_line(rest);
    if (scenario::without_blanks(line).empty()) continue;
    TableLine split = split_line(line, {source_, number, 1, static_cast<int>(line.size())});
    if (head_.cells.empty()) {
      head_ = std::move(split);
      read_head(diagnostics);
      if (diagnostics.has_errors()) return;
      continue;
    }
    if (split.cells.size() == head_.cells.size()) {
      lines_.push_back(std::move(split));
      continue;
    }
    diagnostics.error("RT1401",
                      fmt::format("the row has {} cells, the header has {}", split.cells.size(),
                                  head_.cells.size()),
                      split.place, "',' stands between cells, '.' before decimals");
  }
  if (!lines_.empty() || diagnostics.has_errors()) return;
  diagnostics.error("RT1401",
                    fmt::format("the table '{}' {}", source_->name,
                                head_.cells.empty() ? "is empty" : "has no rows"),
                    {source_, 0, 0, 1},
                    fmt::format("its first line names the columns: {}", kColumnsHint));
}

void TableText::read_head(scenario::Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < head_.cells.size(); ++i) {
    const TableCell& cell = head_.cells[i];
    const auto* known = std::find_if(std::begin(kKnownColumns), std::end(kKnownColumns),
                                     [&](const auto& each) { return each.name == cell.text; });
    if (known == std::end(kKnownColumns)) {
      diagnostics.error("RT1401", fmt::format("a discharge table has no column '{}'", cell.text),
                        cell.place,
                        scenario::did_you_mean(cell.text, known_names(),
                                               fmt::format("the columns are {}", kColumnsHint)));
      continue;
    }
    if (known->role == ColumnRole::ignored) continue;
    if (!columns_.emplace(known->role, i).second) {
      const bool is_value = known->role == ColumnRole::value;
      diagnostics.error(is_value ? "RT1404" : "RT1401",
                        fmt::format("'{}' and '{}' say the same",
                                    head_.cells[columns_.at(known->role)].text, cell.text),
                        cell.place, "a table has one column of each");
    }
    if (known->role == ColumnRole::value) unit_ = known->unit;
    if (known->role == ColumnRole::time) seconds_per_time_ = known->seconds_per_unit;
  }
  if (!diagnostics.has_errors()) require_columns(diagnostics);
}

void TableText::require_columns(scenario::Diagnostics& diagnostics) const {
  const auto require = [&](ColumnRole role, std::string_view names) {
    if (has(role)) return;
    diagnostics.error("RT1401", fmt::format("the table has no column {}", names), head_.place,
                      fmt::format("the columns are {}", kColumnsHint));
  };
  require(ColumnRole::end_voltage, "'end_voltage [V/cell]'");
  require(ColumnRole::time, "'time [min]'");
  require(ColumnRole::value, "of power or current");
  if (has(ColumnRole::value) && unit_.empty()) {
    require(ColumnRole::basis, "'basis', which says what 'value' is: W/cell, W/block or A/block");
  }
}

const TableCell* TableText::cell(const TableLine& line, ColumnRole role) const {
  const auto found = columns_.find(role);
  return found == columns_.end() ? nullptr : &line.cells[found->second];
}

}  // namespace ridethrough::study
