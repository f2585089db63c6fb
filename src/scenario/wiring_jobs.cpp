#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/devices/catalog.hpp"
#include "ridethrough/devices/load/job.hpp"
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

/// `path` with `members` at `level`, whatever stands there now.
std::string with_members(const Path& path, std::size_t level, const Members& members) {
  std::string text;
  std::size_t names = 0;
  for (const Segment& segment : path.segments) {
    const bool is_members = segment.kind == Segment::Kind::members;
    if (is_members && names == level + 1) continue;
    text += (text.empty() ? "" : ".") + segment.text;
    if (!is_members && names++ == level) text += "." + members.text();
  }
  return text;
}

/// Which members a path names, level by level; null where it names all.
std::vector<const Members*> members_of(const Path& path) {
  std::vector<const Members*> levels;
  for (const Segment& segment : path.segments) {
    if (segment.kind != Segment::Kind::members) {
      levels.push_back(nullptr);
    } else if (!segment.members.all) {
      levels.back() = &segment.members;
    }
  }
  return levels;
}

/// Adds to `left` those of `members` that `theirs` names (null: all of them) and `ours` does not.
void add_left(std::vector<std::int64_t>& left, const Members& members, const Members* theirs,
              const Members& ours) {
  for (const Members::Span& span : members.spans) {
    for (std::int64_t member = span.first; member <= span.last; ++member) {
      const bool is_theirs = theirs == nullptr || theirs->contains(member);
      if (is_theirs && !ours.contains(member)) left.push_back(member);
    }
  }
}

/// What is left of `theirs` without the members that `ours` takes, as a path that could be written;
/// empty where that needs more than one path.
std::string without(const Path& theirs, const Path& ours, const Cohort& rack, const Plan& plan) {
  const auto our_levels = members_of(ours);
  const auto their_levels = members_of(theirs);
  const auto named = [](const Members* members) { return members != nullptr; };
  const auto found = std::find_if(our_levels.begin(), our_levels.end(), named);
  if (std::count_if(our_levels.begin(), our_levels.end(), named) != 1) return {};
  const auto level = static_cast<std::size_t>(found - our_levels.begin());
  if (level >= their_levels.size() || level >= rack.names.size()) return {};
  std::vector<std::int64_t> left;
  for (const Cohort& cohort : plan.cohorts) {
    if (cohort.names.size() != rack.names.size()) continue;
    if (!std::equal(rack.names.begin(), rack.names.end(), cohort.names.begin())) continue;
    add_left(left, cohort.members[level], their_levels[level], **found);
  }
  return left.empty() ? std::string() : with_members(theirs, level, Members::of(left));
}

/// The first rack of `cohort`, with members only where `path` names them.
std::string first_of(const Cohort& cohort, const Path& path) {
  const auto levels = members_of(path);
  std::string text;
  for (std::size_t i = 0; i < cohort.names.size(); ++i) {
    text += (i > 0 ? "." : "") + cohort.names[i];
    const auto& spans = cohort.members[i].spans;
    if (i < levels.size() && levels[i] != nullptr && !spans.empty()) {
      text += fmt::format(".{}", spans.front().first);
    }
  }
  return text;
}

/// What a job names besides its racks.
struct NamedByJob {
  std::string_view rule;
  std::string_view why;
  bool (*fits)(const devices::TypeSchema&);
};
bool is_gear(const devices::TypeSchema& type) { return type.is_gear; }
bool is_signal(const devices::TypeSchema& type) { return type.is_signal; }
constexpr NamedByJob kGear{"RT0905", "a job needs what draws power", is_gear};
constexpr NamedByJob kSignals{"RT0906", "it does not tell of a power event", is_signal};

/// When a job may have its racks.
struct JobWindow {
  core::Tick begin = 0;
  core::Tick end = core::kNever;
};

/// One that waits for an order may come at any time.
JobWindow window_of(const JobSpec& job) {
  const auto* start_s = std::get_if<double>(&devices::get(job.parameters.values, "start").data());
  const auto* until_s = std::get_if<double>(&devices::get(job.parameters.values, "until").data());
  return {start_s != nullptr ? core::ticks_nearest(*start_s) : core::Tick{0},
          until_s != nullptr && start_s != nullptr ? core::ticks_nearest(*until_s) : core::kNever};
}

