#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "devices/swing/swing_path.hpp"
#include "ridethrough/devices/grid/generator_plant.hpp"
#include "ridethrough/devices/switchgear/bus.hpp"
#include "support/device_rig.hpp"
#include "support/genset_examples.hpp"
#include "support/plain_devices.hpp"
#include "support/validation_case.hpp"

// Sets in parallel, through the network: what droops share, and how two rotors swing.
namespace ridethrough::testing {
namespace {

using namespace devices;
using namespace support;

constexpr double kBigW = 1.6e6, kSmallW = 1.0e6;

Parameters droop_set(double rating_w, double droop, double reference, double inertia_s = 1.0) {
  const Parameters governor = with(gs1_governor(), {{"kind", word_value("droop")},
                                                    {"droop", number_value(droop)},
                                                    {"reference", number_value(reference)}});
  return with(gs1_set(), {{"rating", number_value(rating_w)},
                          {"frequency", number_value(50.0)},
                          {"inertia", number_value(inertia_s)},
                          {"governor", map_value(governor)},
                          {"regulator", map_value(usual_regulator())}});
}

void add_pair(Rig& rig, const Parameters& big, const Parameters& small, double load_w) {
  rig.add("big", make_genset(big));
  rig.add("small", make_genset(small));
  rig.add("bus", make_bus({}), {.from = {"big", "small"}});
  rig.add("load", std::make_unique<PlainLoad>(load_w), {.from = {"bus"}});
}

/// Mean time between passages of the difference of two frequencies through zero, upwards.
double swing_hz(Rig& rig, core::Tick from, core::Tick until) {
  constexpr core::Tick kStep = 200'000;  // 0.2 ms
  const auto gap = [&] { return rig.look("big", "frequency") - rig.look("small", "frequency"); };
  double before = 0.0, first_s = -1.0, last_s = -1.0;
  int passages = -1;
  for (core::Tick at = from; at < until; at += kStep) {
    rig.run(at);
    const double now = gap();
    if (at > from && before < 0.0 && now >= 0.0) {
      last_s = core::seconds(at) - core::seconds(kStep) * now / (now - before);
      if (++passages == 0) first_s = last_s;
    }
    before = now;
  }
  REQUIRE(passages >= 4);
  return passages / (last_s - first_s);
}

}  // namespace

TEST_CASE("validation: two unequal sets share by their droops", "[validation][genset]") {
  Rig rig;
  add_pair(rig, droop_set(kBigW, 0.04, 0.5), droop_set(kSmallW, 0.05, 0.5), 1.0e6);
  rig.set(10 * kSecond, "load", "power", 1.6e6);
  rig.run(3 * kMin);
  // P_i = S_i (0.5 - df / (R_i f)), together 1.6 MW: df = -(1.6 - 1.3) / (40 + 20) * 50 Hz.
  const double off = -(1.6e6 - 0.5 * (kBigW + kSmallW)) / (kBigW / 0.04 + kSmallW / 0.05);
  const double big_w = kBigW * (0.5 - off / 0.04);
  const double small_w = kSmallW * (0.5 - off / 0.05);
  const double error = std::max(std::abs(rig.look("big", "power") - big_w) / kBigW,
                                std::abs(rig.look("small", "power") - small_w) / kSmallW);
  report_case({.name = "two unequal droop sets on one bus, their shares at rest",
               .kind = "analytic",
               .reference = "P_i = S_i (reference - df / (droop_i f)), through the network",
               .measured = error,
               .allowed = 1e-5,
               .unit = "pu"});
  report_case({.name = "two unequal droop sets on one bus, their frequency at rest",
               .kind = "analytic",
               .reference = "df = -(P - sum S_i reference) / sum(S_i / droop_i)",
               .measured = std::abs(rig.look("small", "frequency") - 50.0 * (1.0 + off)),
               .allowed = 1e-6,
               .unit = "Hz"});
}

TEST_CASE("validation: two sets swing against each other", "[validation][genset]") {
  // Slow governors and fields and no damper: what is left are two rotors and two reactances.
  const auto free_set = [](double rating_w, double inertia_s) {
    const Parameters set = droop_set(rating_w, 0.2, 0.5, inertia_s);
    const Parameters governor =
        with(get(set, "governor").map(), {{"actuator", number_value(10.0)}});
    const Parameters regulator = with(usual_regulator(), {{"field", number_value(1000.0)}});
    return with(set, {{"damper", number_value(0.0)},
                      {"governor", map_value(governor)},
                      {"regulator", map_value(regulator)}});
  };
  Rig rig;
  add_pair(rig, free_set(kBigW, 2.0), free_set(kSmallW, 1.0), 0.02e6);
  rig.set(kSecond, "load", "power", 0.1e6);
  const double measured_hz = swing_hz(rig, kSecond + 10 * kMs, 3 * kSecond);
  // w^2 = w_s K (1 / 2 H_1 S_1 + 1 / 2 H_2 S_2), K = E_1 E_2 / (x_1 + x_2) with E = V = 1.
  const double turn = 2.0 * std::numbers::pi;
  const double big_x = 0.3 * 0.8 / kBigW, small_x = 0.3 * 0.8 / kSmallW;
  const double masses = 1.0 / (2.0 * 2.0 * kBigW) + 1.0 / (2.0 * 1.0 * kSmallW);
  const double by_hand_hz = std::sqrt(turn * 50.0 / (big_x + small_x) * masses) / turn;
  report_case({.name = "swing of two sets on one bus, its frequency",
               .kind = "analytic",
               .reference = "sqrt(w_s K (1 / 2H1 + 1 / 2H2)) / 2 pi, nearly no load, E constant",
               .measured = std::abs(measured_hz / by_hand_hz - 1.0) * 100.0,
               .allowed = 0.1,
               .unit = "%"});
}

TEST_CASE("validation: a load step falls on two sets by their reactances", "[validation][genset]") {
  Rig rig;
  const Parameters stiff =
      with(droop_set(kSmallW, 0.05, 0.5),
           {{"regulator",
             map_value(with(usual_regulator(), {{"transient_reactance", number_value(0.15)}}))}});
  add_pair(rig, droop_set(kBigW, 0.04, 0.5), stiff, 0.1e6);
  rig.run(10 * kSecond - 1);
  const double before_w = rig.look("small", "power");
  rig.set(10 * kSecond, "load", "power", 0.7e6);
  rig.run(10 * kSecond);
  // The first to notice are the angles: dP_i goes as S_i / X'_i. What the network shows is the mean
  // of a chord, in which a rotor has moved by up to 1 % of the rating.
  const double share = (kSmallW / 0.15) / (kSmallW / 0.15 + kBigW / 0.3);
  report_case(
      {.name = "first split of a load step between two sets",
       .kind = "analytic",
       .reference = "by S_i / X'd_i (rotors have not moved yet)",
       .measured = std::abs((rig.look("small", "power") - before_w) / 0.6e6 - share) * 100.0,
       .allowed = 2.0,
       .unit = "%"});
}

}  // namespace ridethrough::testing
