#include "ridethrough/study/check.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "ridethrough/scenario/curve.hpp"
#include "study/check_window.hpp"
#include "study/condition_signals.hpp"
#include "study/condition_stars.hpp"
#include "study/condition_types.hpp"

namespace ridethrough::study {
namespace {

using scenario::CheckSpec;
using scenario::Claim;
using scenario::Condition;

/// The conditions of a check share their stars.
std::vector<const Condition*> conditions_of(const CheckSpec& check) {
  std::vector<const Condition*> result;
  for (const auto* part : {&check.condition, &check.after, &check.until, &check.during}) {
    if (*part) result.push_back(part->get());
  }
  return result;
}

std::vector<const Condition*> free_paths_of(const std::vector<const Condition*>& conditions) {
  std::vector<const Condition*> paths;
  for (const Condition* condition : conditions) {
    for (const Condition* path : free_paths(*condition)) paths.push_back(path);
  }
  return paths;
}

void collect_unverified(const Condition& part, std::vector<std::string>& names) {
  if (part.curve != nullptr && part.curve->is_unverified &&
      std::find(names.begin(), names.end(), part.curve->name) == names.end()) {
    names.push_back(part.curve->name);
  }
  for (const auto& operand : part.operands) collect_unverified(*operand, names);
}

/// How the margin of a claim is expressed.
enum class MarginKind { number, time, each_atom };

MarginKind margin_kind(const std::vector<Atom>& atoms) {
  if (atoms.empty()) return MarginKind::time;
  const bool is_uniform = std::all_of(atoms.begin(), atoms.end(), [&](const Atom& atom) {
    return atom.dimension == atoms.front().dimension;
  });
  return is_uniform ? MarginKind::number : MarginKind::each_atom;
}

/// Margin in seconds of a claim of states and events; nothing for a claim about one instant.
std::optional<double> time_margin_s(const CheckSpec& check, const WindowResult& window) {
  if (check.claim == Claim::always) {
    return core::seconds(check.except_shorter_than) - window.longest_violation_s;
  }
  if (check.claim == Claim::eventually) return window.slack_s;
  return std::nullopt;
}

struct Candidate {
  WindowResult window;
  std::int64_t number = 0;
  const Expansion* expansion = nullptr;
};

/// Strictly worse: by verdict, then by the margin of its kind. Equal ones keep their order.
bool is_worse(const CheckSpec& check, MarginKind kind, const WindowResult& a,
              const WindowResult& b) {
  if (a.verdict != b.verdict) return a.verdict < b.verdict;
  if (kind == MarginKind::number && a.margin != b.margin) return a.margin < b.margin;
  return time_margin_s(check, a).value_or(kFalse) < time_margin_s(check, b).value_or(kFalse);
}

/// Least of the values before and after `time`: both count at a jump.
double value_around(const Signal& robustness, core::Tick time) {
  const Signal here = part_of(robustness, time, time, true);
  const Signal before = part_of(robustness, std::max<core::Tick>(time - 1, 0), time, false);
  const double after = here.is_empty() ? kTrue : here.pieces.front().first;
  return before.is_empty() ? after : std::min(before.pieces.back().last, after);
}

class CheckEvaluation {
 public:
  CheckEvaluation(const CheckSpec& check, const SignalProvider& provider, core::Tick end)
      : check_(check), provider_(provider), signals_(provider, end) {
    scenario::Diagnostics bound_already;
    atoms_ = ConditionTypes(provider, bound_already).atoms_of(*check.condition);
    kind_ = margin_kind(atoms_);
  }

  CheckResult result() {
    CheckResult result;
    result.id = check_.id;
    result.sentence = check_.sentence;
    result.place = check_.place;
    result.level = check_.level;
    for (const Condition* condition : conditions_of(check_)) {
      collect_unverified(*condition, result.unverified_curves);
    }
    const std::vector<Expansion> expansions =
        expand(free_paths_of(conditions_of(check_)), provider_);
    for (const Expansion& expansion : expansions) take_windows(expansion, result.windows);
    if (worst_) describe(result);
    settle_status(result);
    return result;
  }

 private:
  Signal signal_or_empty(const scenario::ConditionPtr& condition, const Assignment& stars) {
    return condition ? signals_.robustness(*condition, stars) : Signal{};
  }

