#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/units.hpp"
#include "scenario/bind_text.hpp"
#include "scenario/wiring_checks.hpp"
#include "scenario/wiring_names.hpp"

namespace ridethrough::scenario {

namespace {

using devices::get;
using devices::Parameters;
using devices::Value;

/// Standard gravity, 3rd CGPM 1901, in m/s^2: turns kilograms into what a floor feels.
constexpr double kGravity = 9.80665;

/// Sums of nameplates that meet a limit exactly differ from it by rounding.
constexpr double kLimitSlack = 1e-9;

constexpr std::size_t kSharesShown = 6;

Place place_of(const Model& model, const std::string& key) {
  const auto found = model.siting.places.find(key);
  return found == model.siting.places.end() ? Place() : found->second;
}

double number_or(const Parameters& parameters, std::string_view name, double otherwise) {
  const Value& value = get(parameters, name);
  return value.present() ? value.number() : otherwise;
}

double counted(const Parameters& parameters, std::string_view name) {
  return static_cast<double>(get(parameters, name).count());
}

/// A single string or cabinet as the floor sees it; mass zero where the file does not say it.
struct Standing {
  double mass_kg = 0.0;
  std::string mass_key;  ///< the parameter that tells it
  std::string what;      ///< "one string"
};

Standing standing_of(const Cohort& cohort) {
  const Parameters& values = cohort.parameters;
  if (find_spec(cohort.type->parameters, "cabinet_mass") != nullptr) {
    return {number_or(values, "cabinet_mass", 0.0), "cabinet_mass", "one cabinet"};
  }
  const double blocks_kg = number_or(values, "mass", 0.0) * counted(values, "series");
  const double stand_kg = blocks_kg > 0.0 ? number_or(values, "stand_mass", 0.0) : 0.0;
  return {blocks_kg + stand_kg, "mass", "one string"};
}

void check_floor(const Model& model, const Cohort& cohort, double limit_pa,
                 Diagnostics& diagnostics) {
  const Standing standing = standing_of(cohort);
  const double footprint_m2 = number_or(cohort.parameters, "footprint", 0.0);
  const std::string& name = cohort.names.back();
  const Place place = cohort.component->place;
  const std::string limit =
      fmt::format("the limit is at {}", location(place_of(model, "siting.floor_limit")));
  if (standing.mass_kg <= 0.0 || footprint_m2 <= 0.0) {
    const std::string missing = footprint_m2 <= 0.0 ? "footprint" : standing.mass_key;
    const auto* row = find_spec(cohort.type->parameters, missing);
    diagnostics.warning(
        "RT1503", fmt::format("the floor under '{}' is not judged: no '{}'", name, missing), place,
        fmt::format("add '{}:' in {}, {}", missing, row->unit, row->text), {limit});
    return;
  }
  const double load_pa = standing.mass_kg * kGravity / footprint_m2;
  if (load_pa <= limit_pa * (1.0 + kLimitSlack)) return;
  diagnostics.warning(
      "RT1501",
      fmt::format("'{}' loads its floor with {:.3g} kN/m^2, the limit is {} kN/m^2", name,
                  load_pa * 1e-3, print_number(limit_pa * 1e-3)),
      place,
      fmt::format("{}: {:.4g} kg on {} m^2; {:.3g} m^2 would do", standing.what, standing.mass_kg,
                  print_number(footprint_m2), standing.mass_kg * kGravity / limit_pa),
      {limit});
}

/// Cells as a battery has them: of the component itself or inside of it.
const Parameters* cells_of(const Cohort& cohort) {
  if (find_spec(cohort.type->parameters, "nominal_voltage") != nullptr) return &cohort.parameters;
  for (const devices::ParamSpec& parameter : cohort.type->parameters) {
    const bool holds_cells =
        parameter.kind == devices::Kind::part && parameter.part_type == "battery";
    if (!holds_cells) continue;
    const Value& inner = get(cohort.parameters, parameter.name);
    if (inner.present()) return &inner.map();
  }
  return nullptr;
}

bool is_lead_acid(const Parameters& cells) {
  const Value& kind = get(get(cells, "model").map(), "kind");
  return kind.present() && kind.word() == "two_well";
}

/// Nameplate of one member in J; zero for what stores nothing or does not count.
double energy_of(const Cohort& cohort, bool counts_lead_acid) {
  const Parameters* cells = cells_of(cohort);
  if (cells == nullptr || (is_lead_acid(*cells) && !counts_lead_acid)) return 0.0;
  if (cells != &cohort.parameters && get(cohort.parameters, "energy").present()) {
    return get(cohort.parameters, "energy").number();
  }
  return number_or(*cells, "nominal_voltage", 0.0) * number_or(*cells, "capacity", 0.0) *
         counted(*cells, "series") * counted(*cells, "strings");
}

/// One fire area: what is in it by path, and how much.
struct FireArea {
  std::string label;  ///< "each 'block'"
  std::map<std::string, double> shares_j;

  double energy_j() const {
    double sum_j = 0.0;
    for (const auto& [path, energy_j] : shares_j) sum_j += energy_j;
    return sum_j;
  }

