#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

#include "ridethrough/devices/switchgear/breaker.hpp"
#include "ridethrough/devices/switchgear/bus.hpp"
#include "support/plain_fault.hpp"
#include "unit/devices/conversion/turning_plant.hpp"

// A short circuit below the inverter: its current limit, the bypass, and the time it has.
namespace ridethrough {
namespace {

using namespace support;
using devices::Verb;
using Rows = std::vector<std::string>;

constexpr double kFaultOhm = 0.04;
constexpr double kUpsBaseW = 400.0 * 400.0;  // over ohm: power at 1 pu

/// A feed of 400 V behind 0.01 ohm that a bypass can name: it knows its outlet.
class BypassFeed final : public devices::Device {
 public:
  BypassFeed() : Device(plain_tables::kSource) {}
  core::Phase phase() const override { return core::Phase::control; }
  void wire(devices::Wiring& wiring) override {
    wiring.frequency_hz = 50.0;
    place_outlet(wiring.make_outlet(400.0, false));
    source_ = wiring.network.add_source({.node = outlet_node(), .resistance_ohm = 0.01});
  }
  void react(devices::Ports& ports) override {
    ports.network().set_source(source_, true, {.frequency = {.hz = 50.0}, .nominal_hz = 50.0});
    ports.wake(*this, core::kNever);
  }
  double look(std::size_t, const devices::View& view) const override {
    return view.network.voltage_pu(outlet_node());
  }

 private:
  network::SourceId source_ = -1;
};

Parameters ups_with(const char* field, const Value& value, Parameters p = ups_600kw()) {
  return with(std::move(p), "short_circuit", field, value);
}

Parameters returning_ups() {
  return with(ups_600kw(), "static_bypass", "return", ups_word("automatic"));
}

Parameters branch_breaker(double instantaneous_a) {
  Parameters trip;
  trip["curve"] = ups_word("iec_very_inverse");
  trip["pickup"] = Value(700.0);
  trip["time_multiplier"] = Value(1.0);
  trip["reset"] = ups_word("instant");
  trip["instantaneous"] = Value(instantaneous_a);
  trip["instantaneous_delay"] = Value(0.0);
  Parameters breaker;
  breaker["state"] = ups_word("closed");
  breaker["opens_in"] = Value(8e-3);
  breaker["closes_in"] = Value(8e-3);
  breaker["trip"] = Value(trip);
  return breaker;
}

/// A UPS with two branches: each a breaker, 200 kW, and a fault that waits to be set on the first.
class Branches {
 public:
  explicit Branches(const Parameters& ups, double instantaneous_a = 3000.0, double load_w = 400e3) {
    rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0, false, 0.001));
    rig.add("ups", devices::make_ups(ups), {.from = {"grid"}});
    rig.add("battery", std::make_unique<PlainBattery>(Tank{}), {.from = {"ups"}});
    for (const std::string name : {"1", "2"}) {
      rig.add("cb" + name, devices::make_breaker(branch_breaker(instantaneous_a)),
              {.from = {"ups"}});
      rig.add("load" + name, std::make_unique<PlainLoad>(0.5 * load_w), {.from = {"cb" + name}});
    }
    rig.add("fault", std::make_unique<PlainFault>(), {.from = {"cb1"}});
  }
  void fault(core::Tick from, core::Tick to = core::kNever, double ohm = kFaultOhm) {
    rig.set(from, "fault", "ohm", ohm);
    if (to != core::kNever) rig.set(to, "fault", "ohm", -1.0);
  }
  double voltage_pu() { return rig.look("ups", "voltage"); }
  void check_books() {
    const core::Books books = rig.account("ups");
    CHECK(imbalance(books) < 1e-9);
    CHECK(books.gap_j < 1e-6 * std::max(books.in_j, books.out_j));
  }

  Rig rig;
};

/// Below 0.3 pu a load is a resistance that takes, there, the current of its power at 0.7 pu.
double folded_pu(double limit_w, double load_w, double ohm = kFaultOhm) {
  return limit_w / (kUpsBaseW / ohm + load_w / 0.7 / 0.3);
}

Rows later_than(core::Tick at, const Rows& rows) {
  Rows late;
  for (const std::string& row : rows) {
    if (std::stoll(row) >= at) late.push_back(row);
  }
  return late;
}

}  // namespace

