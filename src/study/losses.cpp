#include "study/losses.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "study/path_levels.hpp"

namespace ridethrough::study {

namespace {

/// Something that is failed for a while.
struct Failed {
  std::string component;  ///< path of members
  std::string text;       ///< "block.gen-a breakdown"
  core::Tick from = 0;
  core::Tick until = core::kNever;
  int rank = 0;  ///< in a path: what failed, then what ran out of fuel, then of charge
};

/// Whether the racks may hang on the component: what stands around it stands around them too.
bool concerns(const std::string& component, const std::string& racks) {
  const PathLevels own = levels_of(component), theirs = levels_of(racks);
  for (std::size_t i = 0; i + 1 < own.size(); ++i) {
    if (i >= theirs.size() || own[i].name != theirs[i].name) return false;
    if (!share_a_member(own[i].members, theirs[i].members)) return false;
  }
  return true;
}

class LossReader {
 public:
  LossReader(const scenario::Model& model, const Outcome& outcome) : outcome_(outcome) {
    for (const scenario::EventSpec& event : model.events) {
      if (event.drawn_as.empty()) continue;
      texts_["events." + event.id] = event.drawn_as;
      const bool fails = event.verb == devices::Verb::fail || event.verb == devices::Verb::fault;
      if (!fails) continue;
      const core::Tick from = event.at.front();
      failed_.push_back({event.targets.front().path.text(), event.drawn_as, from,
                         core::later(from, event.duration)});
    }
    for (const ComponentOutcome& component : outcome.components) {
      types_[component.path] = component.type;
      for (const MemberIncident& each : component.incidents) {
        if (each.incident.kind == "stuck") note_stuck(each);
      }
    }
    for (const OutcomeEvent& row : outcome.events) note_state(row);
  }

  std::vector<std::string> read() {
    for (const ComponentOutcome& component : outcome_.components) {
      for (const MemberIncident& each : component.incidents) {
        if (each.incident.kind == "dropped") add(each);
      }
    }
    std::vector<std::pair<core::Tick, std::string>> ordered;
    for (const auto& [root, loss] : losses_) {
      std::vector<std::string> causes;
      for (const auto& [rank, text] : loss.causes) causes.push_back(text);
      ordered.emplace_back(loss.at, fmt::format("{}", fmt::join(causes, " + ")));
    }
    std::sort(ordered.begin(), ordered.end());
    std::vector<std::string> texts;
    for (auto& [at, text] : ordered) texts.push_back(std::move(text));
    return texts;
  }

 private:
  struct Loss {
    core::Tick at = 0;
    std::set<std::pair<int, std::string>> causes;  ///< by rank
  };

  /// Sets fail by their own counts, not by events; a dry tank and an empty battery fail nobody.
  void note_state(const OutcomeEvent& row) {
    const auto is_out = [](const std::string& state) {
      return state == "failed" || state == "stopped";
    };
    if (row.what != "state" || (!is_out(row.from) && !is_out(row.to))) return;
    const auto type = types_.find(plain_path(row.component));
    if (type == types_.end()) return;
    const bool is_set = type->second == "genset", is_battery = type->second == "battery";
    if (!is_set && !is_battery) return;
    const std::string_view out = is_set ? "failed" : "stopped";
    if (row.from == out) end(row);
    if (row.to != out) return;
    const bool fails = row.reason == "fail_to_start" || row.reason == "breakdown";
    if (is_set && !fails && row.reason != "out_of_fuel") return;
    const int rank = fails ? 0 : is_set ? 1 : 2;
    failed_.push_back({row.component, plain_path(row.component) + " " + row.reason, row.time,
                       core::kNever, rank});
  }

  void end(const OutcomeEvent& row) {
    for (Failed& each : failed_) {
      if (each.component == row.component && each.until == core::kNever) each.until = row.time;
    }
  }

  /// A switch that was asked and stayed where it was.
  void note_stuck(const MemberIncident& stuck) {
    failed_.push_back({stuck.match, plain_path(stuck.match) + " " + stuck.incident.reason,
                       stuck.incident.at, core::later(stuck.incident.at, stuck.incident.lasted)});
  }

  void add(const MemberIncident& dropped) {
    const std::vector<OutcomeEvent> chain = chain_to(outcome_, dropped.event_seq);
    // Without a chain, what drops at one instant drops together.
    const std::string root = chain.empty() ? fmt::format("{}", dropped.incident.at)
                                           : fmt::format("row {}", chain.front().seq);
    Loss& loss = losses_.try_emplace(root, Loss{dropped.incident.at, {}}).first->second;
    loss.at = std::min(loss.at, dropped.incident.at);
    for (const OutcomeEvent& row : chain) {
      if (row.what != "event") continue;
      const auto text = texts_.find(row.component);
      loss.causes.emplace(0, text == texts_.end() ? row.component : text->second);
    }
    for (const Failed& each : failed_) {
      const bool is_in_force = each.from <= dropped.incident.at && dropped.incident.at < each.until;
      if (!is_in_force || !concerns(each.component, dropped.match)) continue;
      loss.causes.emplace(each.rank, each.text);
    }
  }

  const Outcome& outcome_;
  std::map<std::string, std::string> texts_;  ///< of drawn events, by row of the log
  std::map<std::string, std::string> types_;
  std::vector<Failed> failed_;
  std::map<std::string, Loss> losses_;  ///< by the row that each began with
};

}  // namespace

std::vector<std::string> losses_of(const scenario::Model& model, const Outcome& outcome) {
  return LossReader(model, outcome).read();
}

}  // namespace ridethrough::study
