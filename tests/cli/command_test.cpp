#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "support/tool.hpp"

/// The command line as docs/exit_codes.md promises it.
namespace ridethrough::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMinimal = "scenarios/examples/minimal.yaml";

std::string minimal_text() { return read_text(fs::path(RIDETHROUGH_SOURCE_DIR) / kMinimal); }

/// A run of a year of a pulsing load: far longer than any test waits.
std::string long_scenario() {
  std::string text =
      "schema_version: 1\nname: long\nduration: 30 d\ncomponents:\n"
      "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 20 MVA}\n"
      "  row: {type: rack, from: grid, part: hgx-h800-4node, count: 100}\n"
      "jobs:\n  train: {type: training, racks: row, profile: train-small-step}\n";
  return text;
}

bool has_no_path_of_this_machine(const std::string& text) {
  return text.find(RIDETHROUGH_SOURCE_DIR) == std::string::npos &&
         text.find(fs::temp_directory_path().string() + "/") == std::string::npos;
}

std::vector<std::string> keys_of(const nlohmann::ordered_json& json) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  return keys;
}

}  // namespace

TEST_CASE("without arguments the tool says what it does", "[cli]") {
  const Call call = tool("");
  CHECK(call.code == 0);
  CHECK(call.err.empty());
  CHECK(call.out.starts_with(
      "ridethrough: does this power architecture ride through, and what does it cost when not?\n"));
  for (const char* command :
       {"run", "compare", "check", "powerflow", "parts", "explain", "schema"}) {
    CHECK(call.out.find(command) != std::string::npos);
    const Call help = tool(std::string(command) + " --help");
    CHECK(help.code == 0);
    CHECK(help.err.empty());
    CHECK(help.out.find(command) != std::string::npos);
  }
  CHECK(tool("--version").out == "ridethrough " RIDETHROUGH_VERSION "\n");
  CHECK(tool("--help").code == 0);
  CHECK(tool("help").out == call.out);
}

TEST_CASE("wrong usage exits 2 and says what was meant", "[cli]") {
  const auto refused = [](const std::string& arguments) {
    const Call call = tool(arguments);
    INFO(arguments);
    CHECK(call.code == 2);
    CHECK(call.out.empty());
    return call.err;
  };
  CHECK(refused("rnu x.yaml") == "error: there is no command 'rnu'; did you mean 'run'?\n");
  CHECK(refused("frobnicate") ==
        "error: there is no command 'frobnicate'; 'ridethrough' alone lists them\n");
  CHECK(refused("run --ste a=b x.yaml") ==
        "error: there is no option '--ste'; did you mean '--set'?\n");
  CHECK(refused("--verison") ==
        "error: there is no option '--verison'; did you mean '--version'?\n");
  CHECK(refused("run") ==
        "error: scenario is required; 'ridethrough run --help' tells the options\n");
  CHECK(refused("run a.yaml b.yaml") ==
        "error: 'run' takes one scenario; 'compare' takes several; 'ridethrough run --help' tells "
        "the options\n");
  CHECK(refused(std::string("compare ") + kMinimal)
            .starts_with("error: 'compare' takes 2 to 20 scenarios, or one study; "));
  CHECK(refused("run a.yaml --set").starts_with("error: '--set' takes PATH=VALUE; "));
  CHECK(refused("parts batery") == "error: there is no type 'batery'; did you mean 'battery'?\n");
  CHECK(refused("explain RT0000").starts_with("error: nothing to explain about 'RT0000'; "));
  CHECK(refused("explain trasnfer") ==
        "error: nothing to explain about 'trasnfer'; did you mean 'transfer'?\n");
  CHECK(refused("explain rt132") ==
        "error: nothing to explain about 'rt132'; did you mean 'RT1302'?\n");
}

