#pragma once

#include <cstdint>
#include <vector>

#include "ridethrough/devices/power_signal.hpp"

namespace ridethrough::devices {

/// What a job hangs on besides its racks: switches of the fabric and of the storage, pumps.
class JobNeeds {
 public:
  /// @throws std::invalid_argument for something that draws no power.
  void wire(const Wiring& wiring, const Device& job);
  /// Reads what is dark. True if something went dark since it was read last.
  bool read();
  /// How many of them are dark.
  std::int64_t dark() const { return dark_; }

 private:
  struct Needed {
    const WatchedFlag* is_dark;
    bool was_dark = false;
  };
  std::vector<Needed> needed_;
  std::int64_t dark_ = 0;
};

}  // namespace ridethrough::devices
