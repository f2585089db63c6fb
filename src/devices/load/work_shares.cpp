#include "devices/load/work_shares.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace ridethrough::devices {

namespace {

double gpu_seconds(core::Int128 gpu_ticks) {
  return static_cast<double>(gpu_ticks) / static_cast<double>(core::kTicksPerSecond);
}

}  // namespace

std::int64_t WorkShares::interruptions() const {
  std::int64_t count = 0;
  for (const WorkShare& share : shares_) count += share.members * share.account.interruptions();
  return count;
}

bool WorkShares::is_at_risk(core::Tick now) const {
  return std::any_of(shares_.begin(), shares_.end(),
                     [now](const WorkShare& share) { return share.account.is_at_risk(now); });
}

WorkShares::Lost WorkShares::lost(core::Tick now) const {
  core::Int128 work = 0;
  core::Int128 outage = 0;
  core::Int128 restart = 0;
  core::Int128 slowed = 0;
  for (const WorkShare& share : shares_) {
    const WorkAccount::Lost own = share.account.lost(now);
    work += core::Int128{share.gpus} * own.work;
    outage += core::Int128{share.gpus} * own.outage;
    restart += core::Int128{share.gpus} * own.restart;
    slowed += core::Int128{share.gpus} * own.slowed;
  }
  return {gpu_seconds(work), gpu_seconds(outage), gpu_seconds(restart), gpu_seconds(slowed),
          gpu_seconds(work + outage + restart + slowed)};
}

double WorkShares::goodput_frac(core::Tick now) const {
  core::Int128 useful = 0;
  core::Int128 active = 0;
  for (const WorkShare& share : shares_) {
    useful += core::Int128{share.gpus} * share.account.useful(now);
    active += core::Int128{share.gpus} * share.account.active(now);
  }
  return active == 0 ? 1.0 : gpu_seconds(useful) / gpu_seconds(active);
}

void WorkShares::tell(Report& report, core::Tick now, double price_per_gpu_s) const {
  const auto add = [&report](std::string name, double value, std::string unit) {
    report.findings.push_back({std::move(name), value, std::move(unit)});
  };
  const Lost all = lost(now);
  add("interruptions", static_cast<double>(interruptions()), "");
  add("lost_gpu_hours", all.sum, "GPU*h");
  add("lost_work", all.work, "GPU*h");
  add("lost_outage", all.outage, "GPU*h");
  add("lost_restart", all.restart, "GPU*h");
  add("lost_slowed", all.slowed, "GPU*h");
  add("goodput", goodput_frac(now), "%");
  if (price_per_gpu_s > 0.0) add("price", price_per_gpu_s, "USD/GPU/h");
  add("cost", all.sum * price_per_gpu_s, "USD");
}

}  // namespace ridethrough::devices
