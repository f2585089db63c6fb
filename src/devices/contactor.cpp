#include "devices/contactor.hpp"

#include <limits>
#include <stdexcept>
#include <utility>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

Contactor::Contactor(const Parameters& parameters)
    : drop_out_pu_(get(parameters, "drop_out").number()),
      return_pu_(get(parameters, "return").number()),
      low_(span_ticks(parameters, "for")),
      back_(get(parameters, "restart_mode").word() == "manual"
                ? core::kNever
                : span_ticks(parameters, "restart")) {
  if (return_pu_ < drop_out_pu_) {
    throw std::invalid_argument("'contactor.return' must not lie below 'drop_out'");
  }
}

void Contactor::read(core::Tick now, double voltage_pu) {
  low_.watch(now, voltage_pu < drop_out_pu_);
  back_.watch(now, voltage_pu >= return_pu_);
}

bool Contactor::is_tripped() const {
  return !incidents_.empty() && incidents_.back().lasted == core::kNever;
}

bool Contactor::pulls_in(core::Tick now) const {
  return is_ordered_ ? back_.is_so() : back_.has_tripped(now);
}

void Contactor::trip(core::Tick now) {
  incidents_.push_back({"tripped", now, core::kNever, "under_voltage"});
}

bool Contactor::release(core::Tick now) {
  incidents_.back().lasted = now - incidents_.back().at;
  past_trips_ += incidents_.back().lasted;
  return std::exchange(is_ordered_, false);
}

network::Band Contactor::band() const {
  if (low_.is_so()) return {0.0, drop_out_pu_};
  if (!back_.is_so()) return {drop_out_pu_, return_pu_};
  return {return_pu_, std::numeric_limits<double>::infinity()};
}

core::Tick Contactor::next(core::Tick now) const {
  const core::Tick due = is_tripped() ? back_.next() : low_.next();
  return due > now ? due : core::kNever;
}

core::Tick Contactor::tripped_time(core::Tick now) const {
  return past_trips_ + (is_tripped() ? now - incidents_.back().at : 0);
}

void Contactor::report(core::Tick now, Report& report) const {
  report.findings.push_back({"trips", static_cast<double>(trips()), "1"});
  report.findings.push_back({"tripped_time", core::seconds(tripped_time(now)), "min"});
  report.incidents.insert(report.incidents.end(), incidents_.begin(), incidents_.end());
}

}  // namespace ridethrough::devices
