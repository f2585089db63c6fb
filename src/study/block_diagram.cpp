#include "study/block_diagram.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "study/statistics.hpp"

#include "scenario/drawn_members.hpp"

namespace ridethrough::study {

namespace {

using devices::get;
using scenario::Cohort;
using scenario::FailureMode;

constexpr double kForGood = std::numeric_limits<double>::infinity();

const Cohort& at(const scenario::Plan& plan, int cohort) {
  return plan.cohorts[static_cast<std::size_t>(cohort)];
}

/// A hidden failure waits half of its test interval in the mean.
Block block_of(const std::string& name, const FailureMode& mode, double share) {
  const double down_s = mode.repair_s > 0.0 ? mode.repair_s + 0.5 * mode.test_interval_s : kForGood;
  return {name, share / mode.mttf_s, down_s};
}

/// What a device may put through, as `rating:` says it; infinite without.
double rating_of(const Cohort& cohort) {
  const devices::Value& rating = get(cohort.parameters, "rating");
  const auto* number = std::get_if<double>(&rating.data());
  return number == nullptr ? kForGood : *number;
}

/// Sustained outages of a feed; what is shorter, storage is there for.
Block grid_block(const std::string& name, const devices::Parameters& statistics) {
  const devices::Value& sustained = get(statistics, "sustained");
  if (!sustained.present()) return {name};
  const devices::Parameters& duration = get(sustained.map(), "duration").map();
  const double sigma = get(duration, "sigma").number();
  return {name, get(sustained.map(), "per_year").number() / kSecondsAYear,
          get(duration, "median").number() * std::exp(0.5 * sigma * sigma)};
}

/// Mean length of what a set is called for, over all feeds; zero without statistics.
double mean_outage_s(const scenario::Model& model) {
  double longest_s = 0.0;
  scenario::visit_boxes(model, [&](const scenario::DrawnMember& member) {
    const devices::Value& statistics = get(member.spec->parameters.values, "disturbances");
    if (!statistics.present()) return;
    const Block grid = grid_block("", statistics.map());
    longest_s = std::max(longest_s, grid.rate_per_s > 0.0 ? grid.down_s : 0.0);
  });
  return longest_s;
}

/// It does not start, or breaks down before the feed is back.
Block set_block(const std::string& name, double share, const scenario::Reliability& reliability,
                double outage_s) {
  const double runs = reliability.running_mttf_s > 0.0
                          ? std::exp(-share * outage_s / reliability.running_mttf_s)
                          : 1.0;
  Block block{name};
  block.on_demand = 1.0 - (1.0 - share * reliability.fail_on_demand) * runs;
  return block;
}

bool counts_starts(const scenario::Reliability& reliability) {
  return reliability.demands_key == scenario::kFailingStarts;
}

/// Of two feeders it takes the one that lives.
bool is_transfer_switch(const devices::TypeSchema& type) {
  return type.terminals.inlets_min == 2 && type.terminals.inlets_max == 2;
}

/// It is found stuck when it is asked.
Block demand_block(const std::string& name, double share,
                   const scenario::Reliability& reliability) {
  Block block{name};
  block.on_demand = share * reliability.fail_on_demand;
  return block;
}

}  // namespace

double Block::unavailability() const {
  if (on_demand > 0.0 || rate_per_s == 0.0) return on_demand;
  return std::isinf(down_s) ? 1.0 : rate_per_s * down_s / (1.0 + rate_per_s * down_s);
}

double Block::survives(double time_s) const {
  return (1.0 - on_demand) * std::exp(-rate_per_s * time_s);
}

BlockDiagram::BlockDiagram(const scenario::Model& model, const scenario::Plan& plan, int rack)
    : model_(model), plan_(plan), rack_(rack) {
  collect(rack);
  std::map<std::string, int> by_path;
  for (auto& [cohort, role] : roles_) {
    by_path.emplace(at(plan_, cohort).path(), cohort);
    add_component(cohort);
  }
  add_common_causes(by_path);
}

void BlockDiagram::collect(int cohort) {
  if (!roles_.try_emplace(cohort).second) return;
  for (const int feeder : at(plan_, cohort).feeders) collect(feeder);
  for (const int end : at(plan_, cohort).between) collect(end);
}

std::uint32_t BlockDiagram::add(Block block) {
  blocks_.push_back(std::move(block));
  // One too many is told by who asked; a shift of 32 bits would be worse.
  return blocks_.size() > kBlocksMax ? 0U : 1U << (blocks_.size() - 1);
}

void BlockDiagram::add_component(int cohort) {
  const Cohort& box = at(plan_, cohort);
  if (box.component == nullptr) return;
  const std::string name = box.path();
  Role& role = roles_[cohort];
  if (const devices::Value& grid = get(box.parameters, "disturbances"); grid.present()) {
    const Block block = grid_block(name, grid.map());
    if (block.rate_per_s > 0.0) role.down |= add(block);
  }
  const auto members = scenario::failing_members(model_);
  const auto groups = scenario::common_groups(members);
  const auto self =
      std::ranges::find_if(members, [&](const auto& each) { return each.member.path == name; });
  if (self == members.end()) return;
  const auto number = static_cast<std::size_t>(self - members.begin());
  const bool shares = std::ranges::any_of(groups, [&](const scenario::CommonGroup& group) {
    return std::ranges::find(group.members, number) != group.members.end();
  });
  const double own = shares ? 1.0 - self->reliability.beta : 1.0;
  if (own <= 0.0) return;
  for (const FailureMode& mode : self->reliability.modes) {
    const std::uint32_t bit = add(block_of(name + " " + mode.as, mode, own));
    (mode.as == "stuck" ? role.stuck : role.down) |= bit;
  }
  if (counts_starts(self->reliability)) {
    role.down |= add(set_block(name, own, self->reliability, mean_outage_s(model_)));
  } else if (is_transfer_switch(*box.type) && self->reliability.fail_on_demand > 0.0) {
    role.stuck |= add(demand_block(name + " fail_to_operate", own, self->reliability));
  }
}

void BlockDiagram::add_common_causes(const std::map<std::string, int>& by_path) {
  const auto members = scenario::failing_members(model_);
  for (const scenario::CommonGroup& group : scenario::common_groups(members)) {
    const scenario::Reliability& first = members[group.members.front()].reliability;
    const auto strike = [&](const Block& block, bool is_stuck) {
      std::uint32_t bit = 0;
      for (const std::size_t i : group.members) {
        const auto here = by_path.find(members[i].member.path);
        if (here == by_path.end()) continue;
        if (bit == 0) bit = add(block);
        Role& role = roles_[here->second];
        (is_stuck ? role.stuck : role.down) |= bit;
      }
    };
    for (const FailureMode& mode : first.modes) {
      strike(block_of(group.name + " " + mode.as + " (common cause)", mode, first.beta),
             mode.as == "stuck");
    }
    const bool is_switch = is_transfer_switch(*members[group.members.front()].member.spec->type);
    if (counts_starts(first)) {
      strike(set_block(group.name + " (common cause)", first.beta, first, mean_outage_s(model_)),
             false);
    } else if (is_switch && first.fail_on_demand > 0.0) {
      strike(demand_block(group.name + " fail_to_operate (common cause)", first.beta, first), true);
    }
  }
}

/// Of all racks that hang on a bus; what a bus must get from its feeders.
double BlockDiagram::demand_of(int cohort) const {
  const Cohort& box = at(plan_, cohort);
  if (box.type->name == "rack" || box.type->name == "load") {
    const devices::Value& power = get(box.parameters, "power");
    const auto* number = std::get_if<double>(&power.data());
    return number == nullptr ? 0.0 : *number;
  }
  double sum = 0.0;
  for (std::size_t i = 0; i < plan_.cohorts.size(); ++i) {
    const auto& feeders = plan_.cohorts[i].feeders;
    const auto cords = static_cast<double>(std::max<std::size_t>(1, feeders.size()));
    const auto hangs = static_cast<double>(std::ranges::count(feeders, cohort));
    if (hangs > 0.0) sum += hangs / cords * demand_of(static_cast<int>(i));
  }
  return sum;
}

bool BlockDiagram::has_capacity(int bus, std::uint32_t down, std::map<int, bool>& known) const {
  double most = 0.0;
  for (const int feeder : at(plan_, bus).feeders) {
    if (is_live(feeder, down, known)) most += rating_of(at(plan_, feeder));
  }
  return most > 0.0 && most >= demand_of(bus);
}

bool BlockDiagram::is_live(int cohort, std::uint32_t down, std::map<int, bool>& known) const {
  const auto found = known.find(cohort);
  if (found != known.end()) return found->second;
  known[cohort] = false;  // of a loop: it is not fed by itself
  const Role& role = roles_.at(cohort);
  const Cohort& box = at(plan_, cohort);
  const auto live = [&](int feeder) { return is_live(feeder, down, known); };
  bool is_up = (role.down & down) == 0;
  if (is_up && box.type->terminals.inlets_max < 0) {
    is_up = has_capacity(cohort, down, known);
  } else if (is_up && (role.stuck & down) != 0 && !box.feeders.empty()) {
    is_up = live(box.feeders.front());
  } else if (is_up && !box.feeders.empty()) {
    is_up = std::ranges::any_of(box.feeders, live);
  }
  return known[cohort] = is_up;
}

std::vector<int> BlockDiagram::cohorts() const {
  std::vector<int> numbers;
  for (const auto& [number, role] : roles_) numbers.push_back(number);
  return numbers;
}

bool BlockDiagram::is_fed(std::uint32_t down) const {
  std::map<int, bool> known;
  return is_live(rack_, down, known);
}

}  // namespace ridethrough::study
