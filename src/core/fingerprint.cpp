#include "ridethrough/core/fingerprint.hpp"

#include <fmt/format.h>

namespace ridethrough::core {

std::string Fingerprint::text() const { return fmt::format("rt1:{:016x}{:016x}", high_, low_); }

}  // namespace ridethrough::core
