#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ridethrough/core/engine.hpp"
#include "ridethrough/core/event_log.hpp"
#include "ridethrough/devices/catalog.hpp"
#include "ridethrough/devices/device.hpp"
#include "ridethrough/devices/forming_group.hpp"
#include "ridethrough/network/network.hpp"
#include "ridethrough/scenario/wiring.hpp"

/// The running model: engine, network and one device for each cohort and job of a plan.
namespace ridethrough::study {

class Plant {
 public:
  Plant(const scenario::Model& model, const scenario::Plan& plan,
        const network::NetworkOptions& options);

  core::Engine& engine() { return engine_; }
  network::Network& network() { return network_; }
  core::EventLog& log() { return log_; }
  devices::View view(core::Tick now) const { return {now, network_}; }

  /// Cohorts of the plan first, jobs after them.
  std::size_t size() const { return devices_.size(); }
  devices::Device& device(std::size_t unit) { return *devices_[unit]; }
  const devices::Device& device(std::size_t unit) const { return *devices_[unit]; }

  /// Adds the network's processes; nothing may be added to the engine afterwards.
  void start();

 private:
  struct DeviceProcess;

  void make(const devices::CatalogEntry& entry, const devices::Parameters& parameters,
            const std::string& name);
  void wire_cohort(int index);
  void wire_job(std::size_t index);
  void name_peers(const std::vector<std::pair<std::string, int>>& peers,
                  devices::Wiring& wiring) const;
  std::vector<double> fault_distances(int cohort) const;
  void refuse_unequal_loop() const;
  void refuse_ideal_loop() const;
  void refuse_opposed_sources();
  devices::FormingGroup* forming_on(network::NodeId node);

  const scenario::Model& model_;
  const scenario::Plan& plan_;
  core::Engine engine_;
  network::Network network_;
  core::EventLog log_;
  devices::Ports ports_;
  std::vector<std::string> names_;
  std::vector<std::unique_ptr<devices::Device>> devices_;
  std::vector<std::unique_ptr<core::Process>> processes_;
  std::vector<network::NodeId> outlets_;
  std::vector<double> frequencies_hz_;
  std::vector<std::size_t> link_owners_;  ///< cohort by link
  std::shared_ptr<devices::SwingPool> swings_ = devices::make_swing_pool();
  std::map<network::NodeId, std::unique_ptr<devices::FormingGroup>> forming_;
};

}  // namespace ridethrough::study
