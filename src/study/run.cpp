#include "ridethrough/study/run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/core/random.hpp"
#include "study/cooling_race.hpp"
#include "study/metering.hpp"
#include "study/outcome_builder.hpp"
#include "study/plant.hpp"
#include "study/power_use.hpp"
#include "study/recorder.hpp"
#include "study/script.hpp"
#include "study/selectivity.hpp"
#include "study/trace_provider.hpp"

namespace ridethrough::study {

namespace {

/// Signals kept for signals.csv at most: a file of 36,000 would help nobody.
constexpr std::int64_t kSignalsMax = 1000;

/// An interrupt is looked at at least so often, however slowly time goes on: within some ms.
constexpr std::int64_t kInstantsPerLook = 4096;

std::string with_thousands(std::int64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, ',');
  return text;
}

/// Wakes random devices at random times: a run with it must be bit-equal to one without.
class ExtraWakes final : public core::Process {
 public:
  ExtraWakes(const scenario::Model& model, Plant& plant, int count) : plant_(plant) {
    process_ = plant.engine().add(*this, core::Phase::script);
    core::RandomStream stream(model.seed, 0, "extra wakes");
    for (int i = 0; i < count; ++i) {
      const double share = stream.uniform();
      times_.push_back(static_cast<core::Tick>(share * static_cast<double>(model.duration)));
      units_.push_back(
          static_cast<std::size_t>(stream.uniform() * static_cast<double>(plant.size())));
    }
    std::sort(times_.begin(), times_.end());
  }

  void react(core::Tick now) override {
    while (next_ < times_.size() && times_[next_] <= now) {
      plant_.engine().set_cause(core::kNoCause);
      plant_.engine().mark(plant_.device(units_[next_++]).process());
    }
    plant_.engine().set_timer(process_, next_ < times_.size() ? times_[next_] : core::kNever);
  }
  std::string_view name() const override { return "extra wakes"; }
  /// Whether nothing but an extra wake made this instant.
  bool is_alone(core::Tick now) const {
    return next_ < times_.size() && times_[next_] == now && plant_.engine().fired() == 1;
  }

 private:
  Plant& plant_;
  core::ProcessId process_;
  std::vector<core::Tick> times_;
  std::vector<std::size_t> units_;
  std::size_t next_ = 0;
};

void want_paths(const scenario::Condition& part, const SignalIndex& index, Recorder& recorder) {
  const bool reads = part.op == scenario::Op::path || part.op == scenario::Op::state_is ||
                     part.op == scenario::Op::state_is_not;
  if (reads) {
    for (const SignalGroup& group : index.groups(part.path)) recorder.want(group);
  }
  for (const auto& operand : part.operands) want_paths(*operand, index, recorder);
}

void want_checks(const scenario::Model& model, const SignalIndex& index, Recorder& recorder) {
  for (const scenario::CheckSpec& check : model.checks) {
    for (const auto* condition : {&check.condition, &check.after, &check.until, &check.during}) {
      if (*condition) want_paths(**condition, index, recorder);
    }
  }
}

void want_record(const scenario::Model& model, const SignalIndex& index, Recorder& recorder) {
  for (const scenario::Reference& reference : model.record) {
    for (const SignalGroup& group : index.groups(reference.path)) recorder.want(group);
  }
  if (!model.record.empty()) return;
  for (std::size_t unit = 0; unit < index.units().size(); ++unit) {
    const devices::TypeSchema& type = *index.units()[unit].type;
    for (std::size_t quantity = 0; quantity < type.quantities.size(); ++quantity) {
      if (!type.quantities[quantity].headline) continue;
      const int number = static_cast<int>(quantity);
      recorder.want({"", {}, 1, number, &type, {{unit, 1, number}}});
    }
  }
}

void bind_checks(const scenario::Model& model, const SignalProvider& provider,
                 scenario::Diagnostics& diagnostics) {
  for (const scenario::CheckSpec& check : model.checks) bind(check, provider, diagnostics);
  for (const scenario::EventSpec& event : model.events) {
    if (event.after) bind({event.after.get()}, provider, diagnostics);
  }
}

/// The same path with the first member in place of each star or set, as an example.
std::string one_member_of(const scenario::Path& path, const SignalIndex& index) {
  const SignalGroup group = index.groups(path).front();
  const Unit& unit = index.units()[group.terms.front().unit];
  std::string text;
  for (std::size_t level = 0; level < unit.names.size(); ++level) {
    text += unit.names[level] + ".";
    if (unit.members[level].spans.empty()) continue;
    text += std::to_string(unit.members[level].spans.front().first) + ".";
  }
  if (group.part >= 0) text += fmt::format("{}.{}.", group.type->name, group.part + 1);
  return text + path.segments.back().text;
}

void check_signals(const std::vector<scenario::Reference>& signals, const SignalIndex& index,
                   scenario::Diagnostics& diagnostics) {
  for (const scenario::Reference& reference : signals) {
    const auto groups = index.groups(reference.path);
    if (groups.empty()) {
      const Refusal refusal = index.why_not(reference.path);
      scenario::Place place = reference.place;
      if (refusal.length > 0) place = scenario::within(place, refusal.offset, refusal.length);
      diagnostics.error(refusal.rule, refusal.message, place, refusal.label, refusal.notes);
      continue;
    }
    std::int64_t count = 0;
    for (const SignalGroup& group : groups) count += group.members;
    if (count <= kSignalsMax) continue;
    diagnostics.error("RT1212",
                      fmt::format("this records {} signals; the limit is {}", with_thousands(count),
                                  with_thousands(kSignalsMax)),
                      reference.place,
                      fmt::format("one number: min(...) is for checks; here name some members: {}",
                                  one_member_of(reference.path, index)));
  }
}

scenario::Plan wired(const scenario::Model& model, bool lump, scenario::Diagnostics& diagnostics) {
  scenario::Plan plan = scenario::wire(model, {lump}, diagnostics);
  if (diagnostics.has_errors()) return plan;
  TraceProvider provider(model, units_of(plan));
  provider.set_flickers(metered_for_flicker(plan));
  bind_checks(model, provider, diagnostics);
  check_signals(model.record, provider.index(), diagnostics);
  if (model.baseline) check_signals(model.baseline->signals, provider.index(), diagnostics);
  return plan;
}

/// Tells how far the run is, and whether it is to go on.
class Pulse {
 public:
  Pulse(const RunOptions& options, core::Tick duration)
      : progress_(options.progress), duration_(duration) {}

