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
};

std::string plain(const std::string& path) {
  std::vector<std::string> names;
  for (const PathLevel& level : levels_of(path)) names.push_back(level.name);
  return fmt::format("{}", fmt::join(names, "."));
}

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
      if (event.verb != devices::Verb::fail) continue;
      const core::Tick from = event.at.front();
      failed_.push_back({event.targets.front().path.text(), event.drawn_as, from,
                         core::later(from, event.duration)});
    }
    for (const ComponentOutcome& component : outcome.components) {
      if (component.type == "genset") sets_.insert(component.path);
    }
    for (const OutcomeEvent& row : outcome.events) note_set(row);
  }

  std::vector<std::string> read() {
    for (const ComponentOutcome& component : outcome_.components) {
      for (const MemberIncident& each : component.incidents) {
        if (each.incident.kind == "dropped") add(each);
      }
    }
    std::vector<std::pair<core::Tick, std::string>> ordered;
    for (const auto& [root, loss] : losses_) {
      ordered.emplace_back(loss.at, fmt::format("{}", fmt::join(loss.causes, " + ")));
    }
    std::sort(ordered.begin(), ordered.end());
    std::vector<std::string> texts;
    for (auto& [at, text] : ordered) texts.push_back(std::move(text));
    return texts;
  }

 private:
  struct Loss {
    core::Tick at = 0;
    std::set<std::string> causes;
  };

  /// Sets fail by their own counts, not by events.
  void note_set(const OutcomeEvent& row) {
    if (row.what != "state" || (row.to != "failed" && row.from != "failed")) return;
    if (!sets_.contains(plain(row.component))) return;
    const bool fails =
        row.to == "failed" && (row.reason == "fail_to_start" || row.reason == "breakdown");
    if (fails) {
      failed_.push_back({row.component, plain(row.component) + " " + row.reason, row.time});
    }
    if (row.from != "failed") return;
    for (Failed& each : failed_) {
      if (each.component == row.component && each.until == core::kNever) each.until = row.time;
    }
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
      loss.causes.insert(text == texts_.end() ? row.component : text->second);
    }
    for (const Failed& each : failed_) {
      const bool is_in_force = each.from <= dropped.incident.at && dropped.incident.at < each.until;
      if (is_in_force && concerns(each.component, dropped.match)) loss.causes.insert(each.text);
    }
  }

  const Outcome& outcome_;
  std::map<std::string, std::string> texts_;  ///< of drawn events, by row of the log
  std::set<std::string> sets_;
  std::vector<Failed> failed_;
  std::map<std::string, Loss> losses_;  ///< by the row that each began with
};

}  // namespace

std::vector<std::string> losses_of(const scenario::Model& model, const Outcome& outcome) {
  return LossReader(model, outcome).read();
}

}  // namespace ridethrough::study
