#include "devices/load/supply_curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

/// Loads so near to a corner are on it: a nanosecond and the grid of powers put them beside it.
constexpr double kOnCorner = 1e-9;

}  // namespace

SupplyCurve::SupplyCurve(const Parameters& supplies) {
  const Value& curve = get(supplies, "efficiency_curve");
  if (!curve.present()) return;
  std::vector<Knot> points;
  for (const Value& row : curve.list()) {
    const double load_frac = get(row.map(), "power").number();
    if (!points.empty() && load_frac <= points.back().load_frac) {
      throw std::invalid_argument("'efficiency_curve': each row has a higher 'power'");
    }
    points.push_back({load_frac, load_frac * (1.0 - get(row.map(), "value").number())});
  }
  if (points.empty()) throw std::invalid_argument("'efficiency_curve' has no row");
  knots_.push_back({0.0, 0.0});
  if (points.size() > 1) begin_at(points[0], points[1]);
  for (const Knot& point : points) add(point);
  slopes_.push_back(slopes_.back());
}

/// What is lost without load, where that is more than nothing, is lost of the first trickle.
void SupplyCurve::begin_at(const Knot& first, const Knot& second) {
  const double slope = (second.loss_frac - first.loss_frac) / (second.load_frac - first.load_frac);
  const double idle_frac = first.loss_frac - slope * first.load_frac;
  if (idle_frac <= 0.0 || slope >= 1.0) return;
  const double trickle_frac = idle_frac / (1.0 - slope);
  knots_.push_back({trickle_frac, trickle_frac});
  slopes_.push_back(1.0);
}

void SupplyCurve::add(const Knot& knot) {
  const Knot& before = knots_.back();
  const double slope = (knot.loss_frac - before.loss_frac) / (knot.load_frac - before.load_frac);
  if (slope >= 1.0) {
    throw std::invalid_argument("'efficiency_curve': supplies give less where they take more");
  }
  knots_.push_back(knot);
  slopes_.push_back(slope);
}

std::size_t SupplyCurve::piece(double load_frac) const {
  const auto above =
      std::upper_bound(knots_.begin(), knots_.end(), load_frac,
                       [](double asked, const Knot& knot) { return asked < knot.load_frac; });
  return static_cast<std::size_t>(std::max<std::ptrdiff_t>(above - knots_.begin() - 1, 0));
}

double SupplyCurve::loss_frac(double load_frac) const {
  const std::size_t k = piece(load_frac);
  return knots_[k].loss_frac + slopes_[k] * (load_frac - knots_[k].load_frac);
}

double SupplyCurve::load_giving(double given_frac) const {
  std::size_t k = 0;
  const auto given_at = [&](std::size_t i) { return knots_[i].load_frac - knots_[i].loss_frac; };
  while (k + 1 < knots_.size() && (slopes_[k] >= 1.0 || given_at(k + 1) < given_frac)) ++k;
  return knots_[k].load_frac + (given_frac - given_at(k)) / (1.0 - slopes_[k]);
}

double SupplyCurve::slope(double load_frac, bool rises) const {
  return slopes_[piece(load_frac + (rises ? kOnCorner : -kOnCorner))];
}

double SupplyCurve::to_corner(double load_frac, bool rises) const {
  const std::size_t k = piece(load_frac + (rises ? kOnCorner : -kOnCorner));
  if (rises ? k + 1 == knots_.size() : k == 0) return std::numeric_limits<double>::infinity();
  return rises ? knots_[k + 1].load_frac - load_frac : load_frac - knots_[k].load_frac;
}

double SupplyCurve::loss_s(const Ramp& load, double span_s) const {
  const bool rises = load.w_per_s > 0.0;
  double sum_s = 0.0;
  double at_s = 0.0;
  while (at_s < span_s) {
    const double begins = load.at(at_s);
    const double left_s =
        load.w_per_s == 0.0
            ? std::numeric_limits<double>::infinity()
            : std::max(to_corner(begins, rises) / std::abs(load.w_per_s), kOnCorner);
    const double end_s = std::min(span_s, at_s + left_s);
    sum_s += 0.5 * (end_s - at_s) * (loss_frac(begins) + loss_frac(load.at(end_s)));
    at_s = end_s;
  }
  return sum_s;
}

}  // namespace ridethrough::devices
