#include "devices/storage/monotone_curve.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>

namespace ridethrough::devices::storage {
namespace {

using CurvePoint = MonotoneCurve::Point;

double chord_slope(const CurvePoint& a, const CurvePoint& b) { return (b.y - a.y) / (b.x - a.x); }

/// Weighted harmonic mean of the chords beside an inner point, zero at an extremum.
double inner_slope(const CurvePoint& a, const CurvePoint& b, const CurvePoint& c) {
  const double left = chord_slope(a, b);
  const double right = chord_slope(b, c);
  if (left * right <= 0.0) return 0.0;
  const double weight_left = 2.0 * (c.x - b.x) + (b.x - a.x);
  const double weight_right = (c.x - b.x) + 2.0 * (b.x - a.x);
  return (weight_left + weight_right) / (weight_left / left + weight_right / right);
}

std::vector<double> curve_slopes(const std::vector<CurvePoint>& points) {
  const std::size_t n = points.size();
  std::vector<double> slopes(n, 0.0);
  if (n < 2) return slopes;
  slopes.front() = chord_slope(points[0], points[1]);
  slopes.back() = chord_slope(points[n - 2], points[n - 1]);
  for (std::size_t i = 1; i + 1 < n; ++i) {
    slopes[i] = inner_slope(points[i - 1], points[i], points[i + 1]);
  }
  return slopes;
}

}  // namespace

MonotoneCurve::MonotoneCurve(const std::vector<Point>& points) {
  if (points.empty()) throw std::invalid_argument("a curve needs a point");
  const std::vector<double> slopes = curve_slopes(points);
  first_ = points.front();
  last_ = points.back();
  double before = 0.0;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    Piece piece;
    piece.x = points[i].x;
    piece.width = points[i + 1].x - points[i].x;
    if (!(piece.width > 0.0)) throw std::invalid_argument("the x of a curve must rise");
    const double rise = points[i + 1].y - points[i].y;
    const double leave = slopes[i] * piece.width;
    const double arrive = slopes[i + 1] * piece.width;
    piece.per_width = 1.0 / piece.width;
    piece.cubic[0] = points[i].y;
    piece.cubic[1] = leave;
    piece.cubic[2] = 3.0 * rise - 2.0 * leave - arrive;
    piece.cubic[3] = leave + arrive - 2.0 * rise;
    piece.before = before;
    before += piece.width *
              (piece.cubic[0] + piece.cubic[1] / 2 + piece.cubic[2] / 3 + piece.cubic[3] / 4);
    pieces_.push_back(piece);
  }
  index_pieces();
}

/// Two spans a piece: tables are not even, so a search goes on by a piece or two from there.
void MonotoneCurve::index_pieces() {
  if (pieces_.empty()) return;
  const std::size_t spans = 2 * pieces_.size();
  spans_per_x_ = static_cast<double>(spans) / (last_.x - first_.x);
  std::size_t at = 0;
  for (std::size_t i = 0; i < spans; ++i) {
    const double x = first_.x + static_cast<double>(i) / spans_per_x_;
    while (at + 1 < pieces_.size() && pieces_[at + 1].x <= x) ++at;
    starts_.push_back(static_cast<std::uint32_t>(at));
  }
}

/// `x` lies between the first and the last point.
const MonotoneCurve::Piece& MonotoneCurve::piece(double x) const {
  const auto span = static_cast<std::size_t>((x - first_.x) * spans_per_x_);
  std::size_t at = starts_[std::min(span, starts_.size() - 1)];
  while (at + 1 < pieces_.size() && pieces_[at + 1].x <= x) ++at;
  while (at > 0 && pieces_[at].x > x) --at;  // the start of a span is rounded
  return pieces_[at];
}

double MonotoneCurve::value(double x) const {
  if (x <= first_.x) return first_.y;
  if (x >= last_.x) return last_.y;
  const Piece& p = piece(x);
  const double u = (x - p.x) * p.per_width;
  return p.cubic[0] + u * (p.cubic[1] + u * (p.cubic[2] + u * p.cubic[3]));
}

double MonotoneCurve::integral(double x) const {
  if (x <= first_.x || pieces_.empty()) return (x - first_.x) * first_.y;
  const double inside = std::min(x, last_.x);
  const Piece& p = piece(inside);
  const double u = (inside - p.x) * p.per_width;
  const double part =
      u * (p.cubic[0] + u * (p.cubic[1] / 2 + u * (p.cubic[2] / 3 + u * p.cubic[3] / 4)));
  return p.before + p.width * part + (x - inside) * last_.y;
}

double interpolated(const std::vector<MonotoneCurve::Point>& points, double x) {
  if (points.empty()) throw std::invalid_argument("a table needs a point");
  if (x <= points.front().x) return points.front().y;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const CurvePoint& a = points[i - 1];
    const CurvePoint& b = points[i];
    if (x <= b.x) return a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x);
  }
  return points.back().y;
}

}  // namespace ridethrough::devices::storage
