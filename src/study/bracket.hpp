#pragma once

#include <cstddef>
#include <optional>

namespace ridethrough::study {

/// Closes in on the place between two whole numbers at which something begins to hold: ITP
/// (Oliveira and Takahashi, ACM TOMS 47, 2020, with the constants proposed there). At most two
/// trials more than halving, however bad the roots are that it is told.
class Bracket {
 public:
  Bracket(std::size_t failing, std::size_t holding);

  bool is_open() const;
  std::size_t failing() const { return failing_; }
  std::size_t holding() const { return holding_; }

  /// What to try next, between the two. `root`: where it is expected to begin, empty if nothing
  /// tells.
  std::size_t next(std::optional<double> root) const;
  void note(std::size_t tried, bool holds);

 private:
  double width() const;

  std::size_t failing_, holding_;
  double first_width_;
  double reach_;  ///< width that halving, begun one trial later, would have by now
};

}  // namespace ridethrough::study
