#include "ridethrough/devices/load/inference_job.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "devices/load/inference_device.hpp"
#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

// In the order of the schema's table.
enum InferenceQuantity {
  kServed,
  kDropped,
  kRefused,
  kQueued,
  kLostGpuHours,
  kServingShare,
  kInferenceCost,
  kInferenceLevel
};

double level_of(const Parameters& serving, std::string_view phase) {
  return number_of(map_of(serving, phase), "level");
}

}  // namespace

InferenceJob::Levels::Levels(const Parameters& serving)
    : ready(number_of(serving, "ready")),
      prefill(level_of(serving, "prefill")),
      decode(level_of(serving, "decode")) {}

InferenceJob::InferenceJob(const Parameters& parameters)
    : RackJob(inference_schema(), parameters, kStopped, kPaused, 0),
      arrivals_(map_of(parameters, "profile")),
      levels_(map_of(parameters, "profile")),
      slots_each_(get(map_of(parameters, "profile"), "slots").count()),
      reload_(span_ticks(parameters, "reload")),
      resolution_(span_ticks(parameters, "resolution")),
      queue_(arrivals_, get(parameters, "queue").count()),
      ahead_(queue_) {
  set_idle(number_of(map_of(parameters, "profile"), "idle"));
}

void InferenceJob::wire(Wiring& wiring) {
  RackJob::wire(wiring);
  if (racks_.gpus() == 0) throw std::invalid_argument("its racks have no 'gpus'");
  stream_ = wiring.stream;
  replicas_.resize(racks_.placed().size());
  for (const PlacedRack& rack : racks_.placed()) {
    shares_.add({WorkAccount(), rack.gpus(), rack.members});
  }
  power_.expect(racks_.demand().at(levels_.highest()));
}

void InferenceJob::note(core::Tick now) {
  const bool counts = state() == kRunning || state() == kPaused;
  const JobDemand working = racks_.working_demand();
  const JobDemand live = racks_.live_demand();
  const double rest_w =
      live.base_w - working.base_w + (live.gpus_w - working.gpus_w) * idle(now).value;
  power_.carry(now, counts, working.at(level().at(now)) + rest_w);
}

double InferenceJob::mean_level(core::Tick now, double most) const {
  const auto slots = static_cast<double>(queue_.slots());
  if (slots == 0.0) return std::min(levels_.ready, most);
  const Arrivals& arrivals = queue_.arrivals();
  const double busy = arrivals.rate_per_s(now) * arrivals.mean_takes_s() / slots;
  const double scale = arrivals.rate_per_s(now) / slots / std::max(busy, 1.0);
  const double level =
      levels_.at(arrivals.mean_prefill_s() * scale, arrivals.mean_decode_s() * scale);
  return std::min(level, most);
}

double InferenceJob::look(std::size_t quantity, const View& view) const {
  const ServingQueue::Counts& counts = queue_.counts();
  switch (quantity) {
    case kServed:
      return static_cast<double>(counts.served);
    case kDropped:
      return static_cast<double>(counts.dropped);
    case kRefused:
      return static_cast<double>(counts.refused);
    case kQueued:
      return static_cast<double>(queue_.waiting());
    case kLostGpuHours:
      return shares_.lost(view.now).sum;
    case kServingShare:
      return shares_.goodput_frac(view.now);
    case kInferenceCost:
      return shares_.lost(view.now).sum * price_per_gpu_s();
    default:
      return level().at(view.now);
  }
}

void InferenceJob::report(const View& view, Report& report) const {
  const auto add = [&report](std::string name, double value, std::string unit) {
    report.findings.push_back({std::move(name), value, std::move(unit)});
  };
  ServingQueue queue = queue_;
  if (state() == kRunning || state() == kPaused) queue.advance(view.now);
  const ServingQueue::Counts& counts = queue.counts();
  const double second = static_cast<double>(core::kTicksPerSecond);
  add("gpus", static_cast<double>(racks_.gpus()), "");
  add("served", static_cast<double>(counts.served), "");
  add("dropped", static_cast<double>(counts.dropped), "");
  add("refused", static_cast<double>(counts.refused), "");
  const auto started = static_cast<double>(std::max<std::int64_t>(counts.started, 1));
  add("wait_mean", static_cast<double>(counts.waited) / second / started, "s");
  add("wait_longest", core::seconds(counts.longest_wait), "s");
  add("dropped_work",
      static_cast<double>(counts.wasted) / second / static_cast<double>(slots_each_), "GPU*h");
  add("power_mean", power_.mean_w(view.now), "kW");
  add("power_p99", power_.quantile_w(view.now, 0.99), "kW");
  shares_.tell(report, view.now, price_per_gpu_s());
}

double highest_level(const Parameters& serving) { return InferenceJob::Levels(serving).highest(); }

std::unique_ptr<Device> make_inference(const Parameters& parameters) {
  return std::make_unique<InferenceJob>(parameters);
}

}  // namespace ridethrough::devices
