#include "scenario/study_axes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/units.hpp"
#include "scenario/bind_text.hpp"

namespace ridethrough::scenario {

namespace {

constexpr std::int64_t kStepsMax = 10'000;
constexpr std::string_view kDistributions[] = {"uniform", "normal", "lognormal", "weibull"};

bool is_distribution(const Tree& map) {
  return std::ranges::any_of(kDistributions,
                             [&](std::string_view name) { return map.entry(name) != nullptr; });
}

/// One axis read from its line.
class AxisReader {
 public:
  AxisReader(Axis& axis, Diagnostics& diagnostics) : axis_(axis), diagnostics_(diagnostics) {}

  void read(const Tree& tree) {
    if (tree.kind == Tree::Kind::list) return read_list(tree);
    if (tree.kind != Tree::Kind::map) {
      return refuse(tree.place, "an axis needs several values", "write a list: [5 ms, 20 ms]");
    }
    if (tree.entry("values") != nullptr) return read_limited(tree);
    if (tree.entry("from") != nullptr || tree.entry("to") != nullptr) return read_range(tree);
    if (is_distribution(tree)) {
      diagnostics_.error("RT1000", "distributions of an axis come in a later version",
                         tree.entries.front().place, "write a list or a range for now");
      return;
    }
    read_named(tree);
  }

 private:
  void refuse(const Place& place, const std::string& message, const std::string& label) {
    diagnostics_.error("RT1004", message, place, label);
  }

  void add(std::string name, Tree value, const Place& place) {
    if (name.empty() || name.find(',') != std::string::npos) {
      return refuse(place, "a value with a comma needs a name", "write {NAME: VALUE, ...}");
    }
    const auto same = [&](const AxisValue& each) { return each.name == name; };
    if (std::ranges::any_of(axis_.values, same)) {
      return refuse(place, fmt::format("'{}' stands on this axis already", name),
                    "each value once");
    }
    axis_.values.push_back({std::move(name), std::move(value)});
  }

  void read_list(const Tree& list) {
    for (const Tree& item : list.items) add(flow_text(item, false), item, item.place);
    if (list.items.empty()) refuse(list.place, "an axis without values", "write [5 ms, 20 ms]");
  }

  void read_named(const Tree& map) {
    for (const TreeEntry& entry : map.entries) add(entry.key, entry.value, entry.place);
    if (map.entries.empty()) refuse(map.place, "an axis without values", "write {new: 0 y}");
  }

  void read_limited(const Tree& map) {
    refuse_unknown_keys(map, {"values", "in"}, "an axis", diagnostics_);
    read(*map.find("values"));
    const Tree* in = map.find("in");
    if (in == nullptr) return;
    if (!expect_kind(*in, Tree::Kind::list, "'in' of an axis", diagnostics_)) return;
    for (const Tree& item : in->items) axis_.in.push_back(item.text);
    if (axis_.in.empty()) refuse(in->place, "'in' names no cells", "leave it out for all cells");
  }

  /// Empty after a finding.
  std::optional<Quantity> end_of(const Tree& range, std::string_view key) {
    const Tree* end = range.find(key);
    if (end == nullptr) {
      refuse(range.place, fmt::format("a range needs '{}'", key),
             "write {from: 1 s, to: 20 s, steps: 5}");
      return std::nullopt;
    }
    Quantity quantity;
    if (const auto fault = parse_quantity(end->text, quantity)) {
      diagnostics_.error(fault->rule, fault->message,
                         place_within(*end, fault->offset, fault->length), fault->label);
      return std::nullopt;
    }
    return quantity;
  }

  std::optional<std::int64_t> steps_of(const Tree& range) {
    const Tree* steps = range.find("steps");
    if (steps == nullptr) {
      refuse(range.place, "a range of a grid needs 'steps'", "add 'steps: 5', both ends included");
      return std::nullopt;
    }
    std::int64_t count = 0;
    if (parse_count(steps->text, count) || count < 2 || count > kStepsMax) {
      refuse(steps->place, "'steps' is a whole number from 2 on", "both ends are steps");
      return std::nullopt;
    }
    return count;
  }

  void read_range(const Tree& range) {
    refuse_unknown_keys(range, {"from", "to", "steps", "scale"}, "a range", diagnostics_);
    const auto from = end_of(range, "from");
    const auto to = end_of(range, "to");
    const auto steps = steps_of(range);
    if (!from || !to || !steps) return;
    if (from->dimension != to->dimension) {
      return refuse(range.find("to")->place, "'from' and 'to' are of different kinds",
                    fmt::format("'from' is in {}", from->unit.empty() ? "no unit" : from->unit));
    }
    const std::string scale = range.find("scale") == nullptr ? "linear" : text_of(range, "scale");
    const bool is_log = scale == "log";
    if (!is_log && scale != "linear") {
      return refuse(range.find("scale")->place, fmt::format("there is no scale '{}'", scale),
                    "linear or log");
    }
    if (is_log && (from->si <= 0.0 || to->si <= 0.0)) {
      return refuse(range.place, "a logarithmic range has positive ends", "or 'scale: linear'");
    }
    spread(range, *from, *to, *steps, is_log);
  }

  void spread(const Tree& range, const Quantity& from, const Quantity& to, std::int64_t steps,
              bool is_log) {
    for (std::int64_t step = 0; step < steps; ++step) {
      const double share = static_cast<double>(step) / static_cast<double>(steps - 1);
      const double si =
          is_log ? from.si * std::pow(to.si / from.si, share) : std::lerp(from.si, to.si, share);
      const double value = from.unit.empty() ? si : to_unit(si, from.unit);
      Tree scalar;
      // Twelve digits: what is lost is rounding of the steps, and "3" stays a whole number.
      scalar.text = fmt::format("{:.12g}{}{}", value, from.unit.empty() ? "" : " ", from.unit);
      scalar.place = range.place;
      add(scalar.text, scalar, range.place);
    }
  }

  Axis& axis_;
  Diagnostics& diagnostics_;
};

/// `in` names values of the other axes.
void check_limits(const Axis& axis, const std::vector<Axis>& axes, Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const Axis& other : axes) {
    if (&other == &axis) continue;
    for (const AxisValue& value : other.values) names.push_back(value.name);
  }
  for (const std::string& name : axis.in) {
    if (std::ranges::find(names, name) != names.end()) continue;
    diagnostics.error("RT1004", fmt::format("no other axis has a value '{}'", name), axis.place,
                      did_you_mean(name, names, "'in' names values of other axes"));
  }
}

}  // namespace

std::vector<Axis> read_axes(const Tree& vary, Diagnostics& diagnostics) {
  std::vector<Axis> axes;
  for (const TreeEntry& entry : vary.entries) {
    axes.push_back({entry.key, entry.place, {}, {}});
    AxisReader(axes.back(), diagnostics).read(entry.value);
  }
  for (const Axis& axis : axes) check_limits(axis, axes, diagnostics);
  return axes;
}

}  // namespace ridethrough::scenario
