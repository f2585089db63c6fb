#include "ridethrough/devices/grid/disturbances.hpp"

namespace ridethrough::devices {

namespace {

constexpr std::string_view kSagTypes[] = {"A", "B", "C", "D", "E", "F", "G"};

constexpr ParamSpec kPerYear{.name = "per_year",
                             .fallback = {},
                             .text = "how many a year in the mean, as a Poisson process",
                             .low = 0.0,
                             .high = 100'000.0};

constexpr ParamSpec kDurationFields[] = {
    {.name = "median", .unit = "s", .fallback = {}, .text = "half last longer", .positive = true},
    {.name = "sigma",
     .fallback = {},
     .text = "standard deviation of the logarithm: lognormal",
     .low = 0.0,
     .high = 10.0},
    {.name = "at_least", .unit = "s", .fallback = "none", .text = "none is shorter", .low = 0.0},
    {.name = "at_most",
     .unit = "s",
     .fallback = "none",
     .text = "none is longer: the distribution is cut, not piled up there",
     .positive = true},
};

constexpr ParamSpec kLasting{.name = "duration",
                             .kind = Kind::map,
                             .fallback = {},
                             .text = "how long one lasts",
                             .fields = kDurationFields};

constexpr ParamSpec kSagTypeFields[] = {
    {.name = "type",
     .kind = Kind::word,
     .fallback = {},
     .text = "of Bollen, as of an event `dip`",
     .words = kSagTypes},
    {.name = "share",
     .unit = "%",
     .fallback = {},
     .text = "of the sags",
     .low = 0.0,
     .high = 100.0},
};

constexpr ParamSpec kSagFields[] = {
    kPerYear,
    kLasting,
    {.name = "below",
     .unit = "pu",
     .fallback = "0.9 pu",
     .text = "what is counted: the residual voltage V is below it, with the probability of a fault "
             "anywhere along a line, V / (1 - V) over the same of this",
     .low = 0.01,
     .high = 0.99,
     .source = "method of critical distances, Bollen 2000 chapter 6"},
    {.name = "types",
     .kind = Kind::points,
     .fallback = "none",
     .text = "how many are of which type; the rest, or all, are of type A: three-phase",
     .fields = kSagTypeFields},
};

constexpr ParamSpec kOutageFields[] = {kPerYear, kLasting};

constexpr ParamSpec kDisturbanceParams[] = {
    {.name = "sags",
     .kind = Kind::map,
     .fallback = "none",
     .text = "short circuits elsewhere in the grid",
     .fields = kSagFields},
    {.name = "momentary",
     .kind = Kind::map,
     .fallback = "none",
     .text = "outages that automatic reclosing ends",
     .fields = kOutageFields},
    {.name = "sustained",
     .kind = Kind::map,
     .fallback = "none",
     .text = "outages that people end",
     .fields = kOutageFields},
};

constexpr TypeSchema kDisturbancesSchema{
    .name = "disturbances",
    .group = "grid",
    .text = "Sags and outages of a public grid in a year; a study draws from them.",
    .terminals = {},
    .parameters = kDisturbanceParams,
    .quantities = {},
    .states = {},
    .failures = {},
    .verbs = {},
    .is_part_only = true,
};

}  // namespace

const TypeSchema& disturbances_schema() { return kDisturbancesSchema; }

}  // namespace ridethrough::devices
