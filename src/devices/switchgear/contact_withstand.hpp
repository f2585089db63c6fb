#pragma once

#include "devices/short_circuit_heat.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// What becomes of contacts that had too much: they conduct for good, or no more, or it is told.
enum class BeyondWithstand { shorted, open, judged };

/// Rated short-time withstand of a switch (IEC 60947-2, Icw): its current for its time, by I^2 t in
/// between.
class ContactWithstand : public ShortCircuitHeat {
 public:
  /// Parameters: current (A), for (s), beyond.
  explicit ContactWithstand(const Parameters& withstand);

  /// @throws std::invalid_argument if what it carries for good is a short circuit to it.
  void require_above(double rating_a) const;
  BeyondWithstand beyond() const { return beyond_; }

 private:
  double from_a_;
  BeyondWithstand beyond_;
};

}  // namespace ridethrough::devices
