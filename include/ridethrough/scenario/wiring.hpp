#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ridethrough/scenario/model.hpp"

/// From names to neighbours: which cohorts a scenario has and what each hangs on.
namespace ridethrough::scenario {

/// Identical members of one component, simulated once. Whatever tells a member apart (a value, an
/// event, a job, a reference to it) is known here and has split it off.
struct Cohort {
  /// Null for the cells inside a bess and the like, and for branch breakers.
  const ComponentSpec* component = nullptr;
  const devices::TypeSchema* type = nullptr;
  std::vector<std::string> names;  ///< path from the root, members left out
  std::vector<Members> members;    ///< parallel to names; no spans where that level is not counted
  std::int64_t count = 1;          ///< product over all levels
  devices::Parameters parameters;
  std::vector<int> feeders;                        ///< cohorts by inlet
  std::vector<int> between;                        ///< cohorts whose outlets it ties
  int dc_host = -1;                                ///< cohort whose dc port it hangs on
  std::vector<std::pair<std::string, int>> peers;  ///< by parameter of Kind::component
  std::vector<std::int64_t> peer_members;          ///< parallel: how many one member of this sees

  std::string plain_path() const;  ///< "block.rack"
  std::string path() const;        ///< "block.1-6+8-15.rack.1-25"
};

struct JobPlan {
  const JobSpec* job = nullptr;
  std::vector<int> racks;  ///< cohorts; those to which it can move are among its peers, too
  std::vector<std::pair<std::string, int>> peers = {};  ///< by the key that names them
  std::vector<const JobSpec*> jobs = {};                ///< of a scheduler
};

struct Plan {
  std::vector<Cohort> cohorts;     ///< sorted by path: this is the order of ids
  std::vector<int> feeding_order;  ///< feeders before those they feed
  std::vector<JobPlan> jobs;       ///< sorted by name

  /// Cohorts that `path` names exactly (a whole counted component means all of its members).
  std::vector<int> matches(const Path& path) const;
};

struct WireOptions {
  bool lump =
      true;  ///< false: every member is a cohort of its own (the proof that lumping is exact)
};

/// Wires a bound model. All findings go to `diagnostics`; the plan is usable if there were no
/// errors.
Plan wire(const Model& model, const WireOptions& options, Diagnostics& diagnostics);

/// Whether `path` names this cohort: names and globs level by level, members overlapping.
bool matches(const Path& path, const std::vector<std::string>& names,
             const std::vector<Members>& members);

}  // namespace ridethrough::scenario
