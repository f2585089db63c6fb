#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/devices/load/job.hpp"
#include "scenario/bind_text.hpp"
#include "scenario/wiring_checks.hpp"
#include "scenario/wiring_names.hpp"

namespace ridethrough::scenario {

namespace {

/// Racks to which a job can move, behind its own.
class MoveFinder {
 public:
  MoveFinder(const Model& model, const Plan& plan, JobPlan& placed, Diagnostics& diagnostics)
      : model_(model), plan_(plan), placed_(placed), diagnostics_(diagnostics) {}

  void find() {
    const auto own = placed_.racks;
    for (const Reference& reference : placed_.job->move_to) {
      if (!check_names(reference, {"", &model_.components}, {}, diagnostics_)) return;
      const auto found = plan_.matches(reference.path);
      if (found.empty()) return refuse_type(reference, "group");
      for (const int index : found) {
        if (!add(reference, index)) return;
      }
    }
    const std::int64_t here = gpus(own);
    const std::int64_t there = gpus(placed_.racks) - here;
    if (here == there) return;
    error("RT0930",
          fmt::format("'{}' has {} GPUs and would move to {}", placed_.job->name, here, there),
          placed_.job->move_to.front().place, "name racks with as many GPUs");
  }

 private:
  bool add(const Reference& reference, int index) {
    const Cohort& rack = cohort_at(plan_, index);
    if (rack.type->name != "rack") {
      refuse_type(reference, rack.type->name);
      return false;
    }
    const bool is_own =
        std::find(placed_.racks.begin(), placed_.racks.end(), index) != placed_.racks.end();
    if (is_own) {
      error("RT0930", fmt::format("'{}' would move to racks that it has", placed_.job->name),
            reference.place, fmt::format("{} is named before", rack.plain_path()));
      return false;
    }
    placed_.racks.push_back(index);
    placed_.peers.emplace_back(devices::kJobMovesTo, index);
    return true;
  }

  std::int64_t gpus(const std::vector<int>& racks) const {
    std::int64_t sum = 0;
    for (const int index : racks) {
      const Cohort& rack = cohort_at(plan_, index);
      const devices::Value& own = devices::get(rack.parameters, "gpus");
      if (own.present()) sum += rack.count * own.count();
    }
    return sum;
  }

  void refuse_type(const Reference& reference, std::string_view type) {
    error("RT0902",
          fmt::format("'{}' is {}; jobs run on racks", reference.path.text(), with_article(type)),
          reference.place, "name racks by their path");
  }

  void error(const char* rule, const std::string& text, const Place& place,
             const std::string& label) {
    diagnostics_.error(rule, text, place, label);
  }

  const Model& model_;
  const Plan& plan_;
  JobPlan& placed_;
  Diagnostics& diagnostics_;
};

}  // namespace

void place_elsewhere(const Model& model, const Plan& plan, JobPlan& placed,
                     Diagnostics& diagnostics) {
  const JobSpec& job = *placed.job;
  if (job.move_to.empty() || job.type == nullptr) return;
  if (find_spec(job.type->parameters, "restart") == nullptr) {
    diagnostics.error("RT0931", fmt::format("{} does not move", with_article(job.type->name)),
                      job.move_to.front().place,
                      "name all its racks in 'racks:'; it loses the share of those that go down");
    return;
  }
  MoveFinder(model, plan, placed, diagnostics).find();
}

}  // namespace ridethrough::scenario
