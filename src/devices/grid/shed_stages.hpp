#pragma once

#include <string_view>
#include <vector>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Loads, or the breakers before them, that a plant sheds in stages and restores in turn.
class ShedStages {
 public:
  /// Reads the peers shed_1 to shed_4. @throws std::invalid_argument for what takes no order.
  void wire(const Wiring& wiring);

  bool has_more() const { return shed_ < stages_.size(); }
  std::size_t shed() const { return shed_; }
  /// What the next stage draws now; what the last one drew when it was shed.
  double next_w(const View& view) const;
  double last_w() const { return shed_ > 0 ? stages_[shed_ - 1].drew_w : 0.0; }

  void shed_next(Ports& ports);
  void restore_last(Ports& ports);

 private:
  struct Item {
    Device* device = nullptr;
    bool is_switch = false;  ///< opened and closed, where a load is stopped and started
    int power = -1;          ///< its quantity of that name
  };
  struct Stage {
    std::vector<Item> items;
    double drew_w = 0.0;
  };

  static Item item_of(std::string_view name, Device& device);
  static void order(Ports& ports, const Stage& stage, bool takes_off);

  std::vector<Stage> stages_;
  std::size_t shed_ = 0;
};

}  // namespace ridethrough::devices
