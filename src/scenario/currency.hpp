#pragma once

#include <string_view>

#include "ridethrough/scenario/condition.hpp"
#include "ridethrough/scenario/model.hpp"

/// One currency per scenario: amounts of two can not be added, and rates of exchange are not ours.
namespace ridethrough::scenario {

/// Notes the currency within `unit`, if there is one; RT0313 if another one was noted before.
void note_currency(std::string_view unit, const Place& place, Currency& currency,
                   Diagnostics& diagnostics);

/// The same for every number of a condition.
void note_currencies(const Condition& condition, Currency& currency, Diagnostics& diagnostics);

}  // namespace ridethrough::scenario
