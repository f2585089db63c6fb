#pragma once

#include <memory>
#include <string>

#include "ridethrough/scenario/yaml_reader.hpp"
#include "scenario/load.hpp"
#include "scenario/parts.hpp"
#include "scenario/set.hpp"

/// A small catalog and readings of texts for the tests of the binder.
namespace ridethrough::scenario::testing {

using devices::Kind;
using devices::ParamSpec;
using devices::TypeSchema;
using devices::Verb;

inline constexpr std::string_view kModes[] = {"follow", "form"};
inline constexpr std::string_view kUnlimited[] = {"unlimited"};
inline constexpr std::string_view kSignals[] = {"voltage", "frequency"};

inline constexpr ParamSpec kUtilityRows[] = {
    {.name = "voltage", .unit = "V", .fallback = "", .text = "line to line", .positive = true},
    {.name = "frequency",
     .unit = "Hz",
     .fallback = "50 Hz",
     .text = "nominal",
     .low = 16.0,
     .high = 400.0},
    {.name = "short_circuit",
     .unit = "MVA",
     .fallback = "",
     .text = "short-circuit power",
     .positive = true},
    {.name = "x_over_r", .unit = "", .fallback = "10", .text = "of the impedance", .low = 0.0},
};
inline constexpr ParamSpec kWalkInFields[] = {
    {.name = "hold_off", .unit = "s", .fallback = "10 s", .text = "before the ramp", .low = 0.0},
    {.name = "ramp", .unit = "s", .fallback = "10 s", .text = "length of the ramp", .low = 0.0},
};
inline constexpr ParamSpec kPointFields[] = {
    {.name = "power", .unit = "%", .fallback = "", .text = "of rating", .low = 0.0},
    {.name = "for", .unit = "s", .fallback = "unlimited", .text = "how long", .words = kUnlimited},
};
inline constexpr ParamSpec kUpsRows[] = {
    {.name = "rating", .unit = "kW", .fallback = "", .text = "of one module", .positive = true},
    {.name = "modules",
     .kind = Kind::count,
     .unit = "",
     .fallback = "1",
     .text = "in parallel",
     .low = 1.0,
     .high = 32.0},
    {.name = "walk_in",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "return to mains",
     .fields = kWalkInFields},
    {.name = "overload",
     .kind = Kind::points,
     .unit = "",
     .fallback = "none",
     .text = "classes",
     .fields = kPointFields},
    {.name = "eco", .kind = Kind::flag, .unit = "", .fallback = "false", .text = "eco mode"},
    {.name = "mode",
     .kind = Kind::word,
     .unit = "",
     .fallback = "follow",
     .text = "of control",
     .words = kModes},
    {.name = "reads",
     .kind = Kind::points,
     .unit = "",
     .fallback = "none",
     .text = "signals",
     .words = kSignals},
    {.name = "bypass",
     .kind = Kind::component,
     .unit = "",
     .fallback = "none",
     .text = "separate bypass feed"},
    {.name = "table", .kind = Kind::text, .unit = "", .fallback = "none", .text = "file"},
};
inline constexpr ParamSpec kBatteryRows[] = {
    {.name = "capacity", .unit = "Ah", .fallback = "", .text = "of one block", .positive = true},
    {.name = "series",
     .kind = Kind::count,
     .unit = "",
     .fallback = "1",
     .text = "blocks",
     .low = 1.0},
    {.name = "age", .unit = "y", .fallback = "0 y", .text = "since new", .low = 0.0},
    {.name = "temperature",
     .unit = "degC",
     .fallback = "25 degC",
     .text = "of the room",
     .low = -40.0,
     .high = 80.0},
    {.name = "voltage_window",
     .kind = Kind::range,
     .unit = "V",
     .fallback = "none",
     .text = "of a cell"},
};
inline constexpr ParamSpec kBessRows[] = {
    {.name = "rating", .unit = "kW", .fallback = "", .text = "continuous", .positive = true},
    {.name = "cells",
     .kind = Kind::part,
     .unit = "",
     .fallback = "",
     .text = "its cells",
     .part_type = "battery"},
};
inline constexpr ParamSpec kRackRows[] = {
    {.name = "power", .unit = "kW", .fallback = "41 kW", .text = "rating", .positive = true},
    {.name = "load",
     .unit = "%",
     .fallback = "100 %",
     .text = "factor",
     .low = 0.0,
     .high = 300.0,
     .settable = true},
};
inline constexpr ParamSpec kTrainingRows[] = {
    {.name = "price", .unit = "USD/GPU/h", .fallback = "none", .text = "of lost time"},
};

inline constexpr TypeSchema kBattery{
    .name = "battery",
    .group = "storage",
    .text = "Cells without a converter.",
    .terminals = {.inlets_min = 1, .inlets_max = 1, .needs_dc_port = true},
    .parameters = kBatteryRows,
    .quantities = {},
    .states = {},
    .failures = {},
    .verbs = {}};
inline constexpr TypeSchema kBess{.name = "bess",
                                  .group = "storage",
                                  .text = "Cells with a converter.",
                                  .terminals = {.inlets_min = 1, .inlets_max = 1},
                                  .parameters = kBessRows,
                                  .quantities = {},
                                  .states = {},
                                  .failures = {},
                                  .verbs = {}};
inline constexpr TypeSchema kBreaker{
    .name = "breaker",
    .group = "switchgear",
    .text = "A switch.",
    .terminals = {.inlets_min = 1, .inlets_max = 1, .between = true, .outlet = true},
    .parameters = {},
    .quantities = {},
    .states = {},
    .failures = {},
    .verbs = {}};
inline constexpr TypeSchema kRack{.name = "rack",
                                  .group = "load",
                                  .text = "A rack of servers.",
                                  .terminals = {.inlets_min = 1, .inlets_max = 4, .dc_port = true},
                                  .parameters = kRackRows,
                                  .quantities = {},
                                  .states = {},
                                  .failures = {},
                                  .verbs = {}};
inline constexpr TypeSchema kTraining{.name = "training",
                                      .group = "load",
                                      .text = "A synchronous job.",
                                      .terminals = {},
                                      .parameters = kTrainingRows,
                                      .quantities = {},
                                      .states = {},
                                      .failures = {},
                                      .verbs = {},
                                      .is_job = true};
inline constexpr TypeSchema kTransformer{
    .name = "transformer",
    .group = "conversion",
    .text = "Two windings.",
    .terminals = {.inlets_min = 1, .inlets_max = 1, .between = true, .outlet = true},
    .parameters = {},
    .quantities = {},
    .states = {},
    .failures = {},
    .verbs = {},
    .feeder_hint = "to run both in parallel: a bus; to choose one of them: an ats or sts"};
inline constexpr devices::QuantitySpec kUpsQuantities[] = {
    {.name = "power", .unit = "kW", .additive = true, .text = "at the outlet"}};
inline constexpr devices::WordSpec kUpsStates[] = {{"online", "on mains"}, {"battery", "on dc"}};
inline constexpr devices::WordSpec kUpsFailures[] = {{"breakdown", "the outlet is dead"}};
inline constexpr Verb kUpsVerbs[] = {Verb::transfer, Verb::fail};
inline constexpr TypeSchema kUps{
    .name = "ups",
    .group = "conversion",
    .text = "Double conversion.",
    .terminals = {.inlets_min = 1, .inlets_max = 1, .outlet = true, .dc_port = true},
    .parameters = kUpsRows,
    .quantities = kUpsQuantities,
    .states = kUpsStates,
    .failures = kUpsFailures,
    .verbs = kUpsVerbs};
inline constexpr TypeSchema kUtility{.name = "utility",
                                     .group = "grid",
                                     .text = "A source.",
                                     .terminals = {.outlet = true},
                                     .parameters = kUtilityRows,
                                     .quantities = {},
                                     .states = {},
                                     .failures = {},
                                     .verbs = {}};

inline Catalog catalog_of_tests() {
  static const devices::CatalogEntry kEntries[] = {
      {&kBattery, nullptr},  {&kBess, nullptr},        {&kBreaker, nullptr}, {&kRack, nullptr},
      {&kTraining, nullptr}, {&kTransformer, nullptr}, {&kUps, nullptr},     {&kUtility, nullptr}};
  return kEntries;
}

inline std::string library_of_tests() {
  return std::string(RIDETHROUGH_SOURCE_DIR) + "/tests/unit/scenario/library";
}

inline Tree tree_of(const std::string& text, Diagnostics& diagnostics,
                    const std::string& name = "hall.yaml") {
  return read_yaml(std::make_shared<const SourceText>(SourceText{name, text}), diagnostics);
}

/// Loads a text as if it were a file without `extends`; `sets` are `path=value`.
inline LoadedScenario load_text(const std::string& text,
                                const std::vector<std::string>& sets = {}) {
  Diagnostics diagnostics;
  Tree root = tree_of(text, diagnostics);
  for (const std::string& set : sets) set_argument(root, set, diagnostics);
  return load_resolved(std::move(root), "hall.yaml", library_of_tests(), catalog_of_tests(),
                       diagnostics);
}

/// Everything that loading complains about.
inline std::string complaints(const std::string& text, const std::vector<std::string>& sets = {}) {
  try {
    load_text(text, sets);
  } catch (const ScenarioError& error) {
    return error.diagnostics().render_all();
  }
  return "";
}

}  // namespace ridethrough::scenario::testing
