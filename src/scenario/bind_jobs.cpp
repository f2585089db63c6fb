#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/scenario/suggest.hpp"
#include "scenario/bind_trace.hpp"
#include "scenario/binder.hpp"
#include "scenario/uncertainty.hpp"
#include "scenario/wiring_names.hpp"

namespace ridethrough::scenario {

namespace {

constexpr std::string_view kJobKeys[] = {"type", "racks", "move_to", "needs", "note"};
constexpr std::string_view kSchedulerKeys[] = {"type", "note"};
using KeySpan = std::span<const std::string_view>;

/// It names jobs in place of racks.
bool is_scheduler(const JobSpec& job) {
  return job.type != nullptr && find_spec(job.type->parameters, "jobs") != nullptr;
}

bool is_job_type(const devices::TypeSchema& schema) { return schema.is_job; }

const devices::TypeSchema* job_type(const TreeEntry& entry, Binding& binding) {
  const std::vector<std::string> types = type_names(binding.catalog, is_job_type);
  const Tree* type = entry.value.find("type");
  if (type == nullptr) {
    binding.diagnostics.error("RT0207", fmt::format("the job '{}' has no type", entry.key),
                              entry.place, "add 'type:', one of: " + listed(types, 10));
    return nullptr;
  }
  const devices::TypeSchema* schema = schema_of(binding.catalog, type->text);
  if (schema != nullptr && schema->is_job) return schema;
  const std::string message = schema == nullptr
                                  ? fmt::format("there is no kind of job '{}'", type->text)
                                  : fmt::format("{} is no job", with_article(type->text));
  binding.diagnostics.error(schema == nullptr ? "RT0208" : "RT0209", message, type->place,
                            did_you_mean(type->text, types, "one of: " + listed(types, 10)));
  return nullptr;
}

/// The paths under `key` name what `racks` could: they are no parameter of the job's device.
std::vector<Reference> take_names(Tree& map, std::string_view key, Binding& binding) {
  std::vector<Reference> names;
  if (const Tree* value = map.find(key)) names = read_references(*value, key, binding.diagnostics);
  std::erase_if(map.entries, [key](const TreeEntry& each) { return each.key == key; });
  return names;
}

void bind_job_parameters(const TreeEntry& entry, JobSpec& job, Binding& binding) {
  ValueContext context{.diagnostics = binding.diagnostics,
                       .owner = std::string(job.type->name),
                       .parts = &binding.parts,
                       .places = &job.parameters.places,
                       .origins = &job.parameters.origins,
                       .subject = entry.place,
                       .csv_files = &binding.csv_files,
                       .currency = &binding.model.currency,
                       .uncertain = &job.parameters.uncertain};
  Tree own = entry.value;
  const bool schedules = is_scheduler(job);
  if (schedules) job.jobs = take_names(own, "jobs", binding);
  if (Tree* told = schedules ? &own : own.find("on_battery")) {
    job.signals = take_names(*told, "signal", binding);
  }
  const KeySpan keys = schedules ? KeySpan(kSchedulerKeys) : KeySpan(kJobKeys);
  job.parameters.values = bind_parameters(own, job.type->parameters, context, keys);
  check_uncertain(job.parameters.uncertain, job.parameters.values, binding.diagnostics);
  for (const std::string_view key : kJobKeys) job.parameters.values.erase(std::string(key));
  Tree written = entry.value;
  std::erase_if(written.entries, [](const TreeEntry& e) {
    return std::find(std::begin(kJobKeys), std::end(kJobKeys), e.key) != std::end(kJobKeys);
  });
  binding.values.insert_or_assign("jobs." + entry.key, std::move(written));
}

/// The map `name` inside of a map; null where there is none.
const devices::Parameters* map_inside(const devices::Value& value, std::string_view name) {
  const auto* map = std::get_if<devices::Parameters>(&value.data());
  return map == nullptr ? nullptr
                        : std::get_if<devices::Parameters>(&devices::get(*map, name).data());
}

/// E32. A job plays its profile, or the requests that are logged, from its start; one that waits
/// for an order may start at once.
void check_played(const JobSpec& job, const Binding& binding) {
  const devices::Value& profile = devices::get(job.parameters.values, "profile");
  if (binding.model.duration == 0) return;
  const devices::Value& start = devices::get(job.parameters.values, "start");
  const auto* start_s = std::get_if<double>(&start.data());
  const core::Tick from = start_s != nullptr ? core::ticks_nearest(*start_s) : core::Tick{0};
  const auto place = [&job](const std::string& key) {
    return with_key(job.parameters.places.at(key + "trace"), "trace");
  };
  const std::string& run = binding.duration->value.text;
  if (profile.is_played()) {
    check_trace_covers(*profile.playback(), from, binding.model.duration, run, place("profile."),
                       binding.diagnostics);
  }
  const devices::Parameters* arrivals = map_inside(profile, "arrivals");
  if (arrivals == nullptr) return;
  const auto* log = std::get_if<devices::Parameters>(&devices::get(*arrivals, "log").data());
  if (log == nullptr) return;
  check_log_covers(*log, from, binding.model.duration, run, place("profile.arrivals.log."),
                   binding.diagnostics);
}

JobSpec bind_job(const TreeEntry& entry, Binding& binding) {
  JobSpec job;
  job.name = entry.key;
  job.place = entry.place;
  job.type = job_type(entry, binding);
  if (is_scheduler(job)) {
    bind_job_parameters(entry, job, binding);
    return job;
  }
  if (const Tree* racks = entry.value.find("racks")) {
    job.racks = read_references(*racks, "racks", binding.diagnostics);
  } else {
    binding.diagnostics.error("RT0904", fmt::format("the job '{}' runs nowhere", entry.key),
                              entry.place, "add 'racks:', a path such as block.rack*");
  }
  if (const Tree* elsewhere = entry.value.find("move_to")) {
    job.move_to = read_references(*elsewhere, "move_to", binding.diagnostics);
  }
  if (const Tree* needs = entry.value.find("needs")) {
    job.needs = read_references(*needs, "needs", binding.diagnostics);
  }
  if (job.type == nullptr) return job;
  bind_job_parameters(entry, job, binding);
  check_played(job, binding);
  return job;
}

void refuse_name_of_component(const TreeEntry& entry, Binding& binding) {
  for (const ComponentSpec& component : binding.model.components) {
    if (component.name != entry.key) continue;
    binding.diagnostics.error(
        "RT0405", fmt::format("'{}' is a component already", entry.key), entry.place,
        fmt::format("components and jobs share their names ({})", location(component.place)));
  }
}

}  // namespace

void bind_jobs(const Tree& jobs, Binding& binding) {
  if (!expect_kind(jobs, Tree::Kind::map, "'jobs'", binding.diagnostics)) return;
  for (const TreeEntry& entry : jobs.entries) {
    check_name(entry.key, entry.place, "job", binding.diagnostics);
    refuse_name_of_component(entry, binding);
    const std::string what = fmt::format("the job '{}'", entry.key);
    if (!expect_kind(entry.value, Tree::Kind::map, what, binding.diagnostics)) continue;
    binding.model.jobs.push_back(bind_job(entry, binding));
  }
  std::sort(binding.model.jobs.begin(), binding.model.jobs.end(),
            [](const JobSpec& a, const JobSpec& b) { return a.name < b.name; });
}

}  // namespace ridethrough::scenario
