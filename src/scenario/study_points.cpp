#include <algorithm>
#include <cmath>
#include <string_view>

#include "ridethrough/scenario/study.hpp"
#include "ridethrough/scenario/units.hpp"
#include "scenario/study_axes.hpp"

/// Single values of axes, also of ranges that are searched.
namespace ridethrough::scenario {

namespace {

AxisValue value_called(Tree value) {
  AxisValue called;
  called.name = value.text;
  called.value = std::move(value);
  return called;
}

AxisValue point_of(const Axis& axis, double share) {
  const AxisRange& range = *axis.range;
  const double si = range.at(share);
  if (range.is_whole) return value_called(scalar_of(std::round(si), range.unit, axis.place));
  constexpr int kDigits = 6;  // a searched value is one that a user can write
  return value_called(scalar_of(si, range.unit, axis.place, kDigits));
}

AxisValue step_of(const Axis& axis, std::size_t step) {
  const AxisRange& range = *axis.range;
  const auto number = static_cast<double>(step);
  if (range.step > 0.0) {
    const double si = std::min(range.from + number * range.step, range.to);
    return value_called(scalar_of(si, range.unit, axis.place));
  }
  constexpr int kDigits = 9;  // equal ratios have no short numbers
  const double share = number / static_cast<double>(range.steps);
  return value_called(scalar_of(range.at(share), range.unit, axis.place, kDigits));
}

/// Whether `text` is a value within the range.
bool is_within(const AxisRange& range, const std::string& text) {
  Quantity value, end;
  const bool is_quantity = !parse_quantity(text, value) &&
                           !parse_quantity(scalar_of(range.from, range.unit, {}).text, end) &&
                           value.dimension == end.dimension;
  return is_quantity && value.si >= std::min(range.from, range.to) &&
         value.si <= std::max(range.from, range.to);
}

}  // namespace

Study at_point(const Study& study, const std::vector<double>& shares) {
  Study point = study;
  for (std::size_t i = 0; i < point.axes.size(); ++i) {
    Axis& axis = point.axes[i];
    const auto count = static_cast<double>(axis.values.size());
    axis.values = {
        axis.range
            ? point_of(axis, shares[i])
            : axis.values[static_cast<std::size_t>(std::min(shares[i] * count, count - 1.0))]};
    axis.range.reset();
  }
  return point;
}

std::size_t value_count(const Axis& axis) {
  return axis.range && axis.range->steps > 0 ? axis.range->steps + 1 : axis.values.size();
}

Study at_value(const Study& study, std::size_t axis, std::size_t value) {
  Study with = study;
  Axis& sized = with.axes[axis];
  const bool is_range = sized.range && sized.range->steps > 0;
  sized.values = {is_range ? step_of(sized, value) : sized.values[value]};
  sized.range.reset();
  return with;
}

void add_named_values(Study& study, const std::string& cell) {
  for (std::size_t begin = 0; begin <= cell.size();) {
    const std::size_t end = std::min(cell.find(',', begin), cell.size());
    const std::string part = cell.substr(begin, end - begin);
    begin = end + 1;
    for (Axis& axis : study.axes) {
      if (!axis.range || !is_within(*axis.range, part)) continue;
      Tree value;
      value.text = part;
      value.place = axis.place;
      const bool is_there =
          std::ranges::find(axis.values, part, &AxisValue::name) != axis.values.end();
      if (!is_there) axis.values.push_back(value_called(std::move(value)));
    }
  }
}

}  // namespace ridethrough::scenario
