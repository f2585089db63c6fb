#include <fmt/format.h>

#include "ridethrough/scenario/units.hpp"
#include "scenario/binder.hpp"

// What the keys of a dip have to do with each other.
namespace ridethrough::scenario {

namespace {

/// A try that succeeds is one of the tries.
void check_reclosing(const devices::Parameters& dip, const Tree& tree, Diagnostics& diagnostics) {
  const devices::Value& reclose = devices::get(dip, "reclose");
  if (!reclose.present()) return;
  const devices::Value& pauses = devices::get(reclose.map(), "pauses");
  const devices::Value& succeeds = devices::get(reclose.map(), "succeeds");
  if (!pauses.present() || !succeeds.present()) return;
  const std::size_t tries = pauses.list().size();
  if (succeeds.count() <= static_cast<std::int64_t>(tries)) return;
  const Tree* written = tree.find("reclose")->find("succeeds");
  diagnostics.error(
      "RT0304",
      fmt::format("try {} can not succeed, the breaker closes {} times", succeeds.count(), tries),
      written->place, "'pauses' has one time for each try");
}

void check_phases(const Tree& tree, Diagnostics& diagnostics) {
  const Tree* phases = tree.find("phases");
  const Tree* type = tree.find("type");
  if (phases == nullptr || type == nullptr) return;
  diagnostics.error("RT0304", "'type' says which phases dip, so 'phases' can not", type->place,
                    "take one of them out");
}

/// What a short circuit at a distance leaves follows from its impedances.
void check_distant(const Tree& tree, const Place& distance, Diagnostics& diagnostics) {
  for (const char* key : {"to", "phases", "type", "phase_jump"}) {
    const Tree* told = tree.find(key);
    if (told == nullptr) continue;
    diagnostics.error("RT0304",
                      fmt::format("'distance' says what the dip leaves, so '{}' can not", key),
                      told->place, "take one of them out");
  }
  if (tree.find("line") != nullptr) return;
  diagnostics.error("RT0206", "'distance' needs the 'line' that it is along", distance,
                    "add 'line: {resistance: 0.12 ohm/km, reactance: 0.32 ohm/km}'");
}

void check_told(const Tree& tree, const Place& verb, Diagnostics& diagnostics) {
  for (const char* key : {"line", "kind"}) {
    const Tree* told = tree.find(key);
    if (told == nullptr) continue;
    diagnostics.error("RT0304", fmt::format("'{}' is of a short circuit at a 'distance'", key),
                      told->place, "add 'distance: 3 km' in place of 'to', or take it out");
  }
  if (tree.find("to") != nullptr) return;
  diagnostics.error("RT0206", "'dip' needs 'to', or a 'distance'", verb,
                    "add 'to: 0.4 pu'  (residual voltage, of nominal)");
}

}  // namespace

void report_depth(const TreeEntry& depth, Diagnostics& diagnostics) {
  Quantity quantity;
  const bool ratio = !parse_quantity(depth.value.text, quantity) &&
                     quantity.ratio != RatioForm::none && quantity.si <= 1.0;
  const std::string label = ratio ? fmt::format("a depth of {} is 'to: {} pu'", depth.value.text,
                                                print_number(1.0 - quantity.si))
                                  : "write what is left: 'to: 0.4 pu'";
  diagnostics.error("RT0303", "'dip' needs the residual voltage 'to:', not a depth", depth.place,
                    label);
}

void check_dip_keys(const devices::Parameters& dip, const Tree& tree, const Place& verb,
                    Diagnostics& diagnostics) {
  check_reclosing(dip, tree, diagnostics);
  check_phases(tree, diagnostics);
  if (const Tree* distance = tree.find("distance"); distance != nullptr) {
    return check_distant(tree, distance->place, diagnostics);
  }
  check_told(tree, verb, diagnostics);
}

}  // namespace ridethrough::scenario
