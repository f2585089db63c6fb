#pragma once

#include <memory>
#include <numbers>
#include <string>
#include <utility>

#include "support/device_rig.hpp"
#include "support/turning_source.hpp"

namespace ridethrough::support {

inline constexpr double kDegree = std::numbers::pi / 180.0;

/// One parameter that replaces that of a part.
inline devices::Parameters word(const char* name, const char* value) {
  return {{name, word_value(value)}};
}
inline devices::Parameters number(const char* name, double value) {
  return {{name, number_value(value)}};
}

/// `device` between two sources behind 10 mohm: a has 50 Hz and stands at no angle, b turns at `hz`
/// and starts `rad` ahead of it.
inline void add_between_two(Rig& rig, const std::string& name,
                            std::unique_ptr<devices::Device> device, double hz = 50.0,
                            double rad = 0.0) {
  rig.add("a", std::make_unique<TurningSource>(50.0, 0.0, 0.01));
  rig.add("b", std::make_unique<TurningSource>(hz, rad, 0.01));
  rig.add(name, std::move(device), {.from = {"a", "b"}});
}

}  // namespace ridethrough::support
