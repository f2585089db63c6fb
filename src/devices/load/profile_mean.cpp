#include <algorithm>
#include <limits>

#include "ridethrough/devices/load/profile.hpp"

namespace ridethrough::devices {

namespace {

/// Integral of a straight level over `length_s`, cut off at `most`.
double integral_below_s(double from, double to, double length_s, double most) {
  const double low = std::min(from, to);
  const double high = std::max(from, to);
  if (low >= most) return most * length_s;
  const double whole_s = 0.5 * (low + high) * length_s;
  if (high <= most) return whole_s;
  const double above = high - most;
  return whole_s - 0.5 * above * above / (high - low) * length_s;
}

/// The same of pieces whose levels are driven as `share` level + `rest`.
double integral_below_s(const std::vector<Profile::Piece>& pieces, double share, double rest,
                        double most) {
  double integral_s = 0.0;
  for (const Profile::Piece& piece : pieces) {
    const double from = share * piece.level + rest;
    const double to = share * piece.at(piece.end) + rest;
    integral_s += integral_below_s(from, to, core::seconds(piece.end - piece.begin), most);
  }
  return integral_s;
}

}  // namespace

double Profile::mean_of(double share, double rest, double most) const {
  if (trace_) return mean_of_trace(most);
  const double integral_s =
      static_cast<double>(steps_per_cycle_) * integral_below_s(step_, share, rest, most) +
      integral_below_s(evaluation_, share, rest, most);
  return integral_s / core::seconds(cycle());
}

double Profile::mean_of_trace(double most) const {
  double integral_s = 0.0;
  for (core::Tick at = trace_->begin(); at < trace_->end();) {
    const Piece piece = piece_at(at);
    const core::Tick end = std::min(piece.end, trace_->end());
    integral_s += integral_below_s(piece.at(at), piece.at(end), core::seconds(end - at), most);
    at = end;
  }
  return integral_s / core::seconds(trace_->end() - trace_->begin());
}

double Profile::mean_level() const {
  return mean_of(1.0, 0.0, std::numeric_limits<double>::infinity());
}

double Profile::mean_below(double most) const {
  return mean_of(in_phase_frac_, (1.0 - in_phase_frac_) * mean_level(), most);
}

}  // namespace ridethrough::devices
