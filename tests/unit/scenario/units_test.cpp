#include "ridethrough/scenario/units.hpp"

#include <catch2/catch.hpp>

namespace ridethrough::scenario {
namespace {

Quantity good(std::string_view text) {
  Quantity quantity;
  const auto fault = parse_quantity(text, quantity);
  INFO(text << ": " << (fault ? fault->label : "good"));
  REQUIRE_FALSE(fault);
  return quantity;
}

ValueFault bad(std::string_view text) {
  Quantity quantity;
  const auto fault = parse_quantity(text, quantity);
  INFO(text);
  REQUIRE(fault);
  return *fault;
}

}  // namespace

TEST_CASE("quantities become the double nearest to their decimal text") {
  // Exact comparison: the reader divides by whole powers of ten, which rounds once.
  CHECK(good("5 min").si == 300.0);
  CHECK(good("3 ms").si == 0.003);
  CHECK(good("86.7 %").si == 0.867);
  CHECK(good("1 d").si == 86'400.0);
  CHECK(good("2 y").si == 2 * 365 * 86'400.0);
  CHECK(good("600kW").si == 600e3);
  CHECK(good("-1.5e3 V").si == -1500.0);
  CHECK(good("+4").si == 4.0);
  CHECK(good("200 kWh").si == 7.2e8);
  CHECK(good("25 degC").si == 298.15);
  CHECK(good("0.25 /h").si == 0.25 / 3600.0);
  CHECK(good("240 mm2").si == 240e-6);
  CHECK(good("1 kV*A").dimension == dimension_of("A*V"));
}

TEST_CASE("W, VA and var are three dimensions, and 15 J/kW is a time") {
  CHECK(dimension_of("W") != dimension_of("VA"));
  CHECK(dimension_of("VA") != dimension_of("var"));
  CHECK(dimension_of("VA") != dimension_of("V*A"));
  CHECK(good("15 J/kW").dimension == dimension_of("s"));
  CHECK(good("15 J/kW").si == 0.015);
  CHECK(dimension_of("Wh") == dimension_of("J"));
  CHECK(dimension_of("Ah") == dimension_of("C"));
  CHECK(dimension_of("ohm*F") == dimension_of("s"));
  CHECK(dimension_of("H") == dimension_of("ohm*s"));
  CHECK(dimension_of("Hz") == dimension_of("/s"));
  CHECK(dimension_of("m^2") == dimension_of("m2"));
}

TEST_CASE("an absolute temperature is no difference") {
  CHECK(dimension_of("degC") != dimension_of("K"));
  CHECK(to_unit(298.15, "degC") == Approx(25.0).epsilon(1e-14));  // one rounding of 298.15
  CHECK(bad("3 degC/min").rule == "RT0306");
}

TEST_CASE("a plain number has no unit, or the unit 1") {
  CHECK(to_unit(3.0, "") == 3.0);
  CHECK(to_unit(3.0, "1") == 3.0);
  CHECK(dimension_of("1") == dimension_of(""));
}

TEST_CASE("an angle is neither a ratio nor a temperature") {
  CHECK(good("180 deg").si == Approx(3.14159265358979).epsilon(1e-15));
  CHECK(good("-12 deg").dimension == dimension_of("deg"));
  CHECK_FALSE(good("1 deg").dimension.is_ratio());
  CHECK(name_of(dimension_of("deg")) == "angle");
  CHECK_FALSE(is_unit("kdeg"));
}

TEST_CASE("ratios keep the form in which they were written") {
  CHECK(good("0.9 pu").ratio == RatioForm::per_unit);
  CHECK(good("90 %").ratio == RatioForm::percent);
  CHECK(good("0.9").ratio == RatioForm::none);
  CHECK(good("90 %").dimension.is_ratio());
}

TEST_CASE("currencies are ISO codes, with prefixes") {
  CHECK(good("2.5 USD/GPU/h").dimension == dimension_of("EUR/GPU/s"));
  CHECK(good("250 kUSD").si == 250e3);
  CHECK(currency_of("USD/GPU/h") == "USD");
  CHECK(currency_of("kW").empty());
  CHECK(good("12 USD/kW/month").dimension == dimension_of("USD/kW/s"));
  CHECK(bad("3 month").label == "a month is not a fixed time; write days: 30 d");
  CHECK_FALSE(is_unit("KWH"));
}

TEST_CASE("E3: what YAML or C would accept is no number here") {
  const ValueFault octal = bad("040");
  CHECK(octal.rule == "RT0305");
  CHECK(octal.message == "not a number in this language");
  CHECK(octal.label == "a leading zero would be octal in YAML; write 40");
  CHECK(octal.length == 3);
  CHECK(bad("1_000 V").label == "no underscores; write 1000");
  CHECK(bad(".5 s").label == "write a digit before the point: 0.5");
  CHECK(bad("5. s").label == "write a digit after the point");
  CHECK(bad("0x10").label == "only decimal numbers");
  CHECK(bad("1e+ s").label == "write digits after the 'e'");
  for (const char* text :
       {"inf", "nan", "-inf", "", " 5 s", "s", "--5", "1,000 V", "5  s", "5 ", "0b1"}) {
    INFO(text);
    Quantity quantity;
    CHECK(parse_quantity(text, quantity).has_value());
  }
  CHECK(bad("1e400 s").rule == "RT0307");
  CHECK(bad("1e308 TWh").rule == "RT0307");
}

TEST_CASE("unknown units get a suggestion at the unit's place") {
  const ValueFault fault = bad("600 kw");
  CHECK(fault.rule == "RT0306");
  CHECK(fault.message == "unknown unit 'kw'");
  CHECK(fault.label == "did you mean 'kW'?");
  CHECK(fault.offset == 4);
  CHECK(fault.length == 2);
  CHECK(bad("5 sec").label == "did you mean 's'?");
  CHECK(bad("5 ks").label.find("ms") != std::string::npos);
  CHECK(bad("5 kmin").rule == "RT0306");
  CHECK(bad("5 W//s").rule == "RT0306");
  CHECK(bad("5 W/").rule == "RT0306");
  std::string problem;
  int offset = 0;
  Quantity quantity;
  CHECK_FALSE(parse_quantity("600 kw", quantity, problem, offset));
  CHECK(problem == "unknown unit 'kw'; did you mean 'kW'?");
  CHECK(offset == 4);
}

TEST_CASE("counts are whole decimal numbers") {
  std::int64_t count = 0;
  CHECK_FALSE(parse_count("40", count));
  CHECK(count == 40);
  CHECK_FALSE(parse_count("0", count));
  CHECK(parse_count("040", count)->label == "a leading zero would be octal in YAML; write 40");
  CHECK(parse_count("4.0", count)->label == "write a whole number");
  CHECK(parse_count("1e3", count).has_value());
  CHECK(parse_count("-3", count)->label == "a count is not negative");
  CHECK(parse_count("99999999999999999999", count)->rule == "RT0307");
  CHECK(parse_count("", count).has_value());
}

TEST_CASE("durations need a unit of time") {
  double duration_s = 0.0;
  CHECK_FALSE(parse_duration("5 min", duration_s));
  CHECK(duration_s == 300.0);
  CHECK(parse_duration("300", duration_s)->label == "a duration needs a unit: 300 s or 5 min");
  CHECK(parse_duration("3 V", duration_s)->rule == "RT0302");
  CHECK(parse_duration("-3 s", duration_s)->rule == "RT0307");
}

TEST_CASE("civil times are days that exist") {
  CHECK(is_civil_time("2024-07-10 19:00:00"));
  CHECK(is_civil_time("2024-02-29 00:00:00"));
  CHECK_FALSE(is_civil_time("2023-02-29 00:00:00"));
  CHECK_FALSE(is_civil_time("2024-07-10 24:00:00"));
  CHECK_FALSE(is_civil_time("2024-07-10T19:00:00"));
  CHECK_FALSE(is_civil_time("2024-13-10 19:00:00"));
  CHECK_FALSE(is_civil_time("tomorrow"));
}

TEST_CASE("dimensions are named in words of an engineer") {
  CHECK(name_of(dimension_of("kW")) == "active power");
  CHECK(name_of(dimension_of("MVA")) == "apparent power");
  CHECK(name_of(dimension_of("V/cell")) == "voltage per cell");
  CHECK(name_of(dimension_of("J/kW")) == "time");
  CHECK(name_of(dimension_of("EUR/MWh")) == "price of energy");
  CHECK(name_of(dimension_of("%")) == "ratio");
  CHECK(name_of(dimension_of("V^2/m")) == "V^2/m");
}

TEST_CASE("numbers print short") {
  CHECK(print_number(24.6) == "24.6");
  CHECK(print_number(0.1 + 0.2) == "0.3");
  CHECK(print_number(-0.0) == "0");
  CHECK(print_number(41000.0) == "41000");
  CHECK(print_number(1e-9) == "1e-09");
}

TEST_CASE("schema units must exist") {
  CHECK(scale_of("kW") == 1000.0);
  CHECK(from_unit(5.0, "min") == 300.0);
  CHECK_THROWS_AS(dimension_of("parsec"), std::invalid_argument);
}

}  // namespace ridethrough::scenario
