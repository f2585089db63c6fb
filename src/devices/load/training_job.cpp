#include "ridethrough/devices/load/training_job.hpp"

#include <utility>

#include "devices/load/training_device.hpp"
#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

/// `never` waits for an order.
core::Tick start_of(const Value& start) {
  const bool is_word = std::holds_alternative<std::string>(start.data());
  return is_word ? core::kNever : core::ticks_nearest(start.number());
}

}  // namespace

TrainingJob::TrainingJob(const Parameters& parameters)
    : Device(training_schema()),
      profile_(Profile::from(get(parameters, "profile"))),
      mean_level_(profile_.mean_level()),
      account_(get(parameters, "checkpoint").map()),
      reaction_(get(parameters, "on_battery"),
                span_ticks(get(parameters, "checkpoint").map(), "block")),
      stalls_(get(parameters, "on_loss").word() == "stall"),
      collective_timeout_(span_ticks(parameters, "collective_timeout")),
      stall_level_(get(parameters, "stall_level").number()),
      fall_(span_ticks(parameters, "fall")),
      warm_(span_ticks(get(parameters, "restart").map(), "warm")),
      cold_(span_ticks(get(parameters, "restart").map(), "cold")),
      tries_(get(get(parameters, "restart").map(), "tries").count()),
      spares_(get(get(parameters, "restart").map(), "spares").count()),
      price_per_gpu_s_(optional_number(parameters, "price")),
      start_at_(start_of(get(parameters, "start"))) {
  level_.value = profile_.idle_level();
}

void TrainingJob::wire(Wiring& wiring) {
  racks_.wire(wiring, *this);
  needs_.wire(wiring, *this);
  reaction_.wire(wiring, *this);
  const TrainingDemand all = racks_.demand();
  profile_.spread(all.base_w, all.gpus_w);
  unused_.expect(all.at(mean_level_));
}

void TrainingJob::react(Ports& ports) {
  const core::Tick now = ports.now();
  if (!orders_.empty()) {
    for (const Command& command : std::exchange(orders_, {})) obey(command, ports);
  }
  const bool has_lost_rack = racks_.read();
  const bool has_lost_need = needs_.read();
  reaction_.read();
  is_cold_ |= is_interrupted() && racks_.down() > spares_;
  switch (state()) {
    case kWaiting: {
      const bool can_start = racks_.down() == 0 && has_all() && !reaction_.is_pause_due(now);
      if (start_at_ <= now && can_start) begin_run(ports, "start");
      break;
    }
    case kRunning:
      if (has_lost_rack) {
        lose(ports, "rack_down");
      } else if (has_lost_need) {
        lose(ports, "need_down");
      } else {
        go_on(ports);
      }
      break;
    case kStalled:
      if (stalled_until_ <= now) crash(ports, "collective_timeout");
      break;
    case kPaused:
      if (!reaction_.is_on()) enter(ports, kRestarting, "signal_gone");
      break;
    default:
      break;
  }
  if (state() == kRestarting) restart(ports, has_lost_rack || has_lost_need);
  if (falls_until_ <= now) drive(ports, {now, profile_.idle_level(), 0.0});
  const bool is_lost = is_interrupted();
  unused_.follow(now, is_lost, is_lost ? racks_.live_demand() : TrainingDemand{}, level_);
  ports.wake(*this, next(now));
}

double TrainingJob::look(std::size_t quantity, const View& view) const {
  switch (quantity) {
    case 0:
      return static_cast<double>(account_.interruptions());
    case 1:
      return lost_gpu_s(account_.lost(view.now).sum());
    case 2:
      return account_.goodput_frac(view.now);
    case 3:
      return lost_gpu_s(account_.lost(view.now).sum()) * price_per_gpu_s_;
    default:
      return level_.at(view.now);
  }
}

void TrainingJob::report(const View& view, Report& report) const {
  report.findings.push_back({"gpus", racks_.gpus(), ""});
  report.findings.push_back({"interruptions", static_cast<double>(account_.interruptions()), ""});
  const TrainingAccount::Lost lost = account_.lost(view.now);
  const double sum_gpu_s = lost_gpu_s(lost.sum());
  report.findings.push_back({"lost_gpu_hours", sum_gpu_s, "GPU*h"});
  report.findings.push_back({"lost_work", lost_gpu_s(lost.work), "GPU*h"});
  report.findings.push_back({"lost_outage", lost_gpu_s(lost.outage), "GPU*h"});
  report.findings.push_back({"lost_restart", lost_gpu_s(lost.restart), "GPU*h"});
  report.findings.push_back({"goodput", account_.goodput_frac(view.now), "%"});
  if (price_per_gpu_s_ > 0.0) report.findings.push_back({"price", price_per_gpu_s_, "USD/GPU/h"});
  report.findings.push_back({"cost", sum_gpu_s * price_per_gpu_s_, "USD"});
  if (profile_.is_trace()) return;  // nobody knows what it would have drawn
  report.findings.push_back({"energy_not_used", unused_.joules(view.now), "kWh"});
}

std::unique_ptr<Device> make_training(const Parameters& parameters) {
  return std::make_unique<TrainingJob>(parameters);
}

}  // namespace ridethrough::devices
