#pragma once

#include <span>
#include <string_view>

/// The rules behind all messages. Ids are part of the contract and are never reused (section 18 of
/// the language).
namespace ridethrough::scenario {

struct Rule {
  std::string_view id;
  std::string_view text;
};

/// RT01 to RT09: what a scenario may say.
std::span<const Rule> scenario_rules();

/// RT10 to RT15: studies, baselines, comparisons, warnings of a run, fits and siting.
std::span<const Rule> study_rules();

}  // namespace ridethrough::scenario
