#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

namespace ridethrough::devices {

/// Rows of a schema that several types share, and after them those of one type.
template <class Row, std::size_t Common, std::size_t Own>
constexpr auto joined(const Row (&common)[Common], const Row (&own)[Own]) {
  std::array<Row, Common + Own> all{};
  std::copy(std::begin(own), std::end(own),
            std::copy(std::begin(common), std::end(common), all.begin()));
  return all;
}

}  // namespace ridethrough::devices
