#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "ridethrough/scenario/units.hpp"
#include "scenario/wiring_checks.hpp"

namespace ridethrough::scenario {

namespace {

/// What an event claims for itself: one parameter of one cohort or job, or the voltage of a source.
using Claimed = std::pair<std::string, std::string>;

struct ClaimSpan {
  core::Tick begin = 0;
  core::Tick end = 0;  ///< equal to begin: changed at once and for good
  const EventSpec* event = nullptr;
  Place place;
};

std::string event_name(const EventSpec& event) {
  return event.id.empty() ? fmt::format("the event of line {}", event.place.line)
                          : fmt::format("'{}'", event.id);
}

std::string time_of(core::Tick tick) { return print_number(core::seconds(tick)) + " s"; }

/// Two spans share an instant, and at least one has a value to return to.
bool collide(const ClaimSpan& first, const ClaimSpan& second) {
  return first.end > first.begin && second.begin < first.end;
}

class OverlapFinder {
 public:
  OverlapFinder(const Model& model, const Plan& plan) : model_(model), plan_(plan) {}

  void add(const EventSpec& event) {
    if (event.verb == devices::Verb::dip) {
      for (const Reference& target : event.targets) {
        claim(event, target.path, "", target.place);
      }
    }
    for (const SetItem& item : event.sets) claim(event, item.target, item.parameter, item.place);
  }

  void report(Diagnostics& diagnostics) {
    for (auto& [claimed, spans] : spans_) {
      // A change at the instant at which a span begins is inside of it: the longer one comes first.
      std::stable_sort(spans.begin(), spans.end(), [](const auto& a, const auto& b) {
        return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
      });
      report_first_pair(claimed, spans, diagnostics);
    }
  }

 private:
  void report_first_pair(const Claimed& claimed, const std::vector<ClaimSpan>& spans,
                         Diagnostics& diagnostics) const {
    const ClaimSpan* lasting = &spans.front();
    for (const ClaimSpan& span : spans) {
      if (&span != lasting && collide(*lasting, span)) {
        report_pair(claimed, *lasting, span, diagnostics);
        return;
      }
      if (span.end > lasting->end) lasting = &span;
    }
  }

  void claim(const EventSpec& event, const Path& path, const std::string& parameter,
             const Place& place) {
    std::vector<std::string> names;
    for (const int index : plan_.matches(path)) names.push_back(cohort_at(plan_, index).path());
    for (const JobSpec& job : model_.jobs) {
      if (path.text() == job.name) names.push_back(job.name);
    }
    for (const std::string& name : names) {
      for (const core::Tick at : event.at) {
        const core::Tick end =
            event.duration == core::kNever ? at : core::later(at, event.duration);
        spans_[{name, parameter}].push_back({at, end, &event, place});
      }
    }
  }

  void report_pair(const Claimed& claimed, const ClaimSpan& first, const ClaimSpan& second,
                   Diagnostics& diagnostics) const {
    const auto& [name, parameter] = claimed;
    const std::string what = parameter.empty() ? fmt::format("dip '{}'", name)
                                               : fmt::format("set '{}.{}'", name, parameter);
    const bool is_one = first.event == second.event;
    diagnostics.error(
        "RT0706",
        is_one
            ? fmt::format("{} would {} again while it still lasts", event_name(*first.event), what)
            : fmt::format("{} and {} both {} at {}", event_name(*first.event),
                          event_name(*second.event), what, time_of(second.begin)),
        second.place,
        fmt::format("{} lasts from {} to {}{}; which value holds then, and which returns?",
                    is_one ? "it" : event_name(*first.event), time_of(first.begin),
                    time_of(first.end),
                    is_one ? "" : fmt::format(" (line {})", first.event->place.line)));
  }

  const Model& model_;
  const Plan& plan_;
  std::map<Claimed, std::vector<ClaimSpan>> spans_;
};

}  // namespace

// Events that follow a condition have no times before the run: only fixed times are compared.
void check_overlaps(const Model& model, const Plan& plan, Diagnostics& diagnostics) {
  OverlapFinder finder(model, plan);
  for (const EventSpec& event : model.events) finder.add(event);
  finder.report(diagnostics);
}

}  // namespace ridethrough::scenario
