#include "ridethrough/study/checkpoint.hpp"

#include <catch2/catch.hpp>
#include <cmath>

/// Young and Daly at their limits; the published table is a validation case.
namespace ridethrough::study {

TEST_CASE("the best interval grows with the root of what a checkpoint takes", "[study]") {
  const CheckpointCosts costs{30.0, 300.0, 18252.0};
  CHECK(young_interval_s(costs) == Approx(std::sqrt(60.0 * 18252.0)));
  CHECK(young_interval_s({120.0, 300.0, 18252.0}) == Approx(2.0 * young_interval_s(costs)));
  // The first-order goodput is best at Young's interval.
  const double best = first_order_goodput_frac(costs, young_interval_s(costs));
  CHECK(best > first_order_goodput_frac(costs, 0.9 * young_interval_s(costs)));
  CHECK(best > first_order_goodput_frac(costs, 1.1 * young_interval_s(costs)));
}

TEST_CASE("Daly's interval is Young's less two thirds of a checkpoint while failures are rare",
          "[study]") {
  // Series for C << M: tau = sqrt(2CM) + C/3 - C + O(C sqrt(C/M)).
  const CheckpointCosts rare{1.0, 0.0, 1e8};
  CHECK(daly_interval_s(rare) == Approx(young_interval_s(rare) - 2.0 / 3.0).margin(1e-4));
  CHECK(daly_interval_s({200.0, 0.0, 100.0}) == 100.0);
}

TEST_CASE("goodput ends at zero, and checkpoints that take nothing cost nothing", "[study]") {
  CHECK(first_order_goodput_frac({120.0, 900.0, 500.0}, 300.0) == 0.0);
  const CheckpointCosts free{0.0, 0.0, 1000.0};
  CHECK(young_interval_s(free) == 0.0);
  CHECK(first_order_goodput_frac(free, 0.0) == 1.0);
}

TEST_CASE("interruptions of the run are a rate beside the stated one", "[study]") {
  scenario::JobSpec job;
  using devices::Parameters;
  using devices::Value;
  job.parameters.values = {
      {"checkpoint", Value(Parameters{{"every", Value(1800.0)}, {"block", Value(30.0)}})},
      {"restart", Value(Parameters{{"warm", Value(300.0)}})},
      {"gpu_mtbf", Value(1e8)}};
  const auto quiet = checkpoint_advice(job, 1e4, 0, core::ticks_nearest(3600.0));
  REQUIRE(quiet);
  CHECK(quiet->costs.between_failures_s == 1e4);
  CHECK(quiet->with_path.between_failures_s == 1e4);
  const auto hit = checkpoint_advice(job, 1e4, 3, core::ticks_nearest(3600.0));
  REQUIRE(hit);
  CHECK(hit->with_path.between_failures_s == Approx(1.0 / (1e-4 + 3.0 / 3600.0)));
  CHECK_FALSE(checkpoint_advice(job, 0.0, 0, core::ticks_nearest(3600.0)));
}

}  // namespace ridethrough::study
