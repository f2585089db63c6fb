#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "ridethrough/scenario/suggest.hpp"
#include "scenario/bind_text.hpp"
#include "scenario/wiring_checks.hpp"
#include "scenario/wiring_names.hpp"

namespace ridethrough::scenario {

namespace {

class SchedulerNames {
 public:
  SchedulerNames(const Model& model, Diagnostics& diagnostics)
      : model_(model), diagnostics_(diagnostics) {}

  void fill(JobPlan& scheduler) {
    for (const Reference& reference : scheduler.job->jobs) {
      const JobSpec* job = find(reference);
      if (job != nullptr && is_free(*job, *scheduler.job, reference)) scheduler.jobs.push_back(job);
    }
  }

 private:
  const JobSpec* find(const Reference& reference) {
    const std::string name = reference.path.text();
    std::vector<std::string> names;
    for (const JobSpec& job : model_.jobs) {
      if (job.racks.empty()) continue;
      if (job.name == name) return &job;
      names.push_back(job.name);
    }
    diagnostics_.error("RT0917", fmt::format("'{}' is no job that a scheduler could hold", name),
                       reference.place,
                       did_you_mean(name, names, "jobs on racks: " + listed(names, 8)));
    return nullptr;
  }

  bool is_free(const JobSpec& job, const JobSpec& scheduler, const Reference& reference) {
    const auto [found, is_new] = taken_.try_emplace(&job, &scheduler);
    if (is_new) return true;
    diagnostics_.error("RT0918", fmt::format("'{}' has two schedulers", job.name), reference.place,
                       fmt::format("'{}' (line {}) names it already; let one of them decide",
                                   found->second->name, found->second->place.line));
    return false;
  }

  const Model& model_;
  Diagnostics& diagnostics_;
  std::map<const JobSpec*, const JobSpec*> taken_;
};

}  // namespace

void name_scheduled_jobs(const Model& model, Plan& plan, Diagnostics& diagnostics) {
  SchedulerNames names(model, diagnostics);
  for (JobPlan& job : plan.jobs) names.fill(job);
}

}  // namespace ridethrough::scenario
