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
  std::int64_t inner_count = 0;  ///< numbered parts inside each of its devices
  /// Leading names that it has in common with each of its feeders, and with any of them; all of its
  /// own where nothing feeds it.
  std::size_t shared_least = 0, shared_most = 0;
};

std::vector<Unit> units_of(const scenario::Plan& plan);
std::string path_of(const Unit& unit);
std::string plain_path_of(const Unit& unit);

/// One signal: a quantity of one unit, or a sum over members or over what stands in a group.
struct SignalGroup {
  std::string name;                ///< canonical path of the component
  std::vector<std::string> stars;  ///< what each star of the path stands for
  std::int64_t members = 1;
  int quantity = -1;                          ///< index in the type's schema; -1: the state
  const devices::TypeSchema* type = nullptr;  ///< of the inner part if it is the signal of one
  struct Term {
    std::size_t unit;
    std::int64_t count;
    int quantity;  ///< index in the schema of this unit; -1: the state
  };
  std::vector<Term> terms;
  int part = -1;  ///< number of the inner part, from 0; -1: the device itself
};

class SignalIndex {
 public:
  explicit SignalIndex(std::vector<Unit> units) : units_(std::move(units)) {}

  const std::vector<Unit>& units() const { return units_; }
  /// Signals named by a path that ends in a quantity or in `state`; empty: see why_not().
  std::vector<SignalGroup> groups(const scenario::Path& path) const;
  Refusal why_not(const scenario::Path& path) const;

 private:
  bool add_parts(const scenario::Path& path, std::size_t unit,
                 std::vector<SignalGroup>& groups) const;
  Refusal why_not_part(const scenario::Path& path, const Unit& unit, std::size_t at) const;
  /// What a group has as a whole; empty if `path` names none or it has no such sum: `refusal`.
  std::vector<SignalGroup> group_sums(const scenario::Path& path, Refusal* refusal) const;
  Refusal nothing_of_that_name(const scenario::Path& path) const;
  /// `inside`: what the path names inside the unit, ".cord.1".
  Refusal no_sum(const scenario::Path& path, const Unit& met, const std::string& inside) const;
  std::string crowd_text(const scenario::Path& path, const Unit& met) const;
  std::int64_t members_at(std::size_t level, const Unit& met) const;

  std::vector<Unit> units_;
};

}  // namespace ridethrough::study