  bool is_wanted() const { return progress_ != nullptr; }
  void after_instant(core::Tick now) {
    if (++instants_ % kInstantsPerLook == 0) tell(now);
  }
  void tell(core::Tick now) const {
    if (!is_wanted()) return;
    const double share = static_cast<double>(now) / static_cast<double>(duration_);
    if (!progress_(share)) throw Interrupted();
  }

 private:
  const std::function<bool(double)>& progress_;
  core::Tick duration_;
  std::int64_t instants_ = 0;
};

void advance(Plant& plant, core::Tick duration, const Pulse& pulse) {
  constexpr core::Tick kSteps = 200;  // of progress
  for (core::Tick step = 1; step <= kSteps; ++step) {
    const auto end = static_cast<core::Tick>(core::Int128{duration} * step / kSteps);
    plant.engine().run_until(end);
    pulse.tell(end);
  }
}

}  // namespace

Outcome run(const scenario::Model& model, const RunOptions& options) {
  scenario::Diagnostics diagnostics;
  const scenario::Plan plan = wired(model, options.lump, diagnostics);
  if (diagnostics.has_errors()) throw scenario::ScenarioError(diagnostics);
  Plant plant(model, plan, {options.voltage_tolerance_pu});
  const SignalIndex index(units_of(plan));
  Script script(model, plan, plant, index);
  ExtraWakes wakes(model, plant, options.extra_wakes);
  Recorder recorder(plant);
  want_checks(model, index, recorder);
  if (options.record) want_record(model, index, recorder);
  recorder.want_of_all(index.units());
  Metering metering(plant, plan);
  if (options.meter || limits_flicker(model)) metering.watch_utilities(model, index);
  PowerUseMeter power_use(plant, plan, model.duration);
  const bool looks = !recorder.traces().empty() || metering.has_any() || power_use.is_wanted();
  plant.start();
  bool is_skipped = false;
  if (looks) {
    plant.engine().before_instant = [&](core::Tick now) {
      is_skipped = wakes.is_alone(now);
      if (is_skipped) return;
      recorder.before_instant(now);
      metering.before_instant(now);
      power_use.before_instant(now);
    };
  }
  const bool watches = std::any_of(model.events.begin(), model.events.end(),
                                   [](const auto& event) { return event.after != nullptr; });
  Pulse pulse(options, model.duration);
  if (watches || looks || pulse.is_wanted()) {
    plant.engine().after_instant = [&](core::Tick now) {
      if (!is_skipped) {
        recorder.after_instant(now);
        metering.after_instant(now);
      }
      if (watches) script.watch(now);
      pulse.after_instant(now);
    };
  }
  advance(plant, model.duration, pulse);
  recorder.finish(model.duration);
  metering.finish(model.duration);
  OutcomeBuilder builder(model, plant, units_of(plan), {recorder, metering, script});
  Outcome outcome = builder.build();
  outcome.power_use = power_use.finish(model.duration);
  outcome.cooling = race_cooling(plan, outcome);
  outcome.trips = judge_trips(plan, builder.reports(), builder.canonical(), outcome.events);
  for (const scenario::Diagnostic& warning : model.warnings) diagnostics.add(warning);
  for (const scenario::Diagnostic& warning : diagnostics.all()) {
    outcome.warnings.push_back({warning.rule, "", 0, warning.message});
  }
  return outcome;
}

scenario::Diagnostics check(const scenario::Model& model) {
  scenario::Diagnostics diagnostics;
  for (const scenario::Diagnostic& warning : model.warnings) diagnostics.add(warning);
  const scenario::Plan plan = wired(model, true, diagnostics);
  // Whether values fit each other is known to the devices: they are made, but not run.
  if (!diagnostics.has_errors()) Plant(model, plan, {});
  return diagnostics;
}

}  // namespace ridethrough::study
