#include <fmt/format.h>

#include <algorithm>

#include "study/signal_meeting.hpp"

// Quantities of a group as a whole: `site.power`, `block.dropped`.
namespace ridethrough::study {
namespace {

using devices::TypeSchema;
using scenario::Path;

/// A unit inside the group that a path names; the group is `depth` names deep.
struct Inside {
  std::size_t unit = 0;
  std::size_t depth = 0;
  Meeting meeting;
};

/// Members of the levels below the group are summed, too.
std::optional<Inside> meet_group(const Path& path, std::size_t number, const Unit& unit) {
  for (std::size_t depth = 1; depth < unit.names.size(); ++depth) {
    Unit group;
    group.names.assign(unit.names.begin(), unit.names.begin() + static_cast<std::ptrdiff_t>(depth));
    group.members.assign(unit.members.begin(),
                         unit.members.begin() + static_cast<std::ptrdiff_t>(depth));
    auto meeting = meet(path, path.segments.size() - 1, group);
    if (!meeting) continue;
    for (std::size_t level = depth; level < unit.names.size(); ++level) {
      if (!unit.members[level].spans.empty()) meeting->summed *= unit.members[level].size();
    }
    return Inside{number, depth, std::move(*meeting)};
  }
  return std::nullopt;
}

/// Fed and feeding on, with a single power: what it passes on.
bool passes_on(const TypeSchema& type) {
  return type.terminals.inlets_max != 0 && type.terminals.outlet;
}

const devices::QuantitySpec& spec_of(const TypeSchema& type, int quantity) {
  return type.quantities[static_cast<std::size_t>(quantity)];
}

/// "site-latch.sub.voltage": one component inside as an example.
std::string example_of(const Path& path, const Unit& unit, std::size_t depth) {
  std::string text = path.segments.front().text;
  for (std::size_t i = 1; i + 1 < path.segments.size(); ++i) text += "." + path.segments[i].text;
  for (std::size_t level = depth; level < unit.names.size(); ++level) {
    text += "." + unit.names[level];
    if (!unit.members[level].spans.empty()) text += ".*";
  }
  return text + "." + path.segments.back().text;
}

/// Index of the quantity that a unit adds to the sum; -1 where it adds nothing. `problem` is why
/// there can be no sum.
class Share {
 public:
  explicit Share(std::string word) : word_(std::move(word)) {}

  int of(const Unit& unit, std::size_t depth, std::string& problem) const {
    return word_ == "power" ? drawn(unit, depth, problem) : counted(*unit.type, problem);
  }

 private:
  /// The power of a group is what it draws: the sum over its components that are fed from outside.
  int drawn(const Unit& unit, std::size_t depth, std::string& problem) const {
    if (unit.shared_least >= depth) return -1;
    const TypeSchema& type = *unit.type;
    const int input = quantity_of(type, "input_power");
    if (unit.shared_most >= depth) {
      problem = fmt::format("{} is fed from inside and outside", unit.names.back());
      return -1;
    }
    if (input >= 0) return input;
    if (type.is_gear || passes_on(type)) return quantity_of(type, "power");
    problem = fmt::format("a {} at its edge gives and takes", type.name);
    return -1;
  }

  /// Counts and losses add up over whatever is inside. Power and energy pass from one component
  /// through the next and would count twice, but for those that consume them.
  int counted(const TypeSchema& type, std::string& problem) const {
    const int quantity = quantity_of(type, word_);
    if (quantity < 0) return -1;
    const devices::QuantitySpec& spec = spec_of(type, quantity);
    const bool is_count = spec.unit.empty() || spec.unit == "1";
    const bool adds_up = is_count || word_ == "loss" || type.is_gear;
    if (!spec.additive) {
      problem = fmt::format("{} does not add up", word_);
    } else if (!adds_up) {
      problem = fmt::format("the {} of a {} may be counted in another one, too", word_, type.name);
    }
    return quantity;
  }

  std::string word_;
};

Refusal no_group_sum(const Path& path, const Unit& unit, std::size_t depth,
                     const std::string& problem) {
  Refusal refusal;
  refusal.rule = "RT0802";
  refusal.message = fmt::format("'{}' is a group, and {}", unit.names[depth - 1], problem);
  refusal.label = "name what is inside: " + example_of(path, unit, depth);
  return refusal;
}

Refusal nothing_in_group(const Path& path) {
  Refusal refusal;
  refusal.message = fmt::format("nothing in this group has a '{}'", path.segments.back().text);
  refusal.label = "name a component inside, or a quantity that adds up, like power or dropped";
  return refusal;
}

}  // namespace

std::vector<SignalGroup> SignalIndex::group_sums(const Path& path, Refusal* refusal) const {
  const Share share(path.segments.back().text);
  std::vector<SignalGroup> groups;
  bool is_group = false;
  for (std::size_t number = 0; number < units_.size(); ++number) {
    const Unit& unit = units_[number];
    if (meet(path, path.segments.size(), unit)) return {};  // a child called like a quantity
    const auto inside = meet_group(path, number, unit);
    if (!inside) continue;
    is_group = true;
    std::string problem;
    const int quantity = share.of(unit, inside->depth, problem);
    if (!problem.empty()) {
      if (refusal != nullptr) *refusal = no_group_sum(path, unit, inside->depth, problem);
      return {};
    }
    if (quantity < 0) continue;
    SignalGroup signal;
    signal.type = unit.type;
    add_term(groups, inside->meeting, std::move(signal),
             {number, inside->meeting.summed, quantity});
  }
  if (groups.empty() && is_group && refusal != nullptr) *refusal = nothing_in_group(path);
  return groups;
}

}  // namespace ridethrough::study
