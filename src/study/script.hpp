#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "study/faults.hpp"
#include "study/live_condition.hpp"
#include "study/plant.hpp"
#include "study/signal_index.hpp"

/// The events of a scenario as a process of the run: at its time, an event orders its targets.
namespace ridethrough::study {

class Script final : public core::Process {
 public:
  Script(const scenario::Model& model, const scenario::Plan& plan, Plant& plant,
         const SignalIndex& index);

  void react(core::Tick now) override;
  std::string_view name() const override { return "events"; }
  /// Looks at the conditions of `after:` events; those that became true are planned.
  void watch(core::Tick now);

  using Spans = std::vector<std::pair<core::Tick, core::Tick>>;
  /// [begin, end) of each occurrence, by number of the event in the file.
  const std::vector<Spans>& spans() const { return spans_; }

 private:
  struct Action {
    core::Tick at;
    std::size_t event;
    bool begins;
    std::size_t occurrence;
    int match;  ///< of an `after:` condition; -1: all targets
    auto operator<=>(const Action&) const = default;
  };
  void plan_action(const Action& action);
  /// Plans the begin of an event's occurrence, and its end if it lasts only for a while.
  void plan_occurrence(std::size_t event, core::Tick at, std::size_t occurrence, int match);
  void act(const Action& action);
  void command_targets(const Action& action, const scenario::EventSpec& event);
  void set_values(const Action& action, const scenario::EventSpec& event);
  void command_unit(std::size_t unit, const Action& action, const devices::Command& command);
  void order(std::size_t unit, const devices::Command& command);
  /// Whether the action is for this unit: one match of a condition means only its own members.
  bool concerns(const Action& action, const scenario::Path& target, const Unit& unit) const;
  double written_value(std::size_t unit, const std::string& parameter) const;
  double next_value(std::size_t unit, const scenario::SetItem& item, bool begins);
  std::vector<std::size_t> units(const scenario::Path& path) const;
  std::string label(std::size_t event) const;

  const scenario::Model& model_;
  const scenario::Plan& plan_;
  Plant& plant_;
  const std::vector<Unit>& units_;
  Faults faults_;
  core::ProcessId process_;
  std::vector<Action> actions_;  // sorted; those before next_ are done
  std::size_t next_ = 0;
  std::vector<Spans> spans_;
  std::vector<LiveCondition> conditions_;
  std::vector<std::size_t> condition_events_;
  std::map<std::pair<std::size_t, std::string>, double> set_now_;  // by unit and parameter
  std::map<std::pair<std::size_t, std::string>, double> set_before_;
};

}  // namespace ridethrough::study
