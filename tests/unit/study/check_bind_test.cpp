#include "check_support.hpp"

using namespace check_support;

namespace {

scenario::Diagnostic fault_of(const FakeProvider& provider, const std::string& text) {
  scenario::Diagnostics diagnostics;
  const scenario::CheckSpec spec = always(text).spec;
  INFO(text);
  CHECK_FALSE(study::bind(spec, provider, diagnostics));
  REQUIRE(diagnostics.all().size() == 1);
  return diagnostics.all().front();
}

bool binds(const FakeProvider& provider, const std::string& text) {
  scenario::Diagnostics diagnostics;
  return study::bind(always(text).spec, provider, diagnostics);
}

FakeProvider plant() {
  FakeProvider p;
  p.add("bat.soc", lines({{0, 1.0}}), "%");
  p.add("bat.temperature", lines({{0, 300.0}}), "degC");
  p.add("bat.energy", lines({{0, 1.0}}), "kWh");
  p.add("ups.power", lines({{0, 1.0}}), "kW");
  p.add("ups.voltage", lines({{0, 1.0}}), "pu");
  p.add("ups.dips", steps({{0, 0.0}}), "", devices::Shape::steps);
  p.add_state("ups.state", steps({{0, 0.0}}));
  p.add("a.*.x", lines({{0, 1.0}}));
  p.add("b.*.x", lines({{0, 1.0}}));
  return p;
}

}  // namespace

TEST_CASE("dimensions must fit", "[check][bind]") {
  const FakeProvider p = plant();
  const auto fault = fault_of(p, "bat.soc >= 200 kWh");
  CHECK(fault.rule == "RT0803");
  CHECK(fault.message == "cannot compare soc (ratio) with energy");
  CHECK(fault.place.column == 12);
  CHECK(fault.place.length == 7);
  CHECK(fault.label.find("soc is in %") != std::string::npos);
  CHECK(fault_of(p, "200 kWh <= bat.soc").place.column == 1);
  CHECK(fault_of(p, "bat.energy <= ups.power").rule == "RT0803");
  CHECK(fault_of(p, "ups.power + bat.energy <= 3 kW").rule == "RT0803");
  CHECK(fault_of(p, "ups.power <= 90 %").label.find("90 % * PATH") != std::string::npos);
  CHECK(binds(p, "ups.power * 2 <= 90 % * ups.power"));
  CHECK(binds(p, "ups.power / ups.power <= 90 %"));
  CHECK(binds(p, "ups.power / ups.power <= 0.9"));
}

TEST_CASE("a bare number stands only where nothing is measured", "[check][bind]") {
  const FakeProvider p = plant();
  CHECK(fault_of(p, "ups.power >= 0").rule == "RT0301");
  CHECK(fault_of(p, "ups.power >= 0").label == "write it with its unit: 0 kW");
  CHECK(fault_of(p, "bat.soc >= 60").label == "write it with its unit: 60 %");
  CHECK(fault_of(p, "ups.voltage >= 0.9").place.column == 16);
  CHECK(binds(p, "ups.dips <= 3"));
  CHECK(binds(p, "ups.voltage >= 90 %"));
}

TEST_CASE("temperatures are absolute, their differences are not", "[check][bind]") {
  const FakeProvider p = plant();
  CHECK(binds(p, "bat.temperature <= 45 degC"));
  CHECK(binds(p, "change(bat.temperature over 1 min) <= 2 K"));
  CHECK(binds(p, "bat.temperature - 25 degC <= 10 K"));
  CHECK(binds(p, "bat.temperature + 5 K <= 45 degC"));
  CHECK(fault_of(p, "bat.temperature <= 45 K").rule == "RT0803");
  const auto result = always("bat.temperature <= 45 degC").on(p);
  CHECK(result.unit == "K");
  CHECK(*result.margin == about(18.15));
}

TEST_CASE("states are compared with their words", "[check][bind]") {
  const FakeProvider p = plant();
  const auto fault = fault_of(p, "ups.state == batery");
  CHECK(fault.rule == "RT0807");
  CHECK(fault.label == "did you mean 'battery'?");
  CHECK(fault.place.column == 14);
  CHECK(fault.place.length == 6);
  CHECK(fault_of(p, "ups.power == battery").rule == "RT0803");
  CHECK(fault_of(p, "ups.state <= 3").rule == "RT0803");
}

TEST_CASE("== on a continuous quantity is refused", "[check][bind]") {
  const FakeProvider p = plant();
  CHECK(fault_of(p, "ups.power == 3 kW").rule == "RT0806");
  CHECK(fault_of(p, "average(ups.dips over 1 s) != 3").rule == "RT0806");
  CHECK(binds(p, "change(ups.dips over 1 s) != 3"));
  CHECK(binds(p, "count(a.*.x >= 1) == 3"));
}

TEST_CASE("unknown names and events", "[check][bind]") {
  const FakeProvider p = plant();
  const auto fault = fault_of(p, "ups.power <= 2 * usp.power");
  CHECK(fault.rule == "RT0401");
  CHECK(fault.place.column == 18);
  CHECK(fault.place.length == 9);
  CHECK(fault_of(p, "not events.blakout").rule == "RT0401");
  CHECK(fault_of(p, "count(usp.state == off) <= 2").rule == "RT0401");
}

TEST_CASE("two unrelated stars are refused, one may be closed", "[check][bind]") {
  const FakeProvider p = plant();
  CHECK(fault_of(p, "a.*.x >= b.*.x").rule == "RT0804");
  CHECK(fault_of(p, "max(a.*.x - b.*.x) >= 1").rule == "RT0804");
  CHECK(binds(p, "a.*.x >= max(b.*.x)"));
  scenario::Diagnostics diagnostics;
  CHECK_FALSE(study::bind(always("a.*.x >= 1").after("b.*.x >= 1").spec, p, diagnostics));
}

TEST_CASE("a condition that nothing can satisfy is told", "[check][bind]") {
  const FakeProvider p = plant();
  const auto fault = fault_of(p, "ups.power > 5 kW and ups.power < 3 kW");
  CHECK(fault.rule == "RT0813");
  CHECK(fault.message == "'ups.power' is never both");
  CHECK(fault.label == "above 5 kW and below 3 kW exclude each other");
  CHECK(fault_of(p, "5 kW <= ups.power <= 3 kW").rule == "RT0813");
  CHECK(fault_of(p, "3 kW < ups.power < 3 kW").rule == "RT0813");
  CHECK(fault_of(p, "(ups.power > 5 kW and ups.power < 3 kW) and ups.dips < 2").rule == "RT0813");
  CHECK(fault_of(p, "ups.dips == 3 and (ups.dips == 2 and ups.power > 1 kW)").rule == "RT0813");
  CHECK(fault_of(p, "ups.state == battery and ups.state == on_line").label ==
        "battery and on_line exclude each other");
  CHECK(binds(p, "3 kW <= ups.power <= 3 kW"));
  CHECK(binds(p, "5 kW <= ups.power or ups.power <= 3 kW"));
  CHECK(binds(p, "not ups.power <= 3 kW and ups.power <= 3 kW or ups.state == battery"));
}
