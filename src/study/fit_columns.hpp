#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/study/fit.hpp"

/// The text of a discharge table, before its numbers mean anything.
namespace ridethrough::study {

struct TableCell {
  std::string_view text;  ///< without blanks and quotes around it
  scenario::Place place;
};

struct TableLine {
  std::vector<TableCell> cells;
  scenario::Place place;
};

enum class ColumnRole { battery, kind, basis, temperature, end_voltage, time, value, ignored };

/// Header and lines of a table, each line with as many cells as the header.
class TableText {
 public:
  /// After errors in `diagnostics` the text is incomplete.
  TableText(std::shared_ptr<const scenario::SourceText> source, scenario::Diagnostics& diagnostics);

  const std::vector<TableLine>& lines() const { return lines_; }
  /// The cell of a line under a role; null where the table has no such column.
  const TableCell* cell(const TableLine& line, ColumnRole role) const;
  bool has(ColumnRole role) const { return columns_.count(role) > 0; }
  /// "W/cell" where the header itself says what its values are; empty where `basis` does.
  const std::string& unit_of_values() const { return unit_; }
  double seconds_per_time() const { return seconds_per_time_; }
  /// Of the header line.
  const scenario::Place& head_place() const { return head_.place; }

 private:
  void read_head(scenario::Diagnostics& diagnostics);
  void require_columns(scenario::Diagnostics& diagnostics) const;

  std::shared_ptr<const scenario::SourceText> source_;
  TableLine head_;
  std::map<ColumnRole, std::size_t> columns_;
  std::string unit_;
  double seconds_per_time_ = 60.0;
  std::vector<TableLine> lines_;
};

/// Finds rows at odds with physics: less power or current for a longer time, and for a higher end
/// voltage (RT1403).
void check_order(const std::vector<TableRow>& rows, Held held, scenario::Diagnostics& diagnostics);

}  // namespace ridethrough::study
