#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "study/signal_index.hpp"

/// How paths meet units and their inner parts.
namespace ridethrough::study {

/// How the first segments of a path meet one unit.
struct Meeting {
  std::string name;
  std::vector<std::string> stars;
  std::int64_t members = 1;  ///< named by stars or numbers
  std::int64_t summed = 1;   ///< levels that the path names as a whole
};

std::optional<Meeting> meet(const scenario::Path& path, std::size_t length, const Unit& unit);

/// Adds a term to the signal of this name and these stars, which begins as `signal`.
void add_term(std::vector<SignalGroup>& groups, const Meeting& meeting, SignalGroup signal,
              const SignalGroup::Term& term);

/// Where a path names numbered parts inside the unit, "rack.cord.1-2.voltage": the number of its
/// segments before them.
std::optional<std::size_t> length_before_part(const scenario::Path& path, const Unit& unit);

/// Number of the quantity, -1 if the type has none of this name.
int quantity_of(const devices::TypeSchema& type, const std::string& word);
/// Words that may end a path: quantities and `state`.
std::vector<std::string> quantity_names(const devices::TypeSchema& type);

}  // namespace ridethrough::study
