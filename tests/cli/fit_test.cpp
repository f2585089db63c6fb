#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "support/tool.hpp"

/// `fit` as a user calls it.
namespace ridethrough::test {
namespace {

namespace fs = std::filesystem;

const std::string kTable =
    std::string(RIDETHROUGH_SOURCE_DIR) + "/scenarios/parts/battery/vrla-12v150ah.csv";

/// A table of 40 rows that no cell has made: power falls with the 0.8th power of time.
std::string plain_table() {
  std::string text = "end_voltage [V/cell],time [min],power [W/cell]\n";
  for (const double volts : {1.60, 1.67, 1.75, 1.80}) {
    for (const double minutes : {15.0, 20.0, 30.0, 45.0, 60.0, 120.0, 180.0, 300.0, 480.0, 600.0}) {
      const double power = 200.0 * (1.0 - 0.5 * (volts - 1.60)) * std::pow(60.0 / minutes, 0.8);
      text += std::to_string(volts) + "," + std::to_string(minutes) + "," + std::to_string(power) +
              "\n";
    }
  }
  return text;
}

}  // namespace

TEST_CASE("fit tells how well a table is met", "[cli][fit]") {
  const Call call = tool("fit " + kTable + " --chemistry vrla");
  CHECK(call.code == 0);
  CHECK(call.err.empty());
  for (const char* piece :
       {"fitted", "left out", "worst", "charge", "missed by more than 5 %", "not used"}) {
    INFO(piece);
    CHECK(call.out.find(piece) != std::string::npos);
  }
  const Call json = tool("fit " + kTable + " --json");
  const auto answer = nlohmann::json::parse(json.out);
  // The gates of the project for a maker's table: 5 % rms, 12 % worst, 8 % for rows left out.
  CHECK(answer["errors"]["rms"]["value"] < 5.0);
  CHECK(std::abs(answer["errors"]["worst"]["value"].get<double>()) < 12.0);
  CHECK(answer["holdout"]["rms"]["value"] < 8.0);
  CHECK(answer["points"].size() == 59);
  CHECK(answer["points"].size() + answer["unused"].size() == 78);
  CHECK(tool("fit " + kTable + " --json").out == json.out);
}

TEST_CASE("a fitted part runs at once", "[cli][fit]") {
  const Folder folder;
  const std::string at = folder.path().string();
  const Call call = tool("fit " + kTable + " -o my-block.yaml", at);
  INFO(call.err);
  REQUIRE(call.code == 0);
  const std::string written = folder.read("my-block.yaml");
  CHECK(written.starts_with("schema_version: 1\npart: my-block\ntype: battery\n"));
  CHECK(written.find("title: \"vrla-12v150ah.csv\"") != std::string::npos);
  CHECK(written.find("grade: derived") != std::string::npos);
  const Call lasts =
      tool("discharge my-block.yaml --power 537.3W/cell --end-voltage 1.67V/cell --json", at);
  INFO(lasts.err);
  REQUIRE(lasts.code == 0);
  const auto fit = nlohmann::json::parse(tool("fit " + kTable + " --json").out);
  double fitted_min = 0.0;
  for (const auto& point : fit["points"]) {
    if (point["power"]["value"] == 537.3) fitted_min = point["model"]["value"];
  }
  // Six digits of each number are written.
  CHECK(nlohmann::json::parse(lasts.out)["discharges"][0]["duration"]["value"] ==
        Approx(fitted_min).epsilon(1e-4));
  const std::string scenario =
      "schema_version: 1\nname: with the fitted block\nduration: 1 s\ncomponents:\n"
      "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 20 MVA}\n"
      "  ups: {type: ups, from: grid, part: ups-600kw}\n"
      "  cells: {type: battery, from: ups, part: ./my-block.yaml, series: 40, strings: 4}\n"
      "checks: [{id: carries, always: ups.power >= 0 kW}]\n";
  folder.write("s.yaml", scenario);
  const Call check = tool("check s.yaml", at);
  INFO(check.err);
  CHECK(check.code == 0);
}

TEST_CASE("a part is never replaced by accident", "[cli][fit]") {
  const Folder folder;
  folder.write("table.csv", plain_table());
  folder.write("mine.yaml", "mine\n");
  const std::string at = folder.path().string();
  const Call call = tool("fit table.csv -o mine.yaml", at);
  CHECK(call.code == 2);
  CHECK(call.err.find("'mine.yaml' exists, '--force' replaces it") != std::string::npos);
  CHECK(folder.read("mine.yaml") == "mine\n");
  CHECK(tool("fit table.csv -o mine.yaml --force", at).code == 0);
  CHECK(folder.read("mine.yaml").starts_with("schema_version: 1\n"));
}

TEST_CASE("nothing is written after an error", "[cli][fit]") {
  const Folder folder;
  const std::string at = folder.path().string();
  std::string bad = plain_table();
  bad += "1.60,15,oops\n";
  folder.write("table.csv", bad);
  const Call call = tool("fit table.csv -o part.yaml", at);
  CHECK(call.code == 3);
  CHECK(call.out.empty());
  CHECK(call.err.find("error[RT1402]: 'oops' is not a number\n  --> table.csv:42:9") !=
        std::string::npos);
  CHECK_FALSE(fs::exists(folder.path() / "part.yaml"));
  folder.write("table.csv", plain_table());
  CHECK(tool("fit table.csv -o nowhere/part.yaml", at).code == 74);
}

TEST_CASE("what can not be fitted is refused", "[cli][fit]") {
  const Folder folder;
  folder.write("table.csv", plain_table());
  folder.write("three.csv",
               "end_voltage [V/cell],time [min],power [W/cell]\n1.75,10,9\n1.75,20,5\n1.75,30,4\n");
  const auto check = [&](const std::string& arguments, int code, const std::string& piece) {
    const Call call = tool("fit " + arguments, folder.path().string());
    INFO(arguments << "\n" << call.err);
    CHECK(call.code == code);
    CHECK(call.out.empty());
    CHECK(call.err.find(piece) != std::string::npos);
  };
  check("three.csv", 3, "error[RT1405]: 3 of 3 rows");
  check("absent.csv", 3, "error[RT0118]");
  check(".", 3, "error[RT0118]");
  check("table.csv --battery x", 3, "error[RT1406]");
  check("table.csv --max-time 20min", 3, "error[RT1405]");
  check("table.csv --max-time 20", 3, "error[RT0301]");
  check("table.csv --cells none", 3, "error[RT0305]");
  check("table.csv --temperature 300degC", 3, "error[RT0304]");
  check("table.csv --end-voltages 1.8V/cell,1.6V/cell", 3, "error[RT0311]");
  check("table.csv --chemistry vrl", 2, "did you mean 'vrla'?");
  check("table.csv -o Part.yaml", 2, "'Part' is no name of a part");
  check("table.csv -o part.yml", 2, "ends in .yaml");
  check("table.csv -o part.yaml --name other", 2, "stands in a file 'other.yaml'");
  check("table.csv --batery x", 2, "did you mean '--battery'?");
  check("", 2, "table");
}

}  // namespace ridethrough::test
