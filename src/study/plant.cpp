#include "study/plant.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "ridethrough/core/error.hpp"
#include "ridethrough/devices/load/job.hpp"
#include "ridethrough/devices/source_pool.hpp"
#include "ridethrough/network/ideal_loops.hpp"
#include "ridethrough/network/windings.hpp"

namespace ridethrough::study {

namespace {

/// A device that can not be made of its values says why; the user wants to know where.
template <class Action>
void told_at(const scenario::Place& place, const std::string& name, std::string_view type,
             const Action& action) {
  try {
    action();
  } catch (const std::invalid_argument& reason) {
    scenario::Diagnostics diagnostics;
    diagnostics.error("RT0312",
                      fmt::format("the values of '{}' do not fit: {}", name, reason.what()), place,
                      fmt::format("'ridethrough explain {}' tells what each means", type));
    throw scenario::ScenarioError(diagnostics);
  }
}

/// Of the group that sources share: they may meet anywhere.
constexpr network::NodeId kNoBus = -1;

/// Where a cohort is written; for the cells inside a device and its branch breakers, the device.
const scenario::Place& place_of(const scenario::Plan& plan, const scenario::Cohort& cohort) {
  if (cohort.component != nullptr) return cohort.component->place;
  const int owner = cohort.dc_host >= 0 ? cohort.dc_host : cohort.feeders.front();
  return plan.cohorts[static_cast<std::size_t>(owner)].component->place;
}

}  // namespace

struct Plant::DeviceProcess final : core::Process {
  DeviceProcess(devices::Device& device_in, devices::Ports& ports_in, std::string_view name_in)
      : device(device_in), ports(ports_in), label(name_in) {}
  void react(core::Tick) override { device.react(ports); }
  std::string_view name() const override { return label; }

