#include "devices/switchgear/failing_operations.hpp"

#include <algorithm>

namespace ridethrough::devices::switchgear {

FailingOperations::FailingOperations(const Value& reliability) {
  if (!reliability.present()) return;
  failures_ = known_failures(get(reliability.map(), "failing_operations"), "number");
}

bool FailingOperations::stops(const Device& owner, Ports& ports) {
  ++demands_;
  const auto failing = std::find_if(failures_.begin(), failures_.end(),
                                    [&](const auto& each) { return each.at == demands_; });
  if (failing == failures_.end()) return false;
  const auto count = static_cast<std::int64_t>(incidents_.size());
  ports.log_count(owner, "failed_operations", count, count + 1, "fail_to_operate");
  incidents_.push_back({"stuck", ports.now(), core::kNever, "fail_to_operate"});
  mended_at_ = core::later(ports.now(), failing->repair);
  return true;
}

void FailingOperations::mend(core::Tick now) {
  if (!is_stuck()) return;
  incidents_.back().lasted = now - incidents_.back().at;
  mended_at_ = kNotStuck;
}

void FailingOperations::report(Report& report) const {
  report.incidents.insert(report.incidents.end(), incidents_.begin(), incidents_.end());
}

}  // namespace ridethrough::devices::switchgear
