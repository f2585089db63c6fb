#include "devices/load/rack_meters.hpp"

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

RackMeters::RackMeters(const Parameters& supplies)
    : efficiency_(get(supplies, "efficiency").number()) {}

void RackMeters::feed(core::Tick now, const core::Line& fed, const core::Line& burnt) {
  fed_.carry(now, fed);
  burnt_.carry(now, burnt);
  if (unserved_.line() != core::Line{}) unserved_.carry(now, {});
}

void RackMeters::miss(core::Tick now, const core::Line& demand) {
  unserved_.carry(now, demand);
  burnt_.carry(now, {});
  if (fed_.line() != core::Line{}) fed_.carry(now, {});
}

core::Books RackMeters::books(core::Tick now) const {
  core::Books books;
  const double fed_j = fed_.total(now).joules();
  const double burnt_j = efficiency_ * burnt_at_input_j(now);
  books.out_j = efficiency_ * fed_j - burnt_j;
  books.loss_j = (1.0 - efficiency_) * fed_j + burnt_j;
  books.unserved_j = unserved_j(now);
  return books;
}

}  // namespace ridethrough::devices
