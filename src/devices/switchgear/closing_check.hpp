#pragma once

#include <cstdint>
#include <optional>

#include "devices/sync_fields.hpp"
#include "devices/synchronism.hpp"
#include "ridethrough/devices/device.hpp"

/// What stands across open contacts, and whether they may close on it.
namespace ridethrough::devices {

inline constexpr ParamSpec kSyncCheckFields[] = {
    sync_angle_field("10 deg", "most between both sides when the contacts touch",
                     "unverified: synchronising limits of IEEE C50.12"),
    sync_frequency_field("most between both sides", "assumed"),
    sync_voltage_field("5 %", "most between both sides, of nominal",
                       "unverified: synchronising limits of IEEE C50.12"),
};

inline constexpr ParamSpec kSyncCheck{.name = "sync_check",
                                      .kind = Kind::map,
                                      .unit = "",
                                      .fallback = "none",
                                      .text = "refuses to close two live sides that differ by more",
                                      .fields = kSyncCheckFields};

/// What a contact asks before it closes.
class ClosingCheck {
 public:
  /// Of a switch; its `sync_check` may be absent.
  explicit ClosingCheck(const Parameters& parameters);

  /// The order is refused, and that told: both sides will differ too much at `at`.
  bool blocks(const Device& device, const network::LinkSpec& contact, core::Tick at,
              Ports& ports) const;

  enum class Answer { close, ask_again, stay_open };
  /// When the contacts touch. Tells and counts what they meet; on a loop of vector groups that
  /// nothing solves they stay open, but not before all that opens in this instant has opened.
  Answer touch(const Device& device, const network::LinkSpec& contact, Ports& ports);
  std::int64_t out_of_phase() const { return out_of_phase_; }

 private:
  void count(const Device& device, Ports& ports);

  std::optional<SyncLimits> limits_;
  core::Tick asked_at_ = core::kNever;
  std::int64_t out_of_phase_ = 0;
};

}  // namespace ridethrough::devices
