#include "study/baseline_tolerance.hpp"

#include <cmath>

#include "ridethrough/core/time.hpp"
#include "ridethrough/scenario/units.hpp"

namespace ridethrough::study {

namespace {

using scenario::Dimension;

constexpr double kOther = 1e-3;  ///< of figures that no tolerance is written for

Dimension atom(Dimension::Atom name) {
  Dimension dimension;
  dimension.exponents[name] = 1;
  return dimension;
}

bool is_power(const Dimension& dimension) {
  return dimension == atom(Dimension::watt) || dimension == atom(Dimension::volt_ampere) ||
         dimension == atom(Dimension::var);
}

}  // namespace

double allowed_for(const std::string& path, const std::string& unit, double kept,
                   const scenario::BaselineSpec& spec) {
  if (unit.empty() || unit == "1") return 0.0;
  if (unit == "pu") return spec.voltage;
  if (unit == "%" && path.find("soc") != std::string::npos) {
    return scenario::to_unit(spec.soc, "%");
  }
  Dimension dimension = scenario::dimension_of(unit);
  if (dimension == atom(Dimension::time)) {
    return scenario::to_unit(core::seconds(spec.time), unit);
  }
  dimension.affine = false;
  if (dimension == atom(Dimension::kelvin)) return spec.temperature_k;
  const double size = std::abs(kept);
  if (dimension == atom(Dimension::volt)) return spec.voltage * size;
  if (is_power(dimension)) return spec.power * size;
  if (dimension == atom(Dimension::watt) * atom(Dimension::time)) return spec.energy * size;
  if (dimension == atom(Dimension::money)) return spec.cost * size;
  return kOther * size;
}

}  // namespace ridethrough::study
