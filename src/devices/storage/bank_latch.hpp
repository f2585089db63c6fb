#pragma once

#include <algorithm>
#include <array>

#include "devices/storage/bank_layout.hpp"
#include "devices/storage/cell_limits.hpp"
#include "ridethrough/devices/dc_storage.hpp"

namespace ridethrough::devices::storage {

/// What a bank remembers of its stops: after the end of a discharge it waits until it has regained
/// some charge, and a full one takes nothing until it has given some. Both keep a stop from
/// following on the heels of the last one.
class BankLatch {
 public:
  BankLatch() = default;
  BankLatch(const CellLimits& limits, const BankLayout& layout)
      : top_soc_frac_(limits.full_soc_frac - 10.0 * kFullMargin),
        restart_margin_frac_(layout.restart_margin_frac),
        full_(layout.soc_frac >= limits.full_soc_frac - kFullMargin),
        full_soc_frac_(layout.soc_frac) {}

  /// All that it consists of.
  using Numbers = std::array<double, 7>;
  Numbers numbers() const {
    return {top_soc_frac_,           restart_margin_frac_,
            restart_soc_frac_,       static_cast<double>(last_discharge_stop_),
            is_tripped_ ? 1.0 : 0.0, full_ ? 1.0 : 0.0,
            full_soc_frac_};
  }

  bool waits_for_charge(double soc_frac) const {
    return restart_soc_frac_ > 0.0 && soc_frac < restart_soc_frac_;
  }
  bool is_full(double soc_frac) const { return full_ && soc_frac >= reopen_soc_frac(); }
  StorageStop last_discharge_stop() const { return last_discharge_stop_; }

  void note_stop(StorageStop reason, double soc_frac) {
    if (is_discharge_stop(reason)) {
      const double wanted = soc_frac + restart_margin_frac_;
      restart_soc_frac_ = std::max(restart_soc_frac_, std::min(wanted, top_soc_frac_));
      last_discharge_stop_ = reason;
    }
    // A charge refused because the bank counts as full still does not make it fuller: a full bank
    // that gives a little again and again would creep down and never be charged.
    if (reason == StorageStop::full && !full_) {
      full_ = true;
      full_soc_frac_ = soc_frac;
    }
  }

  void note_trip() { is_tripped_ = true; }
  void note_repair() { is_tripped_ = false; }
  StorageStop reason_without_strings() const {
    return is_tripped_ ? StorageStop::protection : StorageStop::open_cell;
  }

  void note_charge(double soc_frac) {
    if (soc_frac >= restart_soc_frac_) restart_soc_frac_ = 0.0;
    if (soc_frac < reopen_soc_frac()) full_ = false;
  }

 private:
  double reopen_soc_frac() const { return full_soc_frac_ - 10.0 * kFullMargin; }

  double top_soc_frac_ = 1.0;
  double restart_margin_frac_ = 0.0;
  double restart_soc_frac_ = 0.0;  ///< no discharge below it; 0: free
  StorageStop last_discharge_stop_ = StorageStop::none;
  bool is_tripped_ = false;  ///< strings were opened by their protection
  bool full_ = false;
  double full_soc_frac_ = 1.0;
};

}  // namespace ridethrough::devices::storage
