#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <string>

#include "ridethrough/scenario/model.hpp"
#include "ridethrough/study/run.hpp"
#include "support/csv_rows.hpp"
#include "support/scratch.hpp"
#include "support/validation_case.hpp"

// The shipped curves at the points that their sources print.
namespace ridethrough {
namespace {

using testing::repository_path;

/// Whether a bus whose voltage is `voltage_pu` for `length_s` stays inside a curve.
bool stays_inside(const std::string& curve, double voltage_pu, double length_s) {
  const auto file = support::scratch_path("curve-points.yaml");
  std::ofstream(file) << fmt::format(
      "schema_version: 1\nname: one excursion\nduration: {:.9f} s\n"
      "components:\n  grid: {{type: utility, voltage: 400 V, frequency: 60 Hz}}\n"
      "events: [{{at: 1 s, dip: grid, to: {:.9f} pu, for: {:.9f} s}}]\n"
      "checks: [{{id: kept, always: grid.voltage inside {}}}]\n",
      length_s + 2.0, voltage_pu, length_s, curve);
  const scenario::Model model =
      scenario::load_scenario(file.string(), {{}, repository_path("scenarios/parts")});
  return study::run(model, {}).verdict == study::Verdict::pass;
}

/// What a ramp of `rise_w` within `length_s` leaves of a limit of 50 kW within 2 s.
double left_of_ramp_w(double rise_w, double length_s) {
  const auto file = support::scratch_path("curve-ramp.yaml");
  std::ofstream(file) << fmt::format(
      "schema_version: 1\nname: a ramp\nduration: 60 s\ncomponents:\n"
      "  grid: {{type: utility, voltage: 400 V, frequency: 50 Hz}}\n"
      "  bank: {{type: load, from: grid, power: {:.3f} W, load: 0 %}}\n"
      "events: [{{at: 10 s, set: {{bank.load: 100 %}}, over: {:.9f} s}}]\n"
      "checks: [{{id: ramp, always: grid inside mine}}]\n"
      "parts:\n  mine: {{type: curve, values: {{kind: ramp_and_band, reads: power, "
      "ramp_up: [{{over: 2 s, at_most: 50 kW}}]}}}}\n",
      rise_w, length_s);
  const scenario::Model model =
      scenario::load_scenario(file.string(), {{}, repository_path("scenarios/parts")});
  return *study::run(model, {}).checks.at(0).margin;
}

/// Points that the curve judges otherwise than their source, each tried a little on either side.
int wrong_points(const std::string& curve, const std::string& table) {
  constexpr double kHairPu = 1e-6;
  constexpr double kHairS = 1e-6;
  constexpr double kForEver = 1e9;
  constexpr double kLongS = 60.0;  // longer than any limit of the table
  int wrong = 0;
  for (const std::vector<double>& row : testing::reference_rows(table)) {
    const double side = row[0], level_pu = row[1], longest_s = row[2];
    const double inside_pu = level_pu - side * kHairPu;
    const double outside_pu = level_pu + side * kHairPu;
    const bool is_steady = longest_s == kForEver;
    const double length_s = is_steady ? kLongS : longest_s;
    const double least_pu = std::max(0.0, inside_pu);
    INFO(level_pu << " pu for " << longest_s << " s");
    if (!stays_inside(curve, least_pu, length_s)) ++wrong;
    if (!is_steady && stays_inside(curve, least_pu, length_s + kHairS)) ++wrong;
    if (outside_pu > 0.0 && outside_pu < 2.0 && stays_inside(curve, outside_pu, length_s)) ++wrong;
  }
  return wrong;
}

}  // namespace

TEST_CASE("validation: the ITIC curve at its points", "[validation][curve]") {
  testing::report_case(
      {.name = "ITIC curve at its points",
       .kind = "published",
       .reference =
           "ITI (CBEMA) application note, 2000: eight points, each a little on either side",
       .measured = static_cast<double>(wrong_points("itic", "power/itic_points.csv")),
       .allowed = 0.5,  // none
       .unit = "points"});
}

TEST_CASE("validation: SEMI F47 at its points", "[validation][curve]") {
  testing::report_case(
      {.name = "SEMI F47 at its points",
       .kind = "published",
       .reference = "SEMI F47-0706 as a maker prints it: four points, each a little on either side",
       .measured = static_cast<double>(wrong_points("semi-f47", "power/semi_f47_points.csv")),
       .allowed = 0.5,  // none
       .unit = "points"});
}

TEST_CASE("validation: what is left of a ramp limit", "[validation][curve]") {
  // Slope times span while the ramp is longer than the span, all of it where it is shorter.
  const double long_ramp_w = 50e3 - 100e3 * 2.0 / 10.0;
  const double short_ramp_w = 50e3 - 80e3;
  const double error_w = std::max(std::abs(left_of_ramp_w(100e3, 10.0) - long_ramp_w),
                                  std::abs(left_of_ramp_w(80e3, 0.5) - short_ramp_w));
  testing::report_case({.name = "ramp limit of 50 kW within 2 s",
                        .kind = "analytic",
                        .reference = "slope times span: 100 kW in 10 s and 80 kW in 0.5 s",
                        .measured = error_w,
                        .allowed = 1e-3,
                        .unit = "W"});
}

}  // namespace ridethrough
