#include "ridethrough/scenario/study.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/core/random.hpp"
#include "ridethrough/scenario/resolve.hpp"
#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/units.hpp"
#include "ridethrough/scenario/yaml_reader.hpp"
#include "scenario/axis_members.hpp"
#include "scenario/load.hpp"
#include "scenario/set.hpp"
#include "scenario/study_axes.hpp"
#include "scenario/study_keys.hpp"

namespace ridethrough::scenario {

namespace {

constexpr std::string_view kBase = "base";

Tree root_of(const std::string& file) {
  Diagnostics diagnostics;
  const auto source = read_source(file, diagnostics);
  Tree root = source ? read_yaml(source, diagnostics) : Tree{};
  if (diagnostics.has_errors()) throw ScenarioError(std::move(diagnostics));
  return root;
}

[[noreturn]] void refuse(const std::string& rule, const std::string& message, const Place& place,
                         const std::string& label) {
  Diagnostics diagnostics;
  diagnostics.error(rule, message, place, label);
  throw ScenarioError(std::move(diagnostics));
}

/// The names of all values that `cell` has chosen.
bool is_chosen(const Study& study, const Cell& cell, const std::string& name) {
  for (std::size_t i = 0; i < cell.choice.size(); ++i) {
    const std::size_t choice = cell.choice[i];
    if (choice != Cell::kNotIn && study.axes[i].values[choice].name == name) return true;
  }
  return false;
}

bool acts_in(const Study& study, const Axis& axis, const Cell& cell) {
  return axis.in.empty() || std::ranges::any_of(axis.in, [&](const std::string& name) {
           return is_chosen(study, cell, name);
         });
}

/// The value that another sampled axis has in this cell; kNotIn if there is none yet.
std::size_t sampled_choice(const Study& study, const Cell& cell) {
  for (std::size_t i = 0; i < study.axes.size(); ++i) {
    if (study.axes[i].is_sampled && cell.choice[i] != Cell::kNotIn) return cell.choice[i];
  }
  return Cell::kNotIn;
}

/// `cell` once for each value of the axis; as it is where the axis does not act.
void add_choices(const Study& study, std::size_t axis, const Cell& cell, std::vector<Cell>& cells) {
  if (study.axes[axis].drawn || !acts_in(study, study.axes[axis], cell)) {
    cells.push_back(cell);
    return;
  }
  if (const std::size_t with = sampled_choice(study, cell);
      study.axes[axis].is_sampled && with != Cell::kNotIn) {
    cells.push_back(cell);
    cells.back().choice[axis] = with;
    return;
  }
  for (std::size_t value = 0; value < study.axes[axis].values.size(); ++value) {
    cells.push_back(cell);
    cells.back().choice[axis] = value;
  }
}

/// The last axis fastest; an axis that is limited by others comes after them all.
std::vector<std::size_t> order_of(const Study& study) {
  std::vector<std::size_t> order(study.axes.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_partition(order.begin(), order.end(),
                        [&](std::size_t i) { return study.axes[i].in.empty(); });
  return order;
}

std::string base_of(const Study& study, const Cell& cell) {
  for (std::size_t i = 0; i < study.axes.size(); ++i) {
    if (study.axes[i].is_extends() && cell.choice[i] != Cell::kNotIn) {
      return study.axes[i].values[cell.choice[i]].value.text;
    }
  }
  return "";
}

/// An axis that hits nothing is told at its line, with what stands there instead.
void set_axis(Tree& root, const Study& study, const Axis& axis, const Cell& cell, Tree value,
              Diagnostics& diagnostics) {
  Diagnostics findings;
  set_value(root, {axis.path, axis.place, std::move(value)}, findings);
  for (const Diagnostic& each : findings.all()) {
    if (each.rule != "RT0605") {
      diagnostics.add(each);
      continue;
    }
    diagnostics.error(
        "RT1001", fmt::format("this axis changes nothing in cell '{}'", cell.name(study)),
        axis.place, each.message + ": " + each.label, {"'in: [...]' limits an axis to some cells"});
  }
}

/// Without a `seed:` the tree is not bound yet: what is no number is told there.
std::uint64_t seed_of(const Tree& root) {
  std::int64_t seed = 0;
  const Tree* written = root.find("seed");
  const bool is_number = written != nullptr && !parse_count(written->text, seed);
  return is_number ? static_cast<std::uint64_t>(seed) : 0;
}

Tree drawn_value(const Axis& axis, const std::string& path, std::uint64_t seed,
                 std::uint32_t replica) {
  core::RandomStream stream(seed, replica, path);
  const double share = std::max(stream.uniform(), 0x1p-54);
  return scalar_of(axis.drawn->quantile(share), axis.drawn->unit, axis.place);
}

/// The path of the axis, or with `each: member` that of every member that it names. A scenario that
/// is wrong without it is told when it is loaded with it.
std::vector<std::string> drawn_paths(const Axis& axis, const Tree& root, const Study& study,
                                     const LoadOptions& options) {
  if (!axis.draws_each_member) return {axis.path};
  try {
    const LoadedScenario plain =
        load_resolved(root, study.file, options.library, devices::catalog(), {});
    return member_paths(plain.model, axis.path);
  } catch (const ScenarioError&) {
    return {axis.path};
  }
}

void apply_axis(Tree& root, const Study& study, const Cell& cell, std::size_t number,
                std::uint32_t replica, const LoadOptions& options, Diagnostics& diagnostics) {
  const Axis& axis = study.axes[number];
  const std::size_t choice = cell.choice[number];
  if (axis.drawn && replica > 0 && acts_in(study, axis, cell)) {
    for (const std::string& path : drawn_paths(axis, root, study, options)) {
      Axis own;
      own.path = path;
      own.place = axis.place;
      set_axis(root, study, own, cell, drawn_value(axis, path, seed_of(root), replica),
               diagnostics);
    }
  } else if (!axis.is_extends() && choice != Cell::kNotIn) {
    set_axis(root, study, axis, cell, axis.values[choice].value, diagnostics);
  }
}

}  // namespace

bool Study::has_drawn_axis() const {
  return std::ranges::any_of(axes, [](const Axis& axis) { return axis.drawn.has_value(); });
}

std::string Cell::name(const Study& study) const {
  std::string name;
  for (std::size_t i = 0; i < choice.size(); ++i) {
    if (choice[i] == kNotIn) continue;
    name += (name.empty() ? "" : ",") + study.axes[i].values[choice[i]].name;
  }
  return name.empty() ? std::string(kBase) : name;
}

Study read_study(const std::string& file) {
  const Tree root = root_of(file);
  const TreeEntry* entry = root.entry("study");
  if (entry == nullptr) {
    const Place place = root.entries.empty() ? root.place : root.entries.front().place;
    refuse("RT1004", "this file has no 'study'", place, "add 'study: {vary: {PATH: [A, B]}}'");
  }
  Diagnostics diagnostics;
  Study study{file, text_of(root, "name"), {}, entry->place};
  const Tree& tree = entry->value;
  if (expect_kind(tree, Tree::Kind::map, "'study'", diagnostics)) {
    refuse_unknown_keys(tree,
                        {"vary", "sample", "replicas", "draw", "importance", "smallest", "largest",
                         "worst", "checks"},
                        "'study'", diagnostics);
    Sample sample = sample_of(tree, seed_of(root), diagnostics);
    if (const Tree* worst = tree.find("worst")) {
      study.worst = worst->text;
      study.worst_place = worst->place;
      sample.is_search = true;
    }
    const Tree* sized = read_sized(tree, study, diagnostics);
    sample.sized = study.sized;
    const Tree* vary = tree.find("vary");
    if (vary != nullptr && expect_kind(*vary, Tree::Kind::map, "'vary'", diagnostics)) {
      study.axes = read_axes(*vary, sample, diagnostics);
    }
    read_replicas(tree, study, diagnostics);
    if (study.axes.empty() && study.replicas == 0 && !diagnostics.has_errors()) {
      diagnostics.error("RT1004", "this study varies nothing", entry->place,
                        "add 'vary: {PATH: [A, B]}'");
    }
    if (sized != nullptr) check_sized(study, *sized, diagnostics);
  }
  if (diagnostics.has_errors()) throw ScenarioError(std::move(diagnostics));
  return study;
}

std::vector<Cell> cells_of(const Study& study) {
  std::vector<Cell> cells{{std::vector<std::size_t>(study.axes.size(), Cell::kNotIn)}};
  for (const std::size_t i : order_of(study)) {
    std::vector<Cell> wider;
    for (const Cell& cell : cells) add_choices(study, i, cell, wider);
    cells = std::move(wider);
  }
  return cells;
}

Cell find_cell(const Study& study, const std::string& name) {
  if (name == kBase) return {std::vector<std::size_t>(study.axes.size(), Cell::kNotIn)};
  const std::vector<Cell> cells = cells_of(study);
  const auto found =
      std::ranges::find_if(cells, [&](const Cell& cell) { return cell.name(study) == name; });
  if (found != cells.end()) return *found;
  std::vector<std::string> names{std::string(kBase)};
  for (const Cell& cell : cells) names.push_back(cell.name(study));
  refuse("RT1004", fmt::format("there is no cell '{}'", name), study.place,
         did_you_mean(name, names, "cells are " + listed(names, 6)));
}

Model load_cell(const Study& study, const Cell& cell, const LoadOptions& options,
                std::uint32_t replica) {
  Diagnostics diagnostics;
  const std::string base = base_of(study, cell);
  ResolveOptions resolving{options.sets, std::nullopt};
  if (!base.empty()) resolving.base = base;
  Tree root = resolve(study.file, resolving, diagnostics).root;
  if (diagnostics.has_errors()) throw ScenarioError(std::move(diagnostics));
  std::erase_if(root.entries, [](const TreeEntry& entry) { return entry.key == "study"; });
  // Members are known when all that counts them is set.
  for (const bool by_member : {false, true}) {
    for (std::size_t i = 0; i < study.axes.size(); ++i) {
      if (study.axes[i].draws_each_member != by_member) continue;
      apply_axis(root, study, cell, i, replica, options, diagnostics);
    }
  }
  if (diagnostics.has_errors()) throw ScenarioError(std::move(diagnostics));
  return load_resolved(std::move(root), study.file, options.library, devices::catalog(),
                       std::move(diagnostics))
      .model;
}

}  // namespace ridethrough::scenario
