#pragma once

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices::storage {

/// Strings that stand ready beside a bank and join it at an order: at once where that may be done
/// under voltage, else after a time during which the bank is switched off.
class StringGrowth {
 public:
  explicit StringGrowth(const Parameters& parameters);

  /// The same bank with the ready strings in it.
  static Parameters grown(Parameters parameters);

  int ready() const { return ready_; }
  bool is_planned() const { return is_planned_; }
  bool is_off() const { return ends_ != core::kNever; }
  core::Tick ends() const { return ends_; }

  /// Work begins; it ends at ends(), or now where nothing has to be switched off.
  void begin(core::Tick now);
  /// The strings have joined.
  void finish(core::Tick now);
  /// Time for which the bank was off, s: the load had no storage.
  double exposed_s(core::Tick now) const;

 private:
  int ready_ = 0;
  bool is_planned_ = false;
  core::Tick takes_ = 0;
  core::Tick began_ = 0;
  core::Tick ends_ = core::kNever;
  core::Tick exposed_ = 0;
};

}  // namespace ridethrough::devices::storage
