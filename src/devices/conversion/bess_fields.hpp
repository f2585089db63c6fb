#pragma once

#include "devices/loss_curve.hpp"
#include "ridethrough/devices/schema.hpp"

/// Fields of the maps and lists among the parameters of a bess.
namespace ridethrough::devices::conversion {

inline constexpr ParamSpec kBessEfficiencyFields[] = {
    kEfficiencyFields[0],
    {.name = "value",
     .unit = "%",
     .fallback = "",
     .text = "of the converter, one way",
     .low = 1.0,
     .high = 100.0},
};
inline constexpr ParamSpec kBessWindowFields[] = {
    {.name = "voltage",
     .kind = Kind::range,
     .unit = "pu",
     .fallback = "[0.9 pu, 1.1 pu]",
     .text = "outside it the feed counts as lost",
     .low = 0.0,
     .high = 2.0},
    {.name = "frequency",
     .kind = Kind::range,
     .unit = "Hz",
     .fallback = "none",
     .text = "with islanding_switch the same; without it the frequency is not judged",
     .low = 0.0},
    {.name = "sense",
     .unit = "ms",
     .fallback = "2 ms",
     .text = "so long outside before it acts",
     .low = 0.0},
};
inline constexpr ParamSpec kBessReconnectFields[] = {
    {.name = "hold",
     .unit = "s",
     .fallback = "5 s",
     .text = "the feed must be good this long before the switch closes",
     .low = 0.0,
     .source = "assumed"},
    {.name = "ramp",
     .unit = "s",
     .fallback = "10 s",
     .text = "in which the feed takes the load from the cells",
     .low = 0.0,
     .source = "assumed",
     .positive = true},
};
inline constexpr ParamSpec kBessCoolingFields[] = {
    {.name = "cop",
     .unit = "",
     .fallback = "3",
     .text = "heat removed over power drawn",
     .low = 0.1,
     .high = 20.0,
     .source = "assumed: a small air conditioner"},
    {.name = "cell_loss",
     .unit = "%",
     .fallback = "0 %",
     .text = "heat of the cells at the rating, over the rating; it grows with the square",
     .low = 0.0,
     .high = 50.0},
    {.name = "above",
     .unit = "degC",
     .fallback = "none",
     .text = "colder cells are not cooled; if absent all are",
     .low = -40.0,
     .high = 70.0},
};
inline constexpr ParamSpec kBessHeaterFields[] = {
    {.name = "hold",
     .unit = "degC",
     .fallback = "",
     .text = "the cells are kept at this in a colder room",
     .low = -40.0,
     .high = 70.0},
    {.name = "power", .unit = "kW", .fallback = "", .text = "at most", .positive = true},
    {.name = "rise",
     .unit = "K",
     .fallback = "35 K",
     .text = "what its full power holds over the room; in a colder room the cells get colder",
     .source = "assumed",
     .positive = true},
};
inline constexpr ParamSpec kBessDeratingFields[] = {
    {.name = "at", .unit = "degC", .fallback = "", .text = "temperature of the cells"},
    {.name = "value",
     .unit = "%",
     .fallback = "",
     .text = "of the rating, discharging and charging",
     .low = 1.0,
     .high = 100.0},
};

}  // namespace ridethrough::devices::conversion
