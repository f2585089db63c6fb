#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/core/engine.hpp"
#include "ridethrough/core/event_log.hpp"
#include "ridethrough/core/ledger.hpp"
#include "ridethrough/core/random.hpp"
#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/devices/schema.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::devices {

class Device;
class DcStorage;
class FormingGroup;
class IslandingSwitch;
class RackPort;
class RackShelf;

/// What an event or another device wants of a device. It is noted by order() and done in react().
struct Command {
  Verb verb = Verb::set;
  bool begins = true;     ///< false: the `for:` of this event is over
  Parameters arguments;   ///< keys of the verb: to, phases, as, number ...
  std::string parameter;  ///< verb set: which one, dotted
  double value = 0.0;     ///< verb set: SI
  core::Tick over = 0;    ///< verb set: length of the ramp to `value`
};

/// Handed to Device::wire(): the nodes a device stands between, and its neighbours. Devices keep
/// the ids that they are given, not this object.
struct Wiring {
  network::Network& network;
  core::ProcessId process = -1;
  std::int64_t members = 1;                   ///< of this cohort
  std::vector<network::NodeId> inlets = {};   ///< nodes named by `from:`, in order
  std::vector<network::NodeId> between = {};  ///< nodes named by `between:`
  std::vector<Device*> feeders = {};          ///< the devices whose outlets those inlets are
  network::NodeId outlet = -1;                ///< set by make_outlet(), read by what hangs below
  double frequency_hz = 0.0;                  ///< of the inlet; a source sets it for its outlet
  std::vector<Device*> hangers = {};  ///< batteries and racks wired to this device's dc port / jobs
  FormingGroup* forming = nullptr;    ///< shared by all that form one bus, or have an outlet
  std::vector<Device*> racks = {};    ///< of a job
  std::vector<std::int64_t> rack_members = {};  ///< parallel to racks
  /// How far along it short circuits of this run strike: ascending, each once.
  std::vector<double> fault_distances_m = {};
  core::RandomStream stream{0, 0, {}};  ///< named after the cohort

  /// Device named by a parameter of Kind::component ("islanding_switch"), or null.
  Device* peer(std::string_view parameter) const;
  std::vector<std::pair<std::string, Device*>> peers = {};
  /// Parallel to peers, where a component names them: how many of its members one of ours sees.
  std::vector<std::int64_t> peer_members = {};

  /// Creates the outlet node, one per member of this cohort.
  network::NodeId make_outlet(double nominal_v, bool is_dc);
  std::string name = {};  ///< canonical path, for the node's name
};

/// Handed to Device::react(): what a device may do at an instant.
class Ports {
 public:
  Ports(core::Engine& engine, network::Network& network, core::EventLog& log)
      : engine_(engine), network_(network), log_(log) {}

  core::Tick now() const { return engine_.now(); }
  bool is_first() const { return engine_.statistics().instants == 0 && engine_.round() == 1; }
  network::Network& network() const { return network_; }

  /// The one timer of this device; kNever clears it. Planned anew at every reaction.
  void wake(const Device& device, core::Tick at) const;
  void mark(const Device& device) const;
  void log_state(const Device& device, std::string_view from, std::string_view to,
                 std::string_view reason) const;
  void log_count(const Device& device, std::string_view counter, std::int64_t from, std::int64_t to,
                 std::string_view reason) const;
  /// A run-time warning (rule RT13..), reported once per device and text.
  void warn(const Device& device, std::string_view rule, std::string_view text) const;

 private:
  core::Engine& engine_;
  network::Network& network_;
  core::EventLog& log_;
};

/// Handed to the const questions: looking changes nothing.
struct View {
  core::Tick now = 0;
  const network::Network& network;
};

/// One number of the outcome, SI with the unit of printing ("kWh").
struct Finding {
  std::string name;  ///< "soc_end", "peak"
  double value = 0.0;
  std::string unit;
  core::Tick time = -1;  ///< when, for extremes; -1: no time
};

/// Something that ended badly: a rack that dropped, a battery that stopped.
struct Incident {
  std::string kind;  ///< "dropped", "stopped"
  core::Tick at = 0;
  core::Tick lasted = core::kNever;  ///< kNever: until the end of the run
  std::string reason;
};

/// How one disturbance stands against the classes of a standard.
struct Judgement {
  std::string standard;  ///< "ISO 8528-5"
  core::Tick at = 0;
  std::string what;                   ///< "load step of 50 %"
  std::string verdict;                ///< the best class that holds, or "none"
  int rank = 0;                       ///< of the verdict: 0 the best class, higher is worse
  std::vector<Finding> figures = {};  ///< what it was judged by: deviation, recovery time
  bool is_unverified = false;         ///< the limits were not read in the standard itself
};

