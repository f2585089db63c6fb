#pragma once

#include <string_view>

#include "ridethrough/devices/device.hpp"

/// The taps of a transformer: a winding with more or fewer turns than its rated voltage has
/// (IEC 60076-1, clause 6: a positive tap has more turns, on the winding of the higher voltage).
namespace ridethrough::devices {

inline constexpr ParamSpec kTap{
    .name = "tap",
    .unit = "%",
    .fallback = "0 %",
    .text =
        "turns of the winding of the higher voltage beyond its rated ones; at first, with "
        "`tap_changer`",
    .low = -25.0,
    .high = 25.0,
    .source = "IEC 60076-1: of a step-down transformer, more turns lower the outlet"};

inline constexpr ParamSpec kTapChangerFields[] = {
    {.name = "step",
     .unit = "%",
     .fallback = "1.25 %",
     .text = "from one position to the next",
     .high = 10.0,
     .source = "usual: 0.625 to 2.5 %",
     .positive = true},
    {.name = "positions",
     .kind = Kind::count,
     .unit = "",
     .fallback = "8",
     .text = "either way of the rated turns",
     .low = 1.0,
     .high = 40.0,
     .source = "usual: 17 positions in all"},
    {.name = "voltage",
     .unit = "%",
     .fallback = "100 %",
     .text = "of the outlet, what it is to be",
     .low = 80.0,
     .high = 120.0,
     .source = "nominal"},
    {.name = "deadband",
     .unit = "%",
     .fallback = "1.25 %",
     .text = "either way of `voltage`; more than half a step, or it would hunt",
     .high = 20.0,
     .source = "assumed: the whole band is two steps",
     .positive = true},
    {.name = "delay",
     .unit = "s",
     .fallback = "30 s",
     .text = "beyond the deadband before the first step",
     .source = "usual: 30 to 60 s",
     .positive = true},
    {.name = "next_delay",
     .unit = "s",
     .fallback = "5 s",
     .text = "before each further step",
     .source = "usual: 5 to 10 s, with the way of the drive",
     .positive = true},
    {.name = "blocked_below",
     .unit = "%",
     .fallback = "80 %",
     .text = "it does not move at a lower voltage: that is a fault, which no tap mends",
     .low = 0.0,
     .high = 100.0,
     .source = "assumed"},
};

inline constexpr ParamSpec kTapChanger{
    .name = "tap_changer",
    .kind = Kind::map,
    .unit = "",
    .fallback = "none",
    .text = "on load: holds the voltage of the outlet; without it the tap is fixed",
    .fields = kTapChangerFields};

/// Moves the tap of a link by single steps while the voltage of its lower end is outside of a band:
/// the first after a delay, further ones after a shorter one, until it is inside again. Inside of
/// the band it is never woken.
class TapChanger {
 public:
  /// @param tap where it stands at first
  /// @param is_upper_tapped the tapped winding is that of the upper end
  /// @throws std::invalid_argument if it would hunt, or if `tap` is not one of its positions.
  TapChanger(const Parameters& map, double tap, bool is_upper_tapped);

  void wire(Wiring& wiring, network::LinkId link);
  /// @returns when it will move if the voltage stays as it is.
  core::Tick follow(const Device& owner, Ports& ports);
  double tap() const { return static_cast<double>(position_) * step_; }
  std::int64_t moves() const { return moves_; }

 private:
  enum class Side { idle, below, inside, above };

  Side judge(const network::Supply& supply) const;
  network::Band band() const;
  bool move(const Device& owner, Ports& ports);

  double step_;
  std::int64_t most_;
  double low_pu_, high_pu_, blocked_pu_;
  core::Tick delay_, next_delay_;
  bool is_upper_tapped_;
  std::int64_t position_ = 0;
  std::int64_t moves_ = 0;
  network::LinkId link_ = -1;
  network::DemandId observer_ = -1;
  Side side_ = Side::idle;
  core::Tick due_ = core::kNever;
};

/// What the ratio of a link becomes: V lower / V upper without current, pu.
inline double tap_ratio(double tap, bool is_upper_tapped) {
  return is_upper_tapped ? 1.0 / (1.0 + tap) : 1.0 + tap;
}

}  // namespace ridethrough::devices