TEST_CASE("explain tells a verb of events, whatever the case", "[cli]") {
  const Call crash = tool("explain CRASH");
  CHECK(crash.code == 0);
  CHECK(crash.out ==
        "crash (event)\n"
        "a job ends at once\n"
        "\n"
        "time\n"
        "  at  required  a time or a list of them; or 'after:' a condition, 'delay:'\n"
        "\n"
        "known by\n"
        "  batch\n"
        "  training\n");
  const std::string fail = tool("explain fail").out;
  CHECK(fail.find("\n  for  optional  how long it lasts\n") != std::string::npos);
  CHECK(fail.find("\n  as          text   required         a failure mode of the type\n") !=
        std::string::npos);
  CHECK(fail.find("\n  battery        as: open_cell, shorted_cell, ") != std::string::npos);
  // A fault may be wherever there is an outlet, and is told with the verbs of a type.
  CHECK(tool("explain fault").out.find("\n  pdu\n") != std::string::npos);
  CHECK(tool("explain pdu").out.find("\n  fault   short circuit\n") != std::string::npos);
  CHECK(tool("explain rt1322").out == tool("explain RT1322").out);
  CHECK(tool("explain Ups").out == tool("explain ups").out);
}

TEST_CASE("a check against a curve tells its margin, and whether anyone verified it", "[cli]") {
  const Folder folder;
  folder.write("curves.yaml",
               "schema_version: 1\nname: curves\nduration: 20 s\n"
               "components:\n"
               "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 20 MVA}\n"
               "  bank: {type: load, from: grid, power: 100 kW}\n"
               "events: [{at: 10 s, dip: grid, to: 0.5 pu, for: 30 ms}]\n"
               "checks:\n"
               "  - {id: itic, always: grid.voltage inside itic}\n"
               "  - {id: class-3, always: grid inside iec-62040-3-class-3}\n");
  const Call call = tool("run -q --no-color curves.yaml", folder.path().string());
  CHECK(call.code == 1);
  INFO(call.out);
  CHECK(call.out.find("  fail       itic     margin -0.2011 pu at 10.020 s, grid\n") !=
        std::string::npos);
  CHECK(call.out.find(
            "  fail       class-3  margin -0.2011 pu at 10.010 s, grid  unverified curve\n") !=
        std::string::npos);
  const std::string json = tool("run --json curves.yaml", folder.path().string()).out;
  CHECK(json.find("\"unverified_curves\": [\n        \"iec-62040-3-class-3\"\n      ]") !=
        std::string::npos);
}

TEST_CASE("a file that is not there, and one that is only to be extended", "[cli]") {
  const Call missing = tool("run missing.yaml");
  CHECK(missing.code == 3);
  CHECK(missing.out.empty());
  CHECK(missing.err == "error[RT0118]: cannot read 'missing.yaml'\n  = no file has this name\n");
  const Folder folder;
  folder.write("base.yaml",
               "schema_version: 1\nname: base\nabstract: true\nduration: 1 s\n"
               "components:\n  grid: {type: utility, voltage: 400 V, frequency: "
               "50 Hz, short_circuit: 20 MVA}\n");
  CHECK(tool("check base.yaml", folder.path().string()).code == 0);
  const Call abstract = tool("run base.yaml", folder.path().string());
  CHECK(abstract.code == 3);
  CHECK(abstract.out.empty());
  CHECK(abstract.err ==
        "error[RT0610]: 'base.yaml' is abstract: it is only to be extended\n"
        " --> base.yaml:3:1\n"
        "  |\n"
        "3 | abstract: true\n"
        "  | ^^^^^^^^^^^^^^ run a scenario that extends it\n");
}

TEST_CASE("--set points into its own argument", "[cli]") {
  const auto refused = [](const std::string& setting) {
    const Call call = tool(std::string("run ") + kMinimal + " --set " + quoted(setting));
    CHECK(call.code == 3);
    CHECK(call.out.empty());
    return call.err;
  };
  CHECK(refused("vrla.agee=3y") ==
        "error[RT0201]: a battery has no 'agee'\n"
        " --> --set:1:1\n"
        "  |\n"
        "1 | vrla.agee=3y\n"
        "  | ^^^^^^^^^ did you mean 'age'?\n");
  for (const char* wrong : {"", "=", "vrla.age", "vrla=3", "vrla.age=", "vrla.age=3", "nobody.x=1",
                            "block[7].x=1", "row.11.load=50%", "duration=0 s", "type=x",
                            "row.count=0", "row.count=-1", "row.count=1e9"}) {
    INFO(wrong);
    CHECK(refused(wrong).find("error[RT") == 0);
  }
  CHECK(tool(std::string("run -q ") + kMinimal + " --set row.count=4 --set vrla.age=6y").code == 0);
}

