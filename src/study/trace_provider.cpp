#include "study/trace_provider.hpp"

#include <algorithm>

namespace ridethrough::study {

namespace {

/// Left and right limits of a trace at `time`.
std::pair<double, double> limits_at(const Trace& trace, core::Tick time) {
  const auto corner =
      std::lower_bound(trace.corners.begin(), trace.corners.end(), time,
                       [](const Corner& each, core::Tick at) { return each.time < at; });
  if (corner != trace.corners.end() && corner->time == time) {
    return {corner->before, corner->after};
  }
  const double value = value_at(trace, time);
  return {value, value};
}

std::size_t occurrence_of(const scenario::Path& event, std::size_t known) {
  if (event.segments.size() < 2) return known;
  const auto& spans = event.segments[1].members.spans;
  return spans.empty() ? known : static_cast<std::size_t>(spans.front().first - 1);
}

}  // namespace

Trace sum_of(const std::vector<std::pair<const Trace*, std::int64_t>>& terms) {
  Trace sum;
  sum.shape = terms.front().first->shape;
  std::vector<core::Tick> times;
  for (const auto& [trace, count] : terms) {
    for (const Corner& corner : trace->corners) times.push_back(corner.time);
  }
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  for (const core::Tick time : times) {
    Corner corner{time, 0.0, 0.0};
    for (const auto& [trace, count] : terms) {
      const auto [before, after] = limits_at(*trace, time);
      corner.before += static_cast<double>(count) * before;
      corner.after += static_cast<double>(count) * after;
    }
    sum.corners.push_back(corner);
  }
  return sum;
}

const Trace* TraceProvider::trace_of(const SignalGroup& group) const {
  if (traces_ == nullptr) return nullptr;
  std::vector<std::pair<const Trace*, std::int64_t>> terms;
  for (const SignalGroup::Term& term : group.terms) {
    const auto found = traces_->find({representative_[term.unit], group.part, term.quantity});
    if (found == traces_->end()) return nullptr;
    terms.emplace_back(&found->second, term.count);
  }
  if (terms.size() == 1 && terms.front().second == 1) return terms.front().first;
  std::string key = group.name;
  for (const std::string& star : group.stars) key += "|" + star;
  const Trace*& known = summed_[{key, group.quantity}];
  if (known == nullptr) {
    sums_.push_back(sum_of(terms));
    known = &sums_.back();
  }
  return known;
}

std::vector<SignalMatch> TraceProvider::matches(const scenario::Path& path) const {
  std::vector<SignalMatch> found;
  for (const SignalGroup& group : index_.groups(path)) {
    SignalMatch match;
    match.name = group.name;
    match.stars = group.stars;
    match.members = group.members;
    if (group.quantity >= 0) {
      match.quantity = &group.type->quantities[static_cast<std::size_t>(group.quantity)];
    } else {
      match.states = group.type->states;
    }
    match.trace = trace_of(group);
    match.type = group.type;
    if (reports_ != nullptr && group.terms.size() == 1) {
      match.judgements = &(*reports_)[representative_[group.terms.front().unit]].judgements;
    }
    add_flicker(group, match);
    found.push_back(std::move(match));
  }
  return found;
}

/// Of a single utility: what two of them do to their voltages is no sum.
void TraceProvider::add_flicker(const SignalGroup& group, SignalMatch& match) const {
  if (group.terms.size() != 1 || group.terms.front().count != 1) return;
  const std::size_t unit = group.terms.front().unit;
  const auto found = flickers_.find(representative_.empty() ? unit : representative_[unit]);
  if (found == flickers_.end()) return;
  match.has_flicker = true;
  match.flickers = found->second;
}

std::size_t TraceProvider::event_index(const scenario::Path& event) const {
  const auto& events = model_.events;
  const auto found = std::find_if(events.begin(), events.end(), [&](const auto& each) {
    return !each.id.empty() && each.id == event.segments.front().text;
  });
  return static_cast<std::size_t>(found - events.begin());
}

bool TraceProvider::has_event(const scenario::Path& event) const {
  const std::size_t index = event_index(event);
  if (index >= model_.events.size()) return false;
  const scenario::EventSpec& spec = model_.events[index];
  if (event.segments.size() < 2 || spec.after) return true;
  return occurrence_of(event, spec.at.size()) < spec.at.size();
}

std::vector<std::pair<core::Tick, core::Tick>> TraceProvider::event_spans(
    const scenario::Path& event) const {
  if (spans_ == nullptr) return {};
  const std::size_t index = event_index(event);
  if (index >= spans_->size()) return {};
  Script::Spans spans = (*spans_)[index];
  std::sort(spans.begin(), spans.end());
  if (event.segments.size() < 2) return spans;
  const std::size_t only = occurrence_of(event, spans.size());
  if (only >= spans.size()) return {};
  return {spans[only]};
}

}  // namespace ridethrough::study
