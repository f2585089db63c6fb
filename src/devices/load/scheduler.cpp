#include "ridethrough/devices/load/scheduler.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "devices/load/job_fields.hpp"
#include "devices/load/job_port.hpp"
#include "devices/parameter_access.hpp"
#include "ridethrough/devices/load/job.hpp"
#include "ridethrough/devices/power_signal.hpp"

namespace ridethrough::devices {

namespace {

constexpr std::string_view kMovedWords[] = {"stay", "return"};

constexpr ParamSpec kSchedulerParams[] = {
    {.name = "jobs",
     .kind = Kind::component,
     .unit = "",
     .fallback = "none",
     .text = "a job or a list of them, in the order in which they are held"},
    kJobSignalField,
    {.name = "limit",
     .unit = "kW",
     .fallback = "none",
     .text = "jobs are held until all of them together draw no more",
     .low = 0.0},
    {.name = "keep",
     .unit = "%",
     .fallback = "none",
     .text = "in place of 'limit': of what they draw when it decides",
     .low = 0.0,
     .high = 100.0},
    {.name = "after",
     .unit = "s",
     .fallback = "0 s",
     .text = "it decides so long after the first signal, once",
     .low = 0.0},
    {.name = "resume_after",
     .unit = "s",
     .fallback = "60 s",
     .text = "after the last signal is gone it begins to let go, the last held first",
     .low = 0.0,
     .source = "assumed"},
    {.name = "stagger",
     .unit = "s",
     .fallback = "0 s",
     .text = "between two jobs that are let go",
     .low = 0.0},
    {.name = "moved",
     .kind = Kind::word,
     .unit = "",
     .fallback = "stay",
     .text = "when it lets go of a job that it has moved; return: back to its own racks",
     .words = kMovedWords},
};

constexpr QuantitySpec kSchedulerQuantities[] = {
    {"held", "", Shape::steps, true, "jobs that are held, or were moved", true},
    {"relieved", "kW", Shape::steps, true, "what they drew before, above idle"},
};

constexpr WordSpec kSchedulerStates[] = {
    {"watching", "holds no job"},
    {"holding", "holds jobs"},
};

constexpr TypeSchema kSchedulerSchema{
    .name = "scheduler",
    .group = "load",
    .text = "moves or holds jobs while the power is short, and lets them go again",
    .terminals = {},
    .parameters = kSchedulerParams,
    .quantities = kSchedulerQuantities,
    .states = kSchedulerStates,
    .failures = {},
    .verbs = {},
    .is_job = true,
};

enum SchedulerState { kWatching, kHolding };

class Scheduler final : public Device {
 public:
  explicit Scheduler(const Parameters& parameters)
      : Device(kSchedulerSchema),
        limit_w_(optional_number(parameters, "limit")),
        keep_frac_(get(parameters, "keep")),
        after_(span_ticks(parameters, "after")),
        resume_after_(span_ticks(parameters, "resume_after")),
        stagger_(span_ticks(parameters, "stagger")),
        brings_back_(get(parameters, "moved").word() == "return") {
    if (get(parameters, "limit").present() == keep_frac_.present()) {
      throw std::invalid_argument("either 'limit' or 'keep' says how much is held back");
    }
  }

  core::Phase phase() const override { return core::Phase::job; }

  void wire(Wiring& wiring) override {
    for (const auto& [name, device] : wiring.peers) {
      if (name == kScheduledJob) add_job(*device);
      if (name == kSchedulerSignal) add_signal(*device);
    }
    if (jobs_.empty()) throw std::invalid_argument("'jobs' names none that it could hold");
    if (signals_.empty()) throw std::invalid_argument("without 'signal' nobody tells it");
  }

  void react(Ports& ports) override {
    const core::Tick now = ports.now();
    core::Tick next = core::kNever;
    if (const core::Tick since = first_signal(); since != core::kNever) {
      release_at_ = core::kNever;
      const core::Tick due = core::later(since, after_);
      if (!has_decided_ && due <= now) decide(ports);
      if (!has_decided_) next = due;
    } else {
      has_decided_ = false;
      let_go(ports);
      next = release_at_;
    }
    enter(ports, held_.empty() ? kWatching : kHolding, held_.empty() ? "let_go" : "power_event");
    ports.wake(*this, next);
  }

  double look(std::size_t quantity, const View&) const override {
    return quantity == 0 ? static_cast<double>(held_.size()) : relieved_w();
  }

  void report(const View&, Report& report) const override {
    report.findings.push_back({"decisions", static_cast<double>(decisions_), ""});
    report.findings.push_back({"moves", static_cast<double>(moves_), ""});
    report.findings.push_back({"most_held", static_cast<double>(most_held_), ""});
    report.findings.push_back({"most_relieved", most_relieved_w_, "kW"});
    report.findings.push_back({"above_target", most_above_w_, "kW"});
  }

