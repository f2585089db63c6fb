#include "scenario/read_distribution.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenario/bind_text.hpp"

namespace ridethrough::scenario {

namespace {

using Shape = Distribution::Shape;

struct ShapeSpec {
  std::string_view name;
  Shape shape;
  std::string_view second;  ///< the key beside it; empty: the name has a list of two
  std::string_view example;
};
constexpr ShapeSpec kShapes[] = {
    {"uniform", Shape::uniform, "", "{uniform: [5 ms, 20 ms]}"},
    {"normal", Shape::normal, "sigma", "{normal: 25 degC, sigma: 3 K}"},
    {"lognormal", Shape::lognormal, "sigma", "{lognormal: 120 ms, sigma: 0.9}"},
    {"weibull", Shape::weibull, "shape", "{weibull: 8 y, shape: 3}"},
};

const ShapeSpec* shape_of(const Tree& map) {
  const auto found = std::ranges::find_if(
      kShapes, [&](const ShapeSpec& each) { return map.entry(each.name) != nullptr; });
  return found == std::end(kShapes) ? nullptr : &*found;
}

std::optional<Distribution> refuse(const Place& place, const std::string& message,
                                   const ShapeSpec& spec, Diagnostics& diagnostics) {
  diagnostics.error("RT1010", message, place, fmt::format("write {}", spec.example));
  return std::nullopt;
}

std::optional<Distribution> read_uniform(const Tree& ends, const ShapeSpec& spec,
                                         Diagnostics& diagnostics) {
  if (ends.kind != Tree::Kind::list || ends.items.size() != 2) {
    return refuse(ends.place, "'uniform' has two ends", spec, diagnostics);
  }
  const auto low = read_quantity(ends.items[0], diagnostics);
  const auto high = read_quantity(ends.items[1], diagnostics);
  if (!low || !high) return std::nullopt;
  if (low->dimension != high->dimension || low->si >= high->si) {
    return refuse(ends.place, "the ends of 'uniform' are of one kind, the lower one first", spec,
                  diagnostics);
  }
  return Distribution{spec.shape, low->si, high->si, low->unit};
}

/// A sigma of a normal is a difference: of kelvins for temperatures.
bool fits(const ShapeSpec& spec, Dimension first, const Dimension& second) {
  if (spec.shape != Shape::normal) return second.is_ratio();
  first.affine = false;
  return second == first;
}

}  // namespace

bool is_distribution(const Tree& map) { return shape_of(map) != nullptr; }

std::optional<Quantity> read_quantity(const Tree& scalar, Diagnostics& diagnostics) {
  Quantity quantity;
  if (const auto fault = parse_quantity(scalar.text, quantity)) {
    diagnostics.error(fault->rule, fault->message,
                      place_within(scalar, fault->offset, fault->length), fault->label);
    return std::nullopt;
  }
  return quantity;
}

std::optional<Distribution> read_distribution(const Tree& map, Diagnostics& diagnostics) {
  const ShapeSpec& spec = *shape_of(map);
  const Tree& centre = *map.find(spec.name);
  std::vector<std::string> known{std::string(spec.name)};
  if (!spec.second.empty()) known.emplace_back(spec.second);
  refuse_unknown_keys(map, known, fmt::format("'{}'", spec.name), diagnostics);
  if (spec.second.empty()) return read_uniform(centre, spec, diagnostics);
  const Tree* beside = map.find(spec.second);
  if (beside == nullptr) {
    return refuse(map.place, fmt::format("'{}' needs '{}'", spec.name, spec.second), spec,
                  diagnostics);
  }
  const auto first = read_quantity(centre, diagnostics);
  const auto second = read_quantity(*beside, diagnostics);
  if (!first || !second) return std::nullopt;
  const bool is_positive = spec.shape == Shape::normal || first->si > 0.0;
  if (!fits(spec, first->dimension, second->dimension) || second->si <= 0.0 || !is_positive) {
    return refuse(beside->place, fmt::format("'{}' does not fit '{}'", spec.second, spec.name),
                  spec, diagnostics);
  }
  return Distribution{spec.shape, first->si, second->si, first->unit};
}

}  // namespace ridethrough::scenario
