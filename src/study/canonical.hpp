#pragma once

#include <cstdint>
#include <vector>

#include "study/signal_index.hpp"

/// Members whose whole record is equal are one, whatever the lumping was. So lumped and unlumped
/// runs print the same bytes.
namespace ridethrough::study {

struct Canonical {
  std::vector<Unit> units;
  std::vector<std::size_t> representative;  ///< by canonical unit: the raw unit it stands for
  std::vector<std::size_t> canonical_of;    ///< by raw unit
};

/// `digests`: what each raw unit did, as one number; equal numbers mean equal records.
Canonical canonicalise(const std::vector<Unit>& units, const std::vector<std::uint64_t>& digests);

}  // namespace ridethrough::study
