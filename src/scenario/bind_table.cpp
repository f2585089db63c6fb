#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "ridethrough/scenario/csv.hpp"
#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/units.hpp"
#include "scenario/bind_text.hpp"
#include "scenario/bind_value.hpp"
#include "scenario/csv_file.hpp"

namespace ridethrough::scenario {

namespace {

using devices::ParamSpec;
using devices::Value;

constexpr std::size_t kFewestTableRows = 3;

/// Reads one CSV file into the list of maps that could stand in its place.
class TableReader {
 public:
  TableReader(const Tree& name, const ParamSpec& spec, Diagnostics& diagnostics)
      : name_(name), spec_(spec), diagnostics_(diagnostics), list_(empty(Tree::Kind::list)) {}

  std::optional<Tree> read(CsvLibrary& files) {
    const std::string example = example_header();
    file_ =
        files.open(name_, diagnostics_, {.type = "table", .rule = "RT0506", .example = example});
    if (file_ == nullptr || !find_columns()) return std::nullopt;
    CsvRows rows(*file_);
    while (rows.next()) {
      if (!take_row(rows)) return std::nullopt;
    }
    if (!check_counts()) return std::nullopt;
    return std::move(list_);
  }

 private:
  /// Last rows of those with the same first value.
  struct Group {
    std::vector<double> last;
    std::size_t rows = 0;
    int line = 0;
  };

  Tree empty(Tree::Kind kind) const {
    Tree tree;
    tree.kind = kind;
    tree.place = name_.place;
    return tree;
  }

  std::string example_header() const {
    std::string text;
    for (const ParamSpec& field : spec_.fields) {
      text += fmt::format("{}{} [{}]", text.empty() ? "" : ",", field.name, field.unit);
    }
    return text;
  }

  bool fail(std::string rule, std::string message, std::string label) {
    diagnostics_.error(std::move(rule), std::move(message), name_.place, std::move(label));
    return false;
  }

  bool fail_row(int line, const std::string& what, std::string label) {
    return fail("RT0507", fmt::format("{}:{} {}", file_->name, line, what), std::move(label));
  }

  bool find_columns() {
    return std::all_of(spec_.fields.begin(), spec_.fields.end(),
                       [this](const ParamSpec& field) { return find_column(field); });
  }

  bool find_column(const ParamSpec& field) {
    const auto& columns = file_->columns;
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const CsvColumn& column) {
      return column.name == field.name;
    });
    if (found == columns.end()) {
      return fail(
          "RT0506", fmt::format("'{}' has no column '{}'", file_->name, field.name),
          fmt::format("due are: {}; it has: {}", example_header(), listed(file_->names(), 8)));
    }
    const std::string& unit = found->unit;
    const bool fits = is_unit(unit) && dimension_of(unit) == dimension_of(field.unit);
    places_.push_back(static_cast<std::size_t>(found - columns.begin()));
    if (fits) return true;
    return fail("RT0506",
                unit.empty()
                    ? fmt::format("{}:1 column '{}' has no unit", file_->name, field.name)
                    : fmt::format("{}:1 column '{}' is in '{}'", file_->name, field.name, unit),
                fmt::format("due is a unit of {}: {} [{}]", name_of(dimension_of(field.unit)),
                            field.name, field.unit));
  }

  bool take_row(const CsvRows& rows) {
    const auto& cells = rows.cells();
    if (cells.size() != file_->columns.size()) {
      return fail_row(
          rows.line(),
          fmt::format("has {} cells, the header has {}", cells.size(), file_->columns.size()),
          "',' stands between cells, '.' before decimals");
    }
    Tree row = empty(Tree::Kind::map);
    std::vector<double> values;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const std::string_view cell = cells[places_[i]];
      double number = 0.0;
      if (!read_cell(cell, number)) {
        return fail_row(rows.line(),
                        fmt::format("has '{}' in column '{}', which is not a number", cell,
                                    spec_.fields[i].name),
                        "a number with '.' before its decimals");
      }
      if (spec_.fields[i].positive && number <= 0.0) {
        return fail_row(rows.line(),
                        fmt::format("has {} in column '{}'", cell, spec_.fields[i].name),
                        "it must be above zero");
      }
      const std::string& unit = file_->columns[places_[i]].unit;
      values.push_back(from_unit(number, unit));
      Tree written = empty(Tree::Kind::scalar);
      written.text = fmt::format("{} {}", number, unit);
      row.entries.push_back({std::string(spec_.fields[i].name), name_.place, std::move(written)});
    }
    list_.items.push_back(std::move(row));
    return check_order(rows.line(), values);
  }

  bool check_order(int line, const std::vector<double>& values) {
    Group& group = groups_[values[0]];
    const std::string_view same = spec_.fields[0].name;
    const bool is_first = group.rows++ == 0;
    group.line = line;
    const std::vector<double> last = std::exchange(group.last, values);
    if (is_first) return true;
    if (values[1] <= last[1]) {
      return fail_row(line, fmt::format("does not go on in column '{}'", spec_.fields[1].name),
                      fmt::format("it rises from row to row of the same {}", same));
    }
    if (values[2] < last[2]) return true;
    return fail_row(line, fmt::format("does not fall in column '{}'", spec_.fields[2].name),
                    fmt::format("of the same {}, more {} goes with less {}", same,
                                spec_.fields[1].name, spec_.fields[2].name));
  }

  bool check_counts() {
    if (groups_.empty()) {
      return fail("RT0507", fmt::format("'{}' has no rows", file_->name),
                  fmt::format("three rows for each {}", spec_.fields[0].name));
    }
    for (const auto& [value, group] : groups_) {
      if (group.rows >= kFewestTableRows) continue;
      return fail_row(group.line,
                      fmt::format("is one of {} of its {}", group.rows, spec_.fields[0].name),
                      "a curve needs three rows or more");
    }
    return true;
  }

  const Tree& name_;
  const ParamSpec& spec_;
  Diagnostics& diagnostics_;
  const CsvFile* file_ = nullptr;
  std::vector<std::size_t> places_;  ///< of the fields among the columns
  std::map<double, Group> groups_;
  Tree list_;
};

}  // namespace

std::optional<Tree> read_table(const Tree& name, const ParamSpec& spec, ValueContext& context) {
  // A part that is bound by itself lists no inputs.
  CsvLibrary unlisted;
  TableReader reader(name, spec, context.diagnostics);
  return reader.read(context.csv_files != nullptr ? *context.csv_files : unlisted);
}

void write_out_tables(Tree& map, std::span<const ParamSpec> specs, ValueContext& context) {
  for (const ParamSpec& spec : specs) {
    TreeEntry* entry = spec.is_tabular ? map.entry(spec.name) : nullptr;
    if (entry == nullptr || entry->value.kind != Tree::Kind::scalar) continue;
    if (entry->value.text == "none") continue;
    auto table = read_table(entry->value, spec, context);
    // After a finding there is no table, which is told once.
    if (table) {
      entry->value = std::move(*table);
    } else {
      entry->value.text = "none";
    }
  }
}

}  // namespace ridethrough::scenario
