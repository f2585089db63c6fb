#pragma once

#include <fmt/format.h>

#include <string>

namespace ridethrough::support {

/// Numbers of a drawn job.
struct RandomJob {
  bool is_fast = false;
  bool crashes = false;
  double warm_s = 0.0;
  double cold_s = 0.0;
};

/// A job of any type on all racks of the group `block`: the last digit of a time says which.
inline std::string random_job_text(const RandomJob& job) {
  const std::string profile = job.is_fast ? "square-2s" : "train-large-batch";
  const std::string checkpoint = "checkpoint: {every: 1 min, block: 2 s}";
  const std::string head = "jobs:\n  pretrain: {racks: block.rack, price: 2.5 USD/GPU/h, ";
  switch (static_cast<int>(job.cold_s * 10.0) % 4) {
    case 0:
      return head + fmt::format(
                        "type: batch, profile: {}, {}, restart: {{warm: {:.1f} s, cold: "
                        "{:.1f} s}}}}\n",
                        profile, checkpoint, job.warm_s, job.cold_s);
    case 1:
      return head + fmt::format(
                        "type: inference, reload: {:.1f} s, resolution: {}, profile: "
                        "{{part: inference-diurnal, arrivals: {{rate: {} /GPU/s}}}}}}\n",
                        job.cold_s, job.is_fast ? "0 s" : "10 s", job.is_fast ? "0.002" : "0.5");
    default:
      return head + fmt::format(
                        "type: training, profile: {}, {}, restart: {{warm: {:.1f} s, "
                        "cold: {:.1f} s}}, on_loss: {}, collective_timeout: 15 s}}\n",
                        profile, checkpoint, job.warm_s, job.cold_s,
                        job.crashes ? "crash" : "stall");
  }
}

}  // namespace ridethrough::support
