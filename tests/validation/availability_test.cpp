#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "ridethrough/scenario/draw.hpp"
#include "ridethrough/study/availability.hpp"
#include "ridethrough/study/run.hpp"
#include "study/statistics.hpp"
#include "support/tool.hpp"
#include "support/validation_case.hpp"

using namespace ridethrough;

namespace {

/// Racks at the end of a plant whose boxes fail.
class FailingPlant {
 public:
  explicit FailingPlant(const std::string& components)
      : model_(scenario::load_scenario(
            folder_.write("plant.yaml",
                          "schema_version: 1\nname: plant\nduration: 1 y\ncomponents:\n"
                          "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n" +
                              components),
            {.sets = {}, .library = std::string(RIDETHROUGH_SOURCE_DIR) + "/scenarios/parts"})) {}

  const scenario::Model& model() const { return model_; }
  study::RackAvailability closed_form() const { return study::availability(model_).front(); }

  /// The time that a rack was down and how often it went down, in one simulated year.
  struct Year {
    std::size_t losses = 0;
    double down_s = 0.0;
  };
  Year simulate(std::uint64_t seed, std::uint32_t replica) const {
    scenario::Model seeded = model_;
    seeded.seed = seed;
    const study::Outcome outcome =
        study::run(scenario::draw(seeded, {.failures = true, .disturbances = true}, replica),
                   {.meter = false});
    Year year;
    for (const study::ComponentOutcome& component : outcome.components) {
      for (const study::MemberIncident& each : component.incidents) {
        if (each.incident.kind != "dropped") continue;
        ++year.losses;
        const core::Tick lasted = each.incident.lasted == core::kNever
                                      ? outcome.duration - each.incident.at
                                      : each.incident.lasted;
        year.down_s += core::seconds(lasted);
      }
    }
    return year;
  }

 private:
  test::Folder folder_;
  scenario::Model model_;
};

constexpr int kSeeds = 200;
constexpr std::uint32_t kReplicas = 40;

/// How many of the seeds 1 to 200 have a 95 % interval that holds the closed form, and the share of
/// all of their years in which nothing was lost.
struct Coverage {
  int holding = 0;
  double survived = 0.0;
};

Coverage cover(const FailingPlant& plant, double truth) {
  Coverage coverage;
  for (int seed = 1; seed <= kSeeds; ++seed) {
    std::size_t survived = 0;
    for (std::uint32_t replica = 1; replica <= kReplicas; ++replica) {
      const auto year = plant.simulate(static_cast<std::uint64_t>(seed), replica);
      survived += year.losses == 0 ? 1 : 0;
    }
    const study::Interval interval = study::clopper_pearson(survived, kReplicas);
    coverage.holding += interval.low <= truth && truth <= interval.high ? 1 : 0;
    coverage.survived += static_cast<double>(survived) / (kSeeds * kReplicas);
  }
  return coverage;
}

/// What the simulation of one topology says against its block diagram.
struct Comparison {
  double formula_error = 0.0;  ///< of the block diagram, against the formula by hand
  double missing = 0.0;        ///< seeds whose interval misses it
  double sigmas = 0.0;         ///< of all years together, in standard errors
};

Comparison against_block_diagram(const FailingPlant& plant, double by_hand) {
  const double truth = plant.closed_form().survival;
  const Coverage coverage = cover(plant, truth);
  const double error = std::sqrt(truth * (1.0 - truth) / (kSeeds * kReplicas));
  return {std::abs(truth - by_hand), static_cast<double>(kSeeds - coverage.holding),
          std::abs(coverage.survived - truth) / error};
}

constexpr const char* kBySeeds = "block diagram; 200 seeds of 40 simulated years each";
constexpr const char* kByYears = "block diagram; four standard errors of 8,000 years";

constexpr double kYearHours = 8760.0;

/// What many years say of losses and of the time without a feed, in standard errors from the truth.
struct YearlyErrors {
  double losses = 0.0;
  double down = 0.0;
};

class Spread {
 public:
  void add(double value) {
    ++count_;
    sum_ += value;
    squares_ += value * value;
  }
  double sigmas_from(double truth) const {
    const double mean = sum_ / count_;
    return std::abs(mean - truth) / std::sqrt((squares_ / count_ - mean * mean) / count_);
  }

 private:
  double count_ = 0.0, sum_ = 0.0, squares_ = 0.0;
};

YearlyErrors yearly_errors(const FailingPlant& plant) {
  constexpr std::uint32_t kYears = 600;
  const study::RackAvailability truth = plant.closed_form();
  Spread losses, down;
  for (std::uint32_t replica = 1; replica <= kYears; ++replica) {
    const FailingPlant::Year year = plant.simulate(1, replica);
    losses.add(static_cast<double>(year.losses));
    down.add(year.down_s / (kYearHours * 3600.0));
  }
  return {losses.sigmas_from(truth.losses_a_year), down.sigmas_from(truth.unavailability)};
}

}  // namespace

