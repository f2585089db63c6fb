#pragma once

#include <string>
#include <vector>

#include "ridethrough/scenario/condition.hpp"
#include "ridethrough/scenario/units.hpp"
#include "ridethrough/study/signal_provider.hpp"

/// Names, dimensions and units of the parts of a condition.
namespace ridethrough::study {

struct NumberType {
  scenario::Dimension dimension;
  std::string unit;            ///< of printing; "" for a plain number
  std::string name;            ///< of the quantity in messages, empty for a number
  bool is_number = false;      ///< a constant as the user wrote it
  bool is_continuous = false;  ///< between two instants it takes all values in between
  bool is_known = true;        ///< false after an error that has been reported
};

/// A comparison within a condition, outside count( ).
struct Atom {
  const scenario::Condition* relation = nullptr;
  scenario::Dimension dimension;
  std::string unit;  ///< unit of printing of its margin: "1" for a plain number, K for degC
};

class ConditionTypes {
 public:
  ConditionTypes(const SignalProvider& provider, scenario::Diagnostics& diagnostics)
      : provider_(provider), diagnostics_(diagnostics) {}

  /// Checks a truth with everything below it.
  void check(const scenario::Condition& truth);
  NumberType type_of(const scenario::Condition& number);
  /// Two stars that do not follow from each other within one check.
  void check_stars(const std::vector<const scenario::Condition*>& paths);
  /// Comparisons of a condition that check() accepted.
  std::vector<Atom> atoms_of(const scenario::Condition& truth);

 private:
  void check_together(const scenario::Condition& conjunction);
  void check_relation(const scenario::Condition& relation);
  void check_state(const scenario::Condition& relation);
  void check_event(const scenario::Condition& event);
  void check_inside(const scenario::Condition& relation);
  void check_flicker(const scenario::Condition& relation);
  void check_judged(const scenario::Condition& relation);
  void check_bare_number(const scenario::Condition& at, const NumberType& other);
  NumberType type_of_path(const scenario::Condition& path);
  NumberType type_of_sum(const scenario::Condition& sum);
  NumberType type_of_product(const scenario::Condition& product);
  void mismatch(const scenario::Condition& left, const NumberType& left_type,
                const scenario::Condition& right, const NumberType& right_type, const char* verb);
  void unknown(const scenario::Condition& path);

  const SignalProvider& provider_;
  scenario::Diagnostics& diagnostics_;
};

}  // namespace ridethrough::study
