#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <map>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "ridethrough/core/engine.hpp"
#include "ridethrough/core/event_log.hpp"
#include "ridethrough/core/fingerprint.hpp"
#include "ridethrough/devices/device.hpp"
#include "ridethrough/devices/forming_group.hpp"
#include "ridethrough/network/network.hpp"

/// A small plant for tests of devices: what the builder of a run does, by hand and without YAML.
namespace ridethrough::support {

/// How one device is connected, by the names given to Rig::add.
struct Wires {
  std::vector<std::string> from = {};
  std::vector<std::string> between = {};
  std::vector<std::pair<std::string, std::string>> peers = {};  ///< parameter -> device
  std::vector<std::string> racks = {};                          ///< of a job
  std::int64_t members = 1;
  std::uint64_t seed = 1;  ///< of the random stream
  std::vector<double> fault_distances_m = {};
};

/// Runs a function as a process of the engine; for scripts and adapters.
template <typename Action>
class ActionProcess final : public core::Process {
 public:
  ActionProcess(std::string name, Action action) : name_(std::move(name)), action_(action) {}
  void react(core::Tick now) override { action_(now); }
  std::string_view name() const override { return name_; }

 private:
  std::string name_;
  Action action_;
};

/// Owns engine, network, log and devices. Add the feeders before what they feed; the first run()
/// wires everything in the order of adding, which is also the order of process and component ids.
class Rig {
 public:
  Rig() : network_(engine_, {}), log_(engine_), ports_(engine_, network_, log_) {
    script_ = make_process("script", [this](core::Tick now) { play(now); });
    script_id_ = engine_.add(*script_, core::Phase::script);
  }

  devices::Device& add(const std::string& name, std::unique_ptr<devices::Device> device,
                       Wires wires = {}) {
    auto slot = std::make_unique<Slot>();
    slot->name = name;
    slot->device = std::move(device);
    slot->wires = std::move(wires);
    devices::Device& added = *slot->device;
    slot->process = make_process(name, [this, &added](core::Tick) { added.react(ports_); });
    const core::ProcessId id = engine_.add(*slot->process, added.phase());
    added.place(id, static_cast<std::int32_t>(slots_.size()));
    slots_.push_back(std::move(slot));
    return added;
  }

  /// Hands `command` to the device at `at`, in the script phase.
  void order(core::Tick at, const std::string& name, devices::Command command) {
    orders_.push_back({at, &device(name), std::move(command)});
    std::stable_sort(orders_.begin(), orders_.end(),
                     [](const Order& left, const Order& right) { return left.at < right.at; });
    if (has_started_) engine_.set_timer(script_id_, next_script());
  }
  void order(core::Tick at, const std::string& name, devices::Verb verb, bool begins = true,
             devices::Parameters arguments = {}) {
    devices::Command command;
    command.verb = verb;
    command.begins = begins;
    command.arguments = std::move(arguments);
    order(at, name, std::move(command));
  }
  /// verb set: `parameter` to `value` (SI), over a ramp.
  void set(core::Tick at, const std::string& name, std::string parameter, double value,
           core::Tick over = 0) {
    devices::Command command;
    command.parameter = std::move(parameter);
    command.value = value;
    command.over = over;
    order(at, name, std::move(command));
  }

  /// Marks every device at `count` random times before `end`: nothing may change by that.
  void wake_at_random(std::uint64_t seed, int count, core::Tick end) {
    std::mt19937_64 bits(seed);
    for (int i = 0; i < count; ++i) {
      extra_wakes_.push_back(1 + static_cast<core::Tick>(bits() % static_cast<std::uint64_t>(end)));
    }
    std::sort(extra_wakes_.begin(), extra_wakes_.end());
  }

  void run(core::Tick end) {
    start();
    engine_.run_until(end);
  }
  /// Runs to `end`, looks at everything every `step` and returns a digest of all bits seen and of
  /// the log's rows.
  std::string run_and_digest(core::Tick end, core::Tick step) {
    std::uint64_t hash = core::hash_text("rig");
    for (core::Tick at = 0; at < end; at += step) {
      run(at);
      hash = digest(hash);
    }
    run(end);
    hash = digest(hash);
    for (const std::string& row : log()) hash = core::hash_text(row, hash);
    return fmt::format("{:016x}", hash);
  }

