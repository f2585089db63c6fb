#include "ridethrough/scenario/distribution.hpp"

#include <cmath>
#include <numbers>

namespace ridethrough::scenario {

namespace {

/// Coefficients of a ratio of two polynomials of degree seven, lowest power first.
struct Ratio {
  double top[8];
  double bottom[8];

  double at(double x) const {
    double above = 0.0, below = 0.0;
    for (int i = 7; i >= 0; --i) {
      above = above * x + top[i];
      below = below * x + bottom[i];
    }
    return above / below;
  }
};

constexpr Ratio kCentral{
    {3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
     45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727},
    {1.0, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
     21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610}};
constexpr Ratio kShoulder{
    {1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
     1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833,
     7.74545014278341407640e-4},
    {1.0, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
     0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4,
     1.05075007164441684324e-9}};
constexpr Ratio kTail{
    {6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
     0.296560571828504891230, 0.0265321895265761230930, 0.00124266094738807843860,
     2.71155556874348757815e-5, 2.01033439929228813265e-7},
    {1.0, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
     7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
     2.04426310338993978564e-15}};

}  // namespace

double normal_quantile(double share) {
  const double q = share - 0.5;
  if (std::abs(q) <= 0.425) return q * kCentral.at(0.180625 - q * q);
  const double r = std::sqrt(-std::log(q < 0.0 ? share : 1.0 - share));
  const double value = r <= 5.0 ? kShoulder.at(r - 1.6) : kTail.at(r - 5.0);
  return q < 0.0 ? -value : value;
}

double Distribution::quantile(double share) const {
  switch (shape) {
    case Shape::uniform:
      return std::lerp(first, second, share);
    case Shape::normal:
      return first + second * normal_quantile(share);
    case Shape::lognormal:
      return first * std::exp(second * normal_quantile(share));
    case Shape::weibull:
      return first * std::pow(-std::log1p(-share), 1.0 / second);
  }
  return first;
}

double Distribution::share_below(double value) const {
  if (value <= 0.0) return 0.0;
  return 0.5 * std::erfc(-std::log(value / first) / (second * std::numbers::sqrt2));
}

}  // namespace ridethrough::scenario
