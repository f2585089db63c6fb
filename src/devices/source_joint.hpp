#pragma once

#include <memory>
#include <vector>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// All sources of a run that have an outlet and an angle of their own, as they are wired.
struct SourcePool {
  struct Source {
    network::NodeId node = -1;
    network::SourceId source = -1;
    const network::Emf* emf = nullptr;
    bool has_looked = false;  ///< its voltage of the first instant is set
  };
  std::vector<Source> sources;
};

/// Whether a source is joined with another one out of phase where no switch closes that would tell
/// it: from the first instant on, or because it comes back.
class SourceJoint {
 public:
  /// `emf` lives as long as the device.
  void wire(Wiring& wiring, network::NodeId node, network::SourceId source,
            const network::Emf& emf);
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
