#include "devices/load/job_needs.hpp"

#include <stdexcept>

#include "ridethrough/devices/load/job.hpp"

namespace ridethrough::devices {

void JobNeeds::wire(const Wiring& wiring, const Device& job) {
  for (const auto& [parameter, device] : wiring.peers) {
    if (parameter != kJobNeed) continue;
    auto* gear = dynamic_cast<PoweredGear*>(device);
    if (gear == nullptr) {
      throw std::invalid_argument("'needs' names a " + std::string(device->schema().name) +
                                  ", which draws no power");
    }
    gear->is_dark().watch(job);
    needed_.push_back({&gear->is_dark()});
  }
}

bool JobNeeds::read() {
  bool has_lost = false;
  dark_ = 0;
  for (Needed& each : needed_) {
    const bool is_dark = each.is_dark->is_set();
    has_lost |= is_dark && !each.was_dark;
    each.was_dark = is_dark;
    if (is_dark) ++dark_;
  }
  return has_lost;
}

}  // namespace ridethrough::devices
