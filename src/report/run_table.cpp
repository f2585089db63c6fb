#include "report/run_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <map>

#include "report/csv_field.hpp"
#include "report/suite_words.hpp"
#include "ridethrough/report/sweep.hpp"
#include "ridethrough/scenario/units.hpp"

namespace ridethrough::report {

namespace {

using study::CellResult;
using study::CheckResult;

std::string headed(const std::string& name, const std::string& unit) {
  return unit.empty() || unit == "1" ? name : name + " [" + unit + "]";
}

TableCell value_in(double si, const std::string& unit) {
  if (std::isnan(si)) return {};
  return plain(unit.empty() || unit == "1" ? si : scenario::to_unit(si, unit));
}

/// The checks that some run has, by id, with the unit of the margin.
std::map<std::string, std::string> margins_of(const std::vector<CellResult>& results) {
  std::map<std::string, std::string> units;
  for (const CellResult& result : results) {
    for (const CheckResult& check : result.checks) {
      if (check.margin) units.try_emplace(check.id, check.unit);
    }
  }
  return units;
}

TableCell margin_cell(const CellResult& result, const std::string& id) {
  for (const CheckResult& check : result.checks) {
    if (check.id == id && check.margin) return value_in(*check.margin, check.unit);
  }
  return {};
}

/// Those of the first run: the same ones in all.
std::vector<study::Figure> figures_told(const std::vector<CellResult>& results) {
  for (const CellResult& result : results) {
    if (!result.figures.empty()) return result.figures;
  }
  return {};
}

class TableMaker {
 public:
  TableMaker(const scenario::Study& study, const std::vector<CellResult>& results)
      : study_(study),
        figures_(figures_told(results)),
        margins_(margins_of(results)),
        has_replicas_(!results.empty() && results.front().replica > 0),
        has_weights_(study.draw.importance > 1.0) {}

  std::vector<std::string> columns() const {
    std::vector<std::string> names{"cell"};
    if (has_replicas_) names.emplace_back("replica");
    if (has_weights_) names.emplace_back("weight");
    for (const scenario::Axis& axis : study_.axes) names.push_back(axis.path);
    names.emplace_back("verdict");
    names.emplace_back("decided_by");
    for (const study::Figure& figure : figures_) names.push_back(headed(figure.name, figure.unit));
    for (const auto& [id, unit] : margins_) names.push_back(headed("margin of " + id, unit));
    if (has_replicas_) names.emplace_back("losses");
    return names;
  }

  std::vector<TableCell> row(const CellResult& result) const {
    std::vector<TableCell> row{result.name};
    if (has_replicas_) row.emplace_back(std::int64_t{result.replica});
    if (has_weights_) row.push_back(value_in(result.weight, ""));
    for (std::size_t i = 0; i < study_.axes.size(); ++i) {
      const std::size_t choice = result.cell.choice[i];
      const bool acts = choice != scenario::Cell::kNotIn;
      row.push_back(acts ? text_cell(study_.axes[i].values[choice].name) : TableCell());
    }
    row.emplace_back(std::string(status_of(result.end)));
    row.push_back(text_cell(result.decided_by));
    for (std::size_t i = 0; i < figures_.size(); ++i) {
      const bool was_run = i < result.figures.size();
      row.push_back(was_run ? value_in(result.figures[i].value, result.figures[i].unit)
                            : TableCell());
    }
    for (const auto& [id, unit] : margins_) row.push_back(margin_cell(result, id));
    if (has_replicas_) row.push_back(text_cell(fmt::format("{}", fmt::join(result.losses, "; "))));
    return row;
  }

 private:
  const scenario::Study& study_;
  std::vector<study::Figure> figures_;
  std::map<std::string, std::string> margins_;
  bool has_replicas_, has_weights_;
};

std::string csv_text(const TableCell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return csv_field(*text);
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return fmt::format("{}", *whole);
  if (const auto* value = std::get_if<double>(&cell)) return fmt::format("{}", *value);
  return "";
}

}  // namespace

TableCell text_cell(const std::string& text) {
  return text.empty() ? TableCell() : TableCell(text);
}

double plain(double value) {
  constexpr int kDigits = 15;  // every decimal of so many digits is one double
  if (!std::isfinite(value)) return value;
  return std::stod(fmt::format("{:.{}g}", value, kDigits)) + 0.0;  // -0 + 0 is 0
}

ResultTable run_table(const scenario::Study& study, const std::vector<CellResult>& results) {
  const TableMaker maker(study, results);
  ResultTable table{maker.columns(), {}};
  for (const CellResult& result : results) table.rows.push_back(maker.row(result));
  return table;
}

std::string sweep_csv(const scenario::Study& study, const std::vector<CellResult>& results) {
  const ResultTable table = run_table(study, results);
  std::string csv;
  for (const std::string& column : table.columns) {
    csv += (csv.empty() ? "" : ",") + csv_field(column);
  }
  csv += "\n";
  for (const std::vector<TableCell>& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) csv += (i > 0 ? "," : "") + csv_text(row[i]);
    csv += "\n";
  }
  return csv;
}

}  // namespace ridethrough::report
