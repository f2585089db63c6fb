#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "ridethrough/report/data.hpp"
#include "ridethrough/report/text.hpp"

/// What stands under a check that does not pass.
namespace ridethrough::report {
namespace {

study::CheckResult failed(const std::string& id, const std::vector<std::int64_t>& cause) {
  study::CheckResult check;
  check.id = id;
  check.sentence = "always " + id;
  check.status = study::CheckStatus::fail;
  check.fails_run = true;
  check.cause = cause;
  return check;
}

study::Outcome outage() {
  study::Outcome outcome;
  outcome.name = "hall";
  outcome.fingerprint = "rt1:0";
  outcome.duration = 60 * core::kTicksPerSecond;
  outcome.events = {
      {1'000'000'000, 1, "events.outage", 1, "event", "", "begun", "", 0},
      {1'003'000'000, 2, "ups", 1, "state", "online", "off", "under_voltage", 1},
      {1'003'000'000, 3, "row", 1, "count:drops", "0", "1", "under_voltage", 2},
      {1'003'000'000, 4, "train", 1, "state", "running", "stalled", "rack_down", 3},
  };
  return outcome;
}

bool holds(const std::string& text, const std::string& part) {
  INFO(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a failed check tells its chain in the order of time", "[report]") {
  study::Outcome outcome = outage();
  outcome.checks = {failed("rides", {3, 2, 1})};
  CHECK(holds(run_text(outcome, {}),
              "  fail       rides\n"
              "             always rides   (:0)\n"
              "                  1.000 s  events.outage begun\n"
              "                  1.003 s  ups: online -> off  (under_voltage)\n"
              "                  1.003 s  row drops: 0 -> 1  (under_voltage)\n"));
}

TEST_CASE("a chain that carries on another one tells only the rest", "[report]") {
  study::Outcome outcome = outage();
  outcome.checks = {failed("rides", {3, 2, 1}), failed("job", {4, 3, 2, 1})};
  CHECK(holds(run_text(outcome, {}),
              "             always job   (:0)\n"
              "                as under rides, then\n"
              "                  1.003 s  train: running -> stalled  (rack_down)\n"));
}

TEST_CASE("what gates nothing tells only since when", "[report]") {
  study::Outcome outcome = outage();
  outcome.checks = {failed("rides", {3, 2, 1})};
  outcome.checks[0].status = study::CheckStatus::warn;
  outcome.checks[0].fails_run = false;
  const std::string text = run_text(outcome, {});
  CHECK(holds(text, "row drops: 0 -> 1"));
  CHECK_FALSE(holds(text, "ups: online -> off"));
}

TEST_CASE("a check that tested nothing says so", "[report]") {
  study::Outcome outcome = outage();
  outcome.checks = {failed("rides", {})};
  outcome.checks[0].status = study::CheckStatus::vacuous;
  CHECK(holds(run_text(outcome, {}),
              "tested nothing: its scope never opened in 60 s; say 'if_never: pass' if that is "
              "meant\n"));
}

TEST_CASE("no line ends with a blank", "[report]") {
  study::Outcome outcome = outage();
  outcome.checks = {failed("rides", {1}), failed("much-longer-name", {1})};
  CHECK_FALSE(holds(run_text(outcome, {}), " \n"));
}

TEST_CASE("outcome.json lists the cause nearest first, and none for what holds", "[report]") {
  study::Outcome outcome = outage();
  outcome.checks = {failed("rides", {3, 2, 1}), failed("holds", {})};
  const auto json = nlohmann::json::parse(outcome_json(outcome, "1.2.3"));
  CHECK(json["checks"][0]["cause"] == std::vector<int>{3, 2, 1});
  CHECK(json["checks"][1]["cause"] == nlohmann::json::array());
}

TEST_CASE("outcome.json has the worst, the stops and the cords of the language page", "[report]") {
  study::Outcome outcome;
  study::ComponentOutcome bank{"vrla", "battery", 2, {}, {}, {}, {}, {"ups"}};
  bank.findings = {{{"soc_min", 0.6, "%", 1'500'000'000}, "vrla.1", 1},
                   {{"soc_min", 0.5, "%", 937'500'000'000}, "vrla.2", 1}};
  bank.incidents = {{{"stopped", 937'500'000'000, core::kNever, "end_voltage"}, "vrla.2", 1, 0}};
  study::ComponentOutcome rack{"row", "rack", 1, {}, {}, {}, {}, {"pdu-a", "pdu-b"}};
  rack.incidents = {{{"dropped", 937'500'000'000, core::kNever, "under_voltage"}, "row", 1, 0}};
  outcome.components = {rack, bank};
  study::ComponentOutcome job{"train", "training", 1, {}, {}, {}, {}, {}};
  job.findings = {{{"interruptions", 1.0, "1", -1}, "train", 1},
                  {{"cost", 100.0, "USD", -1}, "train", 1}};
  outcome.jobs = {job};
  const auto json = nlohmann::json::parse(outcome_json(outcome, "1.2.3"));
  const auto& battery = json["components"]["vrla"];
  CHECK(battery["worst"]["soc"]["value"] == 50.0);
  CHECK(battery["worst"]["soc"]["match"] == "vrla.2");
  CHECK(battery["worst"]["soc"]["time"] == 937.5);
  CHECK(battery["stopped"][0]["reason"] == "end_voltage");
  CHECK(battery["stopped"][0]["match"] == "vrla.2");
  CHECK(json["racks"][0]["dropped"][0]["path"] == std::vector<std::string>{"pdu-a", "pdu-b"});
  CHECK(json["jobs"]["train"]["interruptions"] == 1);
  CHECK(json["jobs"]["train"]["cost"]["unit"] == "USD");
}

}  // namespace ridethrough::report