  void take_windows(const Expansion& expansion, std::int64_t& opened) {
    ClaimSignals signals;
    signals.condition = signals_.robustness(*check_.condition, expansion.stars);
    signals.after = signal_or_empty(check_.after, expansion.stars);
    signals.until = signal_or_empty(check_.until, expansion.stars);
    if (check_.during) {
      const Signal during = signals_.robustness(*check_.during, expansion.stars);
      signals.during = truth_steps(during, kTrue, kFalse);
    }
    std::int64_t number = 0;
    for (const auto& window : evaluate_windows(check_, signals)) {
      ++number;
      if (!window) continue;
      ++opened;
      if (worst_ && !is_worse(check_, kind_, *window, worst_->window)) continue;
      worst_ = Candidate{*window, number, &expansion};
    }
  }

  void describe(CheckResult& result) {
    const WindowResult& window = worst_->window;
    // Without stars, a path of the scope only would name a component that the claim does not.
    const bool names_claim = !free_paths(*check_.condition).empty();
    if (names_claim || !worst_->expansion->stars.empty()) result.match = worst_->expansion->name;
    result.window = worst_->number;
    result.slack_s = window.slack_s;
    result.decided_at = window.decided_at;
    if (kind_ == MarginKind::each_atom) {
      describe_atoms(result);
      return;
    }
    if (kind_ == MarginKind::number && std::isfinite(window.margin)) {
      result.margin = window.margin;
      result.unit = atoms_.front().unit;
    } else {
      result.margin = time_margin_s(check_, window);
      result.unit = std::string("s");
      // A claim of numbers that none of them decided (no step was judged) has no margin of 0 s.
      if (kind_ == MarginKind::number && result.margin == 0.0) result.margin.reset();
    }
    if (result.margin) result.margin_at = window.margin_at;
  }

  void describe_atoms(CheckResult& result) {
    for (const Atom& atom : atoms_) {
      const Signal robustness = signals_.robustness(*atom.relation, worst_->expansion->stars);
      result.atoms.push_back({scenario::text_at(atom.relation->place),
                              value_around(robustness, result.decided_at), atom.unit});
    }
  }

  void settle_status(CheckResult& result) const {
    const bool is_gate = check_.level == scenario::Level::fail;
    if (!worst_) {
      using scenario::IfNever;
      result.status = check_.if_never == IfNever::pass   ? CheckStatus::pass
                      : check_.if_never == IfNever::warn ? CheckStatus::warn
                                                         : CheckStatus::vacuous;
      result.fails_run = is_gate && check_.if_never == IfNever::fail;
      return;
    }
    const WindowVerdict verdict = worst_->window.verdict;
    if (verdict != WindowVerdict::pass) result.failing_from = worst_->window.failing_from;
    result.fails_run = is_gate && verdict != WindowVerdict::pass;
    if (verdict == WindowVerdict::unfinished) result.status = CheckStatus::unfinished;
    if (verdict == WindowVerdict::fail)
      result.status = is_gate ? CheckStatus::fail : CheckStatus::warn;
  }

  const CheckSpec& check_;
  const SignalProvider& provider_;
  ConditionSignals signals_;
  std::vector<Atom> atoms_;
  MarginKind kind_ = MarginKind::number;
  std::optional<Candidate> worst_;
};

}  // namespace

std::string_view text_of(CheckStatus status) {
  switch (status) {
    case CheckStatus::pass:
      return "pass";
    case CheckStatus::fail:
      return "fail";
    case CheckStatus::warn:
      return "warn";
    case CheckStatus::vacuous:
      return "vacuous";
    case CheckStatus::unfinished:
      break;
  }
  return "unfinished";
}

bool bind(const std::vector<const Condition*>& conditions, const SignalProvider& provider,
          scenario::Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.all().size();
  ConditionTypes types(provider, diagnostics);
  for (const Condition* condition : conditions) types.check(*condition);
  types.check_stars(free_paths_of(conditions));
  const auto& all = diagnostics.all();
  return std::none_of(
      all.begin() + static_cast<std::ptrdiff_t>(before), all.end(),
      [](const auto& found) { return found.severity == scenario::Severity::error; });
}

bool bind(const CheckSpec& check, const SignalProvider& provider,
          scenario::Diagnostics& diagnostics) {
  return study::bind(conditions_of(check), provider, diagnostics);
}

CheckResult evaluate(const CheckSpec& check, const SignalProvider& provider, core::Tick end) {
  return CheckEvaluation(check, provider, end).result();
}

}  // namespace ridethrough::study