  std::string shares_text() const {
    std::vector<std::string> texts;
    for (const auto& [path, energy_j] : shares_j) {
      texts.push_back(fmt::format("{} {:.4g} kWh", path, to_unit(energy_j, "kWh")));
    }
    return listed(texts, kSharesShown);
  }
};

/// The fire areas by what they are called ("block"), each in all of its variants: members that a
/// value or an event tells apart may hold different amounts.
class FireAreas {
 public:
  FireAreas(const Path& of, bool counts_lead_acid) : of_(of), counts_lead_acid_(counts_lead_acid) {
    depth_ = static_cast<std::size_t>(std::count_if(
        of.segments.begin(), of.segments.end(),
        [](const Segment& segment) { return segment.kind != Segment::Kind::members; }));
  }

  void add(const Cohort& cohort) {
    const double energy_j = energy_of(cohort, counts_lead_acid_);
    if (energy_j <= 0.0 || cohort.names.size() < depth_) return;
    const auto depth = static_cast<std::ptrdiff_t>(depth_);
    Cohort around;
    around.names.assign(cohort.names.begin(), cohort.names.begin() + depth);
    around.members.assign(cohort.members.begin(), cohort.members.begin() + depth);
    if (!of_.segments.empty() && !matches(of_, around.names, around.members)) return;
    double members = static_cast<double>(cohort.count);
    for (const Members& level : around.members) {
      if (!level.spans.empty()) members /= static_cast<double>(level.size());
    }
    FireArea& area = areas_[around.plain_path()][around.path()];
    area.label = label_of(around);
    area.shares_j[cohort.plain_path()] += members * energy_j;
  }

  /// The fullest variant of each.
  std::map<std::string, FireArea> fullest() const {
    std::map<std::string, FireArea> result;
    for (const auto& [name, variants] : areas_) {
      result[name] = std::max_element(variants.begin(), variants.end(),
                                      [](const auto& left, const auto& right) {
                                        return left.second.energy_j() < right.second.energy_j();
                                      })
                         ->second;
    }
    return result;
  }

 private:
  std::string label_of(const Cohort& around) const {
    if (of_.segments.empty()) return "the scenario";
    const bool is_counted = std::any_of(around.members.begin(), around.members.end(),
                                        [](const auto& level) { return !level.spans.empty(); });
    return fmt::format("{}'{}'", is_counted ? "each " : "", around.plain_path());
  }

  Path of_;
  bool counts_lead_acid_ = false;
  std::size_t depth_ = 0;  ///< names in the path
  std::map<std::string, std::map<std::string, FireArea>> areas_;
};

/// What `of:` names; empty segments mean the whole scenario. Empty after a finding.
std::optional<Path> path_of_areas(const Model& model, const Value& of, Diagnostics& diagnostics) {
  Reference reference;
  reference.place = place_of(model, "siting.fire_area.of");
  if (!of.present()) return reference.path;
  std::string problem;
  int column = 0;
  if (!parse_path(of.word(), reference.path, problem, column)) return std::nullopt;
  if (!check_names(reference, {"", &model.components}, {}, diagnostics)) return std::nullopt;
  for (const Segment& segment : reference.path.segments) {
    if (segment.kind != Segment::Kind::members || segment.members.all) continue;
    diagnostics.error("RT0309", fmt::format("'{}' names single members", of.word()),
                      reference.place, "leave the numbers out: each member is a fire area");
    return std::nullopt;
  }
  return reference.path;
}

void check_fire_areas(const Model& model, const Plan& plan, const Parameters& limits,
                      Diagnostics& diagnostics) {
  const auto of = path_of_areas(model, get(limits, "of"), diagnostics);
  if (!of) return;
  FireAreas areas(*of, get(limits, "counts").word() == "all");
  for (const Cohort& cohort : plan.cohorts) {
    if (cohort.component != nullptr) areas.add(cohort);
  }
  const auto fullest = areas.fullest();
  if (fullest.empty()) {
    diagnostics.warning("RT1503", "no fire area holds energy that counts",
                        place_of(model, "siting.fire_area"),
                        "no battery or bess is in it, or lead-acid only: see 'of' and 'counts'");
  }
  const double limit_j = get(limits, "limit").number();
  for (const auto& [name, area] : fullest) {
    if (area.energy_j() <= limit_j * (1.0 + kLimitSlack)) continue;
    diagnostics.warning(
        "RT1502",
        fmt::format("{} holds {:.4g} kWh, the limit of a fire area is {} kWh", area.label,
                    to_unit(area.energy_j(), "kWh"), print_number(to_unit(limit_j, "kWh"))),
        place_of(model, "siting.fire_area.limit"), area.shares_text());
  }
}

}  // namespace

void check_siting(const Model& model, const Plan& plan, Diagnostics& diagnostics) {
  const Value& floor_limit = get(model.siting.values, "floor_limit");
  const Value& fire_area = get(model.siting.values, "fire_area");
  for (const Cohort& cohort : plan.cohorts) {
    if (!floor_limit.present() || cohort.component == nullptr) continue;
    if (find_spec(cohort.type->parameters, "footprint") == nullptr) continue;
    check_floor(model, cohort, floor_limit.number(), diagnostics);
  }
  if (fire_area.present()) check_fire_areas(model, plan, fire_area.map(), diagnostics);
}

}  // namespace ridethrough::scenario
