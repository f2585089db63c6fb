#pragma once

#include <charconv>
#include <string_view>

#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/network/network.hpp"

/// Vector groups of transformers (IEC 60076-1, clause 7): winding of the primary and the secondary,
/// "n" for a neutral that is brought out and earthed, and the clock number.
namespace ridethrough::devices {

inline constexpr std::string_view kVectorGroups[] = {
    "dyn1",  "dyn5", "dyn7", "dyn11", "dy1",  "dy5",  "dy11", "ynd1", "ynd5",  "ynd7",
    "ynd11", "yd1",  "yd5",  "yd11",  "yyn0", "yyn6", "yny0", "yny6", "ynyn0", "ynyn6",
    "yy0",   "yy6",  "dd0",  "dd2",   "dd4",  "dd6",  "dd8",  "dd10"};

struct VectorGroup {
  int clock = 0;
  network::ZeroPath zero_path = network::ZeroPath::through;
};

/// Takes a winding off the front of `rest`. @returns whether its neutral is earthed.
inline bool take_winding(std::string_view& rest) {
  rest.remove_prefix(1);
  const bool is_earthed = !rest.empty() && rest.front() == 'n';
  if (is_earthed) rest.remove_prefix(1);
  return is_earthed;
}

/// Earthed on both sides it passes zero-sequence current on; on one side it is a way to earth only
/// if the other winding is a delta, in which that current then flows.
inline VectorGroup vector_group_of(std::string_view word) {
  std::string_view rest = word;
  const bool has_delta = word.find('d') != std::string_view::npos;
  const bool is_upper_earthed = take_winding(rest);
  const bool is_lower_earthed = take_winding(rest);
  VectorGroup group;
  std::from_chars(rest.data(), rest.data() + rest.size(), group.clock);
  using network::ZeroPath;
  group.zero_path = ZeroPath::none;
  if (is_upper_earthed && is_lower_earthed) group.zero_path = ZeroPath::through;
  if (has_delta && is_upper_earthed) group.zero_path = ZeroPath::upper_earth;
  if (has_delta && is_lower_earthed) group.zero_path = ZeroPath::lower_earth;
  return group;
}

/// As a parameter has it; without one angles and zero-sequence currents pass unchanged.
inline VectorGroup vector_group_of(const Parameters& parameters) {
  const Value& word = get(parameters, "vector_group");
  return word.present() ? vector_group_of(word.word()) : VectorGroup{};
}

}  // namespace ridethrough::devices