  devices::Device& device(const std::string& name) { return *slot(name).device; }
  const devices::Wiring& wiring(const std::string& name) { return *slot(name).wiring; }
  network::NodeId outlet(const std::string& name) { return wiring(name).outlet; }
  /// Quantity by name, SI, at the time reached so far.
  double look(const std::string& name, std::string_view quantity) {
    const devices::Device& asked = device(name);
    const auto quantities = asked.schema().quantities;
    for (std::size_t q = 0; q < quantities.size(); ++q) {
      if (quantities[q].name == quantity) return asked.look(q, view());
    }
    throw std::invalid_argument("no quantity " + std::string(quantity));
  }
  std::string state(const std::string& name) {
    const devices::Device& asked = device(name);
    return std::string(asked.schema().states[static_cast<std::size_t>(asked.state())].name);
  }
  core::Books account(const std::string& name) { return device(name).account(view()); }
  devices::Report report(const std::string& name) {
    devices::Report report;
    device(name).report(view(), report);
    return report;
  }
  /// The finding `finding` of a device's report; throws when there is none.
  double finding(const std::string& name, std::string_view finding) {
    for (const devices::Finding& found : report(name).findings) {
      if (found.name == finding) return found.value;
    }
    throw std::invalid_argument("no finding " + std::string(finding));
  }
  /// Rows as "60000000000 ups state: normal -> battery (under_voltage)".
  std::vector<std::string> log() const {
    std::vector<std::string> rows;
    for (const core::EventRow& row : log_.rows()) {
      const auto& slot = *slots_.at(static_cast<std::size_t>(row.component));
      rows.push_back(fmt::format("{} {} {}: {} -> {} ({})", row.time, slot.name, row.what, row.from,
                                 row.to, row.reason));
    }
    return rows;
  }
  /// Rows of one device as "60000000000 battery under_voltage": time, new state or count, reason.
  std::vector<std::string> log(const std::string& name) const {
    std::vector<std::string> rows;
    for (const core::EventRow& row : log_.rows()) {
      if (slots_.at(static_cast<std::size_t>(row.component))->name != name) continue;
      rows.push_back(fmt::format("{} {} {}", row.time, row.to, row.reason));
    }
    return rows;
  }

  devices::View view() { return {engine_.now(), network_}; }
  core::Engine& engine() { return engine_; }
  network::Network& network() { return network_; }
  core::EventLog& event_log() { return log_; }

 private:
  struct Slot {
    std::string name;
    std::unique_ptr<devices::Device> device;
    std::unique_ptr<core::Process> process;
    std::unique_ptr<devices::Wiring> wiring;
    Wires wires;
  };
  struct Order {
    core::Tick at;
    devices::Device* device;
    devices::Command command;
  };

  template <typename Action>
  static std::unique_ptr<core::Process> make_process(const std::string& name, Action action) {
    return std::make_unique<ActionProcess<Action>>(name, action);
  }

  Slot& slot(std::string_view name) {
    for (const auto& slot : slots_) {
      if (slot->name == name) return *slot;
    }
    throw std::invalid_argument("no device " + std::string(name));
  }

  void start() {
    if (has_started_) return;
    has_started_ = true;
    for (const auto& slot : slots_) wire(*slot);
    network_.start();
  }

