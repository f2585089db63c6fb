#pragma once

#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "devices/grid/genset_device.hpp"
#include "devices/grid/overload_timer.hpp"
#include "devices/grid/shed_stages.hpp"
#include "devices/parameter_access.hpp"
#include "ridethrough/devices/grid/generator_plant.hpp"

namespace ridethrough::devices {

/// States in the order of the schema.
enum PlantState { kPlantStandby, kPlantStarting, kPlantCarrying };

/// Numbers and times of the control as they are set.
struct PlantSettings {
  double mains_low, mains_return;
  core::Tick closing_timeout;
  bool is_in_turn;
  std::size_t before_closing, spare, minimum;
  double start_above, stop_below, shed_above, restore_below;

  explicit PlantSettings(const Parameters& own)
      : mains_low(number_of(own, "mains_low")),
        mains_return(number_of(own, "mains_return")),
        closing_timeout(span_ticks(own, "closing_timeout")),
        is_in_turn(get(own, "in_turn").flag()),
        before_closing(static_cast<std::size_t>(get(own, "sets_before_closing").count())),
        spare(static_cast<std::size_t>(get(own, "spare_sets").count())),
        minimum(static_cast<std::size_t>(get(own, "minimum_sets").count())),
        start_above(number_of(own, "start_above")),
        stop_below(number_of(own, "stop_below")),
        shed_above(number_of(own, "shed_above")),
        restore_below(number_of(own, "restore_below")) {
    if (mains_return < mains_low) {
      throw std::invalid_argument("mains_return is at least mains_low");
    }
    if (stop_below > start_above) {
      throw std::invalid_argument(
          "stop_below above start_above: a set that stops would be called again");
    }
  }
};

/// A set and what the plant wants of it.
struct PlantSet {
  Genset* set = nullptr;
  bool is_called = false;

  bool is_on_line() const { return set->state() == kSetRunning; }
  bool is_lost() const { return set->state() == kSetFailed; }
};

/// The device: ports and quantities (generator_plant.cpp), what it decides
/// (generator_plant_control.cpp).
class GeneratorPlant final : public Device {
 public:
  explicit GeneratorPlant(const Parameters& parameters)
      : Device(generator_plant_schema()),
        settings_(parameters),
        starts_with_(static_cast<std::size_t>(
            count_or(parameters, "starts_with", std::numeric_limits<std::int64_t>::max()))),
        lost_(span_ticks(parameters, "start_delay")),
        back_(span_ticks(parameters, "mains_back")),
        idle_(span_ticks(parameters, "mains_back")),
        start_(0.0, span_ticks(parameters, "start_after")),
        stop_(0.0, span_ticks(parameters, "stop_after")),
        shed_(0.0, span_ticks(parameters, "shed_after")),
        restore_(0.0, span_ticks(parameters, "restore_after")) {}

  core::Phase phase() const override { return core::Phase::control; }

  void wire(Wiring& wiring) override;
  void order(const Command& command) override { commands_.push_back(command); }
  void react(Ports& ports) override;
  double look(std::size_t quantity, const View& view) const override;
  void report(const View&, Report& report) const override;

 private:
  std::size_t on_line() const;
  double capacity_w() const;
  core::Line power(const network::Network& network) const;
  /// Rating of those that are called and not lost; without the largest spare ones.
  double called_w(const PlantSet* without) const;
  void sense_mains(Ports& ports);
  bool is_wanted(core::Tick now) const;
  /// One thing that is due by now; false if there is none.
  bool step(Ports& ports);
  bool begin(Ports& ports);
  bool close(Ports& ports);
  bool release(Ports& ports, std::string_view reason);
  bool carry(Ports& ports);
  /// The limits move with the number of sets, so that each timer watches what is beyond its own.
  void watch(core::Tick now, const core::Line& power);
  /// Whatever acts begins its wait anew: that is the dwell of this control.
  bool act(Ports& ports);
  void shed_for_lost(Ports& ports, double power_w);
  void shed(Ports& ports, std::string_view reason);
  /// A set that is called and lost leaves its place to the next one.
  void replace_lost(Ports& ports);
  /// The first that is not called and may be.
  PlantSet* next_free();
  /// The last of those on line, if it may stop.
  PlantSet* last_running();
  void call(Ports& ports, PlantSet& own);
  /// Overrules whoever else has called it.
  void dismiss(Ports& ports, PlantSet& own);
  void order_main(Ports& ports, Verb verb);
  core::Tick next_time(core::Tick now) const;

  PlantSettings settings_;
  std::size_t starts_with_;
  std::string name_;
  std::vector<PlantSet> sets_;  // in the order in which they are called
  ShedStages stages_;
  Device* main_ = nullptr;
  network::DemandId observer_ = -1;  // of the mains
  std::vector<Command> commands_;
  bool is_ordered_ = false, is_stopped_ = false;
  bool is_good_ = true;
  HoldTimer lost_, back_, idle_;
  OverloadTimer start_, stop_, shed_, restore_;
  core::Tick began_at_ = core::kNever;
  std::size_t known_on_line_ = 0, most_sets_ = 0;
  std::int64_t sheds_ = 0;
};

}  // namespace ridethrough::devices
