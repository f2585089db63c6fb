#include "devices/grid/distant_fault.hpp"

#include <stdexcept>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

DistantFault::DistantFault(const Parameters& dip, const Source& source) {
  if (source.positive_ohm == 0.0) {
    throw std::invalid_argument("a stiff grid has no dip: a 'distance' needs 'short_circuit'");
  }
  const Parameters& line = map_of(dip, "line");
  const double length_m = number_of(dip, "distance");
  const std::complex<double> line_ohm =
      length_m * std::complex{number_of(line, "resistance"), number_of(line, "reactance")};
  const std::complex<double> zero_ohm = source.zero_ratio * source.positive_ohm;
  const std::complex<double> loop_ohm = source.positive_ohm + line_ohm;
  const Value& kind = get(dip, "kind");
  if (kind.present() && kind.word() == "line_line") {
    lost_ = source.positive_ohm / (2.0 * loop_ohm);
    negative_ = lost_;
    residual_pu_ = std::abs(1.0 - lost_ - negative_);
  } else if (kind.present() && kind.word() == "line_ground") {
    const std::complex<double> sum_ohm =
        2.0 * loop_ohm + zero_ohm + number_of(line, "zero_ratio") * line_ohm;
    lost_ = source.positive_ohm / sum_ohm;
    negative_ = -lost_;
    zero_ = -zero_ohm / sum_ohm;
    residual_pu_ = std::abs(1.0 - lost_ + negative_ + zero_);
  } else {
    lost_ = source.positive_ohm / loop_ohm;
    residual_pu_ = std::abs(1.0 - lost_);
  }
}

SequenceVoltages DistantFault::left(double level_pu, double healthy_pu) const {
  if (level_pu == 1.0) return {healthy_pu};
  const double share = (1.0 - level_pu) / (1.0 - residual_pu_);
  const std::complex<double> positive = healthy_pu * (1.0 - share * lost_);
  // Everything turns with the positive sequence, which is real.
  const double turn_rad = std::arg(positive);
  const std::complex<double> back = std::polar(healthy_pu * share, -turn_rad);
  return {std::abs(positive), back * negative_, back * zero_, turn_rad};
}

}  // namespace ridethrough::devices
