#pragma once

#include <map>
#include <memory>
#include <typeindex>

namespace ridethrough::devices {

/// What equal devices of a run find only once, such as the courses of their equations: one of each
/// type. Runs share nothing, and what is kept here decides nothing but how long a run takes.
class RunStore {
 public:
  template <class Kept>
  std::shared_ptr<Kept> kept() {
    std::shared_ptr<void>& one = kept_[typeid(Kept)];
    if (one == nullptr) one = std::make_shared<Kept>();
    return std::static_pointer_cast<Kept>(one);
  }

 private:
  std::map<std::type_index, std::shared_ptr<void>> kept_;
};

struct Wiring;
/// That of the run in which a device is wired; null where it stands alone.
RunStore* run_store(const Wiring& wiring);

}  // namespace ridethrough::devices
