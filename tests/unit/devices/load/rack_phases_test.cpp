#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>

#include "ridethrough/devices/load/rack.hpp"
#include "support/device_rig.hpp"
#include "support/extra_wakes.hpp"
#include "support/plain_devices.hpp"
#include "support/rack_examples.hpp"
#include "support/ticks.hpp"

// Single-phase supplies behind a cord: spread over three phases, or all on one.
namespace ridethrough {
namespace {

using namespace support;

using ridethrough::support::kMs;
using ridethrough::support::kSecond;

/// A source of 1 pu whose phases are set one by one: `set a` in pu.
class UnevenSource final : public devices::Device {
 public:
  explicit UnevenSource(double reactance_ohm)
      : Device(plain_tables::kSource), reactance_ohm_(reactance_ohm) {}
  core::Phase phase() const override { return core::Phase::control; }
  void wire(devices::Wiring& wiring) override {
    wiring.frequency_hz = 50.0;
    node_ = wiring.make_outlet(400.0, false);
    source_ = wiring.network.add_source(
        {.node = node_, .resistance_ohm = 0.1 * reactance_ohm_, .reactance_ohm = reactance_ohm_});
  }
  void order(const devices::Command& command) override {
    volts_pu_[static_cast<std::size_t>(command.parameter.front() - 'a')] = command.value;
  }
  void react(devices::Ports& ports) override {
    network::Emf emf{.frequency = {.hz = 50.0}, .nominal_hz = 50.0};
    emf.set_phases(volts_pu_);
    ports.network().set_source(source_, true, emf);
    ports.wake(*this, core::kNever);
  }
  double look(std::size_t, const devices::View& view) const override {
    return view.network.voltage_pu(node_);
  }

