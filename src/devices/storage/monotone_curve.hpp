#pragma once

#include <cstdint>
#include <vector>

namespace ridethrough::devices::storage {

/// A once differentiable curve through points that never overshoots them: the cubic of Fritsch and
/// Carlson (SIAM J. Numer. Anal. 17, 1980) with their harmonic-mean slopes (Fritsch and Butland,
/// 1984). A smooth curve lets the integrator cross a point of the table without a pause. Outside
/// the table the end values hold.
class MonotoneCurve {
 public:
  struct Point {
    double x = 0.0;
    double y = 0.0;

    bool operator==(const Point&) const = default;
  };

  MonotoneCurve() = default;

  /// @throws std::invalid_argument unless there is a point and x rises strictly.
  explicit MonotoneCurve(const std::vector<Point>& points);

  bool operator==(const MonotoneCurve&) const = default;

  double value(double x) const;

  /// Integral from the first point to `x`, in units of x times y.
  double integral(double x) const;

 private:
  struct Piece {
    double x = 0.0;
    double width = 0.0;
    double per_width = 0.0;
    double cubic[4] = {};  ///< of the share of the width, lowest power first
    double before = 0.0;   ///< integral up to this piece

    bool operator==(const Piece&) const = default;
  };

  void index_pieces();
  const Piece& piece(double x) const;

  std::vector<Piece> pieces_;
  std::vector<std::uint32_t> starts_;  ///< piece at the start of each of equal spans of x
  double spans_per_x_ = 0.0;
  Point first_{};
  Point last_{};
};

/// Straight lines between the points, the end values outside: for factors of temperature.
double interpolated(const std::vector<MonotoneCurve::Point>& points, double x);

}  // namespace ridethrough::devices::storage
