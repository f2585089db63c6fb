#include "scenario/verbs.hpp"

#include <algorithm>

#include "devices/fault_kinds.hpp"

namespace ridethrough::scenario {

namespace {

using devices::kFaultKinds;
using devices::Kind;
using devices::ParamSpec;
using devices::Verb;

constexpr std::string_view kPositions[] = {"1", "2", "bypass", "online", "maintenance"};

constexpr std::string_view kFaultedFeeders[] = {"other", "own"};

constexpr std::string_view kPhases[] = {"a", "b", "c"};
constexpr std::string_view kDipTypes[] = {"A", "B", "C", "D", "E", "F", "G"};

constexpr ParamSpec kDipShapeFields[] = {
    {.name = "fall", .unit = "s", .fallback = "0 s", .text = "from healthy to `to`", .low = 0.0},
    {.name = "rise", .unit = "s", .fallback = "0 s", .text = "back, after `for`", .low = 0.0},
};

constexpr ParamSpec kOvershootFields[] = {
    {.name = "to",
     .unit = "pu",
     .fallback = "",
     .text = "voltage after clearing, of nominal",
     .low = 1.0,
     .high = 2.0},
    {.name = "for",
     .unit = "s",
     .fallback = "",
     .text = "how long it stays there",
     .low = 0.0,
     .positive = true},
};

constexpr ParamSpec kReclosingFields[] = {
    {.name = "pauses",
     .kind = Kind::points,
     .unit = "s",
     .fallback = "",
     .text = "from clearing to the next try, one for each try",
     .low = 0.0,
     .positive = true},
    {.name = "feeder",
     .kind = Kind::word,
     .unit = "",
     .fallback = "other",
     .text = "where the fault is: on a neighbour (healthy in the pauses) or on this feed (dead)",
     .words = kFaultedFeeders},
    {.name = "succeeds",
     .kind = Kind::count,
     .unit = "",
     .fallback = "none",
     .text = "the try that finds no fault; without it the breaker locks out after the last",
     .low = 1.0},
};

constexpr ParamSpec kLineFields[] = {
    {.name = "resistance",
     .unit = "ohm/km",
     .fallback = "",
     .text = "per phase; 0.12 of an overhead line of 150 mm2 of aluminium at 10 kV",
     .low = 0.0},
    {.name = "reactance",
     .unit = "ohm/km",
     .fallback = "",
     .text = "per phase; 0.32 of that line, 0.1 of a cable",
     .low = 0.0},
    {.name = "zero_ratio",
     .unit = "",
     .fallback = "3",
     .text = "zero-sequence over positive-sequence impedance; only `line_ground` needs it",
     .low = 0.0,
     .source = "overhead lines, 2 to 4; assumed"},
};

constexpr ParamSpec kDipKeys[] = {
    {.name = "to",
     .unit = "pu",
     .fallback = "none",
     .text = "residual voltage, of nominal; above 1 it is a swell; this or `distance`",
     .low = 0.0,
     .high = 2.0},
    {.name = "distance",
     .unit = "km",
     .fallback = "none",
     .text = "in place of `to`: how far off the short circuit is, on a line that begins at the "
             "terminals",
     .low = 0.0},
    {.name = "line",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "that line, which `distance` needs",
     .fields = kLineFields},
    {.name = "kind",
     .kind = Kind::word,
     .unit = "",
     .fallback = "none",
     .text = "of the short circuit at `distance`; without it three_phase",
     .words = kFaultKinds},
    {.name = "phases",
     .kind = Kind::points,
     .unit = "",
     .fallback = "none",
     .text = "which of them `to` is of, each at its own angle; without it all three",
     .words = kPhases},
    {.name = "type",
     .kind = Kind::word,
     .unit = "",
     .fallback = "none",
     .text = "in place of `phases`: a type of Bollen, of which `to` is the characteristic voltage",
     .words = kDipTypes},
    {.name = "shape",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "slopes; without it in steps",
     .fields = kDipShapeFields},
    {.name = "phase_jump",
     .unit = "deg",
     .fallback = "none",
     .text = "turn of the voltage while it lasts",
     .low = -180.0,
     .high = 180.0},
    {.name = "overshoot",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "over-voltage after clearing",
     .fields = kOvershootFields},
    {.name = "reclose",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "the fault is still there when the breaker closes again",
     .fields = kReclosingFields},
};

constexpr ParamSpec kFaultKeys[] = {
    {.name = "kind",
     .kind = Kind::word,
     .unit = "",
     .fallback = "three_phase",
     .text = "which conductors touch",
     .words = kFaultKinds},
    {.name = "resistance", .unit = "ohm", .fallback = "0 ohm", .text = "of the fault", .low = 0.0},
    {.name = "distance",
     .unit = "m",
     .fallback = "none",
     .text = "along a cable, from its inlet or the bus named first; without it at the outlet",
     .low = 0.0},
};

constexpr ParamSpec kTransferKeys[] = {
    {.name = "to",
     .kind = Kind::word,
     .unit = "",
     .fallback = "",
     .text = "feeder of an ats or sts; path of a ups",
     .words = kPositions},
};

constexpr ParamSpec kFailKeys[] = {
    {.name = "as",
     .kind = Kind::text,
     .unit = "",
     .fallback = "",
     .text = "a failure mode of the type"},
    {.name = "number",
     .kind = Kind::count,
     .unit = "",
     .fallback = "none",
     .text = "how many modules, strings or shelves",
     .low = 1.0},
    {.name = "cells",
     .kind = Kind::count,
     .unit = "",
     .fallback = "none",
     .text = "how many cells of a string",
     .low = 1.0},
    {.name = "resistance",
     .unit = "mohm",
     .fallback = "none",
     .text = "what a bad cell or joint has more",
     .positive = true},
};

constexpr VerbSpec kVerbs[] = {
    {Verb::outage, "outage", Use::allowed, Use::refused, {}, "the source is disconnected"},
    {Verb::dip, "dip", Use::required, Use::refused, kDipKeys, "voltage sag at a source"},
    {Verb::fault, "fault", Use::allowed, Use::refused, kFaultKeys, "short circuit"},
    {Verb::open, "open", Use::refused, Use::refused, {}, "a breaker or static switch opens"},
    {Verb::close, "close", Use::refused, Use::refused, {}, "a breaker or static switch closes"},
    {Verb::start, "start", Use::refused, Use::refused, {}, "a genset, job, load or bess starts"},
    {Verb::stop, "stop", Use::refused, Use::refused, {}, "a genset, job, load or bess stops"},
    {Verb::transfer, "transfer", Use::refused, Use::refused, kTransferKeys,
     "an ats, sts or ups takes another path"},
    {Verb::reset, "reset", Use::refused, Use::refused, {}, "a latch or lock-out is cleared"},
    {Verb::fail, "fail", Use::allowed, Use::refused, kFailKeys, "equipment fails"},
    {Verb::repair, "repair", Use::refused, Use::refused, {}, "a failure ends"},
    {Verb::grow, "grow", Use::refused, Use::refused, {}, "strings that stand ready join a bank"},
    {Verb::crash, "crash", Use::refused, Use::refused, {}, "a job ends at once"},
    {Verb::set, "set", Use::allowed, Use::allowed, {}, "parameters change"},
};

}  // namespace

std::span<const VerbSpec> verbs() { return kVerbs; }

const VerbSpec* find_verb(std::string_view name) {
  const auto found = std::ranges::find(kVerbs, name, &VerbSpec::name);
  return found == std::end(kVerbs) ? nullptr : found;
}

std::string_view name_of_verb(devices::Verb verb) {
  return std::ranges::find(kVerbs, verb, &VerbSpec::verb)->name;
}

/// A fault is a matter of the network: it may be wherever something has an outlet.
bool knows(const devices::TypeSchema& type, devices::Verb verb) {
  if (verb == Verb::fault) return type.terminals.outlet;
  return std::find(type.verbs.begin(), type.verbs.end(), verb) != type.verbs.end();
}

std::vector<std::string> failure_names(const devices::TypeSchema& type) {
  std::vector<std::string> names;
  for (const devices::WordSpec& mode : type.failures) names.emplace_back(mode.name);
  return names;
}

}  // namespace ridethrough::scenario
