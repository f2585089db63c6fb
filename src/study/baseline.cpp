#include "ridethrough/study/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ridethrough/scenario/units.hpp"
#include "ridethrough/study/figures.hpp"
#include "study/baseline_events.hpp"
#include "study/baseline_tolerance.hpp"
#include "study/signal_tube.hpp"

namespace ridethrough::study {

namespace {

using Kind = Difference::Kind;

/// Corners may be left out of a kept signal while it stays within this part of its tolerance.
constexpr double kThinning = 0.1;

/// The names of a path, whichever members it names: "block.1-15.ups-a.power" is block, ups-a,
/// power.
std::vector<std::string> names_of(std::string_view path) {
  std::vector<std::string> names;
  while (!path.empty()) {
    const std::string_view segment = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(path.size(), segment.size() + 1));
    const bool is_members = segment.find_first_of("*0123456789") == 0;
    if (!is_members) names.emplace_back(segment);
  }
  return names;
}

/// Whether `path` is what `asked` names or lies below it.
bool is_under(const std::string& path, const scenario::Reference& asked) {
  const std::vector<std::string> heads = names_of(asked.path.text());
  const std::vector<std::string> names = names_of(path);
  return heads.size() <= names.size() &&
         std::equal(heads.begin(), heads.end(), names.begin(), scenario::glob_matches);
}

class Keeper {
 public:
  Keeper(const scenario::Model& model, Baseline& baseline)
      : spec_(*model.baseline), baseline_(baseline) {}

  void word(const std::string& path, std::string_view text) {
    if (!is_ignored(path)) baseline_.words[path] = std::string(text);
  }

  /// `si` in SI. What a scenario has none of is not kept.
  void value(const std::string& path, double si, const std::string& unit) {
    if (is_ignored(path) || !std::isfinite(si)) return;
    const bool is_plain = unit.empty() || unit == "1";
    baseline_.values[path] = {is_plain ? si : scenario::to_unit(si, unit), is_plain ? "" : unit};
  }

  void component(const ComponentOutcome& component) {
    for (const MemberFinding& each : component.findings) {
      value(each.match + "." + each.finding.name, each.finding.value, each.finding.unit);
    }
    for (const MemberJudgement& each : component.judgements) {
      word(each.match + "." + each.judgement.standard, each.judgement.verdict);
    }
  }

  void event(const OutcomeEvent& event) {
    if (!is_ignored(event.component)) baseline_.events.push_back(event);
  }

  /// Those that checks read are recorded, too.
  void signal(RecordedSignal signal) {
    const bool is_asked = std::ranges::any_of(
        spec_.signals, [&](const auto& each) { return is_under(signal.name, each); });
    if (!is_asked || is_ignored(signal.name)) return;
    thin_out(signal.trace, kThinning * tube_width(signal, spec_));
    baseline_.signals.push_back(std::move(signal));
  }

 private:
  bool is_ignored(const std::string& path) const {
    return std::ranges::any_of(spec_.ignore,
                               [&](const auto& each) { return is_under(path, each); });
  }