TEST_CASE("ups: it limits, the bypass opens the branch, and it returns", "[ups][short]") {
  Branches plant(returning_ups());
  plant.fault(20 * kSecond);
  plant.rig.run(20 * kSecond - 1);
  CHECK(plant.voltage_pu() == 1.0);
  plant.rig.run(20 * kSecond);
  CHECK(plant.voltage_pu() == Approx(folded_pu(1200e3, 400e3)).epsilon(1e-7));
  CHECK(plant.rig.look("load2", "voltage") == plant.voltage_pu());
  plant.rig.run(20 * kSecond + 2 * kMs - 1);
  CHECK(plant.rig.state("ups") == "online");
  CHECK(plant.rig.look("cb1", "current") < 3000.0);
  plant.rig.run(20 * kSecond + 2 * kMs);
  CHECK(plant.rig.state("ups") == "bypass");
  CHECK(plant.rig.look("cb1", "current") > 3000.0);
  plant.rig.run(60 * kSecond);
  CHECK(plant.rig.log("cb1") ==
        Rows{"20002000001 1 instantaneous", "20010000001 tripped instantaneous"});
  CHECK(plant.rig.log("ups") == Rows{"20002000000 1 current_limit",
                                     "20002000000 bypass short_circuit",
                                     "30002000000 online load_back"});
  CHECK(plant.rig.look("load2", "voltage") == 1.0);
  CHECK(plant.rig.look("ups", "short_circuits") == 1.0);
  plant.check_books();
}

TEST_CASE("ups: without a bypass it stops when its time is over", "[ups][short]") {
  Branches plant(ups_600kw());
  plant.rig.set(5 * kSecond, "grid", "voltage", 0.0);
  plant.fault(20 * kSecond, 21 * kSecond);
  plant.rig.run(20 * kSecond + 100 * kMs - 1);
  CHECK(plant.rig.state("ups") == "battery");
  plant.rig.run(30 * kSecond);
  CHECK(later_than(20 * kSecond, plant.rig.log("ups")) ==
        Rows{"20002000000 1 current_limit", "20100000000 off short_circuit"});
  CHECK(plant.rig.log("cb1").empty());
  CHECK(plant.voltage_pu() == 0.0);
  // It stays off when the mains are back, until it is reset.
  plant.rig.set(40 * kSecond, "grid", "voltage", 1.0);
  plant.rig.run(100 * kSecond);
  CHECK(plant.rig.state("ups") == "off");
  plant.rig.order(101 * kSecond, "ups", Verb::reset);
  plant.rig.run(200 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  CHECK(plant.rig.look("load1", "voltage") == 1.0);
  plant.check_books();
}

TEST_CASE("ups: a branch breaker that the inverter can trip clears alone", "[ups][short]") {
  Branches plant(ups_with("clears_by", ups_word("inverter")), 1000.0);
  plant.fault(20 * kSecond, core::kNever, 0.0);
  plant.rig.run(20 * kSecond + 8 * kMs);
  CHECK(plant.voltage_pu() < 1e-4);
  // All that it gives, 2 x 866 A, goes into the fault.
  CHECK(plant.rig.look("cb1", "current") == Approx(1732.05).epsilon(1e-3));
  plant.rig.run(20 * kSecond + 8 * kMs + 1);
  CHECK(plant.voltage_pu() == 1.0);
  CHECK(plant.rig.log("cb1").back() == "20008000001 tripped instantaneous");
  CHECK(plant.rig.look("load2", "voltage") == 1.0);
  plant.rig.run(100 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  plant.check_books();
}

TEST_CASE("ups: told to clear by itself it does not use its bypass", "[ups][short]") {
  Branches plant(ups_with("clears_by", ups_word("inverter")));
  plant.fault(20 * kSecond);
  plant.rig.run(30 * kSecond);
  CHECK(plant.rig.log("ups") ==
        Rows{"20002000000 1 current_limit", "20100000000 off short_circuit"});
}

TEST_CASE("ups: gone before its detection a short circuit has no consequence", "[ups][short]") {
  Branches plant(ups_600kw());
  plant.fault(20 * kSecond, 20 * kSecond + 2 * kMs - 1);
  plant.rig.run(30 * kSecond);
  CHECK(plant.rig.log("ups").empty());
  CHECK(plant.voltage_pu() == 1.0);
}

TEST_CASE("ups: the time of overloads stands still at the limit", "[ups][short][overload]") {
  // 840 kW are 140 %: 60 s, of which 90 ms do not count; rounded up.
  Branches plant(ups_with("clears_by", ups_word("inverter")), 3000.0, 840e3);
  plant.fault(20 * kSecond, 20 * kSecond + 90 * kMs);
  plant.rig.run(20 * kSecond);
  CHECK(plant.voltage_pu() == Approx(folded_pu(1200e3, 840e3)).epsilon(1e-7));
  plant.rig.run(100 * kSecond);
  CHECK(plant.rig.log("ups") == Rows{"20002000000 1 current_limit", "60090000001 bypass overload"});
}

TEST_CASE("ups: the limit is that of the modules that run", "[ups][short]") {
  Branches plant(ups_with("clears_by", ups_word("inverter"), ups_600kw(2)), 6000.0);
  const double ohm = 0.02;
  plant.fault(20 * kSecond, core::kNever, ohm);
  plant.rig.order(20 * kSecond + 50 * kMs, "ups", Verb::fail, true,
                  {{"as", ups_word("module_lost")}});
  plant.rig.run(20 * kSecond + 50 * kMs - 1);
  CHECK(plant.voltage_pu() == Approx(folded_pu(2400e3, 400e3, ohm)).epsilon(1e-7));
  plant.rig.run(20 * kSecond + 50 * kMs);
  CHECK(plant.voltage_pu() == Approx(folded_pu(1200e3, 400e3, ohm)).epsilon(1e-7));
  plant.rig.run(30 * kSecond);
  CHECK(plant.rig.log("ups").back() == "20100000000 off short_circuit");
  plant.check_books();
}

TEST_CASE("ups: two on one bus have the limit of both", "[ups][short]") {
  Rig rig;
  rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0, false, 0.001));
  const Parameters inverter = ups_with("clears_by", ups_word("inverter"));
  for (const std::string name : {"one", "other"}) {
    rig.add(name, devices::make_ups(inverter), {.from = {"grid"}});
    rig.add(name + "-cells", std::make_unique<PlainBattery>(Tank{}), {.from = {name}});
  }
  rig.add("bus", devices::make_bus({}), {.from = {"one", "other"}});
  rig.add("fault", std::make_unique<PlainFault>(), {.from = {"bus"}});
  rig.set(20 * kSecond, "fault", "ohm", 0.02);
  rig.run(20 * kSecond + 50 * kMs);
  CHECK(rig.look("one", "voltage") == Approx(2400e3 / (kUpsBaseW / 0.02)).epsilon(1e-6));
  CHECK(rig.look("one", "power") == Approx(rig.look("other", "power")));
  rig.run(30 * kSecond);
  for (const std::string name : {"one", "other"}) {
    CHECK(rig.log(name) == Rows{"20002000000 1 current_limit", "20100000000 off short_circuit"});
    CHECK(imbalance(rig.account(name)) < 1e-9);
  }
}

