#pragma once

#include <limits>
#include <span>
#include <string_view>

/// What a device type accepts and offers, as constant tables. The YAML binder, the error texts, the
/// editor schema, `explain` and the tables of the documents are all made from these tables.
namespace ridethrough::devices {

enum class Kind {
  quantity,   ///< number with a unit (or plain number if `unit` is empty) -> Value double, SI
  count,      ///< non-negative integer -> Value int64
  flag,       ///< true or false -> Value bool
  word,       ///< one of `words` -> Value string
  range,      ///< [low, high] of `unit` -> Value list of two doubles
  map,        ///< nested map with `fields` -> Value Parameters
  points,     ///< list of maps with `fields` -> Value list of Parameters
  component,  ///< name of another component (a path) -> Value string
  part,       ///< a device inside a device: part name or {part: ..., overrides} -> Value Parameters
  text,       ///< free text, file names -> Value string
};

/// One parameter. `unit` fixes both the dimension and the unit of printing ("kW", "pu", "%",
/// "V/cell").
struct ParamSpec {
  std::string_view name;
  Kind kind = Kind::quantity;
  std::string_view unit = {};
  /// Default as a user would write it ("3 ms"); "" = required; "none" = optional without default.
  std::string_view fallback = {};
  std::string_view text = {};
  /// Allowed closed interval in the unit above.
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  std::string_view source = {};
  std::span<const ParamSpec> fields = {};
  std::span<const std::string_view> words = {};
  /// May be changed while running by an event `set:`.
  bool settable = false;
  /// Zero is refused although it is the end of the interval (ratings).
  bool positive = false;
  /// For Kind::part: the type of that part, for example "battery".
  std::string_view part_type = {};
  /// A map with `trace:` may stand in place of the value; its column is of this unit. Empty: none.
  std::string_view played_unit = {};
  /// For Kind::points with three fields or more: the name of a CSV file with a column for each
  /// field may stand in place of the list. Among rows with the same first field the second rises
  /// and the third falls, over three rows at least.
  bool is_tabular = false;
  /// For Kind::map: it names a CSV file of what has happened, one row each time. The binder puts a
  /// playback beside the keys for each column: its name with `_rows` behind it.
  bool is_log = false;
  /// What it asks for is drawn for each member by itself: members that have it are never lumped.
  bool is_drawn = false;
  /// Of Kind::component: several may be named, as a list or as a counted one; Value list of paths.
  bool is_many = false;
};

/// How a quantity behaves between two instants; tells the recorder how to draw it.
enum class Shape {
  line,   ///< piecewise linear
  curve,  ///< smooth; drawn with chords within a tolerance
  steps,  ///< piecewise constant
};

/// One readable quantity: `path.name` in checks, CSV and JSON.
struct QuantitySpec {
  std::string_view name;
  std::string_view unit;  ///< unit of printing, fixed; look() answers in SI
  Shape shape = Shape::line;
  bool additive = false;  ///< a group's value is the sum over its members
  std::string_view text = {};
  bool headline = false;  ///< recorded by default
};

struct WordSpec {
  std::string_view name;
  std::string_view text = {};
  /// Of a failure mode: keys of the event `fail` that it reads besides `as`.
  std::span<const std::string_view> keys = {};
};

/// Verbs of events (section 10 of the language).
enum class Verb {
  outage,
  dip,
  fault,
  open,
  close,
  start,
  stop,
  transfer,
  reset,
  fail,
  repair,
  crash,
  set,
  grow
};

/// What hangs where, in words of the language.
struct Terminals {
  int inlets_min = 0;
  int inlets_max = 0;          ///< -1: any number
  bool between = false;        ///< may tie two buses with `between:`
  bool outlet = false;         ///< an ac or dc outlet that others may name
  bool dc_port = false;        ///< takes a battery `from:` this component
  bool needs_dc_port = false;  ///< its inlet is a dc port of another component (a battery)
  bool at_rack = false;        ///< that dc port is the dc bus of a rack
};

struct TypeSchema;

/// Numbered parts inside one device that have signals of their own: `rack.cord.1.voltage`.
struct InnerParts {
  /// Name, text, quantities and states of one of them; null: there are none.
  const TypeSchema* type = nullptr;
  std::string_view counted_by = {};  ///< parameter of Kind::count; empty: one for each inlet
};

struct TypeSchema {
  std::string_view name;   ///< "ups"
  std::string_view group;  ///< "conversion"
  std::string_view text;   ///< one sentence
  Terminals terminals = {};
  std::span<const ParamSpec> parameters = {};
  std::span<const QuantitySpec> quantities = {};
  std::span<const WordSpec> states = {};
  std::span<const WordSpec> failures = {};  ///< modes for `fail: x, as: MODE`
  std::span<const Verb> verbs = {};
  bool is_job = false;                ///< stands under `jobs:`
  bool is_part_only = false;          ///< profile, curve, ...: never a component
  bool is_gear = false;               ///< PoweredGear: electricity ends in it, jobs may need it
  bool is_signal = false;             ///< PowerSignal: jobs may hear of a power event from it
  std::string_view feeder_hint = {};  ///< advice when two feeders are written where one fits
  InnerParts inner = {};
};

}  // namespace ridethrough::devices
