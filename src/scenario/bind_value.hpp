#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/devices/schema.hpp"
#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/scenario/tree.hpp"

/// One YAML value against one row of a schema table.
namespace ridethrough::scenario {

class PartLibrary;
class CsvLibrary;
struct Currency;
struct Uncertain;

/// Where a value is bound: whose it is and who hears of what was read.
struct ValueContext {
  Diagnostics& diagnostics;
  std::string owner;             ///< "utility"; empty for keys of the root and of events
  PartLibrary* parts = nullptr;  ///< null: a table without parts
  std::map<std::string, Place>* places = nullptr;
  std::map<std::string, std::string>* origins = nullptr;
  std::string prefix = {};          ///< "walk_in." inside that map
  Place subject = {};               ///< blamed when a required key is absent
  CsvLibrary* csv_files = nullptr;  ///< null: no `trace:` may stand here
  Currency* currency = nullptr;     ///< null: no price stands here, or it is not this scenario's
  std::vector<Uncertain>* uncertain = nullptr;  ///< of parts inside of devices
  bool is_partial = false;  ///< a part by itself: what has no default may come from who uses it
};

/// "'short_circuit' of utility", "'duration'".
std::string subject_of(const devices::ParamSpec& spec, const ValueContext& context);

/// "20 MVA": a text that would be accepted for `spec`.
std::string example_of(const devices::ParamSpec& spec);

/// The value that `tree` means for `spec`. Absent (a Value that is not `present`) if the file says
/// `none` for an optional parameter; empty after a finding.
std::optional<devices::Value> bind_value(const Tree& tree, const devices::ParamSpec& spec,
                                         ValueContext& context);

/// The number of Kind::quantity in SI; with `spec.words` also one of these words.
std::optional<devices::Value> bind_quantity(const Tree& tree, const devices::ParamSpec& spec,
                                            ValueContext& context);

/// Every key of `map` by `specs`, with defaults for what is absent. `extra_keys` belong to the
/// caller (type, from ...) and are passed over.
devices::Parameters bind_parameters(const Tree& map, std::span<const devices::ParamSpec> specs,
                                    ValueContext& context,
                                    std::span<const std::string_view> extra_keys = {});

/// `trace:` in place of the value of a playable row: the file is read, the Value is_played().
std::optional<devices::Value> bind_trace(const Tree& map, const devices::ParamSpec& spec,
                                         ValueContext& context);

/// The map of a row that is a log (ParamSpec::is_log), with its columns beside its keys.
std::optional<devices::Value> bind_log(const Tree& map, const devices::ParamSpec& spec,
                                       ValueContext& context);

/// The list that the CSV file `name` stands for in place of a tabular row; empty after a finding.
std::optional<Tree> read_table(const Tree& name, const devices::ParamSpec& spec,
                               ValueContext& context);

/// Puts the rows in the place of each such name in `map`, so that it needs its files no more.
void write_out_tables(Tree& map, std::span<const devices::ParamSpec> specs, ValueContext& context);

/// A default of a schema through the very same code; empty Value for "none" and "".
/// @throws std::logic_error if the default is not a value of its own row: a bug of ours.
devices::Value bind_default(const devices::ParamSpec& spec, PartLibrary* parts);

/// A default as a tree: `{a: 1 s}` and `[1 s, 2 s]` are read as YAML.
Tree default_tree(std::string_view text);

}  // namespace ridethrough::scenario
