#include "scenario/drawn_failures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "ridethrough/core/random.hpp"
#include "scenario/drawn_members.hpp"
#include "scenario/verbs.hpp"

namespace ridethrough::scenario {

namespace {

using core::RandomStream;
using devices::Parameters;
using devices::Value;

double exponential(RandomStream& stream, double mean) {
  return -mean * std::log1p(-stream.uniform());
}

/// A failure that comes if its member is whole then.
struct Candidate {
  double at_s = 0.0;
  double repair_s = 0.0;  ///< from its discovery; infinite: never
  const FailureMode* mode = nullptr;
  bool is_common = false;
};

/// Of one member, as long as it is down.
struct DownTime {
  double from_s = 0.0, until_s = 0.0;
  const FailureMode* mode = nullptr;
  bool is_common = false;
};

class FailureDraw {
 public:
  FailureDraw(Model& model, std::uint32_t replica, const DrawBounds& bounds, double importance)
      : model_(model),
        replica_(replica),
        bounds_(bounds),
        importance_(importance),
        horizon_s_(core::seconds(model.duration)),
        members_(failing_members(model)),
        candidates_(members_.size()),
        failing_starts_(members_.size()),
        breakdowns_(members_.size()),
        shared_(members_.size(), false) {
    for (const EventSpec& event : model.events) {
      if (event.verb != devices::Verb::outage || event.duration == core::kNever) continue;
      for (const core::Tick at : event.at) {
        outages_.emplace_back(core::seconds(at), core::seconds(at) + core::seconds(event.duration));
      }
    }
    std::sort(outages_.begin(), outages_.end());
  }

  /// @return ln of the weight of what it has drawn.
  double draw() {
    for (const CommonGroup& group : common_groups(members_)) draw_common(group);
    for (std::size_t i = 0; i < members_.size(); ++i) draw_own(i);
    for (std::size_t i = 0; i < members_.size(); ++i) write(i);
    return log_weight_;
  }

 private:
  RandomStream stream(const std::string& name) const {
    return RandomStream(model_.seed, replica_, name);
  }

  double repair_time(RandomStream& stream, double mean_s) const {
    const double drawn_s = exponential(stream, mean_s);
    return mean_s > 0.0 ? drawn_s : kNeverRepaired;
  }

  /// A Poisson process of `rate_per_s` over the run, `importance` times as dense: n arrivals in T
  /// are exp((k - 1) rate T) / k^n times as likely without that.
  template <class Take>
  void arrivals(RandomStream& stream, double rate_per_s, double end, const Take& take) {
    if (rate_per_s <= 0.0) return;
    const double mean_s = 1.0 / (importance_ * rate_per_s);
    log_weight_ += (importance_ - 1.0) * rate_per_s * end;
    for (double at = exponential(stream, mean_s); at < end; at += exponential(stream, mean_s)) {
      log_weight_ -= std::log(importance_);
      take(at);
    }
  }

  /// Numbers, from 1, of trials that fail with `chance` each: the gaps are geometric.
  template <class Take>
  void failing_numbers(RandomStream& stream, double chance, const Take& take) {
    if (chance <= 0.0) return;
    const double raised = std::max(chance, std::min(importance_ * chance, kLikelyFailure));
    const double log_success = std::log1p(-std::min(raised, 1.0));
    // A certain failure has no success that could weigh anything.
    if (raised > chance) {
      log_weight_ += static_cast<double>(bounds_.starts) * (std::log1p(-chance) - log_success);
    }
    for (double number = 0.0;;) {
      const double gap = std::log1p(-stream.uniform()) / log_success;
      number += std::isfinite(gap) ? std::floor(gap) + 1.0 : 1.0;
      if (number > static_cast<double>(bounds_.starts)) return;
      if (raised > chance) {
        log_weight_ += std::log(chance / raised) - std::log1p(-chance) + log_success;
      }
      take(static_cast<std::int64_t>(number));
    }
  }

