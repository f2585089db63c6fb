#include "scenario/study_axes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <utility>

#include "ridethrough/core/random.hpp"
#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/units.hpp"
#include "scenario/bind_text.hpp"
#include "scenario/read_distribution.hpp"

namespace ridethrough::scenario {

namespace {

constexpr std::int64_t kStepsMax = 10'000;
constexpr double kSizedSteps = 1'000.0;  ///< of a range without `within`
constexpr std::size_t kSizedStepsMax = 1'000'000;

/// One axis read from its line.
class AxisReader {
 public:
  AxisReader(Axis& axis, const Sample& sample, Diagnostics& diagnostics)
      : axis_(axis), sample_(sample), diagnostics_(diagnostics) {}

  void read(const Tree& tree) {
    if (tree.kind == Tree::Kind::list) return read_list(tree);
    if (tree.kind != Tree::Kind::map) {
      return refuse(tree.place, "an axis needs several values", "write a list: [5 ms, 20 ms]");
    }
    if (tree.entry("values") != nullptr) return read_limited(tree);
    if (tree.entry("from") != nullptr || tree.entry("to") != nullptr) return read_range(tree);
    if (is_distribution(tree)) return read_distribution(tree);
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

  void read_distribution(const Tree& tree) {
    Tree shape = tree;
    std::erase_if(shape.entries, [](const TreeEntry& entry) { return entry.key == "each"; });
    const auto drawn = scenario::read_distribution(shape, diagnostics_);
    if (!drawn) return;
    if (const Tree* each = tree.find("each")) {
      if (each->text != "member" || sample_.count > 0) {
        return refuse(each->place, "'each' of an axis that is drawn is 'member'",
                      sample_.count > 0 ? "a sample has one value in each cell: leave it out"
                                        : "write 'each: member', or leave it out");
      }
      axis_.draws_each_member = true;
    }
    if (sample_.count == 0) {
      axis_.drawn = *drawn;
    } else {
      add_sample(tree, drawn->unit, [&](double share) { return drawn->quantile(share); });
    }
  }

  /// One value in each of as many equal shares as there are samples, in an order of its own
  /// (McKay, Beckman and Conover, Technometrics 21, 1979).
  void add_sample(const Tree& tree, const std::string& unit,
                  const std::function<double(double)>& at) {
    const auto count = static_cast<std::size_t>(sample_.count);
    core::RandomStream stream(sample_.seed, 0, axis_.path);
    std::vector<double> shares(count);
    for (std::size_t i = 0; i < count; ++i) {
      const double within = std::max(stream.uniform(), 0x1p-54);
      shares[i] = (static_cast<double>(i) + within) / static_cast<double>(count);
    }
    for (std::size_t left = count; left > 1; --left) {
      std::swap(shares[left - 1],
                shares[static_cast<std::size_t>(stream.uniform() * static_cast<double>(left))]);
    }
    for (const double share : shares) {
      const Tree value = scalar_of(at(share), unit, tree.place);
      axis_.values.push_back({value.text, value});
    }
    axis_.is_sampled = true;
  }

  /// Empty after a finding.
  std::optional<Quantity> end_of(const Tree& range, std::string_view key) {
    const Tree* end = range.find(key);
    if (end == nullptr) {
      refuse(range.place, fmt::format("a range needs '{}'", key),
             "write {from: 1 s, to: 20 s, steps: 5}");
      return std::nullopt;
    }
    return read_quantity(*end, diagnostics_);
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

  /// How far apart the values of a range are that is sized. False after a finding.
  bool read_steps(const Tree& range, Dimension dimension, AxisRange& values) {
    if (values.from >= values.to) {
      refuse(range.place, "a range that is sized goes upwards", "the smaller end is 'from'");
      return false;
    }
    const std::string unit = dimension.affine ? "K" : values.unit;  // of a difference
    const Tree* within = range.find("within");
    Quantity step;
    if (within != nullptr) {
      const auto written = read_quantity(*within, diagnostics_);
      if (!written) return false;
      step = *written;
      dimension.affine = false;
      const bool fits = step.dimension == dimension && step.si > 0.0 && !values.is_whole;
      if (!fits) {
        refuse(within->place, "'within' is how far apart the values of the range are",
               values.is_whole ? "whole numbers are found exactly" : "positive, as 'from' is");
        return false;
      }
    }
    set_steps(step.si, values);
    if (values.steps <= kSizedStepsMax) {
      values.within = within != nullptr ? within->text : widest_step(values, unit);
      return true;
    }
    refuse(range.place, fmt::format("more than {} steps", kSizedStepsMax),
           "write a wider 'within'");
    return false;
  }

  static std::string widest_step(const AxisRange& values, const std::string& unit) {
    if (values.is_whole) return "";
    const double last = values.at(1.0 - 1.0 / static_cast<double>(values.steps));
    const double widest = values.step > 0.0 ? values.step : values.to - last;
    constexpr int kDigits = 6;
    return scalar_of(widest, unit, {}, kDigits).text;
  }

  static void set_steps(double within, AxisRange& values) {
    const double span = values.to - values.from;
    double steps = kSizedSteps;
    if (values.is_whole) {
      values.step = 1.0;
      steps = span;
    } else if (values.is_log) {
      // In equal ratios; the last step is the widest.
      const double ratio = std::log1p(-std::min(within, span) / values.to);
      if (within > 0.0) steps = std::log(values.from / values.to) / ratio;
    } else {
      values.step = within > 0.0 ? within : span / kSizedSteps;
      steps = span / values.step;
    }
    constexpr double kRounding = 1e-9;
    values.steps = static_cast<std::size_t>(
        std::min(std::ceil(steps - kRounding), static_cast<double>(kSizedStepsMax) + 1.0));
  }

  static bool is_count(const Tree& range, std::string_view end) {
    std::int64_t count = 0;
    return !parse_count(range.find(end)->text, count);
  }

  void read_range(const Tree& range) {
    refuse_unknown_keys(range, {"from", "to", "steps", "scale", "within"}, "a range", diagnostics_);
    const auto from = end_of(range, "from");
    const auto to = end_of(range, "to");
    const bool is_sized = axis_.path == sample_.sized && range.find("steps") == nullptr;
    const bool is_sampled = sample_.count > 0 && !is_sized;
    const bool is_searched = is_sized || (sample_.is_search && range.find("steps") == nullptr);
    if (!is_sized && range.find("within") != nullptr) {
      return refuse(range.find("within")->place, "'within' of a range that is not sized",
                    "it is of the axis of 'smallest' or 'largest', in place of 'steps'");
    }
    const auto steps = is_searched ? 2 : is_sampled ? 0 : steps_of(range);
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
    const bool is_whole = from->unit.empty() && is_count(range, "from") && is_count(range, "to");
    AxisRange values{from->si, to->si, from->unit, is_log, is_whole};
    if (is_sized && !read_steps(range, from->dimension, values)) return;
    if (is_searched) axis_.range = values;
    if (is_sampled) {
      return add_sample(range, from->unit, [&](double share) { return values.at(share); });
    }
    for (std::int64_t step = 0; step < *steps; ++step) {
      const double share = static_cast<double>(step) / static_cast<double>(*steps - 1);
      const Tree value = scalar_of(values.at(share), from->unit, range.place);
      add(value.text, value, range.place);
    }
  }

  Axis& axis_;
  const Sample& sample_;
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

double AxisRange::at(double share) const {
  return is_log ? from * std::pow(to / from, share) : std::lerp(from, to, share);
}

Tree scalar_of(double si, const std::string& unit, const Place& place, int digits) {
  Tree scalar;
  scalar.text = fmt::format("{:.{}g}{}{}", unit.empty() ? si : to_unit(si, unit), digits,
                            unit.empty() ? "" : " ", unit);
  scalar.place = place;
  return scalar;
}

std::vector<Axis> read_axes(const Tree& vary, const Sample& sample, Diagnostics& diagnostics) {
  std::vector<Axis> axes;
  for (const TreeEntry& entry : vary.entries) {
    axes.push_back({entry.key, entry.place, {}, {}});
    AxisReader(axes.back(), sample, diagnostics).read(entry.value);
  }
  for (const Axis& axis : axes) check_limits(axis, axes, diagnostics);
  return axes;
}

}  // namespace ridethrough::scenario
