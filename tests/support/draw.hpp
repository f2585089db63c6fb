#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <utility>
#include <vector>

namespace ridethrough::support {

/// Seed of the random tests: RIDETHROUGH_SEED if it is set, so that a failure can be replayed.
inline std::uint64_t test_seed(std::uint64_t usual) {
  const char* const text = std::getenv("RIDETHROUGH_SEED");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : usual;
}

/// Draws that do not depend on a standard library's distributions: a seed means the same
/// everywhere.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t bits() { return engine_(); }
  double between(double low, double high) {
    return low + (high - low) * (static_cast<double>(engine_() >> 11) * 0x1p-53);
  }
  /// Uniform in [0, count).
  std::int64_t below(std::int64_t count) {
    return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(count));
  }
  bool happens(double chance) { return between(0.0, 1.0) < chance; }
  template <typename Item>
  void shuffle(std::vector<Item>& items) {
    for (std::size_t left = items.size(); left > 1; --left) {
      std::swap(items[left - 1],
                items[static_cast<std::size_t>(below(static_cast<std::int64_t>(left)))]);
    }
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace ridethrough::support
