#include "report/worst_off.hpp"

namespace ridethrough::report {

const study::MemberFinding* worst_off(const std::vector<study::MemberFinding>& findings,
                                      std::string_view name, bool is_least) {
  const study::MemberFinding* found = nullptr;
  for (const study::MemberFinding& each : findings) {
    if (each.finding.name != name) continue;
    const double value = each.finding.value;
    const bool is_worse = found == nullptr ||
                          (is_least ? value < found->finding.value : value > found->finding.value);
    if (is_worse) found = &each;
  }
  return found;
}

}  // namespace ridethrough::report