 private:
  double reactance_ohm_;
  std::array<double, 3> volts_pu_{1.0, 1.0, 1.0};
  network::NodeId node_ = -1;
  network::SourceId source_ = -1;
};

/// One cord of 40 kW under that source.
struct OneCord {
  explicit OneCord(double load_frac, const char* phase = "spread", double feed_ohm = 0.0) {
    devices::Parameters p = rack_of();
    p["load"] = devices::Value(load_frac);
    devices::Parameters cords = p["cords"].map();
    cords["phase"] = word_of(phase);
    p["cords"] = devices::Value(cords);
    rig.add("grid", std::make_unique<UnevenSource>(feed_ohm));
    rig.add("rack", devices::make_rack(p), {.from = {"grid"}});
  }
  void dip(const char* phase, double to_pu, core::Tick from, core::Tick length) {
    rig.set(from, "grid", phase, to_pu);
    rig.set(from + length, "grid", phase, 1.0);
  }
  Rig rig;
};

TEST_CASE("rack phases: what hangs on the other two phases carries a light rack", "[rack]") {
  OneCord cord(0.5);
  cord.dip("a", 0.3, kSecond, 200 * kMs);
  cord.rig.run(kSecond + 100 * kMs);
  CHECK(cord.rig.look("rack", "power") == Approx(20e3));
  cord.rig.run(2 * kSecond);
  CHECK(cord.rig.log("rack").empty());
  CHECK(imbalance(cord.rig.account("rack")) < 1e-9);
}

TEST_CASE("rack phases: two thirds of a full cord are too little", "[rack]") {
  OneCord cord(1.0);
  cord.dip("a", 0.3, kSecond, 200 * kMs);
  cord.rig.run(kSecond + 10 * kMs);
  CHECK(cord.rig.state("rack") == "holding");
  CHECK(cord.rig.look("rack", "power") == Approx(2.0 / 3.0 * 1.25 * 40e3));
  cord.rig.run(2 * kSecond);
  const auto incidents = cord.rig.report("rack").incidents;
  REQUIRE(incidents.size() == 1);
  CHECK(incidents[0].reason == "under_voltage");
  // 12 ms of 40 kW pay for what 33.3 kW leave.
  CHECK(core::seconds(incidents[0].at - kSecond) == Approx(480.0 / (40e3 - 100e3 / 3.0)));
}

TEST_CASE("rack phases: a third is back after its own resume", "[rack]") {
  OneCord cord(1.0);
  cord.dip("a", 0.3, kSecond, 20 * kMs);
  cord.rig.run(kSecond + 24 * kMs);
  CHECK(cord.rig.look("rack", "power") == Approx(100e3 / 3.0));
  cord.rig.run(kSecond + 26 * kMs);
  CHECK(cord.rig.look("rack", "power") > 40e3);  // and its capacitor fills again
  cord.rig.run(2 * kSecond);
  CHECK(cord.rig.state("rack") == "up");
  CHECK(cord.rig.look("rack", "power") == Approx(40e3));
  CHECK(imbalance(cord.rig.account("rack")) < 1e-9);
}

TEST_CASE("rack phases: supplies on one phase see that phase alone", "[rack]") {
  OneCord hit(0.5, "a");
  hit.dip("a", 0.3, kSecond, 200 * kMs);
  hit.rig.run(2 * kSecond);
  REQUIRE(hit.rig.report("rack").incidents.size() == 1);
  CHECK(hit.rig.report("rack").incidents[0].reason == "under_voltage");
  // 12 ms at 40 kW are 24 ms at 20 kW.
  CHECK(hit.rig.report("rack").incidents[0].at == kSecond + 24 * kMs);
  OneCord spared(1.0, "b");
  spared.dip("a", 0.3, kSecond, 200 * kMs);
  spared.rig.run(2 * kSecond);
  CHECK(spared.rig.log("rack").empty());
  OneCord shortly(0.5, "a");
  shortly.dip("a", 0.3, kSecond, 15 * kMs);
  shortly.rig.run(2 * kSecond);
  CHECK(shortly.rig.report("rack").incidents.empty());
  CHECK(shortly.rig.state("rack") == "up");
}

TEST_CASE("rack phases: all three low is a dip of the whole cord", "[rack]") {
  OneCord cord(0.5);
  for (const char* phase : {"a", "b", "c"}) {
    cord.dip(phase, *phase == 'a' ? 0.3 : 0.6, kSecond, 15 * kMs);
  }
  cord.rig.run(kSecond + 10 * kMs);
  CHECK(cord.rig.state("rack") == "holding");
  CHECK(cord.rig.look("rack", "power") == 0.0);
  cord.rig.run(2 * kSecond);
  CHECK(cord.rig.state("rack") == "up");
  CHECK(cord.rig.report("rack").incidents.empty());
}

TEST_CASE("rack phases: what a weak feed gives and what two thirds take come to rest", "[rack]") {
  // Seed 3365 of the random plants: the limit follows the voltages, and the voltages the limit. At
  // 0.8 ohm they went to and fro by one bit for ever, at other feeds for up to 54 rounds.
  for (const double feed_ohm : {0.2, 0.4, 0.6, 0.8, 1.0}) {
    CAPTURE(feed_ohm);
    OneCord cord(1.0, "spread", feed_ohm);
    for (const char* phase : {"b", "c"}) cord.dip(phase, 0.1, kSecond, 200 * kMs);
    cord.rig.run(kSecond + kMs);
    CHECK(cord.rig.engine().statistics().rounds_max <= 16);
    CHECK(cord.rig.state("rack") == "holding");
    // A third of the cord at its limit: 1.25 of 13.3 kVA at the voltage of its phase; less where
    // the positive sequence is below 0.3 pu.
    network::Network& net = cord.rig.network();
    const network::NodeId bus = cord.rig.outlet("grid");
    const double taper = std::min(1.0, net.voltage_pu(bus) / 0.3);
    const double third_w = 1.25 * 40e3 / 3.0 * std::abs(net.phases(bus)[0]) * taper;
    CHECK(cord.rig.look("rack", "power") == Approx(third_w).epsilon(1e-5));
  }
}

TEST_CASE("rack phases: extra wakes change nothing", "[rack]") {
  check_extra_wakes([](std::uint64_t seed) {
    OneCord cord(0.9);
    cord.dip("a", 0.3, kSecond, 30 * kMs);
    cord.dip("b", 0.5, kSecond + 10 * kMs, 60 * kMs);
    cord.dip("c", 0.65, 2 * kSecond, 8 * kMs);
    return digest_with_extra_wakes(cord.rig, seed, 400, 4 * kSecond, 3 * kMs);
  });
}

}  // namespace
}  // namespace ridethrough
