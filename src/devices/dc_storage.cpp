#include "ridethrough/devices/dc_storage.hpp"

namespace ridethrough::devices {

std::string_view word_of(StorageStop stop) {
  switch (stop) {
    case StorageStop::none:
      return "none";
    case StorageStop::end_voltage:
      return "end_voltage";
    case StorageStop::available_charge:
      return "available_charge";
    case StorageStop::maximum_power:
      return "maximum_power";
    case StorageStop::full:
      return "full";
    case StorageStop::over_temperature:
      return "over_temperature";
    case StorageStop::breaker_open:
      return "breaker_open";
    case StorageStop::open_cell:
      return "open_cell";
    case StorageStop::protection:
      return "protection";
    case StorageStop::charge_limit:
      return "charge_limit";
  }
  return "none";
}

}  // namespace ridethrough::devices
