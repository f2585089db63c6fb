#pragma once

#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/devices/schema.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::devices {

inline constexpr ParamSpec kInrushFields[] = {
    {.name = "peak",
     .unit = "pu",
     .fallback = "10 pu",
     .text = "root-mean-square current at first, of rated current",
     .low = 0.0,
     .high = 30.0,
     .source = "8 to 12 times",
     .positive = true},
    {.name = "decay",
     .unit = "s",
     .fallback = "0.2 s",
     .text = "time constant",
     .low = 0.01,
     .high = 10.0,
     .source = "0.1 to 0.5 s",
     .positive = true},
    {.name = "power_factor",
     .unit = "",
     .fallback = "0.1",
     .text = "of the inrush; the rest is reactive",
     .low = 0.01,
     .high = 1.0,
     .source = "assumed"},
};

inline constexpr ParamSpec kInrush{.name = "inrush",
                                   .kind = Kind::map,
                                   .unit = "",
                                   .fallback = "none",
                                   .text = "current that magnetises the core when it is energised",
                                   .fields = kInrushFields};

/// I = peak e^(-t / decay) from the instant at which the inlet comes alive, as a demand of constant
/// current. In kStepsPerDecay steps, each of the mean of its span, so that its energy is that of
/// the exponential; over after five time constants.
class Inrush {
 public:
  static constexpr int kStepsPerDecay = 20;

  Inrush(const Parameters& inrush, double rating_va);

  void wire(network::Network& network, network::NodeId inlet, std::int64_t members,
            core::ProcessId owner);
  /// Asks for what is due at `now` and returns when that changes.
  core::Tick follow(network::Network& network, core::Tick now);
  double watts(const network::Network& network, core::Tick now) const;
  double energy_j(const network::Network& network, core::Tick now) const;

 private:
  core::Tick step_at(int step) const;
  bool is_over(core::Tick now) const;
  double level_frac(int step) const;

  double peak_va_, decay_s_, power_factor_;
  network::DemandId demand_ = -1;
  core::Tick dark_since_ = 0;  // kNever while alive
  core::Tick start_ = core::kNever;
};

}  // namespace ridethrough::devices
