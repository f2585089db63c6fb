#include "study/bracket.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::study {

Bracket::Bracket(std::size_t failing, std::size_t holding)
    : failing_(failing),
      holding_(holding),
      first_width_(width()),
      reach_(2.0 * std::exp2(std::ceil(std::log2(first_width_)))) {}

bool Bracket::is_open() const { return width() > 1.0; }

double Bracket::width() const {
  return std::abs(static_cast<double>(holding_) - static_cast<double>(failing_));
}

std::size_t Bracket::next(std::optional<double> root) const {
  const double low = static_cast<double>(std::min(failing_, holding_));
  const double high = low + width();
  const double middle = 0.5 * (low + high);
  const double aim = root.value_or(middle);
  const double way = middle < aim ? -1.0 : 1.0;  // from the root to the middle
  constexpr double kTruncation = 0.2;
  const double truncation = kTruncation / first_width_ * width() * width();
  double x = truncation <= std::abs(middle - aim) ? aim + way * truncation : middle;
  const double most_off = std::max(0.0, 0.5 * (reach_ - width()));
  if (std::abs(x - middle) > most_off) x = middle - way * most_off;
  x = way > 0.0 ? std::ceil(x) : std::floor(x);
  return static_cast<std::size_t>(std::clamp(x, low + 1.0, high - 1.0));
}

void Bracket::note(std::size_t tried, bool holds) {
  (holds ? holding_ : failing_) = tried;
  reach_ *= 0.5;
}

}  // namespace ridethrough::study
