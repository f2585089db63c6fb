#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "devices/storage/string_protection.hpp"
#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::devices::storage {

/// A bank whose strings are protected. The readings of each row are followed from the anchor on,
/// along stretches that the path of the bank alone decides, so that neither looking nor how often a
/// power is set again moves a trip. What began before a change of power goes on after it.
class GuardedBank final : public BatteryBank {
 public:
  GuardedBank(std::unique_ptr<BatteryBank> bank, const StringProtection& protection);

  core::Tick next_trip(core::Tick horizon) override;
  core::Tick next_watch(core::Tick now) override;
  std::vector<StringTrip> trip(core::Tick now) override;

  void set_power(core::Tick now, double power_w, double slope_w_per_s) override;
  void set_current(core::Tick now, double current_a) override;
  void set_breaker(core::Tick now, bool closed) override;
  /// Protection forgets: fuses are new, breakers are closed.
  void restore_strings(core::Tick now) override;
  std::unique_ptr<BatteryBank> spoil(core::Tick now, const StringFault& fault) override;
  void open_row(core::Tick now, std::size_t row) override;

  void share_courses(RunStore& store) override { bank_->share_courses(store); }
  core::Tick next_stop(core::Tick horizon) override { return bank_->next_stop(horizon); }
  StorageStop stop_reason() const override { return bank_->stop_reason(); }
  StorageView look(core::Tick t) const override { return bank_->look(t); }
  double discharge_limit_w(core::Tick t) const override { return bank_->discharge_limit_w(t); }
  double charge_limit_w(core::Tick t) const override { return bank_->charge_limit_w(t); }
  double energy_delivered_j(core::Tick t) const override { return bank_->energy_delivered_j(t); }
  double loss_j(core::Tick t) const override { return bank_->loss_j(t); }
  double stored_j(core::Tick t) const override { return bank_->stored_j(t); }
  double cell_voltage_v(core::Tick t) const override { return bank_->cell_voltage_v(t); }
  std::size_t rows() const override { return bank_->rows(); }
  int strings_in(std::size_t row) const override { return bank_->strings_in(row); }
  std::size_t row_to_spoil() const override { return bank_->row_to_spoil(); }
  StringReading reading(std::size_t row, core::Tick t) const override {
    return bank_->reading(row, t);
  }
  core::Tick course_end(core::Tick from) const override { return bank_->course_end(from); }

 private:
  using Watches = std::vector<StringWatch>;

  /// What the strings have gone through by `now` is kept, and is the start of what comes.
  void hold(core::Tick now);
  /// Follows from the anchor on anew, whole stretches up to `horizon`.
  void follow_from_anchor();
  /// Appends to what was followed; false where nothing more is to come.
  bool follow_next(core::Tick latest);
  core::Tick next_end() const;
  /// Of the stretch from `followed_to_` to `end` only what comes until `now`.
  void follow_part(core::Tick now, core::Tick end);
  core::Tick first_due() const;
  StringProtection::ReadingAt readings_of(std::size_t row) const;
  bool is_closed(std::size_t row) const { return bank_->strings_in(row) > 0; }
  template <class Change>
  void change(core::Tick now, const Change& change);

  std::unique_ptr<BatteryBank> bank_;
  StringProtection protection_;
  core::Tick anchor_ = 0;
  Watches held_;  ///< at the anchor, before it
  Watches followed_;
  core::Tick followed_to_ = 0;
  bool is_following_ = false;
};

}  // namespace ridethrough::devices::storage
