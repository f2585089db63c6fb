#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ridethrough::core {

/// 64-bit FNV-1a; stable across platforms, for names and small records.
constexpr std::uint64_t hash_text(std::string_view text,
                                  std::uint64_t seed = 14695981039346656037ULL) {
  std::uint64_t hash = seed;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211ULL;
  }
  return hash;
}

/// Finaliser of splitmix64: every input bit reaches every output bit.
constexpr std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

/// Order-free digest of what a run published: a sum of mixed records, each counted as often as it
/// has members. So a cohort of 25 weighs as much as 25 single components.
class Fingerprint {
 public:
  void add(std::uint64_t record, std::int64_t members) {
    low_ += mix(record) * static_cast<std::uint64_t>(members);
    high_ += mix(record ^ 0x9e3779b97f4a7c15ULL) * static_cast<std::uint64_t>(members);
  }
  std::string text() const;  ///< "rt1:" and 32 hexadecimal digits

 private:
  std::uint64_t low_ = 0;
  std::uint64_t high_ = 0;
};

}  // namespace ridethrough::core