  const scenario::BaselineSpec& spec_;
  Baseline& baseline_;
};

void compare_words(const Baseline& kept, const Baseline& now, std::vector<Difference>& found) {
  for (const auto& [path, word] : kept.words) {
    const auto other = now.words.find(path);
    const std::string now_word = other == now.words.end() ? "none" : other->second;
    if (now_word != word) found.push_back({Kind::word, path, "", word, now_word});
  }
  for (const auto& [path, word] : now.words) {
    if (!kept.words.contains(path)) found.push_back({Kind::word, path, "", "none", word});
  }
}

void compare_values(const Baseline& kept, const Baseline& now, const scenario::BaselineSpec& spec,
                    std::vector<Difference>& found) {
  for (const auto& [path, before] : kept.values) {
    const auto other = now.values.find(path);
    if (other == now.values.end() || other->second.unit != before.unit) {
      found.push_back({.kind = Kind::missing_value,
                       .path = path,
                       .unit = before.unit,
                       .kept_word = {},
                       .now_word = {},
                       .kept = before.value});
      continue;
    }
    const double allowed = allowed_for(path, before.unit, before.value, spec);
    const double after = other->second.value;
    if (std::abs(after - before.value) <= allowed) continue;
    found.push_back({Kind::value, path, before.unit, "", "", before.value, after, allowed});
  }
  for (const auto& [path, after] : now.values) {
    const auto other = kept.values.find(path);
    if (other != kept.values.end() && other->second.unit == after.unit) continue;
    found.push_back({.kind = Kind::extra_value,
                     .path = path,
                     .unit = after.unit,
                     .kept_word = {},
                     .now_word = {},
                     .now = after.value});
  }
}

const RecordedSignal* signal_of(const Baseline& baseline, const std::string& name) {
  for (const RecordedSignal& each : baseline.signals) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

void compare_signals(const Baseline& kept, const Baseline& now, const scenario::BaselineSpec& spec,
                     std::vector<Difference>& found) {
  for (const RecordedSignal& before : kept.signals) {
    const RecordedSignal* after = signal_of(now, before.name);
    if (after == nullptr) {
      found.push_back({.kind = Kind::signal,
                       .path = before.name,
                       .unit = {},
                       .kept_word = "kept",
                       .now_word = "none"});
      continue;
    }
    const double width = tube_width(before, spec);
    if (const auto exit = tube_exit(before.trace, after->trace, width, spec.time)) {
      const auto printed = [&](double si) { return scenario::to_unit(si, before.unit); };
      const bool is_plain = before.unit.empty() || before.unit == "1";
      found.push_back({Kind::signal, before.name, before.unit, "", "",
                       is_plain ? exit->kept : printed(exit->kept),
                       is_plain ? exit->now : printed(exit->now), is_plain ? width : printed(width),
                       exit->at});
    }
  }
  for (const RecordedSignal& after : now.signals) {
    if (signal_of(kept, after.name) != nullptr) continue;
    found.push_back({.kind = Kind::signal,
                     .path = after.name,
                     .unit = {},
                     .kept_word = "none",
                     .now_word = "recorded"});
  }
}

}  // namespace

Outcome run_for_baseline(const scenario::Model& model, RunOptions options) {
  scenario::Model recorded = model;
  recorded.record = model.baseline->signals;
  options.record = !recorded.record.empty();
  return run(recorded, options);
}

Baseline baseline_of(const scenario::Model& model, const Outcome& outcome) {
  Baseline baseline;
  baseline.scenario = model.baseline->scenario;
  Keeper keeper(model, baseline);
  keeper.word("verdict", outcome.verdict == Verdict::pass ? "pass" : "fail");
  for (const CheckResult& check : outcome.checks) {
    keeper.word("checks." + check.id, text_of(check.status));
    if (check.margin) keeper.value("checks." + check.id + ".margin", *check.margin, check.unit);
  }
  for (const Figure& figure : figures_of(outcome)) {
    keeper.value("figures." + figure.name, figure.value, figure.unit);
  }
  for (const ComponentOutcome& each : outcome.components) keeper.component(each);
  for (const ComponentOutcome& each : outcome.jobs) keeper.component(each);
  const Ledger& ledger = outcome.ledger;
  keeper.value("ledger.in", ledger.in_j, "kWh");
  keeper.value("ledger.out", ledger.out_j, "kWh");
  keeper.value("ledger.loss", ledger.loss_j, "kWh");
  keeper.value("ledger.stored_change", ledger.stored_change_j, "kWh");
  keeper.value("ledger.unserved", ledger.unserved_j, "kWh");
  keeper.value("ledger.faults", ledger.fault_j, "kWh");
  for (const OutcomeEvent& event : outcome.events) keeper.event(event);
  for (const RecordedSignal& signal : outcome.signals) keeper.signal(signal);
  return baseline;
}

std::vector<Difference> differences(const Baseline& kept, const Baseline& now,
                                    const scenario::BaselineSpec& spec) {
  std::vector<Difference> found;
  compare_words(kept, now, found);
  compare_values(kept, now, spec, found);
  compare_events(kept.events, now.events, spec.time, found);
  compare_signals(kept, now, spec, found);
  return found;
}

std::vector<std::string> scenario_changes(const scenario::FlatValues& kept,
                                          const scenario::FlatValues& now) {
  std::vector<std::string> changes;
  for (const auto& [path, text] : kept) {
    const auto other = now.find(path);
    if (other == now.end()) changes.push_back(fmt::format("{} {} -> none", path, text));
    if (other != now.end() && other->second != text) {
      changes.push_back(fmt::format("{} {} -> {}", path, text, other->second));
    }
  }
  for (const auto& [path, text] : now) {
    if (!kept.contains(path)) changes.push_back(fmt::format("{} none -> {}", path, text));
  }
  return changes;
}

}  // namespace ridethrough::study
