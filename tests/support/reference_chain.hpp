#pragma once

#include <optional>

/// A slow, clear second model of one chain: fixed tiny steps, no events, no lines, no zones. It
/// shares no code with src/ and is written from the equations of docs/devices. It knows one chain:
/// a stiff feed, a UPS with its link and battery, racks with hold-up. What it does not know:
/// impedances, return of the feed, transfer switches, cabinets, jobs.
namespace ridethrough::reference {

/// One UPS with single-corded racks of constant power, on a feed that falls to `residual_pu` at
/// t = 0 and stays there.
struct Chain {
  double rating_w = 0.0;
  double loss_a = 0.0, loss_b = 0.0, loss_c = 0.0;  ///< loss / rating = a + b x + c x^2
  double link_j_per_w = 0.0;                        ///< link energy over rating
  double link_min_pu = 0.8;                         ///< lower limit of the link's voltage
  double full_power_low_pu = 0.85, derated_to_pu = 0.60;
  double recharge_frac = 0.1;       ///< of rating, what the rectifier can give above it
  double refill_frac = 0.1;         ///< of rating, what refills the link
  double battery_limit_frac = 1.1;  ///< of rating
  double battery_response_s = 0.0;
  double detect_s = 0.0;
  double load_w = 0.0;     ///< of all racks
  double hold_up_j = 0.0;  ///< of all racks
  double residual_pu = 0.0;
};

struct ChainResult {
  std::optional<double> output_lost_s;  ///< when the inverter stopped
  std::optional<double> dropped_s;      ///< when the racks did
  double link_lowest_pu = 1.0;          ///< lowest voltage of the link
};

/// Explicit Euler with `step_s` up to `end_s`.
ChainResult run_chain(const Chain& chain, double step_s, double end_s);

/// Two-well lead-acid cells at constant power, batteries.md section 5 (KiBaM with a head).
struct TwoWells {
  double charge_c = 0.0;  ///< full, both wells
  double available_share = 0.0;
  double exchange_per_s = 0.0;
  double emf_v = 0.0, head_v = 0.0, resistance_ohm = 0.0;
};

/// Charge left, as a part of full, after `span_s` at `power_w` for one cell; explicit Euler.
double charge_left_frac(const TwoWells& cell, double power_w, double span_s, double step_s);

}  // namespace ridethrough::reference
