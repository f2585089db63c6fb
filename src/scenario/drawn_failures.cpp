#include "scenario/drawn_failures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "ridethrough/core/random.hpp"
#include "scenario/drawn_faults.hpp"
#include "scenario/drawn_members.hpp"
#include "scenario/drawn_operations.hpp"
#include "scenario/verbs.hpp"
#include "scenario/weighed_chance.hpp"

namespace ridethrough::scenario {

namespace {

using core::RandomStream;
using devices::Parameters;
using devices::Value;

/// A failure that comes if its member is whole then.
struct Candidate {
  double at_s = 0.0;
  double repair_s = 0.0;  ///< from its discovery; infinite: never
  const FailureMode* mode = nullptr;
  bool is_common = false;
  const char* note = "";  ///< behind the mode, where a table names it
};

/// Of one member, as long as it is down.
struct DownTime {
  double from_s = 0.0, until_s = 0.0;
  const FailureMode* mode = nullptr;
  const char* note = "";
};

class FailureDraw {
 public:
  FailureDraw(Model& model, std::uint32_t replica, const DrawBounds& bounds, double importance)
      : model_(model),
        replica_(replica),
        bounds_(bounds),
        chance_(importance),
        horizon_s_(core::seconds(model.duration)),
        members_(failing_members(model)),
        candidates_(members_.size()),
        failing_demands_(members_.size()),
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
    for (const FailingMember& each : members_) draw_faults(model_, each, replica_, chance_);
    return chance_.log_weight();
  }

 private:
  RandomStream stream(const std::string& name) const {
    return RandomStream(model_.seed, replica_, name);
  }

  double repair_time(RandomStream& stream, double mean_s) const {
    const double drawn_s = exponential(stream, mean_s);
    return mean_s > 0.0 ? drawn_s : kNeverRepaired;
  }

  void draw_common(const CommonGroup& group) {
    const Reliability& first = members_[group.members.front()].reliability;
    for (const std::size_t i : group.members) shared_[i] = true;
    for (std::size_t k = 0; k < first.modes.size(); ++k) {
      RandomStream shocks = stream(group.name + " " + first.modes[k].as + " together");
      chance_.arrivals(shocks, first.beta / first.modes[k].mttf_s, horizon_s_, [&](double at) {
        // One cause has one repair: all of the group come back together.
        const double repair_s = repair_time(shocks, first.modes[k].repair_s);
        for (const std::size_t i : group.members) {
          candidates_[i].push_back(
              {at, repair_s, &members_[i].reliability.modes[k], true, " (common cause)"});
        }
      });
    }
    RandomStream demands = stream(group.name + " starts together");
    chance_.failing_numbers(demands, first.beta * first.fail_on_demand, bounds_.demands,
                            [&](std::int64_t number) {
                              for (const std::size_t i : group.members) add_demand(i, number);
                            });
    if (first.running_mttf_s <= 0.0) return;
    RandomStream runs = stream(group.name + " runs together");
    chance_.arrivals(runs, first.beta / first.running_mttf_s, bounds_.running_s, [&](double at) {
      for (const std::size_t i : group.members) add_breakdown(i, at);
    });
  }

  void draw_own(std::size_t i) {
    const Reliability& reliability = members_[i].reliability;
    const std::string& path = members_[i].member.path;
    const double own = shared_[i] ? 1.0 - reliability.beta : 1.0;
    for (const FailureMode& mode : reliability.modes) {
      RandomStream times = stream(path + " " + mode.as);
      chance_.arrivals(times, own / mode.mttf_s, horizon_s_, [&](double at) {
        candidates_[i].push_back({at, repair_time(times, mode.repair_s), &mode});
      });
    }
    draw_errors(i);
    RandomStream demands = stream(path + " starts");
    chance_.failing_numbers(demands, own * reliability.fail_on_demand, bounds_.demands,
                            [&](std::int64_t number) { add_demand(i, number); });
    if (reliability.running_mttf_s <= 0.0) return;
    RandomStream runs = stream(path + " runs");
    chance_.arrivals(runs, own / reliability.running_mttf_s, bounds_.running_s,
                     [&](double at) { add_breakdown(i, at); });
  }

  /// Who operates it by an event makes it fail instead.
  void draw_errors(std::size_t i) {
    const Reliability& reliability = members_[i].reliability;
    if (reliability.switching_error <= 0.0) return;
    const std::vector<core::Tick> operations = operations_on(model_, members_[i].member);
    RandomStream errors = stream(members_[i].member.path + " operations");
    const auto trials = static_cast<std::int64_t>(operations.size());
    chance_.failing_numbers(errors, reliability.switching_error, trials, [&](std::int64_t number) {
      const core::Tick at = operations[static_cast<std::size_t>(number - 1)];
      RandomStream repairs =
          stream(fmt::format("{} repair after operation {}", members_[i].member.path, number));
      candidates_[i].push_back({core::seconds(at), repair_time(repairs, reliability.wrong.repair_s),
                                &reliability.wrong, false, " (switching error)"});
    });
  }

  /// How long a repair takes is drawn by what it follows, so that drawing further ahead
  /// changes nothing before.
  double counted_repair(std::size_t i, const std::string& after) const {
    RandomStream repairs = stream(members_[i].member.path + " repair after " + after);
    return exponential(repairs, members_[i].reliability.counted_repair_s);
  }

  void add_demand(std::size_t i, std::int64_t number) { failing_demands_[i].insert(number); }
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
        down.push_back({each.at_s, until, each.mode, each.note});
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
      event.drawn_as = fmt::format("{} {}{}", member.plain, as, down.note);
      model_.events.push_back(std::move(event));
    }
    if (!failing_demands_[i].empty()) write_demands(i);
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

  void write_demands(std::size_t i) {
    Value::List list;
    for (const std::int64_t number : failing_demands_[i]) {
      list.push_back(failing(i, "number", Value(number), fmt::format("start {}", number)));
    }
    write_value(i, members_[i].reliability.demands_key, std::move(list));
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
    if (members_[i].reliability.counted_repair_s > 0.0)
      map["repair"] = Value(counted_repair(i, name));
    return Value(std::move(map));
  }

  void write_value(std::size_t i, std::string_view parameter, Value::List list) {
    const EventSpec aimed =
        drawn_event("", members_[i].member.path, members_[i].member.spec->place);
    model_.member_values.push_back(
        {aimed.targets.front().path, std::string(parameter), Value(std::move(list)), aimed.place});
  }

  static constexpr core::Tick kPutBack = 60 * core::kTicksPerSecond;
  static constexpr core::Tick kPutBackAgain = 24 * 3600 * core::kTicksPerSecond;
  static constexpr double kNeverRepaired = std::numeric_limits<double>::infinity();

  Model& model_;
  std::uint32_t replica_;
  DrawBounds bounds_;
  WeighedChance chance_;
  double horizon_s_;
  std::vector<FailingMember> members_;
  std::vector<std::vector<Candidate>> candidates_;
  std::vector<std::set<std::int64_t>> failing_demands_;
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
