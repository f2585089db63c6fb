#include "devices/load/rack_meters.hpp"

namespace ridethrough::devices {

void RackMeters::feed(core::Tick now, const std::vector<core::Line>& through,
                      const core::Line& burnt) {
  loss_.carry(now, through);
  burnt_.carry(now, burnt);
  if (unserved_.line() != core::Line{}) unserved_.carry(now, {});
}

void RackMeters::miss(core::Tick now, const core::Line& demand) {
  unserved_.carry(now, demand);
  burnt_.carry(now, {});
  if (!loss_.is_idle()) loss_.carry(now, {});
}

core::Books RackMeters::books(core::Tick now) const {
  core::Books books;
  const double burnt_j = loss_.nominal_efficiency() * burnt_at_input_j(now);
  books.out_j = loss_.given_j(now) - burnt_j;
  books.loss_j = loss_.lost_j(now) + burnt_j;
  books.unserved_j = unserved_j(now);
  return books;
}

}  // namespace ridethrough::devices
