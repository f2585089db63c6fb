#pragma once

#include <optional>

#include "devices/conversion/frequency_response.hpp"
#include "devices/ramp.hpp"
#include "ridethrough/devices/forming_group.hpp"

namespace ridethrough::devices::conversion {

/// Of one cabinet; powers in W, positive discharging.
struct ManagerSettings {
  double rating_w = 0.0;
  double reserve_frac = 0.0;        ///< state of charge below which nothing here discharges
  double reserve_w = 0.0;           ///< of the rating, what nothing here discharges with
  double room_frac = 0.0;           ///< of full charge, what nothing here fills
  double room_w = 0.0;              ///< of the rating, what nothing here charges with
  double recharge_w = 0.0;          ///< most power of going back to the state of charge of rest
  std::optional<double> rest_frac;  ///< that state of charge; that of the start if absent
};

/// What the cells tell.
struct CellsNow {
  double soc_frac = 0.0;
  double charge_limit_w = 0.0;
  double discharge_limit_w = 0.0;
};

/// What a cabinet does with its energy while a live bus needs no help: smoothing, frequency
/// response and the way back to its state of charge. Their sum is held within the rating, less the
/// reserves either way; below the reserve of energy it may only charge, in the reserve of room only
/// discharge. One straight piece after the other.
class EnergyManager {
 public:
  explicit EnergyManager(const ManagerSettings& settings) : settings_(settings) {}

  void respond(const ResponseSettings& settings) { response_.emplace(settings); }
  /// @throws std::invalid_argument when cabinets of one bus differ in it.
  void smooth(FormingGroup& group, const Meter& meter, std::int64_t copies,
              const SmoothingSettings& settings);

  /// Reads frequency and meter and moves on; true when power() is another piece.
  bool update(core::Tick now, const network::Network& network, network::NodeId bus,
              const CellsNow& cells);
  /// It may not act: nothing is given, and what was begun is forgotten. False if it already rests.
  bool rest();
  /// The cells stopped what they were told; `is_final` when they take, or give, no more for now.
  void refused(core::Tick now, bool was_charging, bool is_final);
  /// The reserve was reached; nothing discharges until there is more again.
  void reach_reserve() { forces_ = is_at_reserve_ = true; }
  /// The same of the room: nothing charges until there is more of it.
  void reach_room() { forces_ = is_at_room_ = true; }

  const Ramp& power() const { return power_; }
  /// What it does comes to an end there: it discharges towards a reserve, or fills towards a room.
  bool nears_reserve() const { return settings_.reserve_frac > 0.0 && power_.is_positive(); }
  bool nears_room() const { return settings_.room_frac > 0.0 && power_.is_negative(); }
  double reserve_frac() const { return settings_.reserve_frac; }
  /// State of charge at which the room begins.
  double room_from_frac() const { return 1.0 - settings_.room_frac; }
  core::Tick next() const;
  network::FrequencyBand band() const {
    return response_ ? response_->band() : network::FrequencyBand{};
  }

 private:
  void check(const CellsNow& cells);
  void compose(core::Tick now);
  StraightPiece smoothed() const;
  void note(core::Tick now, double back_w);

  ManagerSettings settings_;
  std::optional<FrequencyResponse> response_;
  MeteredSmoothing* smoothing_ = nullptr;
  std::size_t handle_ = 0;
  std::int64_t version_ = 0;
  bool has_begun_ = false;
  bool forces_ = false;
  bool is_at_reserve_ = false;
  bool is_at_room_ = false;
  bool may_charge_ = true;
  bool may_discharge_ = true;
  double charge_w_ = 0.0;     ///< most that the cells take
  double restoring_w_ = 0.0;  ///< power of the way back to rest
  core::Tick refused_at_ = -1;
  Ramp wanted_;
  Ramp power_;
  core::Tick until_ = core::kNever;
  core::Tick check_at_ = core::kNever;
};

}  // namespace ridethrough::devices::conversion
