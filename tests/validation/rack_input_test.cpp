#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "ridethrough/devices/load/rack.hpp"
#include "support/csv_rows.hpp"
#include "support/device_rig.hpp"
#include "support/rack_examples.hpp"
#include "support/rack_rig.hpp"
#include "support/validation_case.hpp"

// What a rack says of its inputs, at the points of the curves.

using namespace ridethrough;
using namespace ridethrough::support;

namespace {

/// Whether input 2 of a rack stays inside `standard` through one excursion.
bool is_inside(const std::string& standard, double voltage_pu, double length_s) {
  Rig rig;
  build_rack(rig, {}, {0.0, 0.0});
  const core::Tick at = core::kTicksPerSecond;
  rig.set(at, "s2", "voltage", voltage_pu);
  rig.set(at + core::ticks_nearest(length_s), "s2", "voltage", 1.0);
  rig.run(at + core::ticks_nearest(length_s) + core::kTicksPerSecond);
  for (const devices::Judgement& each : rig.report("rack").judgements) {
    if (each.standard == standard) return each.verdict == "inside" && each.what == "input 2";
  }
  return true;
}

/// Points that the rack judges otherwise than their source, each tried a little on either side.
int wrong_verdicts(const std::string& standard, const std::string& table) {
  constexpr double kHairPu = 1e-6;
  constexpr double kHairS = 1e-6;
  constexpr double kForEver = 1e9;
  constexpr double kLongS = 60.0;
  int wrong = 0;
  for (const std::vector<double>& row : testing::reference_rows(table)) {
    const double side = row[0], level_pu = row[1];
    const bool is_steady = row[2] == kForEver;
    const double length_s = is_steady ? kLongS : row[2];
    const double inside_pu = std::max(0.0, level_pu - side * kHairPu);
    const double outside_pu = level_pu + side * kHairPu;
    INFO(level_pu << " pu for " << length_s << " s");
    if (!is_inside(standard, inside_pu, length_s)) ++wrong;
    if (!is_steady && is_inside(standard, inside_pu, length_s + kHairS)) ++wrong;
    if (outside_pu > 0.0 && outside_pu < 2.0 && is_inside(standard, outside_pu, length_s)) ++wrong;
  }
  return wrong;
}

}  // namespace

TEST_CASE("validation: the verdicts of a rack on its inputs", "[validation]") {
  testing::report_case(
      {.name = "ITIC verdict of a rack on one of its inputs",
       .kind = "published",
       .reference = "the same eight points, as dips and swells of one feeder",
       .measured = static_cast<double>(wrong_verdicts("ITIC", "power/itic_points.csv")),
       .allowed = 0.5,  // none
       .unit = "points"});
  testing::report_case(
      {.name = "SEMI F47 verdict of a rack on one of its inputs",
       .kind = "published",
       .reference = "the same four points, as dips of one feeder",
       .measured = static_cast<double>(wrong_verdicts("SEMI F47", "power/semi_f47_points.csv")),
       .allowed = 0.5,  // none
       .unit = "points"});
}
