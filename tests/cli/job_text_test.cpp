#include <catch2/catch.hpp>
#include <string>

#include "support/tool.hpp"

/// The texts of the errors about jobs and traces that the language page shows, byte for byte.
namespace ridethrough::test {
namespace {

const char* const kHall =
    "schema_version: 1\n"
    "name: hall\n"
    "duration: 2 h\n"
    "components:\n"
    "  tx-a: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 200 MVA}\n"
    "  block: {type: group, count: 15, components: {pdu-a: {type: pdu, from: tx-a, part: "
    "pdu-1250kva}, rack: {type: rack, from: pdu-a, part: hgx-h800-4node, count: 25}}}\n"
    "jobs:\n";

/// 1,750 rows of 2 s, as the page has them, in watts; `gap` is a row without a value.
std::string meter_rows(int gap = -1) {
  std::string csv = "t_s,total_W,node1_W\n";
  for (int row = 0; row < 1750; ++row) {
    csv += std::to_string(2 * row) + "," + (row == gap ? "" : "6000000") + ",4316\n";
  }
  return csv;
}

/// What `check` says about the hall with more lines, which begin at line 8.
Call call_with(const std::string& lines, const std::string& csv = meter_rows(),
               const std::string& more = "") {
  const Folder folder;
  folder.write("halls/hall.yaml", kHall + lines);
  folder.write("data/smc.csv", csv);
  return tool("check hall.yaml" + more, (folder.path() / "halls").string());
}

std::string told_of_job(const std::string& lines, const std::string& csv = meter_rows()) {
  const Call call = call_with(lines, csv);
  CHECK(call.code == 3);
  CHECK(call.out.empty());
  return call.err;
}

std::string traced(const std::string& keys) {
  return "  pretrain:\n    type: training\n    racks: block.rack\n    profile: {trace: "
         "../data/smc.csv, " +
         keys + "}\n";
}

/// The first line and the label.
std::string short_of(const std::string& text) {
  const std::size_t carets = text.find(" ^");
  if (carets == std::string::npos) return text;
  const std::size_t label = text.find_first_not_of('^', carets + 2);
  return text.substr(0, text.find('\n')) + text.substr(label, text.find('\n', label) - label);
}

const char* const kGood = "time: t_s, time_unit: s, column: total_W, unit: W, interpolate: hold";

}  // namespace

TEST_CASE("E28: a rack in two jobs", "[cli][texts]") {
  CHECK(
      told_of_job("  pretrain: {type: training, racks: block.rack*, profile: train-large-batch}\n"
                  "  chat: {type: training, racks: block.5-8.rack, profile: train-small-step}\n") ==
      "error[RT0901]: block.5.rack would carry 'pretrain' and 'chat' at the same time\n"
      " --> hall.yaml:9:33\n"
      "  |\n"
      "9 |   chat: {type: training, racks: block.5-8.rack, profile: train-small-step}\n"
      "  |                                 ^^^^^^^^^^^^^^ pretrain (line 8) has block.rack*; "
      "give it block.1-4+9-15.rack*\n");
}

TEST_CASE("E28: the advice leaves out what the other job does not have", "[cli][texts]") {
  const std::string text = told_of_job(
      "  pretrain: {type: training, racks: block.1-6.rack, profile: train-large-batch}\n"
      "  chat: {type: training, racks: block.5-8.rack, profile: train-small-step}\n");
  CHECK(text.find("give it block.1-4.rack\n") != std::string::npos);
}

TEST_CASE("E29: a job on something else", "[cli][texts]") {
  CHECK(told_of_job("  pretrain:\n    type: training\n    profile: train-large-batch\n"
                    "    racks: block.pdu-a\n") ==
        "error[RT0902]: 'block.pdu-a' is a pdu; jobs run on racks\n"
        "  --> hall.yaml:11:12\n"
        "   |\n"
        "11 |     racks: block.pdu-a\n"
        "   |            ^^^^^^^^^^^ racks under it: block.rack\n");
}

TEST_CASE("E30: a profile above the rating", "[cli][texts]") {
  CHECK(told_of_job("  pretrain:\n    type: training\n    racks: block.rack\n"
                    "    profile: {part: train-large-batch, high: 163.5 %}\n") ==
        "error[RT0903]: profile 'train-large-batch' on 'hgx-h800-4node' draws 43.1 kW, the rack is "
        "rated 41 kW\n"
        "  --> hall.yaml:11:40\n"
        "   |\n"
        "11 |     profile: {part: train-large-batch, high: 163.5 %}\n"
        "   |                                        ^^^^^^^^^^^^^ 5.1 % above 'power'; for spikes "
        "above it set 'excursion'\n");
}

TEST_CASE("a profile a hair above the rating is told with the figures that differ",
          "[cli][texts]") {
  const std::string text = told_of_job(
      "  pretrain:\n    type: training\n    racks: block.rack\n"
      "    profile: {part: train-large-batch, high: 154.2 %}\n");
  CHECK(text.find("draws 41.02 kW, the rack is rated 41 kW") != std::string::npos);
  CHECK(text.find("0.051 % above 'power'") != std::string::npos);
}

TEST_CASE("E31: a column without a unit", "[cli][texts]") {
  CHECK(told_of_job(traced("time: t_s, time_unit: s, column: total_W, interpolate: hold")) ==
        "error[RT0911]: column 'total_W' has no unit in its header\n"
        "  --> hall.yaml:11:64\n"
        "   |\n"
        "11 |     profile: {trace: ../data/smc.csv, time: t_s, time_unit: s, column: total_W, "
        "interpolate: hold}\n"
        "   |                                                                ^^^^^^^^^^^^^^^ "
        "say 'unit: W', or name the column 'total [W]'\n");
  CHECK(told_of_job(traced("time: t_s, column: total_W, unit: W, interpolate: hold"))
            .find("say 'time_unit: s', or name the column 't [s]'\n") != std::string::npos);
}

TEST_CASE("E32: a trace shorter than the run", "[cli][texts]") {
  CHECK(told_of_job(traced(kGood)) ==
        "error[RT0912]: the trace ends at 58 min 20 s, the run at 2 h\n"
        "  --> hall.yaml:11:15\n"
        "   |\n"
        "11 |     profile: {trace: ../data/smc.csv, time: t_s, time_unit: s, column: total_W, "
        "unit: W, interpolate: hold}\n"
        "   |               ^^^^^^^^^^^^^^^^^^^^^^ add 'outside: repeat' or 'outside: hold'\n");
  CHECK(call_with(traced(std::string(kGood) + ", outside: repeat")).code == 0);
  CHECK(call_with(traced(kGood), meter_rows(), " --set duration='58 min'").code == 0);
  CHECK(call_with(traced(kGood) + "    start: 90 min\n").code == 0);
  CHECK(call_with(traced(kGood) + "    start: never\n").code == 3);
}

TEST_CASE("E33: a hole in a trace", "[cli][texts]") {
  CHECK(told_of_job(traced(kGood), meter_rows(1202)) ==
        "error[RT0913]: ../data/smc.csv:1204 has no value in column 'total_W'\n"
        "  --> hall.yaml:11:64\n"
        "   |\n"
        "11 |     profile: {trace: ../data/smc.csv, time: t_s, time_unit: s, column: total_W, "
        "unit: W, interpolate: hold}\n"
        "   |                                                                ^^^^^^^^^^^^^^^ "
        "1 of 1,750 rows; 'gaps: hold' keeps the value before it\n");
  const std::string repeated = std::string(kGood) + ", outside: repeat, gaps: ";
  CHECK(call_with(traced(repeated + "hold"), meter_rows(1202)).code == 0);
  // A rack of zero power: its GPUs give back what the hosts draw.
  CHECK(call_with(traced(repeated + "zero"), meter_rows(1202)).code == 0);
  CHECK(told_of_job(traced(repeated + "hold"), meter_rows(0)).find("no row before it has one") !=
        std::string::npos);
}

TEST_CASE("what else can be wrong with a trace is said with its row or its name", "[cli][texts]") {
  const auto row = [](const std::string& text) {
    return short_of(told_of_job(traced(kGood), "t_s,total_W\n0,5\n1,6\n" + text + "\n"));
  };
  CHECK(row("1,2,3") ==
        "error[RT0915]: ../data/smc.csv:4 has 3 cells, the header has 2 "
        "',' stands between cells, '.' before decimals");
  CHECK(row("0.5,2") ==
        "error[RT0915]: ../data/smc.csv:4 has the time 0.5 after 1 "
        "rows must ascend in time");
  CHECK(row("1,2\n1,3") ==
        "error[RT0915]: ../data/smc.csv:5 has the time 1 after 1 "
        "rows must ascend in time");
  CHECK(row("x,2") ==
        "error[RT0915]: ../data/smc.csv:4 has the time 'x', which is not a number "
        "civil times need 'time_format:'");
  CHECK(row("2,7 kW") ==
        "error[RT0915]: ../data/smc.csv:4 has '7 kW' in column 'total_W', which is not a number "
        "one unit holds for all rows, here W: in the header, or as 'unit:'");
  CHECK(row("2,inf").find("which is not a number") != std::string::npos);
  const auto with = [](const std::string& keys, const std::string& csv = meter_rows()) {
    return short_of(told_of_job(traced(keys), csv));
  };
  const std::string good = kGood;
  CHECK(with(good, "") ==
        "error[RT0914]: the trace '../data/smc.csv' is empty "
        "its first line names the columns: time [s],power [kW]");
  CHECK(with(good, "t_s,total_W\n").find("has fewer than two rows") != std::string::npos);
  CHECK(with("time_unit: s, unit: W, interpolate: hold")
            .find("has 3 columns: which one is played? add 'column:', one of: t_s, total_W, "
                  "node1_W") != std::string::npos);
  CHECK(with(good + ", time_format: '%H'").find("a unit or a format") != std::string::npos);
  CHECK(with("time: t_s, time_format: '%j', column: total_W, unit: W, interpolate: hold") ==
        "error[RT0914]: '%j' is no code of a time known are %Y %y %m %b %d %H %M %S");
  CHECK(with("time: t_s, time_format: '%H', column: total_W, unit: W, interpolate: hold")
            .find("civil times need the 'start:' of the run") != std::string::npos);
  CHECK(with("column: total_W, unit: W, time_unit: s")
            .find("'profile' of training needs 'interpolate'") != std::string::npos);
}

TEST_CASE("lines of a trace may end as on Windows, and no value may hide in a word",
          "[cli][texts]") {
  const std::string rows = "t_s,total_W\r\n0,5\r\n1,";
  const std::string keys = std::string(kGood) + ", outside: repeat";
  CHECK(call_with(traced(keys), rows + "6\r\n2,7\r\n").code == 0);
  CHECK(short_of(told_of_job(traced(keys), rows + "NaN\r\n2,7\r\n")) ==
        "error[RT0913]: ../data/smc.csv:3 has no value in column 'total_W' "
        "1 of 3 rows; 'gaps: hold' keeps the value before it");
  CHECK(short_of(told_of_job(traced(keys), rows + "6\r\n2,7 kW\r\n"))
            .find("../data/smc.csv:4 has '7 kW' in column 'total_W'") != std::string::npos);
}

TEST_CASE("what is wrong with a log of requests is said with its row", "[cli][texts]") {
  const auto log = [](const std::string& rows) {
    const std::string job =
        "  chat:\n    type: inference\n    racks: block.rack\n    profile: {arrivals: {log: "
        "{trace: "
        "../data/smc.csv, time: t_s, time_unit: s, context: read, outside: none}}}\n";
    return short_of(told_of_job(job, "t_s,read\r\n0,5\r\n" + rows));
  };
  CHECK(log("2,5\n1,6\n") ==
        "error[RT0915]: ../data/smc.csv:4 has the time 1, before that of the row above "
        "rows must not go back in time");
  CHECK(log("2,nan\n") ==
        "error[RT0915]: ../data/smc.csv:3 has 'nan' in column 'read' "
        "a number from 0, with '.' before its decimals");
  CHECK(log("2,5 kW\n").find("smc.csv:3 has '5 kW' in column 'read'") != std::string::npos);
  CHECK(log("2\n").find("smc.csv:3 has 1 cells, the header has 2") != std::string::npos);
  CHECK(log("-1,5\n").find("smc.csv:3 has the time -1 before the run begins") != std::string::npos);
  CHECK(log("").find("has fewer than two rows") != std::string::npos);
}

}  // namespace ridethrough::test
