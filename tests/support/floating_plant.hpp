#pragma once

#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "ridethrough/devices/conversion/rectifier.hpp"
#include "ridethrough/devices/storage/battery_device.hpp"
#include "ridethrough/devices/switchgear/bus.hpp"
#include "support/battery_examples.hpp"
#include "support/dc_examples.hpp"
#include "support/device_rig.hpp"
#include "support/plain_devices.hpp"

/// A 48 V plant: grid, rectifiers, a bank on the bus, a load.
namespace ridethrough::support {

inline constexpr double kPlantV = 54.5;

/// Four 12 V blocks of 150 Ah in each of two strings: 54.48 V on float.
inline Parameters plant_bank() {
  Parameters p = testing::vrla_150ah();
  p["series"] = testing::count(4);
  p["strings"] = testing::count(2);
  return p;
}

/// Cells without branches: `emf_v` at every charge behind `ohm`, 100 Ah, the bank as one block.
inline Parameters plain_cells(double emf_v, double ohm) {
  Parameters p = testing::battery_defaults();
  p["nominal_voltage"] = Value(48.0);
  p["capacity"] = Value(100.0 * testing::kAmpereHour);
  p["end_voltage"] = Value(20.0);
  p["float_voltage"] = Value(54.5);
  Parameters model;
  model["kind"] = testing::word("ocv_rc");
  model["open_circuit"] = testing::rows({"soc", "value"}, {{0.0, emf_v}, {1.0, emf_v}});
  model["resistances"] =
      testing::rows({"at", "soc", "discharge", "charge"},
                    {{testing::kRoomK, 0.0, ohm, ohm}, {testing::kRoomK, 1.0, ohm, ohm}});
  p["model"] = Value(model);
  return p;
}

struct PlantNumbers {
  double rating_w = 10e3;  ///< of each rectifier
  double droop_frac = 0.01;
  int rectifiers = 1;
  Parameters bank = plant_bank();
};

class FloatingPlant {
 public:
  explicit FloatingPlant(double load_w, const PlantNumbers& numbers = {}) {
    rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0));
    std::vector<std::string> feeders;
    for (int i = 1; i <= numbers.rectifiers; ++i) {
      feeders.push_back("rect-" + std::to_string(i));
      rig.add(feeders.back(),
              devices::make_rectifier(rectifier_of({.rating_w = numbers.rating_w,
                                                    .voltage_v = kPlantV,
                                                    .droop_frac = numbers.droop_frac})),
              {.from = {"grid"}});
    }
    rig.add("plant", devices::make_bus({}), {.from = feeders});
    rig.add("bank", devices::make_battery(numbers.bank), {.from = {"plant"}});
    rig.add("load", std::make_unique<PlainLoad>(load_w), {.from = {"plant"}});
  }
  void outage(core::Tick from, core::Tick to) {
    rig.set(from, "grid", "voltage", 0.0);
    if (to != core::kNever) rig.set(to, "grid", "voltage", 1.0);
  }
  double load_v() { return kPlantV * rig.look("load", "voltage"); }
  void check_books() {
    for (const std::string name : {"rect-1", "bank"}) {
      const core::Books books = rig.account(name);
      CHECK(imbalance(books) < 1e-9);
      CHECK(books.gap_j <= 1e-6 * std::max(books.in_j, books.out_j));
    }
  }
  Rig rig;
};

}  // namespace ridethrough::support
