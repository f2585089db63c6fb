#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <complex>

#include "support/device_rig.hpp"
#include "support/grid_examples.hpp"
#include "support/plain_devices.hpp"
#include "support/validation_case.hpp"

namespace ridethrough::support {
namespace {

using testing::report_case;
using Complex = std::complex<double>;

TEST_CASE("Two transformers in parallel on unlike taps", "[validation][tap]") {
  // 1.6 MVA, 6 % of which 0.75 % resistive, at -2.5 % and +2.5 %, without load:
  // I = (1 / 0.975 - 1 / 1.025) / (2 z), V = (1 / 0.975 + 1 / 1.025) / 2, loss = 2 r I^2.
  constexpr double kRatingVa = 1.6e6;
  Rig rig;
  rig.add("grid", std::make_unique<PlainSource>(10e3, 50.0));
  const auto tapped = [](double tap) {
    return devices::make_transformer(with(
        transformer_1600kva(), {{"tap", number_value(tap)}, {"no_load_loss", number_value(0.0)}}));
  };
  rig.add("low", tapped(-0.025), {.from = {"grid"}});
  rig.add("high", tapped(0.025), {.between = {"grid", "low"}});
  rig.run(kMin);
  const double up = 1.0 / 0.975, down = 1.0 / 1.025;
  const Complex impedance{0.0075, std::sqrt(0.06 * 0.06 - 0.0075 * 0.0075)};
  const double current = std::abs((up - down) / (2.0 * impedance));
  const double voltage = 0.5 * (up + down);
  double error = std::abs(rig.look("low", "voltage") - voltage);
  for (const char* name : {"low", "high"}) {
    error = std::max(error, std::abs(rig.look(name, "load_level") - voltage * current));
    const double loss_pu = rig.look(name, "loss") / kRatingVa;
    error = std::max(error, std::abs(loss_pu - 0.0075 * current * current));
    CHECK(imbalance(rig.account(name)) < 1e-12);
  }
  report_case({.name = "current that two transformers on unlike taps drive round",
               .kind = "analytic",
               .reference = "(k1 - k2) / (z1 + z2): 0.417 of rated current at taps 5 % apart",
               .measured = error,
               .allowed = 1e-8,
               .unit = "pu"});
}

}  // namespace
}  // namespace ridethrough::support
