#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/scenario/distribution.hpp"
#include "ridethrough/scenario/model.hpp"
#include "ridethrough/scenario/tree.hpp"
#include "ridethrough/scenario/units.hpp"

/// `study:`: one scenario with axes along which it is varied (section 14 of the language).
namespace ridethrough::scenario {

/// One value of an axis.
struct AxisValue {
  std::string name;  ///< "fast"; its text where no name is written
  Tree value;
};

/// A range that is searched: every value from one end to the other.
struct AxisRange {
  double from = 0.0, to = 0.0;  ///< SI
  std::string unit;             ///< as written
  bool is_log = false;
  bool is_whole = false;  ///< both ends are whole numbers without a unit: so is what is between
  /// Of the axis that is sized: its values are so far apart, the last one less. SI; zero where they
  /// are in equal ratios.
  double step = 0.0;
  std::size_t steps = 0;    ///< from one end to the other; 0: it is not sized
  std::string within = {};  ///< the largest step, as a user writes it; empty for whole numbers

  /// SI at a share of the way from `from` to `to`.
  double at(double share) const;
};

/// One line of `vary:`.
struct Axis {
  std::string path;  ///< as written; "extends" for the axis of architectures
  Place place;
  std::vector<AxisValue> values;
  std::vector<std::string> in;  ///< names of values of other axes; empty: it acts in every cell
  /// Each replica draws its own value; there are no `values` then.
  std::optional<Distribution> drawn = {};
  /// Of a study with `worst:`, or of its sized axis; `values` are then its ends.
  std::optional<AxisRange> range = {};
  bool draws_each_member = false;  ///< `each: member`: every box that the path names has its own
  bool is_sampled = false;  ///< by `sample: latin`: value k belongs with value k of the others

  bool is_extends() const { return path == "extends"; }
};

/// What chance may touch; nothing else is drawn.
struct Draws {
  bool failures = false;
  bool disturbances = false;
  bool spread = false;  ///< what a scenario draws in every run, anew in each replica
  bool uncertainty = false;
  /// Failures come so many times as often, and each replica weighs what that makes it likelier.
  double importance = 1.0;

  bool any() const { return failures || disturbances || spread || uncertainty; }
};

/// What the replicas of a cell must keep to: "lower95(share(run.passed)) >= 99 %".
struct StudyCheck {
  enum class Statistic { mean, share, p1, p5, p50, p95, p99 };
  enum class Bound { none, lower95, upper95 };

  std::string id;
  Place place;           ///< of the entry
  Place claim_place;     ///< of the sentence
  std::string sentence;  ///< as written
  Level level = Level::fail;
  Bound bound = Bound::none;
  Statistic statistic = Statistic::mean;
  std::string outcome;  ///< "run.passed", "pretrain.cost"
  Place outcome_place;  ///< of that path
  std::string inner;    ///< of a share: relation to `inner_limit`; empty: the outcome is a truth
  Quantity inner_limit = {};
  std::string relation;  ///< ">=" and the like
  Quantity limit = {};
};

struct Study {
  std::string file;
  std::string name;
  std::vector<Axis> axes;
  Place place;             ///< of `study:`
  std::string sized = {};  ///< path of `smallest:` or `largest:`; empty if neither is written
  bool wants_largest = false;
  std::string worst = {};  ///< `worst:`, the id of a check; empty if not written
  Place worst_place = {};
  std::uint32_t replicas = 0;  ///< runs of each cell; 0: not written
  Place replicas_place = {};
  Draws draw = {};
  std::vector<StudyCheck> checks = {};

  bool has_drawn_axis() const;
};

/// One point of the grid.
struct Cell {
  static constexpr std::size_t kNotIn = static_cast<std::size_t>(-1);

  std::vector<std::size_t> choice;  ///< value of each axis; kNotIn where an axis does not act

  /// "fast,0.4 pu": the names of its values, as `--cell` takes them.
  std::string name(const Study& study) const;
};

/// The study with one value on each axis: that at its share, from 0 to 1, of the way through the
/// range or the list of values. It has one cell.
Study at_point(const Study& study, const std::vector<double>& shares);

/// How many values the axis has: those of a list or grid, or the steps of a range that is sized.
std::size_t value_count(const Axis& axis);

/// The study with one value on one axis, counted from 0.
Study at_value(const Study& study, std::size_t axis, std::size_t value);

/// Gives searched ranges the values that the name of a cell has on them, so that find_cell() knows
/// it: "1.25 MWh,long".
void add_named_values(Study& study, const std::string& cell);

/// @throws ScenarioError with every finding about `study:` itself.
Study read_study(const std::string& file);

/// The grid, the last axis fastest. An axis that does not act in a cell makes one cell there.
std::vector<Cell> cells_of(const Study& study);

/// The cell that is called so; "base" is the file without its axes.
/// @throws ScenarioError naming the cells that are nearest.
Cell find_cell(const Study& study, const std::string& name);

/// One cell for each value of the axis `extends`, in its order: the one whose values on the other
/// axes are all named in `named`, "old,slow".
/// @throws ScenarioError RT1004 without such an axis, RT1070 where that is not one cell.
std::vector<Cell> architectures(const Study& study, const std::string& named);

/// The scenario of one cell: `--set` of `options` first, its axes after everything. Axes that are
/// drawn have the value of `replica`; what else it draws comes by draw().
/// @throws ScenarioError; RT1001 where an axis changes nothing.
Model load_cell(const Study& study, const Cell& cell, const LoadOptions& options,
                std::uint32_t replica = 0);

}  // namespace ridethrough::scenario
