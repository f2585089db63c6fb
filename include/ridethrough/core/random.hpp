#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace ridethrough::core {

/// Counter-based random numbers, Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as
/// 1, 2, 3", SC'11). A stream is named by (seed, replica, component): the order in which components
/// draw, and who else draws, can not change a number.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::uint32_t replica, std::string_view component);

  /// Uniform in [0, 1) with 53 bits.
  double uniform();
  /// Standard normal, of Box and Muller (Ann. Math. Stat. 29, 1958); takes two numbers.
  double normal();
  /// True with probability `chance` in [0, 1].
  bool happens(double chance) { return uniform() < chance; }

 private:
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
};

/// One block of Philox4x32-10; public for its published test vectors.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key);

}  // namespace ridethrough::core