TEST_CASE("one path of two boxes in series: the interval holds the closed form", "[availability]") {
  const FailingPlant plant(
      "  tx: {type: transformer, from: grid, primary: 400 V, voltage: 400 V, rating: 100 kVA, "
      "impedance: 4 %, reliability: {mttf: 30000 h}}\n"
      "  p: {type: pdu, from: tx, rating: 100 kVA, reliability: {mttf: 20000 h}}\n"
      "  row: {type: rack, from: p, power: 10 kW}\n");
  const Comparison found =
      against_block_diagram(plant, std::exp(-kYearHours / 30000.0 - kYearHours / 20000.0));
  testing::report_case({.name = "drawn failures of a path N, block diagram against its formula",
                        .kind = "analytic",
                        .reference = "products of exponentials, by hand",
                        .measured = found.formula_error,
                        .allowed = 1e-12,
                        .unit = ""});
  testing::report_case(
      {.name = "drawn failures of a path N, seeds whose 95 % interval misses the block diagram",
       .kind = "analytic",
       .reference = kBySeeds,
       .measured = found.missing,
       .allowed = 20.0,
       .unit = "of 200"});
  testing::report_case({.name = "drawn failures of a path N, share of all years without a loss",
                        .kind = "analytic",
                        .reference = kByYears,
                        .measured = found.sigmas,
                        .allowed = 4.0,
                        .unit = "sigma"});
}

TEST_CASE("three to make two with a common cause: the interval holds the closed form",
          "[availability]") {
  // A rack that two rectifiers do not carry stays off: it would try again for the rest of the year.
  const FailingPlant plant(
      "  rect: {type: rectifier, from: grid, count: 3, rating: 60 kW, voltage: 800 V, efficiency: "
      "[{power: 50 %, value: 96 %}, {power: 100 %, value: 95.5 %}], reliability: {mttf: 20000 h, "
      "common_cause: {beta: 10 %}}}\n"
      "  bar: {type: bus, from: rect}\n"
      "  row: {type: rack, from: bar, power: 100 kW, restart: {after: 2 y}}\n");
  const double own = std::exp(-0.9 * kYearHours / 20000.0);
  const double together = std::exp(-0.1 * kYearHours / 20000.0);
  const Comparison found = against_block_diagram(plant, together * own * own * (3.0 - 2.0 * own));
  testing::report_case(
      {.name = "drawn failures of three to make two, block diagram against its formula",
       .kind = "analytic",
       .reference = "products of exponentials, by hand",
       .measured = found.formula_error,
       .allowed = 1e-12,
       .unit = ""});
  testing::report_case(
      {.name = "three to make two, seeds whose 95 % interval misses the block diagram",
       .kind = "analytic",
       .reference = kBySeeds,
       .measured = found.missing,
       .allowed = 20.0,
       .unit = "of 200"});
  testing::report_case(
      {.name = "drawn failures of three to make two, share of all years without a loss",
       .kind = "analytic",
       .reference = kByYears,
       .measured = found.sigmas,
       .allowed = 4.0,
       .unit = "sigma"});
}

TEST_CASE("two paths with a common cause: the interval holds the closed form", "[availability]") {
  const std::string reliability =
      "reliability: {mttf: 10000 h, common_cause: {beta: 10 %, group: feed}}}\n";
  const FailingPlant plant("  a: {type: pdu, from: grid, rating: 100 kVA, " + reliability +
                           "  b: {type: pdu, from: grid, rating: 100 kVA, " + reliability +
                           "  row: {type: rack, from: [a, b], power: 10 kW}\n");
  const double own = std::exp(-0.9 * kYearHours / 10000.0);
  const double together = std::exp(-0.1 * kYearHours / 10000.0);
  const Comparison found = against_block_diagram(plant, together * own * (2.0 - own));
  testing::report_case({.name = "drawn failures of two paths, block diagram against its formula",
                        .kind = "analytic",
                        .reference = "products of exponentials, by hand",
                        .measured = found.formula_error,
                        .allowed = 1e-12,
                        .unit = ""});
  testing::report_case(
      {.name = "drawn failures of two paths, seeds whose 95 % interval misses the block diagram",
       .kind = "analytic",
       .reference = kBySeeds,
       .measured = found.missing,
       .allowed = 20.0,
       .unit = "of 200"});
  testing::report_case({.name = "drawn failures of two paths, share of all years without a loss",
                        .kind = "analytic",
                        .reference = kByYears,
                        .measured = found.sigmas,
                        .allowed = 4.0,
                        .unit = "sigma"});
}

