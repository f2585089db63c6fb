#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// A failure that is known before the run, by a count of the device itself.
struct KnownFailure {
  std::int64_t at = 0;  ///< number of a demand, or running time in ticks
  core::Tick repair = core::kNever;
};

/// The list of `reliability:` in order; `key` is what it counts by. Empty without a list.
inline std::vector<KnownFailure> known_failures(const Value& list, std::string_view key) {
  std::vector<KnownFailure> failures;
  if (!list.present()) return failures;
  for (const Value& item : list.list()) {
    const Value& at = get(item.map(), key);
    const Value& repair = get(item.map(), "repair");
    const auto* number = std::get_if<std::int64_t>(&at.data());
    failures.push_back({number != nullptr ? *number : core::ticks_nearest(at.number()),
                        repair.present() ? core::ticks_nearest(repair.number()) : core::kNever});
  }
  std::sort(failures.begin(), failures.end(),
            [](const KnownFailure& one, const KnownFailure& other) { return one.at < other.at; });
  return failures;
}

}  // namespace ridethrough::devices
