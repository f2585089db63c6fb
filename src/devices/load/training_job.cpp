#include "ridethrough/devices/load/training_job.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "devices/load/training_account.hpp"
#include "devices/parameter_access.hpp"
#include "ridethrough/devices/load/profile.hpp"

namespace ridethrough::devices {

namespace {

enum TrainingState {
  kTrainingWaiting,
  kTrainingRunning,
  kTrainingStalled,
  kTrainingRestarting,
  kTrainingStopped
};

/// `never` waits for an order.
core::Tick start_of(const Value& start) {
  const bool is_word = std::holds_alternative<std::string>(start.data());
  return is_word ? core::kNever : core::ticks_nearest(start.number());
}

class TrainingJob final : public Device {
 public:
  explicit TrainingJob(const Parameters& parameters)
      : Device(training_schema()),
        profile_(Profile::from(get(parameters, "profile"))),
        mean_level_(profile_.mean_level()),
        account_(get(parameters, "checkpoint").map()),
        stalls_(get(parameters, "on_loss").word() == "stall"),
        collective_timeout_(span_ticks(parameters, "collective_timeout")),
        stall_level_(get(parameters, "stall_level").number()),
        fall_(span_ticks(parameters, "fall")),
        warm_(span_ticks(get(parameters, "restart").map(), "warm")),
        cold_(span_ticks(get(parameters, "restart").map(), "cold")),
        tries_(get(get(parameters, "restart").map(), "tries").count()),
        usd_per_gpu_s_(optional_number(parameters, "price")),
        start_at_(start_of(get(parameters, "start"))) {
    level_.value = profile_.idle_level();
  }

  core::Phase phase() const override { return core::Phase::job; }

  void wire(Wiring& wiring) override {
    // Whole units of power: the sum is the same however the racks are lumped.
    core::Int128 base_units = 0;
    core::Int128 full_units = 0;
    for (std::size_t i = 0; i < wiring.racks.size(); ++i) {
      Device* device = wiring.racks[i];
      const std::int64_t members =
          i < wiring.rack_members.size() ? wiring.rack_members[i] : std::int64_t{1};
      racks_.push_back({device, device->rack()});
      device->rack()->set_job(*this);
      gpus_ += static_cast<double>(members * device->rack()->gpus());
      base_units += core::Int128{members} * core::to_units(device->rack()->watts_at(0.0));
      full_units += core::Int128{members} * core::to_units(device->rack()->watts_at(1.0));
    }
    profile_.spread(static_cast<double>(base_units) / core::kUnitsPerWatt,
                    static_cast<double>(full_units - base_units) / core::kUnitsPerWatt);
  }

  void order(const Command& command) override { orders_.push_back(command); }

  void react(Ports& ports) override {
    const core::Tick now = ports.now();
    if (!orders_.empty()) {
      for (const Command& command : std::exchange(orders_, {})) obey(command, ports);
    }
    const bool all_up = std::all_of(racks_.begin(), racks_.end(),
                                    [](const Placed& rack) { return rack.port->is_up(); });
    switch (state()) {
      case kTrainingWaiting:
        if (start_at_ <= now && all_up) begin_run(ports, "start");
        break;
      case kTrainingRunning:
        if (!all_up) {
          lose_rack(ports);
        } else if (piece_ends_ <= now) {
          next_piece(ports);
        }
        break;
      case kTrainingStalled:
        if (stalled_until_ <= now) crash(ports, "collective_timeout");
        break;
      default:
        break;
    }
    if (state() == kTrainingRestarting) restart(ports, all_up);
    if (falls_until_ <= now) drive(ports, {now, profile_.idle_level(), 0.0});
    ports.wake(*this, next(now));
  }

  double look(std::size_t quantity, const View& view) const override {
    switch (quantity) {
      case 0:
        return static_cast<double>(account_.interruptions());
      case 1:
        return gpus_ * account_.lost_s(view.now);
      case 2:
        return account_.goodput_frac(view.now);
      case 3:
        return gpus_ * account_.lost_s(view.now) * usd_per_gpu_s_;
      default:
        return level_.at(view.now);
    }
  }

  void report(const View& view, Report& report) const override {
    report.findings.push_back({"interruptions", static_cast<double>(account_.interruptions()), ""});
    const double lost_gpu_s = gpus_ * account_.lost_s(view.now);
    report.findings.push_back({"lost_gpu_hours", lost_gpu_s, "GPU*h"});
    report.findings.push_back({"goodput", account_.goodput_frac(view.now), "%"});
    report.findings.push_back({"cost", lost_gpu_s * usd_per_gpu_s_, "USD"});
  }

 private:
  struct Placed {
    Device* device;
    RackPort* port;
  };
  struct Level {
    core::Tick from = 0;
    double value = 0.0;
    double slope_per_s = 0.0;
    double at(core::Tick now) const { return value + slope_per_s * core::seconds(now - from); }
  };

