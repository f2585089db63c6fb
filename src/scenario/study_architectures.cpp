#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "ridethrough/scenario/study.hpp"
#include "ridethrough/scenario/suggest.hpp"

namespace ridethrough::scenario {

namespace {

std::vector<std::string> split_names(const std::string& text) {
  std::vector<std::string> names;
  std::istringstream stream(text);
  for (std::string name; std::getline(stream, name, ',');) names.push_back(name);
  return names;
}

/// Whether every value of the cell on another axis than `axis` is named.
bool has_named_values(const Study& study, const Cell& cell, std::size_t axis,
                      const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < cell.choice.size(); ++i) {
    if (i == axis || cell.choice[i] == Cell::kNotIn) continue;
    const std::string& value = study.axes[i].values[cell.choice[i]].name;
    if (std::ranges::find(names, value) == names.end()) return false;
  }
  return true;
}

/// A name that picks nothing is a mistake, also where nothing is to be picked.
void refuse_unused(const Study& study, const std::vector<Cell>& chosen,
                   const std::vector<std::string>& names) {
  std::vector<std::string> values;
  for (const Cell& cell : chosen) {
    for (std::size_t i = 0; i < cell.choice.size(); ++i) {
      if (cell.choice[i] != Cell::kNotIn)
        values.push_back(study.axes[i].values[cell.choice[i]].name);
    }
  }
  Diagnostics diagnostics;
  for (const std::string& name : names) {
    if (std::ranges::find(values, name) != values.end()) continue;
    diagnostics.error("RT1070", fmt::format("'{}' is no value of these architectures", name),
                      study.place, did_you_mean(name, values, "leave it out of '--cell'"));
  }
  if (diagnostics.has_errors()) throw ScenarioError(std::move(diagnostics));
}

[[noreturn]] void refuse_choice(const Study& study, std::size_t axis, std::size_t value,
                                const std::vector<Cell>& cells) {
  std::vector<std::string> others;
  for (const Cell& cell : cells) {
    Cell other = cell;
    other.choice[axis] = Cell::kNotIn;
    if (cell.choice[axis] == value) others.push_back("'" + other.name(study) + "'");
  }
  Diagnostics diagnostics;
  diagnostics.error("RT1070",
                    fmt::format("'{}' has several cells, and '--cell' does not pick one of them",
                                study.axes[axis].values[value].name),
                    study.axes[axis].place, "its other axes have " + listed(others, 6));
  throw ScenarioError(std::move(diagnostics));
}

}  // namespace

std::vector<Cell> architectures(const Study& study, const std::string& named) {
  const auto found = std::ranges::find_if(study.axes, &Axis::is_extends);
  if (found == study.axes.end()) {
    Diagnostics diagnostics;
    diagnostics.error("RT1004", "this study has no axis 'extends'", study.place,
                      "'compare' sets its architectures side by side; 'sweep' runs all cells");
    throw ScenarioError(std::move(diagnostics));
  }
  const auto axis = static_cast<std::size_t>(found - study.axes.begin());
  const std::vector<std::string> names = split_names(named);
  const std::vector<Cell> cells = cells_of(study);
  std::vector<Cell> chosen;
  for (std::size_t value = 0; value < found->values.size(); ++value) {
    const std::size_t before = chosen.size();
    for (const Cell& cell : cells) {
      if (cell.choice[axis] == value && has_named_values(study, cell, axis, names))
        chosen.push_back(cell);
    }
    if (chosen.size() != before + 1) refuse_choice(study, axis, value, cells);
  }
  refuse_unused(study, chosen, names);
  return chosen;
}

}  // namespace ridethrough::scenario
