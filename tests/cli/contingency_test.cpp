#include <catch2/catch.hpp>
#include <string>

#include "support/tool.hpp"

/// Contingencies from the command line.
namespace ridethrough::test {

TEST_CASE("contingency prints the answer first and what is not survived", "[cli][contingency]") {
  const Folder folder;
  folder.write("row.yaml",
               "schema_version: 1\nname: one row\nduration: 5 s\n"
               "components:\n"
               "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
               "  spare: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
               "  pdu: {type: pdu, from: grid, part: pdu-800kva}\n"
               "  row: {type: rack, from: pdu, power: 10 kW}\n"
               "checks: [{id: up, always: row.dropped == 0}]\n");
  const std::string path = folder.path().string();
  const Call call = tool("contingency row.yaml --out result", path);
  CHECK(call.code == 1);
  CHECK(call.out ==
        "1 of 3 cases survived  one row\n\n"
        "not survived\n"
        "  failure           rack drops  lost GPU-hours  decided by\n"
        "  ----------------  ----------  --------------  -----------------------------\n"
        "  grid outage                1               -  up  margin -1 at 0.012 s, row\n"
        "  pdu open_circuit           1               -  up  margin -1 at 0.012 s, row\n\n"
        "of those survived\n"
        "  check  least margin  in the case\n"
        "  -----  ------------  ------------\n"
        "  up                0  spare outage\n");
  CHECK(folder.read("result/cases.csv").find("\npdu open_circuit,pdu open_circuit,fail,up,1,") !=
        std::string::npos);
  CHECK(tool("contingency row.yaml --at 6x", path).code == 2);
  CHECK(tool("contingency row.yaml --at 5s", path).err.find("error[RT1012]") != std::string::npos);
  folder.write("bare.yaml",
               "schema_version: 1\nname: bare\nextends: ./row.yaml\nremove: [checks]\n");
  CHECK(tool("contingency bare.yaml", path).err.find("error[RT0812]") != std::string::npos);
  folder.write("study.yaml",
               "schema_version: 1\nname: study\nextends: ./row.yaml\n"
               "study: {vary: {row.power: {small: 1 kW, large: 10 kW}}}\n");
  CHECK(tool("contingency study.yaml", path).err.find("'--cell NAME' picks one") !=
        std::string::npos);
  CHECK(tool("contingency study.yaml --cell small", path)
            .out.starts_with("1 of 3 cases survived  study\n"));
  CHECK(tool("contingency row.yaml --n 0", path).code == 2);
  CHECK(tool("contingency row.yaml --during holidays", path).code == 2);
  CHECK(tool("contingency row.yaml --max-runs 2", path).err.find("error[RT1002]: 4 runs") !=
        std::string::npos);
}

}  // namespace ridethrough::test
