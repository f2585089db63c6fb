#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ridethrough/scenario/model.hpp"

/// Who can fail, and how: `reliability:` of components, member by member.
namespace ridethrough::scenario {

struct FailureMode {
  std::string as;
  double mttf_s = 0.0;
  double repair_s = 0.0;         ///< mean; 0: never repaired
  double test_interval_s = 0.0;  ///< 0: seen at once
};

struct Reliability {
  std::vector<FailureMode> modes;
  double fail_to_start = 0.0;  ///< of a genset, for each demand
  double running_mttf_s = 0.0;
  double running_repair_s = 0.0;
  double beta = 0.0;  ///< share of failures of common cause
  std::string group;  ///< of common cause, beside its siblings
};

/// One box, counts laid out.
struct DrawnMember {
  const ComponentSpec* spec = nullptr;
  std::string path;    ///< "block.7.ups-a"
  std::string plain;   ///< "block.ups-a"
  std::string around;  ///< the group member that it stands in: "block.7"; empty at the root
};

/// Calls `take` for every box of every component, in order.
void visit_boxes(const Model& model, const std::function<void(const DrawnMember&)>& take);

/// What a box can suffer: its own values over those of its component. Empty if nothing.
std::optional<Reliability> reliability_of(const Model& model, const DrawnMember& member);

/// Boxes with their reliability, in order.
struct FailingMember {
  DrawnMember member;
  Reliability reliability;
};
std::vector<FailingMember> failing_members(const Model& model);

/// The members of one group of common cause, by number in the list; groups of one are left out.
struct CommonGroup {
  std::string name;  ///< "block.7 ups"
  std::vector<std::size_t> members;
};
std::vector<CommonGroup> common_groups(const std::vector<FailingMember>& members);

}  // namespace ridethrough::scenario
