#pragma once

#include "ridethrough/core/line.hpp"

namespace ridethrough::devices {

/// Of two lines the lower one at `now`.
inline const core::Line& lower_of(const core::Line& one, const core::Line& other, core::Tick now) {
  const core::Line apart = one - other;
  return apart.offset + core::Int128{apart.slope} * now <= 0 ? one : other;
}

/// The first tick after `now` at which `line` stands above `other`, or no longer does; kNever if it
/// stays on its side. In whole numbers, so it does not depend on when it is asked.
inline core::Tick changes_side(const core::Line& line, const core::Line& other, core::Tick now) {
  core::Line apart = line - other;
  if (apart.slope == 0) return core::kNever;
  const bool is_above = apart.offset + core::Int128{apart.slope} * now > 0;
  if (is_above == (apart.slope > 0)) return core::kNever;
  // Rising: above from floor(root) + 1 on. Falling: not above from ceil(root) on.
  const core::Int128 steep =
      apart.slope > 0 ? core::Int128{apart.slope} : -core::Int128{apart.slope};
  const core::Int128 zero = apart.slope > 0 ? -apart.offset : apart.offset;
  const core::Int128 floor = zero >= 0 ? zero / steep : -((-zero + steep - 1) / steep);
  const core::Int128 at = apart.slope > 0 || floor * steep != zero ? floor + 1 : floor;
  return at > core::Int128{core::kNever} ? core::kNever : static_cast<core::Tick>(at);
}

}  // namespace ridethrough::devices