TEST_CASE("standard output holds only the result", "[cli]") {
  const Call run = tool(std::string("run ") + kMinimal);
  CHECK(run.code == 0);
  CHECK(run.err.empty());
  CHECK(run.out.starts_with("PASS  one row of racks on a lead-acid UPS\n"));
  CHECK(run.out.find('\x1b') == std::string::npos);
  const Call failing =
      tool(std::string("run ") + kMinimal + " --set events.x.for=1s 2>/dev/null; true");
  CHECK(failing.out.empty());
}

TEST_CASE("a failed check exits 1", "[cli]") {
  const Folder folder;
  std::string text = minimal_text();
  text.replace(text.find("row.dropped == 0"), 16, "row.dropped == 1");
  folder.write("fails.yaml", text);
  const Call call = tool("run fails.yaml", folder.path().string());
  CHECK(call.code == 1);
  CHECK(call.out.starts_with("FAIL  "));
}

TEST_CASE("colours follow NO_COLOR, CLICOLOR_FORCE and --no-color", "[cli]") {
  const std::string run = std::string("ridethrough run ") + kMinimal;
  const auto has_colour = [](const Call& call) {
    CHECK(call.code == 0);
    return call.out.find('\x1b') != std::string::npos;
  };
  CHECK_FALSE(has_colour(shell(run)));
  CHECK(has_colour(shell("export CLICOLOR_FORCE=1; " + run)));
  CHECK_FALSE(has_colour(shell("export CLICOLOR_FORCE=0; " + run)));
  CHECK_FALSE(has_colour(shell("export CLICOLOR_FORCE=1 NO_COLOR=1; " + run)));
  CHECK_FALSE(has_colour(shell("export CLICOLOR_FORCE=1; " + run + " --no-color")));
  // An empty NO_COLOR is none (no-color.org).
  CHECK(has_colour(shell("export CLICOLOR_FORCE=1 NO_COLOR=; " + run)));
}

TEST_CASE("--json is one document with the documented keys in order", "[cli]") {
  const Call call = tool(std::string("run --json ") + kMinimal);
  CHECK(call.code == 0);
  const auto json = nlohmann::ordered_json::parse(call.out);
  CHECK(keys_of(json) == std::vector<std::string>{"format_version", "tool", "scenario", "verdict",
                                                  "checks", "components", "jobs", "racks", "ledger",
                                                  "warnings", "events", "fingerprint", "meters"});
  CHECK(keys_of(json["tool"]) == std::vector<std::string>{"name", "version"});
  CHECK(keys_of(json["scenario"]) == std::vector<std::string>{"file", "name", "schema_version",
                                                              "digest", "seed", "replica", "cell",
                                                              "duration", "parts"});
  CHECK(keys_of(json["verdict"]) == std::vector<std::string>{"status", "decided_by", "counts"});
  CHECK(keys_of(json["verdict"]["counts"]) ==
        std::vector<std::string>{"pass", "fail", "warn", "vacuous", "unfinished"});
  CHECK(keys_of(json["checks"][0]) == std::vector<std::string>{"id", "status", "level", "sentence",
                                                               "at", "margin", "slack", "cause"});
  CHECK(keys_of(json["events"]) == std::vector<std::string>{"count", "digest"});
  CHECK(json["format_version"] == 1);
  CHECK(json["scenario"]["file"] == kMinimal);
  CHECK(json["scenario"]["duration"] == nlohmann::ordered_json{{"value", 300.0}, {"unit", "s"}});
  CHECK(json["fingerprint"].get<std::string>().starts_with("rt1:"));
  CHECK(has_no_path_of_this_machine(call.out));
}

TEST_CASE("findings, parts, flows and comparisons are JSON, too", "[cli]") {
  const Call bad = tool("check --json tests/bad/unknown-key.yaml");
  CHECK(bad.code == 3);
  const auto findings = nlohmann::ordered_json::parse(bad.out)["diagnostics"];
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]["rule"] == "RT0201");
  CHECK(findings[0]["line"] == 8);
  CHECK(nlohmann::ordered_json::parse(tool("parts --json battery").out)["parts"].size() > 3);
  CHECK(nlohmann::ordered_json::parse(tool(std::string("powerflow --json ") + kMinimal).out)
            .contains("buses"));
  const Call compared = tool(std::string("compare --json ") + kMinimal + " " + kMinimal);
  const auto comparison = nlohmann::ordered_json::parse(compared.out);
  CHECK(comparison["scenarios"].size() == 2);
  CHECK(nlohmann::ordered_json::parse(tool("schema").out).contains("$schema"));
}

