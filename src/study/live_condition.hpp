#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ridethrough/scenario/condition.hpp"
#include "study/plant.hpp"
#include "study/signal_index.hpp"

/// A condition on the values of this moment, for events that wait for something. It is looked at
/// after every instant: states and counts are seen exactly, a smooth quantity at the next instant.
namespace ridethrough::study {

class LiveCondition {
 public:
  LiveCondition(scenario::ConditionPtr condition, const SignalIndex& index);

  /// One entry for each match of the stars; a single one if there are none.
  std::size_t matches() const { return stars_.size(); }
  const std::vector<std::string>& stars(std::size_t match) const { return stars_[match]; }
  /// Matches that became true since the last look (also if true at the first).
  std::vector<std::size_t> became_true(const Plant& plant, core::Tick now);

 private:
  bool holds(const scenario::Condition& part, std::size_t match) const;
  double number(const scenario::Condition& part, std::size_t match) const;
  std::optional<SignalGroup> group(const scenario::Condition& part, std::size_t match) const;
  double value_of(const SignalGroup& group) const;
  double over_matches(const scenario::Condition& part) const;
  void collect(const scenario::Condition& part, bool is_closed);
  void add_match(const std::vector<std::string>& stars);

  scenario::ConditionPtr condition_;
  const SignalIndex& index_;
  std::vector<std::vector<std::string>> stars_;
  std::vector<bool> was_true_;
  const Plant* plant_ = nullptr;
  core::Tick now_ = 0;
};

}  // namespace ridethrough::study
