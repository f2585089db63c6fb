#include "devices/storage/battery_orders.hpp"

namespace ridethrough::devices::storage {

std::int64_t count_in(const Parameters& arguments, std::string_view key) {
  const Value& value = get(arguments, key);
  return value.present() ? value.count() : 1;
}

StringFault string_fault(std::string_view mode, const Parameters& arguments) {
  StringFault fault;
  fault.cells = static_cast<double>(count_in(arguments, "cells"));
  const Value& resistance = get(arguments, "resistance");
  if (resistance.present()) fault.extra_ohm = resistance.number();
  if (mode == "shorted_cell") fault.kind = StringFaultKind::shorted_cell;
  if (mode == "high_resistance") fault.kind = StringFaultKind::high_resistance;
  if (mode == "loose_link") fault.kind = StringFaultKind::loose_link;
  return fault;
}

}  // namespace ridethrough::devices::storage
