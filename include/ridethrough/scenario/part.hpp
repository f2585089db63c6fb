#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/devices/schema.hpp"
#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/scenario/model.hpp"

/// One part by itself, for commands that take a part in place of a scenario.
namespace ridethrough::scenario {

/// One value from the command line: `--end-voltage 1.67V/cell` is {"end_voltage",
/// "1.67V/cell"}. Findings point into it under the name of its option.
struct Argument {
  std::string key;
  std::string text;

  std::string option() const;  ///< "--end-voltage"
  Place place() const;
};

/// One line of `valid:`, in SI; `unit` is that of the part file, for printing.
struct ValidRange {
  std::string key;
  double low = 0.0;
  double high = 0.0;
  std::string unit;
};

struct BoundPart {
  std::string name, type, title, grade;
  Place place;                    ///< of the name on the command line
  std::vector<ValidRange> valid;  ///< in the order of the part file
  devices::Parameters values;     ///< complete: defaults are filled in
};

/// The part `name` of the library of `options`, or of a file (`./x.yaml`, `x.yaml`), with
/// `overrides` in place of its values. `options.sets` are not used.
/// @throws ScenarioError with every finding.
BoundPart load_part(const std::string& name, std::string_view type,
                    const std::vector<Argument>& overrides, const LoadOptions& options);

/// The same from the text of a part file that is not written yet; `file` is where it will stand.
BoundPart read_part_text(const std::string& text, const std::string& file, std::string_view type,
                         const LoadOptions& options);

/// Validates a part file by itself: its keys, its source and its values, as far as it states them.
/// @throws ScenarioError with every finding.
void check_part(const std::string& file, const LoadOptions& options);

/// An argument that is a quantity of the first of `rows` whose dimension it has, or a count.
struct BoundArgument {
  std::size_t row = 0;
  double si = 0.0;
};

/// Empty after a finding, which speaks of the last row where the dimension fits none.
std::optional<BoundArgument> bind_argument(const Argument& argument,
                                           std::span<const devices::ParamSpec> rows,
                                           Diagnostics& diagnostics);

}  // namespace ridethrough::scenario