struct Report {
  std::vector<Finding> findings;
  std::vector<Incident> incidents;
  std::vector<Judgement> judgements = {};
};

/// One piece of equipment, standing for all members of its cohort; it knows no multiplicity, no
/// YAML and no neighbours beyond its ports. State is a function of (anchor, now).
class Device {
 public:
  explicit Device(const TypeSchema& schema) : schema_(schema) {}
  virtual ~Device() = default;
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  virtual core::Phase phase() const = 0;
  /// Adds its links, sources and demands; feeders are wired before those they feed.
  virtual void wire(Wiring& wiring) = 0;
  /// Acts at an instant: reads its ports, changes mode, publishes, plans its next wake. Running it
  /// again without a change does nothing.
  virtual void react(Ports& ports) = 0;
  /// Notes what an event or a neighbour wants; the caller marks the device.
  virtual void order(const Command& command);
  /// Quantity number `quantity` of the schema, in SI, at view.now (from the last anchor on).
  virtual double look(std::size_t quantity, const View& view) const = 0;
  /// The same for inner part number `part` (from 0) and its schema; quantity -1 is its state, as
  /// the index of its word. @throws std::out_of_range for a device without inner parts.
  virtual double look_inner(std::size_t part, int quantity, const View& view) const;
  /// Energy since the start, per member.
  virtual core::Books account(const View& view) const;
  virtual void report(const View& view, Report& report) const;

  /// The bank behind a battery; null for all others.
  virtual DcStorage* storage() { return nullptr; }
  virtual RackPort* rack() { return nullptr; }
  /// What hangs on the dc bus of a rack; null for all others.
  virtual RackShelf* shelf() { return nullptr; }
  /// The switch that a bess opens to form a grid of its own; null for all others.
  virtual IslandingSwitch* islanding() { return nullptr; }
  /// The source whose power a meter at this device shows; -1 for all that are none.
  virtual network::SourceId metered_source() const { return -1; }
  /// Where an event `fault:` with these keys strikes.
  virtual network::NodeId fault_node(const Parameters&) const { return outlet_node_; }

  const TypeSchema& schema() const { return schema_; }
  int state() const { return state_; }
  core::ProcessId process() const { return process_; }
  /// The node of its outlet, -1 if it has none.
  network::NodeId outlet_node() const { return outlet_node_; }
  std::int32_t component() const { return component_; }

  /// Set once by the builder of the run.
  void place(core::ProcessId process, std::int32_t component) {
    process_ = process;
    component_ = component;
  }
  void place_outlet(network::NodeId node) { outlet_node_ = node; }

 protected:
  /// Changes the state (index into schema().states) and logs it; nothing happens if it is the same.
  void enter(Ports& ports, int state, std::string_view reason);
  /// The state at t = 0, before anything is logged.
  void start_in(int state) { state_ = state; }

 private:
  const TypeSchema& schema_;
  int state_ = 0;
  core::ProcessId process_ = -1;
  std::int32_t component_ = -1;
  network::NodeId outlet_node_ = -1;
};

/// What a job sees of a rack. Several jobs may be placed on it, one at a time has it.
class RackPort {
 public:
  virtual ~RackPort() = default;
  bool is_free_for(const Device& job) const { return holder_ == nullptr || holder_ == &job; }
  void take(const Device& job) { holder_ = &job; }
  /// Marks the jobs that may wait for it.
  void leave(const Device& job, const Ports& ports);
  virtual std::int64_t gpus() const = 0;
  virtual bool is_up() const = 0;
  /// Part of its hold-up that is left at `now`.
  virtual double hold_up_frac(core::Tick now) const = 0;
  /// Demand at the AC input with all GPUs at `level_frac` of their TDP and `load` at 100 %.
  virtual double watts_at(double level_frac) const = 0;
  /// From `from` on, GPUs run at level_frac + slope_per_s * (t - from) of their TDP. The caller
  /// marks the rack.
  virtual void run(core::Tick from, double level_frac, double slope_per_s) = 0;
  /// Marked whenever is_up() changes.
  virtual void set_job(const Device& job) = 0;

 protected:
  std::vector<const Device*> jobs_;  ///< placed on it

 private:
  const Device* holder_ = nullptr;
};

}  // namespace ridethrough::devices