  void obey(const Command& command, Ports& ports) {
    const core::Tick now = ports.now();
    if (command.verb == Verb::crash) {
      if (!command.begins) return;
      if (state() == kTrainingRunning) {
        interrupt(ports, "crash_order");
        is_cold_ = false;
      }
      if (state() == kTrainingRunning || state() == kTrainingStalled) crash(ports, "crash_order");
      return;
    }
    if (command.verb != Verb::start && command.verb != Verb::stop) return;
    const bool starts = (command.verb == Verb::start) == command.begins;
    if (starts && (state() == kTrainingStopped || state() == kTrainingWaiting)) {
      start_at_ = std::min(start_at_, now);
      enter(ports, kTrainingWaiting, "start_order");
    } else if (!starts && state() != kTrainingStopped) {
      account_.stop(now);
      if (state() != kTrainingWaiting) fall_idle(ports);
      give_up(ports, "stop_order");
    }
  }

  void give_up(Ports& ports, std::string_view reason) {
    start_at_ = piece_ends_ = stalled_until_ = restart_at_ = core::kNever;
    enter(ports, kTrainingStopped, reason);
  }

  void begin_run(Ports& ports, std::string_view reason) {
    run_since_ = ports.now();
    account_.begin_run(run_since_);
    restart_at_ = core::kNever;
    spoilt_ = 0;
    enter(ports, kTrainingRunning, reason);
    next_piece(ports);
  }

  void next_piece(Ports& ports) {
    const Profile::Piece piece = profile_.piece_at(ports.now() - run_since_);
    piece_ends_ = core::later(run_since_, piece.end);
    // Those out of step are spread over the whole cycle and draw its mean.
    const double share = profile_.in_phase_frac();
    drive(ports, {run_since_ + piece.begin, share * piece.level + (1.0 - share) * mean_level_,
                  share * piece.slope_per_s});
  }

  void drive(Ports& ports, const Level& level) {
    level_ = level;
    falls_until_ = core::kNever;
    for (const Placed& rack : racks_) {
      rack.port->run(level.from, level.value, level.slope_per_s);
      ports.mark(*rack.device);
    }
  }

  void fall_idle(Ports& ports) {
    const core::Tick now = ports.now();
    const double from = level_.at(now);
    const double idle = profile_.idle_level();
    if (fall_ == 0 || from == idle) return drive(ports, {now, idle, 0.0});
    drive(ports, {now, from, (idle - from) / core::seconds(fall_)});
    falls_until_ = core::later(now, fall_);
  }

  void interrupt(Ports& ports, std::string_view reason) {
    const std::int64_t count = account_.interruptions();
    ports.log_count(*this, "interruptions", count, count + 1, reason);
    account_.interrupt(ports.now());
    piece_ends_ = core::kNever;
  }

  void lose_rack(Ports& ports) {
    interrupt(ports, "rack_down");
    is_cold_ = true;
    if (!stalls_) return crash(ports, "rack_down");
    stalled_until_ = core::later(ports.now(), collective_timeout_);
    enter(ports, kTrainingStalled, "rack_down");
    drive(ports, {ports.now(), stall_level_, 0.0});
  }

  void crash(Ports& ports, std::string_view reason) {
    stalled_until_ = restart_at_ = core::kNever;
    enter(ports, kTrainingRestarting, reason);
    fall_idle(ports);
  }

  /// The clock of the restart runs while all racks are up; a rack that goes down spoils the try.
  void restart(Ports& ports, bool all_up) {
    const core::Tick now = ports.now();
    if (!all_up) {
      is_cold_ = true;
      if (restart_at_ == core::kNever) return;
      restart_at_ = core::kNever;
      if (++spoilt_ >= tries_) give_up(ports, "restart_failed");
      return;
    }
    if (restart_at_ == core::kNever) restart_at_ = core::later(now, is_cold_ ? cold_ : warm_);
    if (restart_at_ <= now) begin_run(ports, is_cold_ ? "cold_restart" : "warm_restart");
  }

  core::Tick next(core::Tick now) const {
    const core::Tick start = start_at_ > now ? start_at_ : core::kNever;
    return std::min({start, piece_ends_, stalled_until_, restart_at_, falls_until_});
  }

  Profile profile_;
  double mean_level_;
  TrainingAccount account_;
  bool stalls_;
  core::Tick collective_timeout_;
  double stall_level_;
  core::Tick fall_;
  core::Tick warm_;
  core::Tick cold_;
  std::int64_t tries_;
  double usd_per_gpu_s_;
  core::Tick start_at_;
  std::vector<Placed> racks_;
  double gpus_ = 0.0;
  std::vector<Command> orders_;
  Level level_;
  core::Tick run_since_ = 0;
  core::Tick piece_ends_ = core::kNever;
  core::Tick stalled_until_ = core::kNever;
  core::Tick restart_at_ = core::kNever;
  core::Tick falls_until_ = core::kNever;
  std::int64_t spoilt_ = 0;
  bool is_cold_ = false;
};

}  // namespace

std::unique_ptr<Device> make_training(const Parameters& parameters) {
  return std::make_unique<TrainingJob>(parameters);
}

}  // namespace ridethrough::devices
