#include "ridethrough/study/checkpoint.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::study {

double young_interval_s(const CheckpointCosts& costs) {
  return std::sqrt(2.0 * costs.block_s * costs.between_failures_s);
}

double daly_interval_s(const CheckpointCosts& costs) {
  const double half = costs.block_s / (2.0 * costs.between_failures_s);
  if (half >= 1.0) return costs.between_failures_s;
  return young_interval_s(costs) * (1.0 + std::sqrt(half) / 3.0 + half / 9.0) - costs.block_s;
}

double first_order_goodput_frac(const CheckpointCosts& costs, double interval_s) {
  const double between_s = costs.between_failures_s;
  const double blocked = costs.block_s > 0.0 ? costs.block_s / interval_s : 0.0;
  const double lost = interval_s / (2.0 * between_s) + costs.restart_s / between_s;
  return std::max(0.0, 1.0 - blocked - lost);
}

std::optional<CheckpointAdvice> checkpoint_advice(const scenario::JobSpec& job, double gpus,
                                                  std::int64_t interruptions, core::Tick run) {
  const devices::Value& checkpoint = devices::get(job.parameters.values, "checkpoint");
  const devices::Value& restart = devices::get(job.parameters.values, "restart");
  const devices::Value& mtbf = devices::get(job.parameters.values, "gpu_mtbf");
  if (!checkpoint.present() || !restart.present() || !mtbf.present() || gpus <= 0.0) return {};
  CheckpointAdvice advice;
  advice.gpus = gpus;
  advice.every_s = devices::get(checkpoint.map(), "every").number();
  advice.costs = {devices::get(checkpoint.map(), "block").number(),
                  devices::get(restart.map(), "warm").number(), mtbf.number() / gpus};
  advice.interruptions = interruptions;
  advice.run_s = core::seconds(run);
  advice.with_path = advice.costs;
  if (interruptions > 0) {
    const double rate =
        1.0 / advice.costs.between_failures_s + static_cast<double>(interruptions) / advice.run_s;
    advice.with_path.between_failures_s = 1.0 / rate;
  }
  return advice;
}

}  // namespace ridethrough::study