  void wire(Slot& slot) {
    slot.wiring = std::make_unique<devices::Wiring>(devices::Wiring{
        .network = network_,
        .process = slot.device->process(),
        .members = slot.wires.members,
        .inlets = {},
        .between = {},
        .feeders = {},
        .hangers = {},
        .racks = {},
        .fault_distances_m = slot.wires.fault_distances_m,
        .stream = core::RandomStream(slot.wires.seed, 0, slot.name),
        .peers = {},
        .name = slot.name,
    });
    devices::Wiring& wiring = *slot.wiring;
    for (const std::string& name : slot.wires.from) connect(wiring, this->slot(name));
    for (const std::string& name : slot.wires.between) {
      wiring.between.push_back(this->slot(name).wiring->outlet);
      wiring.frequency_hz = this->slot(name).wiring->frequency_hz;
    }
    for (const auto& [parameter, name] : slot.wires.peers) {
      wiring.peers.emplace_back(parameter, &device(name));
      wiring.peer_members.push_back(1);
    }
    for (const std::string& name : slot.wires.racks) wiring.racks.push_back(&device(name));
    for (const auto& other : slots_) {
      if (hangs_under(*other, slot)) wiring.hangers.push_back(other->device.get());
    }
    // As in a plant: sources may meet anywhere.
    if (slot.device->schema().terminals.outlet) wiring.forming = forming_on(-1);
    slot.device->wire(wiring);
  }

  void connect(devices::Wiring& wiring, Slot& feeder) {
    wiring.feeders.push_back(feeder.device.get());
    if (feeder.wiring->outlet < 0) return;  // a dc port: no node of its own
    wiring.inlets.push_back(feeder.wiring->outlet);
    wiring.frequency_hz = feeder.wiring->frequency_hz;
    if (wiring.forming == nullptr) wiring.forming = forming_on(feeder.wiring->outlet);
  }

  devices::FormingGroup* forming_on(network::NodeId node) {
    devices::FormingGroup& group = forming_[node];
    group.swings = swings_;
    return &group;
  }

  /// A battery under its converter, a shelf under its rack, a job on its racks.
  static bool hangs_under(const Slot& hanger, const Slot& host) {
    const auto names = [&](const std::vector<std::string>& list) {
      return std::find(list.begin(), list.end(), host.name) != list.end();
    };
    const bool by_port =
        hanger.device->schema().terminals.needs_dc_port && names(hanger.wires.from);
    return by_port || names(hanger.wires.racks);
  }

  void play(core::Tick now) {
    for (; next_order_ < orders_.size() && orders_[next_order_].at <= now; ++next_order_) {
      Order& order = orders_[next_order_];
      order.device->order(order.command);
      engine_.mark(order.device->process());
    }
    for (; next_wake_ < extra_wakes_.size() && extra_wakes_[next_wake_] <= now; ++next_wake_) {
      for (const auto& slot : slots_) engine_.mark(slot->device->process());
    }
    engine_.set_timer(script_id_, next_script());
  }

  core::Tick next_script() const {
    core::Tick next = core::kNever;
    if (next_order_ < orders_.size()) next = orders_[next_order_].at;
    if (next_wake_ < extra_wakes_.size()) next = std::min(next, extra_wakes_[next_wake_]);
    return next;
  }

  std::uint64_t digest(std::uint64_t hash) {
    const auto mix_in = [&hash](double value) {
      std::uint64_t bits = 0;
      std::memcpy(&bits, &value, sizeof bits);
      hash = core::mix(hash ^ bits);
    };
    for (const auto& slot : slots_) {
      mix_in(static_cast<double>(slot->device->state()));
      for (std::size_t q = 0; q < slot->device->schema().quantities.size(); ++q) {
        mix_in(slot->device->look(q, view()));
      }
    }
    return hash;
  }

  core::Engine engine_;
  network::Network network_;
  core::EventLog log_;
  devices::Ports ports_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::shared_ptr<devices::SwingPool> swings_ = devices::make_swing_pool();
  std::map<network::NodeId, devices::FormingGroup> forming_;  // one per bus
  std::unique_ptr<core::Process> script_;
  core::ProcessId script_id_ = -1;
  std::vector<Order> orders_;
  std::size_t next_order_ = 0;
  std::vector<core::Tick> extra_wakes_;
  std::size_t next_wake_ = 0;
  bool has_started_ = false;
};

/// Energy that did not balance, relative to what went through; 0 for a device without flow.
inline double imbalance(const core::Books& books) {
  const double through = std::max(
      {std::abs(books.in_j), std::abs(books.out_j), std::abs(books.stored_change_j), 1e-30});
  return std::abs(books.residual_j()) / through;
}

}  // namespace ridethrough::support
