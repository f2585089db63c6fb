#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"
#include "ridethrough/devices/source_pool.hpp"

namespace ridethrough::devices {

/// Whether a source is joined with another one out of phase where no switch closes that would tell
/// it: from the first instant on, or because it comes back.
class SourceJoint {
 public:
  /// `emf` lives as long as the device.
  void wire(Wiring& wiring, network::NodeId node, network::SourceId source,
            const network::Emf& emf);
  /// Its angle at t = 0 is known from the file.
  void state_angle();
  /// Warns once, when the own voltage of the first instant is set; of two the later one tells.
  void tell(Ports& ports, const Device& device);
  /// The source has just been set on, and the network not been solved: what others hold its node
  /// at is what it came onto.
  void tell_return(Ports& ports, const Device& device);

 private:
  std::shared_ptr<SourcePool> pool_;
  std::size_t own_ = 0;
};

}  // namespace ridethrough::devices
