#pragma once

#include <catch2/catch.hpp>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ridethrough/scenario/condition.hpp"
#include "ridethrough/study/check.hpp"
#include "ridethrough/study/signal_provider.hpp"

/// Signals written by hand for the tests of checks.
namespace check_support {

using namespace ridethrough;

constexpr double kLast = 100.0;  ///< length of every run here, s

inline core::Tick tick(double time_s) { return core::ticks_nearest(time_s); }

/// A corner at `time_s`; the short form is continuous.
struct Point {
  Point(double time, double value) : time_s(time), before(value), after(value) {}
  Point(double time, double from, double to) : time_s(time), before(from), after(to) {}
  double time_s, before, after;
};

/// Lines between the points, constant before the first and after the last.
inline study::Trace lines(const std::vector<Point>& points) {
  study::Trace trace;
  if (points.front().time_s > 0.0) {
    trace.corners.push_back({0, points.front().before, points.front().before});
  }
  for (const Point& p : points) trace.corners.push_back({tick(p.time_s), p.before, p.after});
  if (points.back().time_s < kLast) {
    trace.corners.push_back({tick(kLast), points.back().after, points.back().after});
  }
  return trace;
}

/// Value from each time on.
inline study::Trace steps(const std::vector<std::pair<double, double>>& from) {
  std::vector<Point> points;
  double value = from.front().second;
  for (const auto& [time_s, next] : from) {
    points.emplace_back(time_s, value, next);
    value = next;
  }
  return lines(points);
}

class FakeProvider : public study::SignalProvider {
 public:
  void add(const std::string& path, const study::Trace& trace, const std::string& unit = "",
           devices::Shape shape = devices::Shape::line) {
    add_match(path, {path.substr(0, path.rfind('.')), {}, 1, quantity(path, unit, shape)}, trace);
  }

  void add_member(const std::string& path, const std::string& name,
                  const std::vector<std::string>& stars, std::int64_t members,
                  const study::Trace& trace, const std::string& unit = "") {
    add_match(path, {name, stars, members, quantity(path, unit, devices::Shape::line)}, trace);
  }

  /// A state of the words off, on_line, battery, as 0, 1, 2.
  void add_state(const std::string& path, const study::Trace& trace,
                 const std::vector<std::string>& stars = {}, const std::string& name = "") {
    const std::string owner = name.empty() ? path.substr(0, path.rfind('.')) : name;
    add_match(path, {owner, stars, 1, nullptr, kStates}, trace);
  }

  /// Verdicts of the component that has the signal `path`.
  void judge(const std::string& path, const std::vector<devices::Judgement>& judgements) {
    for (study::SignalMatch& match : signals_.at(path)) match.judgements = &judgements;
  }

  void add_event(const std::string& id, const std::vector<std::pair<double, double>>& spans_s) {
    for (const auto& [begin, end] : spans_s) events_[id].emplace_back(tick(begin), tick(end));
    events_.try_emplace(id);
  }

  std::vector<study::SignalMatch> matches(const scenario::Path& path) const override {
    const auto found = signals_.find(path.text());
    return found == signals_.end() ? std::vector<study::SignalMatch>{} : found->second;
  }
  study::Refusal why_not(const scenario::Path&) const override { return {}; }
  bool has_event(const scenario::Path& event) const override {
    return events_.count(event.text()) > 0;
  }
  std::vector<std::pair<core::Tick, core::Tick>> event_spans(
      const scenario::Path& event) const override {
    return events_.at(event.text());
  }

 private:
  void add_match(const std::string& path, study::SignalMatch match, const study::Trace& trace) {
    traces_.push_back(trace);
    match.trace = &traces_.back();
    signals_[path].push_back(std::move(match));
  }

  const devices::QuantitySpec* quantity(const std::string& path, const std::string& unit,
                                        devices::Shape shape) {
    units_.push_back(unit);
    names_.push_back(path.substr(path.rfind('.') + 1));
    quantities_.push_back({names_.back(), units_.back(), shape, false, "", false});
    return &quantities_.back();
  }

  static constexpr devices::WordSpec kStates[] = {{"off", ""}, {"on_line", ""}, {"battery", ""}};
  std::map<std::string, std::vector<study::SignalMatch>> signals_;
  std::map<std::string, std::vector<std::pair<core::Tick, core::Tick>>> events_;
  std::deque<study::Trace> traces_;
  std::deque<std::string> units_, names_;
  std::deque<devices::QuantitySpec> quantities_;
};

inline scenario::ConditionPtr condition(const std::string& text) {
  scenario::Diagnostics diagnostics;
  auto parsed = scenario::parse_condition(text, {nullptr, 1, 1, 1}, diagnostics);
  INFO(text);
  for (const auto& found : diagnostics.all()) FAIL(found.message);
  return parsed;
}

/// A check under construction: `always("x <= 1").after("events.a").lasting(3.0)`.
struct Check {
  scenario::CheckSpec spec;

  Check(scenario::Claim claim, const std::string& text) {
    spec.id = "under-test";
    spec.claim = claim;
    spec.condition = condition(text);
  }
  Check& after(const std::string& text, double delay_s = 0.0) {
    spec.after = condition(text);
    spec.delay = tick(delay_s);
    return *this;
  }
  Check& until(const std::string& text) { return spec.until = condition(text), *this; }
  Check& during(const std::string& text) { return spec.during = condition(text), *this; }
  Check& within(double time_s) { return spec.within = tick(time_s), *this; }
  Check& lasting(double time_s) { return spec.lasting = tick(time_s), *this; }
  Check& except(double time_s) { return spec.except_shorter_than = tick(time_s), *this; }

  study::CheckResult on(const study::SignalProvider& provider) const {
    scenario::Diagnostics diagnostics;
    const bool is_bound = study::bind(spec, provider, diagnostics);
    for (const auto& found : diagnostics.all()) FAIL(found.message);
    REQUIRE(is_bound);
    return study::evaluate(spec, provider, tick(kLast));
  }
};

inline Check always(const std::string& text) { return {scenario::Claim::always, text}; }
inline Check eventually(const std::string& text) { return {scenario::Claim::eventually, text}; }
inline Check at_end(const std::string& text) { return {scenario::Claim::at_end, text}; }

inline std::string status_of(const study::CheckResult& result) {
  return std::string(study::text_of(result.status));
}

/// Ramps of hand-made signals are exact up to the rounding of a few double operations.
inline Approx about(double value) { return Approx(value).margin(1e-9); }

}  // namespace check_support
