#include "ridethrough/report/text.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "report/table.hpp"
#include "ridethrough/report/data.hpp"

namespace ridethrough::report {

TEST_CASE("tables align words left and numbers right") {
  Table table({"what", "members", "for"}, {false, true, true});
  table.add({"a", "1", "90 s"});
  table.add({"longer name", "375", "1.5 s"});
  CHECK(table.text("  ") ==
        "  what         members    for\n"
        "  -----------  -------  -----\n"
        "  a                  1   90 s\n"
        "  longer name      375  1.5 s\n");
}

TEST_CASE("figures have four significant digits") {
  CHECK(digits(0.0) == "0");
  CHECK(digits(12.3456) == "12.35");
  CHECK(digits(-0.000123456) == "-0.0001235");
}

TEST_CASE("colours are codes around the text, or nothing") {
  CHECK(coloured("PASS", kGreen, false) == "PASS");
  CHECK(coloured("PASS", kGreen, true) == "\x1b[32mPASS\x1b[0m");
}

TEST_CASE("the verdict comes first and names what decided it") {
  study::Outcome outcome;
  outcome.name = "hall";
  CHECK(run_text(outcome, {}).starts_with("PASS  hall  (nothing was checked)\n"));
  study::CheckResult check;
  check.id = "rides";
  check.status = study::CheckStatus::fail;
  check.fails_run = true;
  outcome.checks = {check};
  outcome.verdict = study::Verdict::fail;
  outcome.decided_by = "rides";
  CHECK(run_text(outcome, {}).starts_with("FAIL  hall  (decided by rides)\n"));
  CHECK(run_text(outcome, {}).find('\x1b') == std::string::npos);
  CHECK(run_text(outcome, {true}).find('\x1b') != std::string::npos);
}

TEST_CASE("numbers that JSON does not know are null, and zero has no sign") {
  study::Outcome outcome;
  study::CheckResult check;
  check.id = "rides";
  check.margin = -0.0;
  check.unit = "1";
  outcome.checks = {check};
  const std::string zero = outcome_json(outcome, "1.2.3");
  CHECK(zero.find("-0.0") == std::string::npos);
  outcome.checks[0].margin = std::numeric_limits<double>::infinity();
  const auto json = nlohmann::json::parse(outcome_json(outcome, "1.2.3"));
  CHECK(json["checks"][0]["margin"]["value"].is_null());
  CHECK(json["tool"]["version"] == "1.2.3");
  CHECK(outcome_json(outcome, "1.2.3").back() == '\n');
}

TEST_CASE("of many judged transients the worst is told, and that its curve is unverified") {
  study::Outcome outcome;
  study::ComponentOutcome gen;
  gen.path = "gen";
  const auto judged = [](core::Tick at, int rank, const char* verdict) {
    devices::Judgement one;
    one.standard = "ISO 8528-5";
    one.at = at * core::kTicksPerSecond;
    one.what = "load step of 50 %";
    one.verdict = verdict;
    one.rank = rank;
    one.figures = {{"dip", 0.0669, "%"}};
    one.is_unverified = true;
    return study::MemberJudgement{one, "gen", 1};
  };
  gen.judgements = {judged(1, 0, "G3"), judged(2, 2, "G1"), judged(3, 2, "G1")};
  outcome.components = {gen};
  const std::string text = run_text(outcome, {});
  CHECK(text.find("gen     ISO 8528-5       3  G1 (unverified curve)  2.000 s  "
                  "load step of 50 %  dip 6.69 %") != std::string::npos);
  outcome.components[0].judgements.push_back(judged(4, 3, "none"));
  CHECK(run_text(outcome, {}).find("outside all classes (unverified curve)  4.000 s") !=
        std::string::npos);
  outcome.components[0].judgements.pop_back();
  const auto json = nlohmann::json::parse(outcome_json(outcome, "1.2.3"));
  const auto& all = json["components"]["gen"]["judgements"];
  CHECK(all.size() == 3);
  CHECK(all[1]["verdict"] == "G1");
  CHECK(all[1]["unverified_curve"] == true);
  CHECK(all[1]["dip"]["value"] == 6.69);
}

TEST_CASE("a check that passed against an unverified curve says what it found", "[report]") {
  study::Outcome outcome;
  study::CheckResult check;
  check.id = "gen-class";
  check.unverified_curves = {"iso-8528-5-g2"};
  outcome.checks = {check};
  CHECK(run_text(outcome, {}).find("gen-class  no deviation found, by an unverified curve\n") !=
        std::string::npos);
}

TEST_CASE("fault energy is told where the losses beside it do not hide it", "[report]") {
  study::Outcome outcome;
  outcome.ledger.loss_j = 3.6e6;
  outcome.ledger.fault_j = 0.2;
  CHECK(run_text(outcome, {}).find("into faults") == std::string::npos);
  outcome.ledger.fault_j = 3.6e3;
  CHECK(run_text(outcome, {}).find("lost 1 kWh, into faults 0.001 kWh,") != std::string::npos);
}

TEST_CASE("frequencies stand beside the sources where one of them moved", "[report]") {
  study::ComponentOutcome grid;
  grid.path = "grid";
  grid.type = "utility";
  grid.members = 1;
  grid.books.out_j = 3.6e6;
  grid.findings = {{{"peak", 2e3, "kW", 1'000'000'000}, "grid", 1}};
  study::ComponentOutcome gen = grid;
  gen.path = "gen";
  gen.type = "genset";
  study::Outcome outcome;
  outcome.components = {grid, gen};
  CHECK(run_text(outcome, {}).find("frequency") == std::string::npos);
  outcome.components[1].findings = {{{"peak", 2e3, "kW", 1'000'000'000}, "gen", 1},
                                    {{"lowest_frequency", 47.2, "Hz", 2'000'000'000}, "gen", 1},
                                    {{"highest_frequency", 51.0, "Hz", 3'000'000'000}, "gen", 1}};
  const std::string text = run_text(outcome, {});
  INFO(text);
  CHECK(text.find(
            "1 kWh  2 kW at 1.000 s               -  47.2 Hz at 2.000 s   51 Hz at 3.000 s\n") !=
        std::string::npos);
  CHECK(text.find("lowest voltage    lowest frequency  highest frequency\n") != std::string::npos);
}

TEST_CASE("a run of a whole site is told in megawatts throughout", "[report]") {
  study::ComponentOutcome grid;
  grid.path = "grid";
  grid.members = 1;
  grid.books.out_j = 7.2e11;
  grid.findings = {{{"peak", 1.5e9, "kW", 1'000'000'000}, "grid", 1}};
  study::ComponentOutcome gen = grid;
  gen.path = "gen";
  gen.books.out_j = 3.6e9;
  gen.findings = {{{"peak", 2e6, "kW", 1'000'000'000}, "gen", 1}};
  study::Outcome outcome;
  outcome.components = {grid, gen};
  outcome.ledger.throughput_j = 7.2e11;
  outcome.ledger.in_j = 7.2e11;
  const std::string text = run_text(outcome, {});
  INFO(text);
  CHECK(text.find("200 MWh  1500 MW at 1.000 s") != std::string::npos);
  CHECK(text.find("  1 MWh     2 MW at 1.000 s") != std::string::npos);
  CHECK(text.find("energy: in 200 MWh") != std::string::npos);
}

}  // namespace ridethrough::report
