#pragma once

#include <optional>

#include "devices/storage/float_heat.hpp"
#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices::storage {

/// Tells of a bank on float how warm it stays, or when it is too hot. It is worked out once and has
/// no part in the temperature of the cells under current; discharges in between are not counted.
class RunawayClock {
 public:
  /// Without `float_current` it tells nothing and never runs.
  /// @throws std::invalid_argument for a bank whose mass is not known.
  explicit RunawayClock(const Parameters& parameters);

  /// Whether no temperature balances.
  bool runs_away() const { return told_ && !told_->stable_k; }
  bool has_stable_temperature() const { return told_ && told_->stable_k.has_value(); }
  /// In K, of a cell that has one.
  double stable_temperature_k() const { return room_k_ + *told_->stable_k; }
  /// From the start of float until the cells are too hot, s; none if they never are.
  std::optional<double> time_to_limit_s() const {
    return told_ ? told_->to_limit_s : std::optional<double>();
  }

  /// Whether the bank hangs on its charger from `now` on: the time runs, or begins anew.
  void hold(core::Tick now, bool is_on_float);
  core::Tick ends() const { return ends_; }

 private:
  struct Told {
    std::optional<double> stable_k;  ///< over the room
    std::optional<double> to_limit_s;
  };

  double room_k_ = 0.0;
  std::optional<Told> told_;
  core::Tick ends_ = core::kNever;
};

}  // namespace ridethrough::devices::storage
