#include "scenario/drawn_uncertainty.hpp"

#include <algorithm>

#include "ridethrough/core/random.hpp"
#include "ridethrough/scenario/units.hpp"
#include "scenario/bind_text.hpp"
#include "scenario/inner_devices.hpp"

namespace ridethrough::scenario {

namespace {

using devices::Kind;
using devices::Parameters;
using devices::ParamSpec;
using devices::Value;

/// A share of a temperature in degC would be one of a zero that nobody means.
bool has_zero(const ParamSpec& spec) {
  return spec.unit.empty() || !dimension_of(spec.unit).affine;
}

double limited(double value_si, const ParamSpec& spec) {
  const auto limit = [&](double bound) {
    return spec.unit.empty() ? bound : from_unit(bound, spec.unit);
  };
  return std::clamp(value_si, limit(spec.low), limit(spec.high));
}

/// Of a list of numbers.
std::optional<Value> times_all(const Value::List& list, const ParamSpec& spec, double factor) {
  Value::List scaled;
  for (const Value& item : list) {
    const auto* number = std::get_if<double>(&item.data());
    if (number == nullptr) return std::nullopt;
    scaled.emplace_back(limited(*number * factor, spec));
  }
  return Value(std::move(scaled));
}

std::optional<Value> times_curve(const Value::List& points, const ParamSpec& spec, double factor) {
  const ParamSpec* row = find_spec(spec.fields, "value");
  if (row == nullptr || !has_zero(*row)) return std::nullopt;
  Value::List scaled;
  for (const Value& point : points) {
    Parameters values = point.map();
    const auto value = times(get(values, "value"), *row, factor);
    if (!value) return std::nullopt;
    values["value"] = *value;
    scaled.emplace_back(std::move(values));
  }
  return Value(std::move(scaled));
}

void draw_values(BoundParameters& parameters, std::uint64_t seed, std::uint32_t replica) {
  for (const Uncertain& each : parameters.uncertain) {
    core::RandomStream stream(seed, replica, each.stream);
    const double factor = each.factor.quantile(std::max(stream.uniform(), 0x1p-54));
    const auto drawn = times(value_at(parameters.values, each.parameter), *each.spec, factor);
    if (drawn) parameters.values = with_value(std::move(parameters.values), each.parameter, *drawn);
  }
}

void draw_components(std::vector<ComponentSpec>& components, const Model& model,
                     std::uint32_t replica) {
  for (ComponentSpec& component : components) {
    draw_values(component.parameters, model.seed, replica);
    draw_components(component.children, model, replica);
  }
}

bool any_uncertain(const std::vector<ComponentSpec>& components) {
  return std::ranges::any_of(components, [](const ComponentSpec& component) {
    return !component.parameters.uncertain.empty() || any_uncertain(component.children);
  });
}

}  // namespace

void draw_uncertainty(Model& model, std::uint32_t replica) {
  draw_components(model.components, model, replica);
  for (JobSpec& job : model.jobs) draw_values(job.parameters, model.seed, replica);
}

bool has_uncertainty(const Model& model) {
  return any_uncertain(model.components) || std::ranges::any_of(model.jobs, [](const JobSpec& job) {
           return !job.parameters.uncertain.empty();
         });
}

const Value& value_at(const Parameters& values, std::string_view dotted) {
  static const Value kNothing;
  const auto dot = dotted.find('.');
  const Value& here = get(values, dotted.substr(0, dot));
  if (dot == std::string_view::npos) return here;
  const auto* map = std::get_if<Parameters>(&here.data());
  return map == nullptr ? kNothing : value_at(*map, dotted.substr(dot + 1));
}

std::optional<Value> times(const Value& value, const ParamSpec& spec, double factor) {
  if (!has_zero(spec)) return std::nullopt;
  if (const auto* number = std::get_if<double>(&value.data())) {
    return Value(limited(*number * factor, spec));
  }
  const auto* list = std::get_if<Value::List>(&value.data());
  if (list == nullptr) return std::nullopt;
  const bool is_curve = spec.kind == Kind::points && !spec.fields.empty();
  return is_curve ? times_curve(*list, spec, factor) : times_all(*list, spec, factor);
}

}  // namespace ridethrough::scenario
