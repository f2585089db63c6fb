#include "devices/storage/battery_orders.hpp"

#include <fmt/format.h>

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

std::vector<std::string> too_much_to_spoil(const Parameters& arguments, const Parameters& battery,
                                           int working_strings) {
  std::vector<std::string> texts;
  const std::int64_t strings = count_in(arguments, "number");
  if (strings > working_strings) {
    texts.push_back(
        fmt::format("'fail' for {} strings: {} of them work", strings, working_strings));
  }
  const std::int64_t cells = count_in(battery, "cells") * count_in(battery, "series");
  if (get(arguments, "cells").present() && count_in(arguments, "cells") >= cells) {
    texts.push_back(fmt::format("'fail' for {} cells of a string that has {}: one is left",
                                count_in(arguments, "cells"), cells));
  }
  return texts;
}

}  // namespace ridethrough::devices::storage