TEST_CASE("a full disk exits 74 and leaves nothing that looks complete", "[cli]") {
  CHECK(shell(std::string("ridethrough run ") + kMinimal + " >/dev/full").code == 74);
  const Folder folder;
  fs::copy_file(fs::path(RIDETHROUGH_SOURCE_DIR) / kMinimal, folder.path() / "minimal.yaml");
  // A limit of one block (1 KiB) on the size of files is met in the middle of signals.csv.
  const Call call = shell(
      "ulimit -f 1; ridethrough run minimal.yaml --out out | cat >/dev/null; "
      "exit ${PIPESTATUS[0]}",
      folder.path().string());
  CHECK(call.code == 74);
  CHECK(call.err.find("error: can not write '") != std::string::npos);
  CHECK_FALSE(fs::exists(folder.path() / "out"));
  folder.write("file", "in the way");
  CHECK(tool("run minimal.yaml --out file/out", folder.path().string()).code == 74);
}

TEST_CASE("a place that can not be written is told before the run", "[cli]") {
  const Folder folder;
  folder.write("long.yaml", long_scenario());
  folder.write("file", "in the way");
  const Call call = tool("run long.yaml --out file", folder.path().string(), 5);
  CHECK(call.code == 74);
  CHECK(call.err == "error: can not make folder 'file': Not a directory\n");
}

TEST_CASE("check counts the boxes of the one-line diagram", "[cli]") {
  CHECK(tool(std::string("check ") + kMinimal).out ==
        std::string(kMinimal) + ": good (13 components, 0 jobs, 1 event, 1 check, 3 parts)\n");
}

TEST_CASE("check takes a part file by itself", "[cli]") {
  const Call good =
      tool("check scenarios/parts/battery/vrla-12v150ah.yaml", RIDETHROUGH_SOURCE_DIR);
  CHECK(good.code == 0);
  CHECK(good.out.ends_with("good (part)\n"));
  const Folder folder;
  const std::string bad =
      folder.write("p.yaml", "schema_version: 1\npart: p\ntype: curve\nvalues: {kind: envelop}\n");
  CHECK(tool("check " + bad).code == 3);
  CHECK(tool("run " + bad).err.find("error[RT0204]") != std::string::npos);
}

TEST_CASE("an interrupted run exits 130 and leaves nothing", "[cli]") {
  const Folder folder;
  folder.write("long.yaml", long_scenario());
  for (const char* signal : {"INT", "TERM"}) {
    // The tool itself, not the shell around it, must get the signal.
    const Call call = shell(std::string("timeout --preserve-status -s ") + signal + " 1 " +
                                quoted(RIDETHROUGH_BINARY) + " run long.yaml --out out",
                            folder.path().string());
    INFO(signal << "\n" << call.out << call.err);
    CHECK(call.code == 130);
    CHECK(call.out.empty());
    CHECK(call.err == "interrupted; nothing was written\n");
    CHECK_FALSE(fs::exists(folder.path() / "out" / "outcome.json"));
    CHECK_FALSE(fs::exists(folder.path() / "out" / "events.csv"));
  }
}

TEST_CASE("results of an earlier run do not survive one that fails", "[cli]") {
  const Folder folder;
  fs::copy_file(fs::path(RIDETHROUGH_SOURCE_DIR) / kMinimal, folder.path() / "minimal.yaml");
  CHECK(tool("run minimal.yaml --out out", folder.path().string()).code == 0);
  CHECK(fs::exists(folder.path() / "out" / "outcome.json"));
  folder.write("long.yaml", long_scenario());
  shell("timeout --preserve-status -s INT 1 " + std::string(quoted(RIDETHROUGH_BINARY)) +
            " run long.yaml --out out",
        folder.path().string());
  CHECK_FALSE(fs::exists(folder.path() / "out" / "outcome.json"));
}

}  // namespace ridethrough::test
