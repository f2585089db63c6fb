#include "devices/storage/battery_protection.hpp"

#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "devices/storage/battery_numbers.hpp"
#include "devices/storage/guarded_bank.hpp"

namespace ridethrough::devices::storage {
namespace {

struct TripPoint {
  double at = 0.0;
  double after_s = 0.0;
};

std::optional<TripPoint> trip_point(const Parameters& parameters, std::string_view name) {
  const Value& value = get(parameters, name);
  if (!value.present()) return std::nullopt;
  return TripPoint{battery_number(value.map(), "at"), battery_number(value.map(), "after")};
}

void add_management(const Parameters& parameters, StringProtection& protection) {
  const Value& bms = get(parameters, "bms");
  if (!bms.present()) return;
  const auto add = [&](std::string_view name, TripCause cause, double scale) {
    const auto point = trip_point(bms.map(), name);
    if (point) protection.set(cause, scale * point->at, point->after_s);
  };
  add("under_voltage", TripCause::cell_under_voltage, 1.0);
  add("over_voltage", TripCause::cell_over_voltage, 1.0);
  add("over_current", TripCause::string_over_current, battery_number(parameters, "capacity"));
  add("over_temperature", TripCause::string_over_temperature, 1.0);
  if (!protection.is_on()) throw std::invalid_argument("'bms' has no limit");
  const auto low = trip_point(bms.map(), "under_voltage");
  const auto high = trip_point(bms.map(), "over_voltage");
  if (low && high && low->at >= high->at) {
    throw std::invalid_argument("'bms.under_voltage' is not below 'bms.over_voltage'");
  }
}

void add_fuse(const Parameters& parameters, StringProtection& protection) {
  const Value& fuse = get(parameters, "string_fuse");
  if (!fuse.present()) return;
  const auto blows = trip_point(fuse.map(), "blows");
  if (!blows) throw std::invalid_argument("'string_fuse' needs 'blows'");
  protection.set_fuse(FuseLaw(battery_number(fuse.map(), "current"), blows->at, blows->after_s));
}

}  // namespace

StringProtection battery_protection(const Parameters& parameters) {
  StringProtection protection;
  add_management(parameters, protection);
  add_fuse(parameters, protection);
  if (const auto breaker = trip_point(parameters, "string_breaker")) {
    protection.set(TripCause::string_breaker, breaker->at, breaker->after_s);
  }
  return protection;
}

std::unique_ptr<BatteryBank> protected_bank(std::unique_ptr<BatteryBank> bank,
                                            const Parameters& parameters) {
  const StringProtection protection = battery_protection(parameters);
  if (!protection.is_on()) return bank;
  return std::make_unique<GuardedBank>(std::move(bank), protection);
}

}  // namespace ridethrough::devices::storage
