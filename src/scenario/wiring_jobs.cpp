#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/scenario/suggest.hpp"
#include "scenario/bind_text.hpp"
#include "scenario/wiring_checks.hpp"
#include "scenario/wiring_names.hpp"

namespace ridethrough::scenario {

namespace {

/// Racks that `cohort` feeds, directly or through others, for the advice of E29.
std::vector<std::string> racks_under(const Plan& plan, int top) {
  std::vector<bool> is_under(plan.cohorts.size(), false);
  is_under[static_cast<std::size_t>(top)] = true;
  std::vector<std::string> names;
  for (const int index : plan.feeding_order) {
    const Cohort& cohort = cohort_at(plan, index);
    const bool hangs = std::any_of(cohort.feeders.begin(), cohort.feeders.end(), [&](int feeder) {
      return is_under[static_cast<std::size_t>(feeder)];
    });
    if (!hangs) continue;
    is_under[static_cast<std::size_t>(index)] = true;
    if (cohort.type->name == "rack") names.push_back(cohort.plain_path());
  }
  return names;
}

void report_no_rack(const Plan& plan, int index, const Reference& reference,
                    Diagnostics& diagnostics) {
  const Cohort& cohort = cohort_at(plan, index);
  const auto racks = racks_under(plan, index);
  diagnostics.error(
      "RT0902",
      fmt::format("'{}' is {}; jobs run on racks", cohort.plain_path(),
                  with_article(cohort.type->name)),
      reference.place,
      racks.empty() ? "name racks by their path" : "racks under it: " + listed(racks, 5));
}

class JobPlacer {
 public:
  JobPlacer(const Model& model, Plan& plan, Diagnostics& diagnostics)
      : model_(model),
        plan_(plan),
        diagnostics_(diagnostics),
        carried_(plan.cohorts.size(), nullptr) {}

  void place(const JobSpec& job) {
    JobPlan placed;
    placed.job = &job;
    for (const Reference& reference : job.racks) {
      if (!check_names(reference, {"", &model_.components}, {}, diagnostics_)) continue;
      const auto found = plan_.matches(reference.path);
      if (found.empty()) report_group(reference);
      for (const int index : found) {
        if (!take(job, reference, index, placed)) break;
      }
    }
    plan_.jobs.push_back(std::move(placed));
  }

 private:
  /// False after a finding.
  bool take(const JobSpec& job, const Reference& reference, int index, JobPlan& placed) {
    const Cohort& rack = cohort_at(plan_, index);
    if (rack.type->name != "rack") {
      report_no_rack(plan_, index, reference, diagnostics_);
      return false;
    }
    const JobSpec*& other = carried_[static_cast<std::size_t>(index)];
    if (other == &job) return true;
    if (other != nullptr) {
      diagnostics_.error("RT0901",
                         fmt::format("{} would carry '{}' and '{}' at the same time", rack.path(),
                                     other->name, job.name),
                         reference.place,
                         fmt::format("{} (line {}) has {}; give each job racks of its own",
                                     other->name, other->place.line, other->racks[0].path.text()));
      return false;
    }
    other = &job;
    placed.racks.push_back(index);
    return true;
  }

  void report_group(const Reference& reference) {
    diagnostics_.error(
        "RT0902", fmt::format("'{}' is a group; jobs run on racks", reference.path.text()),
        reference.place, fmt::format("name its racks: {}.rack", reference.path.text()));
  }

  const Model& model_;
  Plan& plan_;
  Diagnostics& diagnostics_;
  std::vector<const JobSpec*> carried_;
};

}  // namespace

void place_jobs(const Model& model, Plan& plan, Diagnostics& diagnostics) {
  // In the order of the file: of two jobs that want one rack, the later one is told.
  std::vector<const JobSpec*> jobs;
  for (const JobSpec& job : model.jobs) jobs.push_back(&job);
  std::stable_sort(jobs.begin(), jobs.end(), [](const JobSpec* left, const JobSpec* right) {
    return left->place.line < right->place.line;
  });
  JobPlacer placer(model, plan, diagnostics);
  for (const JobSpec* job : jobs) placer.place(*job);
  std::sort(plan.jobs.begin(), plan.jobs.end(), [](const JobPlan& left, const JobPlan& right) {
    return left.job->name < right.job->name;
  });
}

}  // namespace ridethrough::scenario