  devices::Device& device;
  devices::Ports& ports;
  std::string_view label;
};

Plant::Plant(const scenario::Model& model, const scenario::Plan& plan,
             const network::NetworkOptions& options)
    : model_(model),
      plan_(plan),
      network_(engine_, options),
      log_(engine_),
      ports_(engine_, network_, log_) {
  const std::size_t units = plan.cohorts.size() + plan.jobs.size();
  names_.reserve(units);  // processes keep views of them
  for (const scenario::Cohort& cohort : plan.cohorts) {
    told_at(place_of(plan, cohort), cohort.path(), cohort.type->name, [&] {
      make(*devices::find_type(cohort.type->name), cohort.parameters, cohort.path());
    });
  }
  for (const scenario::JobPlan& job : plan.jobs) {
    told_at(job.job->place, job.job->name, job.job->type->name, [&] {
      make(*devices::find_type(job.job->type->name), job.job->parameters.values, job.job->name);
    });
  }
  outlets_.assign(plan.cohorts.size(), -1);
  frequencies_hz_.assign(plan.cohorts.size(), 0.0);
  for (const int index : plan.feeding_order) wire_cohort(index);
  for (std::size_t i = 0; i < plan.jobs.size(); ++i) wire_job(i);
  refuse_unequal_loop();
  refuse_ideal_loop();
  refuse_opposed_sources();
}

/// As it is wired; a loop that a switch closes later is found when it does.
void Plant::refuse_unequal_loop() const {
  const auto loop = network::unequal_loop(network_);
  if (!loop) return;
  for (const network::NodeId node : loop->nodes) {
    const auto outlet = std::find(outlets_.begin(), outlets_.end(), node);
    if (outlet == outlets_.end()) continue;
    const auto at = static_cast<std::size_t>(outlet - outlets_.begin());
    scenario::Diagnostics diagnostics;
    diagnostics.error(
        "RT0418",
        fmt::format("'{}' is on a loop of vector groups that can not be paralleled", names_[at]),
        place_of(plan_, plan_.cohorts[at]), network::loop_text(network_, *loop));
    throw scenario::ScenarioError(diagnostics);
  }
}

/// As they are wired and stated; what turns or closes later is told by the run.
void Plant::refuse_opposed_sources() {
  const auto& pool = forming_on(kNoBus)->sources;
  if (pool == nullptr) return;
  const auto opposed = devices::opposed_sources(*pool, network_);
  if (!opposed) return;
  constexpr double kDegrees = 180.0 / std::numbers::pi;
  const std::string &one = network_.node(opposed->one).name,
                    &other = network_.node(opposed->other).name;
  const auto outlet = std::find(outlets_.begin(), outlets_.end(), opposed->other);
  const auto at = static_cast<std::size_t>(outlet - outlets_.begin());
  scenario::Diagnostics diagnostics;
  diagnostics.error("RT0420",
                    fmt::format("'{}' and '{}' are joined out of phase, {:.4g} deg apart", one,
                                other, std::abs(opposed->gap_rad) * kDegrees),
                    place_of(plan_, plan_.cohorts[at]),
                    fmt::format("say 'angle: {:.6g} deg' here, or begin with a switch between "
                                "them open",
                                std::round(opposed->angle_rad * kDegrees * 1e6) / 1e6 + 0.0));
  throw scenario::ScenarioError(diagnostics);
}

/// Of contacts that are closed from the start; the run tells of those that a switch closes.
void Plant::refuse_ideal_loop() const {
  const auto loop = network::ideal_loop(network_);
  if (!loop) return;
  const std::size_t at = link_owners_[static_cast<std::size_t>(loop->link)];
  std::vector<std::string> names;
  for (const network::NodeId node : loop->nodes) names.push_back(network_.node(node).name);
  scenario::Diagnostics diagnostics;
  diagnostics.error(
      "RT0419",
      fmt::format("'{}' closes a loop without impedance: '{}' and '{}' are joined already",
                  names_[at], names.back(), names.front()),
      place_of(plan_, plan_.cohorts[at]),
      fmt::format("begin with a contact on the way round '{}' open, or put a cable there",
                  fmt::join(names, "', '")));
  throw scenario::ScenarioError(diagnostics);
}

void Plant::make(const devices::CatalogEntry& entry, const devices::Parameters& parameters,
                 const std::string& name) {
  names_.push_back(name);
  auto device = entry.make(parameters);
  auto process = std::make_unique<DeviceProcess>(*device, ports_, names_.back());
  const core::ProcessId id = engine_.add(*process, device->phase());
  device->place(id, static_cast<std::int32_t>(devices_.size()));
  devices_.push_back(std::move(device));
  processes_.push_back(std::move(process));
}

void Plant::wire_cohort(int index) {
  const auto at = static_cast<std::size_t>(index);
  const scenario::Cohort& cohort = plan_.cohorts[at];
  devices::Wiring wiring{network_};
  wiring.process = devices_[at]->process();
  wiring.members = cohort.count;
  wiring.stream = core::RandomStream(model_.seed, model_.replica, names_[at]);
  wiring.name = names_[at];
  for (const int feeder : cohort.feeders) {
    const auto feeder_at = static_cast<std::size_t>(feeder);
    wiring.inlets.push_back(outlets_[feeder_at]);
    wiring.feeders.push_back(devices_[feeder_at].get());
    wiring.frequency_hz = frequencies_hz_[feeder_at];
  }
  if (cohort.dc_host >= 0) {
    wiring.feeders.push_back(devices_[static_cast<std::size_t>(cohort.dc_host)].get());
  }
  for (const int end : cohort.between) {
    const auto end_at = static_cast<std::size_t>(end);
    wiring.between.push_back(outlets_[end_at]);
    if (cohort.feeders.empty()) wiring.frequency_hz = frequencies_hz_[end_at];
  }
  for (std::size_t i = 0; i < plan_.cohorts.size(); ++i) {
    if (plan_.cohorts[i].dc_host == index) wiring.hangers.push_back(devices_[i].get());
  }
  wiring.fault_distances_m = fault_distances(index);
  name_peers(cohort.peers, wiring);
  wiring.peer_members = cohort.peer_members;
  if (cohort.type->terminals.outlet || cohort.dc_host >= 0) wiring.forming = forming_on(kNoBus);
  const bool hangs_on_bus = wiring.inlets.size() == 1 && !cohort.type->terminals.outlet;
  if (hangs_on_bus) wiring.forming = forming_on(wiring.inlets.front());
  told_at(place_of(plan_, cohort), names_[at], cohort.type->name,
          [&] { devices_[at]->wire(wiring); });
  link_owners_.resize(network_.links(), at);
  outlets_[at] = wiring.outlet;
  devices_[at]->place_outlet(wiring.outlet);
  frequencies_hz_[at] = wiring.frequency_hz;
}

/// Of all events that short-circuit the cohort somewhere on its way.
std::vector<double> Plant::fault_distances(int cohort) const {
  std::vector<double> distances_m;
  for (const scenario::EventSpec& event : model_.events) {
    if (event.verb != devices::Verb::fault) continue;
    const devices::Value& distance = devices::get(event.arguments, "distance");
    if (!distance.present()) continue;
    for (const scenario::Reference& target : event.targets) {
      const std::vector<int> hit = plan_.matches(target.path);
      if (std::count(hit.begin(), hit.end(), cohort) > 0) distances_m.push_back(distance.number());
    }
  }
  std::sort(distances_m.begin(), distances_m.end());
  distances_m.erase(std::unique(distances_m.begin(), distances_m.end()), distances_m.end());
  return distances_m;
}

void Plant::name_peers(const std::vector<std::pair<std::string, int>>& peers,
                       devices::Wiring& wiring) const {
  for (const auto& [parameter, cohort] : peers) {
    wiring.peers.emplace_back(parameter, devices_[static_cast<std::size_t>(cohort)].get());
  }
}

void Plant::wire_job(std::size_t index) {
  const scenario::JobPlan& job = plan_.jobs[index];
  const std::size_t unit = plan_.cohorts.size() + index;
  devices::Wiring wiring{network_};
  wiring.process = devices_[unit]->process();
  wiring.stream = core::RandomStream(model_.seed, model_.replica, names_[unit]);
  wiring.name = names_[unit];
  for (const int rack : job.racks) {
    wiring.racks.push_back(devices_[static_cast<std::size_t>(rack)].get());
    wiring.rack_members.push_back(plan_.cohorts[static_cast<std::size_t>(rack)].count);
  }
  name_peers(job.peers, wiring);
  for (const scenario::JobSpec* held : job.jobs) {
    const auto found = std::find_if(plan_.jobs.begin(), plan_.jobs.end(),
                                    [held](const auto& each) { return each.job == held; });
    const auto at = plan_.cohorts.size() + static_cast<std::size_t>(found - plan_.jobs.begin());
    wiring.peers.emplace_back(devices::kScheduledJob, devices_[at].get());
  }
  told_at(job.job->place, job.job->name, job.job->type->name,
          [&] { devices_[unit]->wire(wiring); });
}

devices::FormingGroup* Plant::forming_on(network::NodeId node) {
  auto& group = forming_[node];
  if (!group) {
    group = std::make_unique<devices::FormingGroup>();
    group->swings = swings_;
  }
  return group.get();
}

void Plant::start() { network_.start(); }

}  // namespace ridethrough::study
