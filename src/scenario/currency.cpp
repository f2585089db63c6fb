#include "scenario/currency.hpp"

#include <fmt/format.h>

#include "ridethrough/scenario/units.hpp"

namespace ridethrough::scenario {

void note_currency(std::string_view unit, const Place& place, Currency& currency,
                   Diagnostics& diagnostics) {
  const std::string code = currency_of(unit);
  if (code.empty()) return;
  if (currency.code.empty()) currency = {code, place};
  if (currency.code == code) return;
  diagnostics.error("RT0313",
                    fmt::format("a scenario has one currency; {} is written here and {} before",
                                code, currency.code),
                    place,
                    fmt::format("convert it to {} ({})", currency.code, location(currency.place)));
}

void note_currencies(const Condition& condition, Currency& currency, Diagnostics& diagnostics) {
  if (condition.op == Op::number) {
    note_currency(condition.unit, condition.place, currency, diagnostics);
  }
  for (const auto& operand : condition.operands) {
    note_currencies(*operand, currency, diagnostics);
  }
}

}  // namespace ridethrough::scenario