TEST_CASE("two paths that are repaired: losses a year and the time without a feed",
          "[availability]") {
  const std::string reliability =
      "reliability: {mttf: 500 h, repair: 25 h, common_cause: {beta: 10 %, group: feed}}}\n";
  const FailingPlant plant(
      "  a: {type: pdu, from: grid, rating: 100 kVA, " + reliability +
      "  b: {type: pdu, from: grid, rating: 100 kVA, " + reliability +
      "  row: {type: rack, from: [a, b], power: 10 kW, restart: {after: 0 s, stagger: 0 s}}\n");
  const YearlyErrors found = yearly_errors(plant);
  testing::report_case({.name = "drawn failures of two paths with repair, losses a year",
                        .kind = "analytic",
                        .reference = "block diagram; standard errors of 600 years",
                        .measured = found.losses,
                        .allowed = 4.0,
                        .unit = "sigma"});
  testing::report_case({.name = "drawn failures of two paths with repair, time without a feed",
                        .kind = "analytic",
                        .reference = "block diagram; standard errors of 600 years",
                        .measured = found.down,
                        .allowed = 4.0,
                        .unit = "sigma"});
}

TEST_CASE("two feeds with outages of their own: losses a year and the time without a feed",
          "[availability]") {
  const FailingPlant plant(
      "  a: {type: utility, voltage: 400 V, frequency: 50 Hz, disturbances: rough}\n"
      "  b: {type: utility, voltage: 400 V, frequency: 50 Hz, disturbances: rough}\n"
      "  row: {type: rack, from: [a, b], power: 10 kW, restart: {after: 0 s, stagger: 0 s}}\n"
      "parts:\n"
      "  rough: {type: disturbances, values: {sustained: {per_year: 40, duration: {median: 5 h, "
      "sigma: 0}}}}\n");
  const YearlyErrors found = yearly_errors(plant);
  testing::report_case({.name = "drawn outages of two feeds, losses a year",
                        .kind = "analytic",
                        .reference = "block diagram; standard errors of 600 years",
                        .measured = found.losses,
                        .allowed = 4.0,
                        .unit = "sigma"});
  testing::report_case({.name = "drawn outages of two feeds, time without a feed",
                        .kind = "analytic",
                        .reference = "block diagram; standard errors of 600 years",
                        .measured = found.down,
                        .allowed = 4.0,
                        .unit = "sigma"});
}

TEST_CASE("a transfer switch that fails on demand: the interval holds the closed form",
          "[availability]") {
  // It is mended long before the next outage, so that each finds it as good as new; on the way back
  // it may fail too, which costs nothing. More than 32 demands a year, for which draw() is asked
  // once, come once in 1e5 years.
  constexpr double kPerYear = 5.0, kChance = 0.2, kMinute = 60.0;
  const FailingPlant plant(
      "  a: {type: utility, voltage: 400 V, frequency: 50 Hz, disturbances: rough}\n"
      "  s: {type: sts, from: [a, grid], return: automatic, retransfer: 1 s, reliability: "
      "{fail_to_operate: 20 %, repair: 0.01 h}}\n"
      "  row: {type: rack, from: s, power: 10 kW, restart: {after: 0 s, stagger: 0 s}}\n"
      "parts:\n"
      "  rough: {type: disturbances, values: {sustained: {per_year: 5, duration: {median: 1 min, "
      "sigma: 0}}}}\n");
  const double rate_per_s = kPerYear / (kYearHours * 3600.0);
  const double begins = kPerYear / (1.0 + rate_per_s * kMinute);  // none begins in another one
  testing::report_case({.name = "switch that fails on demand, block diagram against its formula",
                        .kind = "analytic",
                        .reference = "outages that begin a year times the chance, by hand",
                        .measured = std::abs(plant.closed_form().losses_a_year - begins * kChance),
                        .allowed = 1e-9,
                        .unit = "1/y"});
  testing::report_case({.name = "switch that fails on demand, losses a year",
                        .kind = "analytic",
                        .reference = "block diagram; standard errors of 600 years",
                        .measured = yearly_errors(plant).losses,
                        .allowed = 4.0,
                        .unit = "sigma"});
  const Coverage coverage = cover(plant, std::exp(-begins * kChance));
  testing::report_case(
      {.name = "switch that fails on demand, seeds whose 95 % interval misses the closed form",
       .kind = "analytic",
       .reference = "exp(-outages a year times the chance); 200 seeds of 40 simulated years each",
       .measured = static_cast<double>(kSeeds - coverage.holding),
       .allowed = 20.0,
       .unit = "of 200"});
}
