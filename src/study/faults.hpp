#pragma once

#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "study/plant.hpp"

/// The short circuits that events place, and what becomes of them: a fault stays until it ends or
/// is repaired, also where a breaker has taken its current away, and is met again when the voltage
/// comes back.
namespace ridethrough::study {

class Faults final : public core::Process {
 public:
  Faults(const scenario::Model& model, const scenario::Plan& plan, Plant& plant);

  void begin(std::size_t unit, std::size_t event);
  void end(std::size_t unit, std::size_t event);
  /// Lifts all faults of the unit.
  void repair(std::size_t unit);

  /// Notes where a fault lost its voltage or got it back.
  void react(core::Tick now) override;
  std::string_view name() const override { return "faults"; }

 private:
  struct Place {
    std::vector<std::size_t> events;  ///< those in force; the last one acts
    std::string_view shown = "none";  ///< as the log has it
  };
  /// A unit, and where of it: a cable may have several.
  using Spot = std::pair<std::size_t, network::NodeId>;
  void watch(const scenario::Reference& target, std::size_t event);
  Spot spot_of(std::size_t unit, std::size_t event) const;
  std::string_view kind_of(std::size_t event) const;
  void apply(const Spot& spot, std::string_view reason);
  void show(const Spot& spot, std::string_view next, std::string_view reason);

  const scenario::Model& model_;
  const scenario::Plan& plan_;
  Plant& plant_;
  core::ProcessId process_ = -1;
  std::map<Spot, Place> places_;
};

}  // namespace ridethrough::study
