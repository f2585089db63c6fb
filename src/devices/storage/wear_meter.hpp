#pragma once

#include <cstdint>
#include <memory>

#include "devices/storage/ageing.hpp"
#include "devices/storage/rainflow.hpp"

namespace ridethrough::devices::storage {

/// What a bank had behind it when the run began.
struct Past {
  double age_s = 0.0;
  double full_cycles = 0.0;  ///< at full depth and 1C
  double temperature_k = 298.15;
  double soc_frac = 1.0;
};

/// Prices a run in capacity and resistance: rests by the state of charge at which they were spent,
/// cycles by the depths that a rainflow count of the state of charge finds, each by the law of the
/// chemistry.
class WearMeter {
 public:
  /// Without a law charge is counted and wear is zero.
  WearMeter(std::shared_ptr<const AgeingLaw> law, const Past& past);

  /// The state after `span_s` more, in which the power did not change its sense. The charge is a
  /// straight line from sample to sample.
  void add(double span_s, double soc_frac, double temperature_k);

  bool has_law() const { return law_ != nullptr; }
  double equivalent_full_cycles() const { return 0.5 * moved_; }
  /// Share of the rated capacity that this run has cost, if it ended now.
  double wear_frac() const;
  /// Share of the resistance of a new cell that this run has added, if it ended now.
  double growth_frac() const;
  bool tells_growth() const { return law_ != nullptr && law_->tells_growth(); }

 private:
  double with_cycles(double sum) const;

  std::shared_ptr<const AgeingLaw> law_;
  double calendar_before_ = 0.0;  ///< sum of a^(1/p) t
  double calendar_ = 0.0;         ///< the same, of this run
  double cycles_before_ = 0.0;    ///< sum of b^(1/r) n
  double cycles_ = 0.0;           ///< the same, of the closed cycles of this run
  double growth_ = 0.0;           ///< of this run, without its open cycles
  double moved_ = 0.0;            ///< charge in either direction over full charge
  double soc_frac_;
  double temperature_k_;
  Rainflow rainflow_;
};

}  // namespace ridethrough::devices::storage