 private:
  struct Job {
    Device* device = nullptr;
    JobPort* port = nullptr;
  };
  struct Held {
    std::size_t job = 0;
    double relieved_w = 0.0;
    bool is_moved = false;
  };

  void add_job(Device& device) {
    auto* port = dynamic_cast<JobPort*>(&device);
    if (port == nullptr) {
      throw std::invalid_argument("'jobs' names a " + std::string(device.schema().name));
    }
    jobs_.push_back({&device, port});
  }

  void add_signal(Device& device) {
    auto* signal = dynamic_cast<PowerSignal*>(&device);
    if (signal == nullptr) {
      throw std::invalid_argument("'signal' names a " + std::string(device.schema().name));
    }
    signal->power_event().watch(*this);
    signals_.push_back(&signal->power_event());
  }

  /// Since when the first of the signals that are on is on; kNever if none is.
  core::Tick first_signal() const {
    core::Tick since = core::kNever;
    for (const WatchedFlag* signal : signals_) {
      if (signal->is_set()) since = std::min(since, signal->since());
    }
    return since;
  }

  /// Since when all of them are off.
  core::Tick last_gone() const {
    core::Tick since = 0;
    for (const WatchedFlag* signal : signals_) since = std::max(since, signal->since());
    return since;
  }

  bool is_held(std::size_t job) const {
    return std::any_of(held_.begin(), held_.end(),
                       [job](const Held& each) { return each.job == job; });
  }

  double relieved_w() const {
    double sum_w = 0.0;
    for (const Held& each : held_) sum_w += each.relieved_w;
    return sum_w;
  }

  void decide(Ports& ports) {
    const core::Tick now = ports.now();
    has_decided_ = true;
    ++decisions_;
    double sum_w = 0.0;
    for (const Job& job : jobs_) sum_w += job.port->power(now).running_w;
    const double target_w = keep_frac_.present() ? keep_frac_.number() * sum_w : limit_w_;
    for (std::size_t i = 0; i < jobs_.size() && sum_w > target_w; ++i) {
      const JobPower power = jobs_[i].port->power(now);
      if (is_held(i) || power.running_w <= power.held_w) continue;
      held_.push_back({i, power.running_w - power.held_w, jobs_[i].port->may_move()});
      sum_w -= held_.back().relieved_w;
      if (held_.back().is_moved) {
        move(ports, i);
      } else {
        tell(ports, i, true);
      }
    }
    most_held_ = std::max(most_held_, held_.size());
    most_relieved_w_ = std::max(most_relieved_w_, relieved_w());
    most_above_w_ = std::max(most_above_w_, sum_w - target_w);
  }

  void let_go(Ports& ports) {
    if (held_.empty()) return;
    if (release_at_ == core::kNever) release_at_ = core::later(last_gone(), resume_after_);
    while (!held_.empty() && release_at_ <= ports.now()) {
      release(ports, held_.back());
      held_.pop_back();
      release_at_ = core::later(release_at_, stagger_);
    }
    if (held_.empty()) release_at_ = core::kNever;
  }

  void release(Ports& ports, const Held& held) {
    tell(ports, held.job, false);
    if (!held.is_moved) return;
    const JobPort& port = *jobs_[held.job].port;
    if (brings_back_ && port.is_away() && port.may_move()) move(ports, held.job);
  }

  void move(Ports& ports, std::size_t job) {
    ++moves_;
    jobs_[job].port->move();
    ports.mark(*jobs_[job].device);
  }

  void tell(Ports& ports, std::size_t job, bool is_held) {
    jobs_[job].port->hold(is_held);
    ports.mark(*jobs_[job].device);
  }

  double limit_w_;
  Value keep_frac_;
  core::Tick after_;
  core::Tick resume_after_;
  core::Tick stagger_;
  bool brings_back_;
  std::vector<Job> jobs_;
  std::vector<const WatchedFlag*> signals_;
  std::vector<Held> held_;  ///< in the order in which they are held
  bool has_decided_ = false;
  core::Tick release_at_ = core::kNever;
  std::int64_t decisions_ = 0;
  std::int64_t moves_ = 0;
  std::size_t most_held_ = 0;
  double most_relieved_w_ = 0.0;
  double most_above_w_ = 0.0;
};

}  // namespace

const TypeSchema& scheduler_schema() { return kSchedulerSchema; }

std::unique_ptr<Device> make_scheduler(const Parameters& parameters) {
  return std::make_unique<Scheduler>(parameters);
}

}  // namespace ridethrough::devices
