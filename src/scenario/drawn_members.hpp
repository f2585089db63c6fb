#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
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

/// Short circuits along something with a length.
struct FaultMode {
  double mttf_s = 0.0;    ///< 0: none
  double repair_s = 0.0;  ///< mean; 0: never repaired
  double from_share = 0.0, to_share = 1.0;
  devices::Value kinds = {};  ///< with their shares; absent: all are of three phases
  double resistance_ohm = 0.0;
};

struct Reliability {
  std::vector<FailureMode> modes;
  double fail_on_demand = 0.0;        ///< of a genset to start, of a switch to operate
  double running_mttf_s = 0.0;        ///< of a genset
  double counted_repair_s = 0.0;      ///< mean, of what it fails by in its own counts
  std::string_view demands_key = {};  ///< where the demands that fail stand
  double switching_error = 0.0;       ///< chance that an operation by an event goes wrong
  FailureMode wrong = {};             ///< what it fails by then
  FaultMode faults = {};
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

/// Whether a path of the language finds the box.
bool is_named(const Path& path, const DrawnMember& member);

/// The failure that takes a component out of service without hurting its neighbours; empty if its
/// type has none.
std::string_view out_of_service_mode(const devices::TypeSchema& type);

/// What a box can suffer: its own values over those of its component. Empty if nothing.
std::optional<Reliability> reliability_of(const Model& model, const DrawnMember& member);

/// Whether it breaks down in running time, and counts its starts.
inline constexpr std::string_view kFailingStarts = "reliability.failing_starts";

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
