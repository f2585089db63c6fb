#pragma once

#include <cstdint>
#include <optional>

#include "ridethrough/core/time.hpp"
#include "ridethrough/scenario/model.hpp"

/// How often a job should save its work.
namespace ridethrough::study {

/// What a checkpoint and a failure cost a job, s.
struct CheckpointCosts {
  double block_s = 0.0;             ///< C: a checkpoint stops the work for so long
  double restart_s = 0.0;           ///< R: from a failure to running again
  double between_failures_s = 0.0;  ///< M: mean time between two failures of the job
};

/// sqrt(2 C M): Young, CACM 17 (1974) 530.
double young_interval_s(const CheckpointCosts& costs);

/// sqrt(2 C M) (1 + sqrt(C / 2M) / 3 + C / 18M) - C, and M for C >= 2 M: Daly, Future Generation
/// Computer Systems 22 (2006) 303.
double daly_interval_s(const CheckpointCosts& costs);

/// Useful share of the time with a checkpoint every `interval_s`, to the first order:
/// 1 - C / tau - tau / 2M - R / M, and zero where that is negative. Valid for C and R far below M.
double first_order_goodput_frac(const CheckpointCosts& costs, double interval_s);

/// The interval of one job of a run beside the best one.
struct CheckpointAdvice {
  double gpus = 0.0;
  double every_s = 0.0;   ///< as the scenario has it
  CheckpointCosts costs;  ///< failures as the scenario states them
  std::int64_t interruptions = 0;
  double run_s = 0.0;
  /// The same with the interruptions of this run over its length as a rate of their own; as `costs`
  /// if there were none.
  CheckpointCosts with_path;
};

/// Nothing for a job without checkpoints or without GPUs.
std::optional<CheckpointAdvice> checkpoint_advice(const scenario::JobSpec& job, double gpus,
                                                  std::int64_t interruptions, core::Tick run);

}  // namespace ridethrough::study
