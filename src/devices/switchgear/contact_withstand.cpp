#include "devices/switchgear/contact_withstand.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

/// I^2 t of the rated current in its time.
double rated_square_a2s(const Parameters& withstand) {
  const double current_a = number_of(withstand, "current");
  return current_a * current_a * number_of(withstand, "for");
}

/// The current that takes five seconds.
double lowest_a(const Parameters& withstand) {
  return std::sqrt(rated_square_a2s(withstand) / kLongestShortCircuitS);
}

BeyondWithstand beyond_of(std::string_view word) {
  if (word == "open") return BeyondWithstand::open;
  return word == "judged" ? BeyondWithstand::judged : BeyondWithstand::shorted;
}

}  // namespace

ContactWithstand::ContactWithstand(const Parameters& withstand)
    : ShortCircuitHeat(rated_square_a2s(withstand), lowest_a(withstand)),
      from_a_(lowest_a(withstand)),
      beyond_(beyond_of(get(withstand, "beyond").word())) {}

void ContactWithstand::require_above(double rating_a) const {
  if (from_a_ >= rating_a) return;
  throw std::invalid_argument(
      fmt::format("its 'withstand' would count from {:.6g} A on, below its 'rating' of {:.6g} A: "
                  "give the current of a longer time",
                  from_a_, rating_a));
}

}  // namespace ridethrough::devices
