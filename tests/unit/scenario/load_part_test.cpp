#include <catch2/catch.hpp>

#include "ridethrough/scenario/part.hpp"
#include "support/tool.hpp"

namespace ridethrough::scenario {
namespace {

const LoadOptions kLibrary{{}, RIDETHROUGH_LIBRARY_DIR};

std::string part_refusal(const std::string& name, const std::vector<Argument>& overrides = {}) {
  try {
    load_part(name, "battery", overrides, kLibrary);
  } catch (const ScenarioError& error) {
    return error.diagnostics().render_all();
  }
  return "";
}

bool says(const std::string& text, const std::string& piece) {
  INFO(text);
  CHECK(text.find(piece) != std::string::npos);
  return text.find(piece) != std::string::npos;
}

constexpr devices::ParamSpec kPower[] = {{.name = "power", .unit = "kW", .positive = true},
                                         {.name = "power", .unit = "W/cell", .positive = true}};

}  // namespace

TEST_CASE("a part of the library binds with its ranges", "[scenario][part]") {
  const BoundPart part = load_part("vrla-12v150ah", "battery", {}, kLibrary);
  CHECK(part.name == "vrla-12v150ah");
  CHECK(part.type == "battery");
  CHECK_FALSE(part.title.empty());
  CHECK(devices::get(part.values, "strings").count() == 1);
  CHECK(devices::get(part.values, "temperature").number() == Approx(298.15));
  REQUIRE(part.valid.size() == 3);
  CHECK(part.valid[1].key == "discharge_time");
  CHECK(part.valid[1].low == Approx(600.0));
  CHECK(part.valid[1].high == Approx(36000.0));
  CHECK(part.valid[1].unit == "min");
}

TEST_CASE("arguments stand in place of the values of a part", "[scenario][part]") {
  const BoundPart part = load_part(
      "vrla-12v150ah", "battery",
      {{"end_voltage", "1.75V/cell"}, {"strings", "3"}, {"soc", "50%"}, {"age", "4 y"}}, kLibrary);
  CHECK(devices::get(part.values, "end_voltage").number() == 1.75);
  CHECK(devices::get(part.values, "strings").count() == 3);
  CHECK(devices::get(part.values, "soc").number() == 0.5);
  CHECK(devices::get(part.values, "age").number() == Approx(4.0 * 365.25 * 86400.0).epsilon(1e-3));
}

TEST_CASE("findings point into the argument", "[scenario][part]") {
  says(part_refusal("vrla-12v150ah", {{"end_voltage", "1.67"}}), "error[RT0301]");
  says(part_refusal("vrla-12v150ah", {{"end_voltage", "1.67"}}), "--> --end-voltage:1:1");
  says(part_refusal("vrla-12v150ah", {{"end_voltage", "1.67V"}}), "error[RT0302]");
  says(part_refusal("vrla-12v150ah", {{"age", "4years"}}), "did you mean 'y'?");
  says(part_refusal("vrla-12v150ah", {{"strings", "0"}}), "error[RT0304]");
  says(part_refusal("vrla-12v150ah", {{"strings", "two"}}), "error[RT0305]");
  says(part_refusal("vrla-12v150ah", {{"strnigs", "2"}}), "did you mean 'strings'?");
}

TEST_CASE("a part that is not there is told with the nearest", "[scenario][part]") {
  says(part_refusal("vrla-12v150a"), "did you mean 'vrla-12v150ah'?");
  says(part_refusal("lfp-cabinet-200kwh"), "its cells are the part 'lfp-280ah-prismatic'");
  says(part_refusal("nowhere.yaml"), "error[RT0118]");
  says(part_refusal("./nowhere/x.yaml"), "--> PART:1:1");
  says(part_refusal(""), "error[RT0501]");
}

TEST_CASE("a part file is named with or without its folder", "[scenario][part]") {
  const test::Folder folder;
  const std::string text =
      test::read_text(std::string(RIDETHROUGH_LIBRARY_DIR) + "/battery/vrla-12v150ah.yaml");
  folder.write("vrla-12v150ah.csv", test::read_text(std::string(RIDETHROUGH_LIBRARY_DIR) +
                                                    "/battery/vrla-12v150ah.csv"));
  const std::string file = folder.write("vrla-12v150ah.yaml", text);
  CHECK(load_part(file, "battery", {}, kLibrary).name == "vrla-12v150ah");
  CHECK(read_part_text(text, file, "battery", kLibrary).values ==
        load_part("vrla-12v150ah", "battery", {}, kLibrary).values);
  std::string bad = text;
  bad.replace(bad.find("valid: {temperature: ["), 22, "valid: {temperature: 5 degC, x: [");
  CHECK_THROWS_WITH(load_part(folder.write("vrla-12v150ah.yaml", bad), "battery", {}, kLibrary),
                    Catch::Contains("'temperature' of 'valid' is a range"));
}

TEST_CASE("an argument is of the row whose dimension it has", "[scenario][part]") {
  Diagnostics diagnostics;
  const auto whole = bind_argument({"power", "5kW"}, kPower, diagnostics);
  const auto each = bind_argument({"power", "500 W/cell"}, kPower, diagnostics);
  REQUIRE((whole && each));
  CHECK(whole->row == 0);
  CHECK(whole->si == 5000.0);
  CHECK(each->row == 1);
  CHECK(each->si == 500.0);
  CHECK_FALSE(diagnostics.has_errors());
  CHECK_FALSE(bind_argument({"power", "500"}, kPower, diagnostics));
  CHECK_FALSE(bind_argument({"power", "5A"}, kPower, diagnostics));
  CHECK_FALSE(bind_argument({"power", "0 kW"}, kPower, diagnostics));
  CHECK_FALSE(bind_argument({"power", ""}, kPower, diagnostics));
  CHECK(diagnostics.errors() == 4);
}

}  // namespace ridethrough::scenario
