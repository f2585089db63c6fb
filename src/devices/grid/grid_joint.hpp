#pragma once

#include <memory>
#include <vector>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// All grids of a run, in the order in which they are wired.
struct GridPool {
  struct Grid {
    network::NodeId node = -1;
    network::SourceId source = -1;
    const network::Emf* emf = nullptr;
  };
  std::vector<Grid> grids;
};

/// Whether a grid is joined with another one from the first instant on, out of phase. No switch
/// closes then that would tell it.
class GridJoint {
 public:
  /// `emf` lives as long as the device.
  void wire(Wiring& wiring, network::NodeId node, network::SourceId source,
            const network::Emf& emf);
  /// Warns once; the sources of the first instant are on. Of two the one that is wired later tells.
  void tell(Ports& ports, const Device& device);

 private:
  std::shared_ptr<const GridPool> pool_;
  std::size_t own_ = 0;
  bool has_looked_ = false;
};

}  // namespace ridethrough::devices
