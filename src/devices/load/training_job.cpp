#include "ridethrough/devices/load/training_job.hpp"

#include "devices/load/training_device.hpp"
#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

TrainingJob::TrainingJob(const Parameters& parameters)
    : ProfileJob(training_schema(), parameters, kStopped, kPaused),
      stalls_(get(parameters, "on_loss").word() == "stall"),
      collective_timeout_(span_ticks(parameters, "collective_timeout")),
      stall_level_(get(parameters, "stall_level").number()),
      warm_(span_ticks(get(parameters, "restart").map(), "warm")),
      cold_(span_ticks(get(parameters, "restart").map(), "cold")),
      tries_(get(get(parameters, "restart").map(), "tries").count()),
      spares_(get(get(parameters, "restart").map(), "spares").count()) {
  shares_.add({WorkAccount(get(parameters, "checkpoint").map())});
}

void TrainingJob::wire(Wiring& wiring) {
  ProfileJob::wire(wiring);
  shares_[0].gpus = racks_.gpus();
  unused_.expect(racks_.demand().at(mean_level(0, profile().peak_level())));
}

void TrainingJob::note(core::Tick now) {
  const bool is_lost = is_interrupted();
  unused_.follow(now, is_lost, is_lost ? racks_.live_demand() : JobDemand{}, level());
}

void TrainingJob::report(const View& view, Report& report) const {
  ProfileJob::report(view, report);
  report.findings.push_back({"energy_not_used", unused_.joules(view.now), "kWh"});
}

std::unique_ptr<Device> make_training(const Parameters& parameters) {
  return std::make_unique<TrainingJob>(parameters);
}

}  // namespace ridethrough::devices
