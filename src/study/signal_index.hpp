#pragma once

#include <string>
#include <vector>

#include "ridethrough/scenario/wiring.hpp"
#include "ridethrough/study/signal_provider.hpp"

/// Which quantities of which units a path names.
namespace ridethrough::study {

/// A cohort or a job, as far as names go.
struct Unit {
  std::vector<std::string> names;
  std::vector<scenario::Members> members;  ///< parallel to names
  std::int64_t count = 1;
  const devices::TypeSchema* type = nullptr;
};

std::vector<Unit> units_of(const scenario::Plan& plan);
std::string path_of(const Unit& unit);
std::string plain_path_of(const Unit& unit);

/// One signal: a quantity of one unit, or the sum over the members that a whole group stands for.
struct SignalGroup {
  std::string name;                ///< canonical path of the component
  std::vector<std::string> stars;  ///< what each star of the path stands for
  std::int64_t members = 1;
  int quantity = -1;  ///< index in the type's schema; -1: the state
  const devices::TypeSchema* type = nullptr;
  struct Term {
    std::size_t unit;
    std::int64_t count;
  };
  std::vector<Term> terms;
};

class SignalIndex {
 public:
  explicit SignalIndex(std::vector<Unit> units) : units_(std::move(units)) {}

  const std::vector<Unit>& units() const { return units_; }
  /// Signals named by a path that ends in a quantity or in `state`; empty: see why_not().
  std::vector<SignalGroup> groups(const scenario::Path& path) const;
  Refusal why_not(const scenario::Path& path) const;

 private:
  std::vector<Unit> units_;
};

}  // namespace ridethrough::study
