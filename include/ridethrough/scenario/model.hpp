#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/devices/schema.hpp"
#include "ridethrough/scenario/condition.hpp"
#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/scenario/distribution.hpp"
#include "ridethrough/scenario/path.hpp"

/// A scenario after resolution (extends, remove, parts, set) and binding to the schemas of the
/// device types. Names are not wired yet: references are paths with places.
namespace ridethrough::scenario {

struct Reference {
  Path path;
  Place place;
};

/// A value that may be other than it is written; only `draw: [uncertainty]` of a study does so.
struct Uncertain {
  std::string parameter;  ///< dotted: "model.charge"
  const devices::ParamSpec* spec = nullptr;
  Distribution factor = {};  ///< on the value
  std::string amount = {};   ///< as written: "3 %"
  std::string stream = {};   ///< of random numbers: whose value it is, and which
  Place place = {};
};

struct BoundParameters {
  devices::Parameters values;           ///< complete: defaults are filled in
  std::map<std::string, Place> places;  ///< of the values that a file states
  std::map<std::string, std::string>
      origins;  ///< "lead-acid.yaml:12", "part ups-600kw", "default of ups"
  std::vector<Uncertain> uncertain = {};
};

struct ComponentSpec {
  std::string name;
  Place place;                                ///< of the name
  const devices::TypeSchema* type = nullptr;  ///< null for a group
  Place type_place;
  std::vector<Reference> from;
  Place from_place;  ///< of the whole value of `from:`
  std::vector<Reference> between;
  std::int64_t count = 1;
  bool is_counted = false;  ///< `count:` is written
  Place count_place;
  std::string part;  ///< name of the part, empty if none
  BoundParameters parameters;
  std::vector<ComponentSpec> children;  ///< of a group, sorted by name
  bool is_closed = false;  ///< from a group part: sees only its own children and `inlet`
};

/// `set: {block.7.vrla-a.age: 6 y}`: a value that tells members apart.
struct MemberValue {
  Path component;         ///< names members at least once
  std::string parameter;  ///< dotted inside the component: "age", "walk_in.ramp"
  devices::Value value;
  Place place;
};

struct JobSpec {
  std::string name;
  Place place;
  const devices::TypeSchema* type = nullptr;
  std::vector<Reference> racks;
  std::vector<Reference> move_to = {};  ///< racks to which it can move
  std::vector<Reference> needs = {};    ///< gear without which it can not go on
  std::vector<Reference> signals = {};  ///< what it hears of a power event from
  std::vector<Reference> jobs = {};     ///< of a scheduler, which has no racks
  BoundParameters parameters;
};

struct SetItem {
  Path target;  ///< component or job
  std::string parameter;
  devices::Value value;
  Place place;
};

struct EventSpec {
  std::string id;  ///< empty if not named
  Place place;
  std::vector<core::Tick> at;  ///< sorted; several make occurrences .1 .2 ...
  ConditionPtr after;          ///< instead of `at`
  core::Tick delay = 0;        ///< with `after`
  devices::Verb verb = devices::Verb::set;
  std::vector<Reference> targets;
  std::vector<SetItem> sets;            ///< verb set
  core::Tick duration = core::kNever;   ///< `for:`
  core::Tick over = 0;                  ///< `over:` of set
  devices::Parameters arguments;        ///< to, phases, as, number, kind, resistance, shape ...
  std::map<std::string, Place> places;  ///< of the values of its keys
  std::string drawn_as = {};            ///< "block.ups-a breakdown" of a drawn one; empty: written
};

enum class Claim { always, eventually, at_end };
enum class Level { fail, warn };
enum class IfNever { fail, warn, pass };

struct CheckSpec {
  std::string id;
  Place place;           ///< of the entry
  Place claim_place;     ///< of the claim's text
  std::string sentence;  ///< "always block.dropped == 0, until ..." as printed
  Claim claim = Claim::always;
  ConditionPtr condition;
  ConditionPtr after, until, during;  ///< null if not given; `during` is `while:`
  core::Tick delay = 0;
  core::Tick within = core::kNever;
  core::Tick lasting = core::kNever;  ///< `for:`
  core::Tick except_shorter_than = 0;
  Level level = Level::fail;
  IfNever if_never = IfNever::fail;
};

/// What a scenario says, flat: "components.vrla.strings" and "10", by path.
using FlatValues = std::map<std::string, std::string>;

/// `baseline:` of a file: how far a run may be from the one that was kept (section 16 of the
/// language). Ratios are parts of the kept value; of a voltage in pu they are parts of nominal.
struct BaselineSpec {
  Place place;  ///< of the key
  core::Tick time = 0;
  double voltage = 0.0, power = 0.0, energy = 0.0, cost = 0.0;
  double soc = 0.0;                ///< of the whole charge
  double temperature_k = 0.0;      ///< kelvin
  std::vector<Reference> signals;  ///< kept as tubes
  std::vector<Reference> ignore;   ///< with all that is below them
  FlatValues scenario;             ///< without what can not change a run
};

/// What the prices of a scenario are in.
struct Currency {
  std::string code;  ///< ISO 4217, "USD"; empty if no price is written
  Place place;       ///< where it was written first
};

struct PartUse {
  std::string name, type, grade, digest;  ///< digest: "sha256:..."
};

struct Model {
  std::string file;
  std::string name;
  std::string note;
  bool is_abstract = false;
  core::Tick duration = 0;
  Place duration_place;  ///< of the value of `duration:`
  std::string start;     ///< civil time at t = 0, "2024-07-10 19:00:00"; empty if not given
  std::uint64_t seed = 0;
  Place seed_place;           ///< of the value of `seed:`; none if not written
  std::uint32_t replica = 0;  ///< of a study: names every random stream, beside the seed
  std::string digest;         ///< of the resolved scenario and its parts, "sha256:..."
  std::vector<ComponentSpec> components;  ///< sorted by name
  std::vector<MemberValue> member_values;
  std::vector<JobSpec> jobs;      ///< sorted by name
  std::vector<EventSpec> events;  ///< in file order
  std::vector<CheckSpec> checks;  ///< in file order
  std::vector<Reference> record;
  std::optional<BaselineSpec> baseline;
  Currency currency;
  BoundParameters siting;            ///< limits of the building; empty if none are stated
  std::vector<PartUse> parts;        ///< sorted by name
  std::vector<Diagnostic> warnings;  ///< of loading; wiring adds its own
};

struct LoadOptions {
  std::vector<std::string> sets;  ///< `--set` arguments, in order
  std::string library;            ///< folder of the shipped parts
};

/// Reads, resolves and binds one scenario file.
/// @throws ScenarioError with every finding of the file and its bases.
Model load_scenario(const std::string& file, const LoadOptions& options);

/// The flat file with the origin of each value, for `check --resolved`.
std::string resolved_text(const std::string& file, const LoadOptions& options);

}  // namespace ridethrough::scenario
