#include "devices/cooling/loop_watch.hpp"

#include <string>

namespace ridethrough::devices {

void LoopWatch::follow(Ports& ports, const Device& device, const CooledLoop& loop, bool is_on) {
  if (loop.is_overwhelmed() == is_lost_) return;
  is_lost_ = loop.is_overwhelmed();
  const core::Tick now = ports.now();
  if (!is_lost_) {
    losses_.back().lasted = now - losses_.back().at;
    return;
  }
  const std::string_view reason = !is_on               ? "stopped"
                                  : !loop.has_supply() ? "no_coolant"
                                                       : "too_much_heat";
  const auto count = static_cast<std::int64_t>(losses_.size());
  losses_.push_back({"cooling_lost", now, core::kNever, std::string(reason)});
  ports.log_count(device, "cooling_losses", count, count + 1, reason);
}

void LoopWatch::report(const View& view, const CooledLoop& loop, Report& report) const {
  const CooledLoop::Peak peak = loop.hottest(view.now);
  report.findings.push_back({"temperature_max", peak.temperature_k, "degC", peak.at});
  report.findings.push_back({"heat_in", loop.heat_j(view.now), "kWh"});
  report.findings.push_back({"heat_out", loop.removed_j(view.now), "kWh"});
  report.incidents.insert(report.incidents.end(), losses_.begin(), losses_.end());
}

}  // namespace ridethrough::devices