  void draw_common(const CommonGroup& group) {
    const Reliability& first = members_[group.members.front()].reliability;
    for (const std::size_t i : group.members) shared_[i] = true;
    for (std::size_t k = 0; k < first.modes.size(); ++k) {
      RandomStream shocks = stream(group.name + " " + first.modes[k].as + " together");
      std::vector<double> times;
      arrivals(shocks, first.beta / first.modes[k].mttf_s, horizon_s_,
               [&](double at) { times.push_back(at); });
      for (const std::size_t i : group.members) {
        const FailureMode& mode = members_[i].reliability.modes[k];
        RandomStream repairs = stream(members_[i].member.path + " " + mode.as + " repairs");
        for (const double at : times) {
          candidates_[i].push_back({at, repair_time(repairs, mode.repair_s), &mode, true});
        }
      }
    }
    RandomStream starts = stream(group.name + " starts together");
    failing_numbers(starts, first.beta * first.fail_to_start, [&](std::int64_t number) {
      for (const std::size_t i : group.members) add_start(i, number);
    });
    if (first.running_mttf_s <= 0.0) return;
    RandomStream runs = stream(group.name + " runs together");
    arrivals(runs, first.beta / first.running_mttf_s, bounds_.running_s, [&](double at) {
      for (const std::size_t i : group.members) add_breakdown(i, at);
    });
  }

  void draw_own(std::size_t i) {
    const Reliability& reliability = members_[i].reliability;
    const std::string& path = members_[i].member.path;
    const double own = shared_[i] ? 1.0 - reliability.beta : 1.0;
    for (const FailureMode& mode : reliability.modes) {
      RandomStream times = stream(path + " " + mode.as);
      arrivals(times, own / mode.mttf_s, horizon_s_, [&](double at) {
        candidates_[i].push_back({at, repair_time(times, mode.repair_s), &mode, false});
      });
    }
    RandomStream starts = stream(path + " starts");
    failing_numbers(starts, own * reliability.fail_to_start,
                    [&](std::int64_t number) { add_start(i, number); });
    if (reliability.running_mttf_s <= 0.0) return;
    RandomStream runs = stream(path + " runs");
    arrivals(runs, own / reliability.running_mttf_s, bounds_.running_s,
             [&](double at) { add_breakdown(i, at); });
  }

  /// How long the repair of a set takes is drawn by what it follows, so that drawing further ahead
  /// changes nothing before.
  double set_repair(std::size_t i, const std::string& after) const {
    RandomStream repairs = stream(members_[i].member.path + " repair after " + after);
    return exponential(repairs, members_[i].reliability.running_repair_s);
  }

  void add_start(std::size_t i, std::int64_t number) { failing_starts_[i].insert(number); }
  void add_breakdown(std::size_t i, double after_s) { breakdowns_[i].insert(after_s); }

  /// When somebody finds out: at once, or at the next test or after the next outage.
  double found_at(const FailureMode& mode, double at) const {
    if (mode.test_interval_s <= 0.0) return at;
    const double test = (std::floor(at / mode.test_interval_s) + 1.0) * mode.test_interval_s;
    const auto outage = std::lower_bound(outages_.begin(), outages_.end(), std::pair(at, at));
    return outage == outages_.end() ? test : std::min(test, outage->second);
  }

  /// Up times are exponential, so a failure that would come while its member is down already is
  /// none; what strikes all of a group makes it longer.
  std::vector<DownTime> down_times(std::size_t i) {
    std::vector<Candidate>& all = candidates_[i];
    std::stable_sort(all.begin(), all.end(),
                     [](const Candidate& a, const Candidate& b) { return a.at_s < b.at_s; });
    std::vector<DownTime> down;
    for (const Candidate& each : all) {
      const double until = found_at(*each.mode, each.at_s) + each.repair_s;
      if (down.empty() || each.at_s >= down.back().until_s) {
        down.push_back({each.at_s, until, each.mode, each.is_common});
      } else if (each.is_common) {
        down.back().until_s = std::max(down.back().until_s, until);
      }
    }
    return down;
  }

