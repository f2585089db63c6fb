#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_map>

#include "ridethrough/core/fingerprint.hpp"

namespace ridethrough::devices {

/// Numbers that are the same only if all their bits are.
template <std::size_t N>
class BitsKey {
 public:
  void add(double number) { bits_[used_++] = std::bit_cast<std::uint64_t>(number); }
  template <class Numbers>
  void add_all(const Numbers& numbers) {
    for (const double number : numbers) add(number);
  }
  bool operator==(const BitsKey&) const = default;

  struct Hash {
    std::size_t operator()(const BitsKey& key) const {
      std::uint64_t hash = 0;
      for (const std::uint64_t bits : key.bits_) hash = core::mix(hash ^ bits) + 1;
      return hash;
    }
  };

 private:
  std::array<std::uint64_t, N> bits_{};
  std::size_t used_ = 0;
};

/// Courses that were found once, by all numbers that they are a function of. Who finds one here has
/// what it would have computed, to the last bit.
template <std::size_t N, class Course>
class KeptCourses {
 public:
  /// `make()` gives the course of a key that is not known.
  template <class Make>
  std::shared_ptr<Course> find(const BitsKey<N>& key, const Make& make) {
    // What is forgotten is found anew: only so much memory may be taken.
    constexpr std::size_t kKeptMax = 512;
    const auto known = courses_.find(key);
    if (known != courses_.end()) return known->second;
    if (courses_.size() >= kKeptMax) courses_.clear();
    std::shared_ptr<Course> course = make();
    courses_.emplace(key, course);
    return course;
  }

 private:
  std::unordered_map<BitsKey<N>, std::shared_ptr<Course>, typename BitsKey<N>::Hash> courses_;
};

/// Gives equal things one number.
template <class Thing>
class Makes {
 public:
  std::size_t number_of(const Thing& thing) {
    const auto known = std::find(things_.begin(), things_.end(), thing);
    if (known != things_.end()) return static_cast<std::size_t>(known - things_.begin());
    things_.push_back(thing);
    return things_.size() - 1;
  }
  /// It stays where it is.
  const Thing& operator[](std::size_t number) const { return things_[number]; }

 private:
  std::deque<Thing> things_;
};

}  // namespace ridethrough::devices