bool may_share(const JobSpec& left, const JobSpec& right) {
  const JobWindow one = window_of(left);
  const JobWindow two = window_of(right);
  return one.end <= two.begin || two.end <= one.begin;
}

class JobPlacer {
 public:
  JobPlacer(const Model& model, Plan& plan, Diagnostics& diagnostics)
      : model_(model), plan_(plan), diagnostics_(diagnostics), carried_(plan.cohorts.size()) {}

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
    place_elsewhere(model_, plan_, placed, diagnostics_);
    for (const int gear : named(job.needs, kGear)) {
      placed.peers.emplace_back(devices::kJobNeed, gear);
    }
    const std::string_view signal =
        job.jobs.empty() ? devices::kJobSignal : devices::kSchedulerSignal;
    for (const int teller : named(job.signals, kSignals)) placed.peers.emplace_back(signal, teller);
    check_ratings(placed, plan_, diagnostics_);
    plan_.jobs.push_back(std::move(placed));
  }

 private:
  /// Cohorts that `references` name, all of them of types that `kind` allows.
  std::vector<int> named(const std::vector<Reference>& references, const NamedByJob& kind) {
    std::vector<int> cohorts;
    for (const Reference& reference : references) {
      if (!check_names(reference, {"", &model_.components}, {}, diagnostics_)) continue;
      const auto found = plan_.matches(reference.path);
      if (found.empty()) report_other(reference, "group", kind);
      for (const int index : found) {
        const devices::TypeSchema& type = *cohort_at(plan_, index).type;
        if (!kind.fits(type)) {
          report_other(reference, type.name, kind);
          break;
        }
        if (std::find(cohorts.begin(), cohorts.end(), index) != cohorts.end()) continue;
        cohorts.push_back(index);
      }
    }
    return cohorts;
  }

  void report_other(const Reference& reference, std::string_view type, const NamedByJob& kind) {
    const auto types = type_names(devices::catalog(), kind.fits);
    diagnostics_.error(
        std::string(kind.rule),
        fmt::format("'{}' is {}; {}", reference.path.text(), with_article(type), kind.why),
        reference.place, "name one of type: " + listed(types, 5));
  }

  /// False after a finding.
  bool take(const JobSpec& job, const Reference& reference, int index, JobPlan& placed) {
    const Cohort& rack = cohort_at(plan_, index);
    if (rack.type->name != "rack") {
      report_no_rack(plan_, index, reference, diagnostics_);
      return false;
    }
    auto& others = carried_[static_cast<std::size_t>(index)];
    if (std::find(others.begin(), others.end(), &job) != others.end()) return true;
    for (const JobSpec* other : others) {
      if (may_share(*other, job)) continue;
      report_shared(*other, job, reference, rack);
      return false;
    }
    others.push_back(&job);
    placed.racks.push_back(index);
    return true;
  }

  void report_shared(const JobSpec& other, const JobSpec& job, const Reference& reference,
                     const Cohort& rack) {
    const Path& theirs = other.racks.front().path;
    const std::string rest =
        other.racks.size() == 1 ? without(theirs, reference.path, rack, plan_) : std::string();
    diagnostics_.error(
        "RT0901",
        fmt::format("{} would carry '{}' and '{}' at the same time", first_of(rack, reference.path),
                    other.name, job.name),
        reference.place,
        fmt::format("{} (line {}) has {}; {}", other.name, other.place.line, theirs.text(),
                    rest.empty() ? "give each job racks of its own, or times that do not overlap"
                                 : "give it " + rest));
  }

  void report_group(const Reference& reference) {
    diagnostics_.error(
        "RT0902", fmt::format("'{}' is a group; jobs run on racks", reference.path.text()),
        reference.place, fmt::format("name its racks: {}.rack", reference.path.text()));
  }

  const Model& model_;
  Plan& plan_;
  Diagnostics& diagnostics_;
  std::vector<std::vector<const JobSpec*>> carried_;  ///< by cohort
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
  name_scheduled_jobs(model, plan, diagnostics);
  std::sort(plan.jobs.begin(), plan.jobs.end(), [](const JobPlan& left, const JobPlan& right) {
    return left.job->name < right.job->name;
  });
}

}  // namespace ridethrough::scenario