  void write(std::size_t i) {
    const DrawnMember& member = members_[i].member;
    std::map<std::string, int> numbers;
    for (const DownTime& down : down_times(i)) {
      const std::string& as = down.mode->as;
      EventSpec event = drawn_event(fmt::format("{}.{}.{}", member.path, as, ++numbers[as]),
                                    member.path, member.spec->place);
      event.verb = devices::Verb::fail;
      const core::Tick at = core::ticks_nearest(down.from_s);
      event.at = {at};
      if (std::isfinite(down.until_s)) {
        event.duration = std::max<core::Tick>(1, core::ticks_nearest(down.until_s) - at);
      }
      event.arguments["as"] = Value(as);
      if (std::isfinite(down.until_s)) put_back(member, event);
      event.drawn_as =
          fmt::format("{} {}{}", member.plain, as, down.is_common ? " (common cause)" : "");
      model_.events.push_back(std::move(event));
    }
    if (!failing_starts_[i].empty()) write_starts(i);
    if (!breakdowns_[i].empty()) write_breakdowns(i);
  }

  /// Whoever repairs a ups puts the load back on its inverters: after a minute, and where the feed
  /// was not good for that, on the next day.
  void put_back(const DrawnMember& member, const EventSpec& failure) {
    const bool has_bypass = knows(*member.spec->type, devices::Verb::transfer) &&
                            member.spec->type->group == "conversion";
    if (!has_bypass) return;
    EventSpec event = drawn_event(failure.id + ".over", member.path, member.spec->place);
    event.verb = devices::Verb::transfer;
    const core::Tick end = core::later(failure.at.front(), failure.duration);
    event.at = {core::later(end, kPutBack), core::later(end, kPutBackAgain)};
    event.arguments["to"] = Value(std::string("online"));
    event.drawn_as = member.plain + " put back";
    model_.events.push_back(std::move(event));
  }

  void write_starts(std::size_t i) {
    Value::List list;
    for (const std::int64_t number : failing_starts_[i]) {
      list.push_back(failing(i, "number", Value(number), fmt::format("start {}", number)));
    }
    write_value(i, "reliability.failing_starts", std::move(list));
  }

  void write_breakdowns(std::size_t i) {
    Value::List list;
    int count = 0;
    for (const double after_s : breakdowns_[i]) {
      list.push_back(failing(i, "after", Value(after_s), fmt::format("breakdown {}", ++count)));
    }
    write_value(i, "reliability.breakdowns", std::move(list));
  }

  Value failing(std::size_t i, const char* key, Value at, const std::string& name) const {
    Parameters map{{key, std::move(at)}};
    if (members_[i].reliability.running_repair_s > 0.0) map["repair"] = Value(set_repair(i, name));
    return Value(std::move(map));
  }

  void write_value(std::size_t i, const char* parameter, Value::List list) {
    const EventSpec aimed =
        drawn_event("", members_[i].member.path, members_[i].member.spec->place);
    model_.member_values.push_back(
        {aimed.targets.front().path, parameter, Value(std::move(list)), aimed.place});
  }

  static constexpr core::Tick kPutBack = 60 * core::kTicksPerSecond;
  static constexpr core::Tick kPutBackAgain = 24 * 3600 * core::kTicksPerSecond;
  static constexpr double kLikelyFailure = 0.5;  ///< no chance of a start is raised beyond
  static constexpr double kNeverRepaired = std::numeric_limits<double>::infinity();

  Model& model_;
  std::uint32_t replica_;
  DrawBounds bounds_;
  double importance_;
  double log_weight_ = 0.0;
  double horizon_s_;
  std::vector<FailingMember> members_;
  std::vector<std::vector<Candidate>> candidates_;
  std::vector<std::set<std::int64_t>> failing_starts_;
  std::vector<std::set<double>> breakdowns_;
  std::vector<bool> shared_;  ///< in a group of common cause
  std::vector<std::pair<double, double>> outages_;
};

}  // namespace

double draw_failures(Model& model, std::uint32_t replica, const DrawBounds& bounds,
                     double importance) {
  return FailureDraw(model, replica, bounds, importance).draw();
}

}  // namespace ridethrough::scenario
