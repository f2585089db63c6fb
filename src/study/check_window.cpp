#include "study/check_window.hpp"

#include <algorithm>

namespace ridethrough::study {
namespace {

using core::Tick;
using scenario::CheckSpec;
using MaybeResult = std::optional<WindowResult>;

/// A window [from, to], or [from, to) where `until` ends it.
struct CheckWindow {
  Tick from = 0, to = 0;
  bool is_closed = true;
};

CheckWindow window_of_always(const CheckSpec& check, const ClaimSignals& signals, Tick from) {
  const Tick end = signals.condition.end;
  CheckWindow window{from, std::min(core::later(from, check.lasting), end), true};
  if (signals.until.is_empty()) return window;
  const Signal rest = part_of(signals.until, from, end, true);
  const std::vector<TickSpan> truths = spans_of_truth(rest);
  if (truths.empty() || truths.front().first > window.to) return window;
  return {from, truths.front().first, false};
}

/// With `while`, instants outside count as `value`; nothing if no instant of the window counts.
std::optional<Signal> counted_part(const Signal& condition, const Signal& during,
                                   const CheckWindow& window, double value) {
  Signal part = part_of(condition, window.from, window.to, window.is_closed);
  if (part.is_empty()) return std::nullopt;
  if (during.is_empty()) return part;
  const Signal scope = part_of(during, window.from, window.to, window.is_closed);
  if (highest(scope).value == kFalse) return std::nullopt;
  return value > 0.0 ? upper_of(part, scaled(scope, -1.0)) : lower_of(part, scope);
}

WindowResult judge_always(const CheckSpec& check, const Signal& part) {
  WindowResult result;
  const Extreme low = lowest(part);
  result.margin = low.value;
  result.margin_at = low.time;
  result.decided_at = low.time;
  const Tick tolerated = check.except_shorter_than;
  const Signal violation = negated(part);
  for (const auto& [begin, end] : spans_of_truth(violation)) {
    result.longest_violation_s = std::max(result.longest_violation_s, core::seconds(end - begin));
    if (end - begin < tolerated) continue;
    // The violation that holds the margin; the first one where no other does.
    const bool is_first = result.verdict != WindowVerdict::fail;
    if (is_first || begin <= low.time) result.failing_from = begin;
    if (!is_first) continue;
    result.verdict = WindowVerdict::fail;
    result.decided_at = begin + tolerated;
  }
  if (tolerated == 0) return result;
  // min over t of max over [t, t + d) of rho = -(max over t of min over [t, t + d) of -rho).
  const auto worst = best_stay(violation, part.end - tolerated, tolerated);
  result.margin = worst ? -worst->value : kTrue;
  result.margin_at = worst ? worst->time : part.begin();
  if (result.verdict == WindowVerdict::pass) result.decided_at = result.margin_at;
  return result;
}

MaybeResult evaluate_always(const CheckSpec& check, const ClaimSignals& signals, Tick from) {
  if (from > signals.condition.end) return std::nullopt;
  const CheckWindow window = window_of_always(check, signals, from);
  const auto part = counted_part(signals.condition, signals.during, window, kTrue);
  if (!part) return std::nullopt;
  return judge_always(check, *part);
}

/// First truth that lasts: settles verdict, slack and the deciding instant.
void settle_eventually(WindowResult& result, const Signal& rest, Tick deadline, Tick lasting) {
  const Tick end = rest.end;
  const bool has_deadline = deadline != core::kNever;
  bool is_open = has_deadline && deadline > end;
  result.verdict = WindowVerdict::fail;
  result.decided_at = std::min(deadline, end);
  for (const auto& [begin, stop] : spans_of_truth(rest)) {
    const bool is_long_enough = stop - begin >= lasting;
    if (!is_long_enough) {
      is_open |= begin <= deadline && stop == end;
      continue;
    }
    if (has_deadline) result.slack_s = core::seconds(deadline - begin);
    if (begin > deadline) break;
    result.verdict = WindowVerdict::pass;
    result.decided_at = begin + lasting;
    return;
  }
  if (!is_open) return;
  result.verdict = WindowVerdict::unfinished;
  result.decided_at = end;
}

MaybeResult evaluate_eventually(const CheckSpec& check, const ClaimSignals& signals, Tick from) {
  const Tick end = signals.condition.end;
  const Tick deadline = core::later(from, check.within);
  const Tick lasting = check.lasting == core::kNever ? 0 : check.lasting;
  if (from > end) {
    WindowResult beyond;
    beyond.verdict = WindowVerdict::unfinished;
    beyond.margin = kFalse;
    beyond.margin_at = beyond.decided_at = beyond.failing_from = end;
    return beyond;
  }
  const auto counted = [&](Tick to) {
    return counted_part(signals.condition, signals.during, {from, std::min(to, end), true}, kFalse);
  };
  const auto part = counted(deadline);
  if (!part) return std::nullopt;
  // Nothing later than this can meet the claim; what comes after tells only how late it was.
  const auto near = counted(core::later(deadline, lasting));
  WindowResult result;
  settle_eventually(result, *near, deadline, lasting);
  if (result.verdict == WindowVerdict::fail && near->end < end) {
    settle_eventually(result, *counted(end), deadline, lasting);
  }
  const auto best = lasting == 0 ? std::optional<Extreme>(highest(*part))
                                 : best_stay(*near, std::min(deadline, end), lasting);
  result.margin = best ? best->value : kFalse;
  result.margin_at = best ? best->time : end;
  result.failing_from = std::min(deadline, end);
  return result;
}

MaybeResult evaluate_at_end(const ClaimSignals& signals) {
  const Tick end = signals.condition.end;
  const auto part = counted_part(signals.condition, signals.during, {end, end, true}, kTrue);
  if (!part) return std::nullopt;
  WindowResult result;
  result.margin = part->pieces.back().last;
  result.margin_at = result.decided_at = end;
  result.verdict = spans_of_truth(*part).empty() ? WindowVerdict::fail : WindowVerdict::pass;
  const std::vector<TickSpan> violations = spans_of_truth(negated(signals.condition));
  if (!violations.empty()) result.failing_from = violations.back().first;
  return result;
}

std::vector<Tick> window_starts(const CheckSpec& check, const ClaimSignals& signals) {
  if (signals.after.is_empty()) return {check.delay};
  std::vector<Tick> starts;
  for (const TickSpan& span : spans_of_truth(signals.after)) {
    starts.push_back(core::later(span.first, check.delay));
  }
  return starts;
}

}  // namespace

std::vector<MaybeResult> evaluate_windows(const CheckSpec& check, const ClaimSignals& signals) {
  std::vector<MaybeResult> results;
  for (const Tick from : window_starts(check, signals)) {
    switch (check.claim) {
      case scenario::Claim::always:
        results.push_back(evaluate_always(check, signals, from));
        break;
      case scenario::Claim::eventually:
        results.push_back(evaluate_eventually(check, signals, from));
        break;
      case scenario::Claim::at_end:
        if (from <= signals.condition.end) return {evaluate_at_end(signals)};
        break;
    }
  }
  return results;
}

}  // namespace ridethrough::study