TEST_CASE("ups: it does not return into a fault that takes no power", "[ups][short]") {
  Rig rig;
  rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("other", std::make_unique<BypassFeed>());
  const Parameters ups = with(returning_ups(), "static_bypass", "at_overload", ups_word("stays"));
  rig.add("ups", devices::make_ups(ups), {.from = {"grid"}, .peers = {{"bypass", "other"}}});
  rig.add("fault", std::make_unique<PlainFault>(), {.from = {"ups"}});
  rig.set(20 * kSecond, "fault", "ohm", 0.0);
  rig.set(55 * kSecond, "fault", "ohm", -1.0);
  rig.run(50 *
          kSecond);  // looked at three times: the current is 400 V over 0.01 ohm, the power none
  CHECK(rig.look("ups", "power") < 1e3);
  CHECK(rig.look("ups", "input_voltage") == 1.0);
  CHECK(rig.state("ups") == "bypass");
  rig.run(100 * kSecond);
  CHECK(rig.log("ups").front() == "20002000000 1 current_limit");
  CHECK(rig.log("ups").at(1) == "20002000000 bypass short_circuit");
  CHECK(rig.log("ups").back() == "60002000000 online load_back");
}

TEST_CASE("ups: a short circuit does not depend on who looks", "[ups][short]") {
  const auto digest = [](bool has_wakes) {
    Branches plant(returning_ups());
    plant.fault(2 * kSecond);
    if (has_wakes) plant.rig.wake_at_random(7, 200, 3 * kSecond);
    return plant.rig.run_and_digest(20 * kSecond, kSecond / 7);
  };
  CHECK(digest(true) == digest(false));
}

TEST_CASE("ups: a detection longer than the time at the limit is refused", "[ups][short]") {
  CHECK_THROWS_WITH(devices::make_ups(ups_with("detect", Value(0.2))),
                    Catch::Contains("short_circuit.detect"));
}

}  // namespace ridethrough
