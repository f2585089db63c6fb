#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/scenario/model.hpp"
#include "ridethrough/scenario/tree.hpp"

/// `study:`: one scenario with axes along which it is varied (section 14 of the language).
namespace ridethrough::scenario {

/// One value of an axis.
struct AxisValue {
  std::string name;  ///< "fast"; its text where no name is written
  Tree value;
};

/// One line of `vary:`.
struct Axis {
  std::string path;  ///< as written; "extends" for the axis of architectures
  Place place;
  std::vector<AxisValue> values;
  std::vector<std::string> in;  ///< names of values of other axes; empty: it acts in every cell

  bool is_extends() const { return path == "extends"; }
};

struct Study {
  std::string file;
  std::string name;
  std::vector<Axis> axes;
  Place place;         ///< of `study:`
  std::string shrink;  ///< `smallest:`; empty if not written
};

/// One point of the grid.
struct Cell {
  static constexpr std::size_t kNotIn = static_cast<std::size_t>(-1);

  std::vector<std::size_t> choice;  ///< value of each axis; kNotIn where an axis does not act

  /// "fast,0.4 pu": the names of its values, as `--cell` takes them.
  std::string name(const Study& study) const;
};

/// @throws ScenarioError with every finding about `study:` itself.
Study read_study(const std::string& file);

/// The grid, the last axis fastest. An axis that does not act in a cell makes one cell there.
std::vector<Cell> cells_of(const Study& study);

/// The cell that is called so; "base" is the file without its axes.
/// @throws ScenarioError naming the cells that are nearest.
Cell find_cell(const Study& study, const std::string& name);

/// The scenario of one cell: `--set` of `options` first, its axes after everything.
/// @throws ScenarioError; RT1001 where an axis changes nothing.
Model load_cell(const Study& study, const Cell& cell, const LoadOptions& options);

}  // namespace ridethrough::scenario
