#include "devices/load/rack_meters.hpp"

namespace ridethrough::devices {

void RackMeters::feed(core::Tick now, const std::vector<core::Line>& through,
                      const GpuFlows& flows) {
  loss_.carry(now, through);
  shape(now, flows);
  if (unserved_.line() != core::Line{}) unserved_.carry(now, {});
}

void RackMeters::miss(core::Tick now, const core::Line& demand) {
  unserved_.carry(now, demand);
  shape(now, {});
  if (!loss_.is_idle()) loss_.carry(now, {});
}

void RackMeters::shape(core::Tick now, const GpuFlows& flows) {
  burnt_.carry(now, flows.burnt);
  given_.carry(now, flows.given);
  storage_loss_.carry(now, flows.lost);
}

/// What the storage gives has passed the supplies at half load: they lose of it, and have lost it
/// already of what the storage takes.
core::Books RackMeters::books(core::Tick now) const {
  core::Books books;
  const double burnt_j = efficiency() * burnt_at_input_j(now);
  const double storage_j = given_.total(now).joules();
  books.out_j = loss_.given_j(now) - burnt_j + efficiency() * storage_j;
  books.loss_j =
      loss_.lost_j(now) + burnt_j + (1.0 - efficiency()) * storage_j + storage_loss_j(now);
  books.stored_change_j = -storage_j - storage_loss_j(now);
  books.unserved_j = unserved_j(now);
  return books;
}

}  // namespace ridethrough::devices
