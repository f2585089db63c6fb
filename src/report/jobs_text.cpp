#include <fmt/format.h>

#include "report/run_sections.hpp"
#include "report/table.hpp"

namespace ridethrough::report {

namespace {

/// One line: how often the job should save, by what is stated and by what this run has shown.
std::string advice_text(const study::CheckpointAdvice& advice) {
  const double young_s = study::young_interval_s(advice.costs);
  std::string text = fmt::format(
      "  best interval of checkpoints: {} (Young) or {} (Daly) if {} GPUs fail once in {}, goodput "
      "{:.1f} % to first order, {:.1f} % at {}",
      span_text(young_s), span_text(study::daly_interval_s(advice.costs)), digits(advice.gpus),
      span_text(advice.costs.between_failures_s),
      100.0 * study::first_order_goodput_frac(advice.costs, young_s),
      100.0 * study::first_order_goodput_frac(advice.costs, advice.every_s),
      span_text(advice.every_s));
  if (advice.interruptions > 0) {
    text +=
        fmt::format("; {} (Young) with the {} interruption{} of this run per {} added as a rate",
                    span_text(study::young_interval_s(advice.with_path)), advice.interruptions,
                    advice.interruptions == 1 ? "" : "s", span_text(advice.run_s));
  }
  return text + "\n";
}

}  // namespace

std::string jobs_text(const study::Outcome& outcome) {
  std::string text;
  for (const study::ComponentOutcome& job : outcome.jobs) {
    text += fmt::format("\njob {}\n", job.path);
    for (const study::MemberFinding& each : job.findings) {
      text += fmt::format("  {:<18} {}\n", each.finding.name,
                          printed(each.finding.value, each.finding.unit));
    }
    if (job.checkpoint) text += advice_text(*job.checkpoint);
  }
  return text;
}

}  // namespace ridethrough::report
