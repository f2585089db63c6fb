#include "ridethrough/study/contingency.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "support/tool.hpp"

namespace ridethrough::study {
namespace {

/// Two paths of a ups and a pdu, each from its own utility, to one group of racks.
constexpr const char* kTwoPaths =
    "  grid-a: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
    "  grid-b: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
    "  hall:\n"
    "    type: group\n"
    "    count: 3\n"
    "    components:\n"
    "      pdu-a: {type: pdu, from: grid-a, part: pdu-800kva}\n"
    "      pdu-b: {type: pdu, from: grid-b, part: pdu-800kva}\n"
    "      rack: {type: rack, from: [pdu-a, pdu-b], power: 40 kW, count: 4}\n";

/// The same racks with one cord.
constexpr const char* kOnePath =
    "  grid-a: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
    "  hall:\n"
    "    type: group\n"
    "    count: 3\n"
    "    components:\n"
    "      pdu-a: {type: pdu, from: grid-a, part: pdu-800kva}\n"
    "      rack: {type: rack, from: pdu-a, power: 40 kW, count: 4}\n";

class Hall {
 public:
  explicit Hall(const std::string& components) {
    options_.sweep.load.library = std::string(RIDETHROUGH_SOURCE_DIR) + "/scenarios/parts";
    model_ = scenario::load_scenario(
        folder_.write("hall.yaml", "schema_version: 1\nname: hall\nduration: 10 s\ncomponents:\n" +
                                       components +
                                       "checks: [{id: up, always: hall.*.rack.dropped == 0}]\n"),
        options_.sweep.load);
  }

  ContingencyOptions& options() { return options_; }
  /// How each case ended, by its name.
  std::map<std::string, SuiteEnd> ends() const {
    std::map<std::string, SuiteEnd> ends;
    for (const CellResult& each : contingency(model_, options_).results) {
      ends[each.name] = each.end;
    }
    return ends;
  }
  std::size_t count(SuiteEnd end) const {
    std::size_t count = 0;
    for (const auto& [name, each] : ends()) count += each == end ? 1 : 0;
    return count;
  }

 private:
  test::Folder folder_;
  scenario::Model model_;
  ContingencyOptions options_;
};

}  // namespace

TEST_CASE("two paths survive every single failure", "[study][contingency]") {
  const Hall hall(kTwoPaths);
  CHECK(hall.ends() == std::map<std::string, SuiteEnd>{
                           {"none", SuiteEnd::passed},
                           {"grid-a outage", SuiteEnd::passed},
                           {"grid-b outage", SuiteEnd::passed},
                           {"hall.1.pdu-a open_circuit", SuiteEnd::passed},
                           {"hall.1.pdu-b open_circuit", SuiteEnd::passed},
                       });
}

TEST_CASE("one path survives none", "[study][contingency]") {
  const Hall hall(kOnePath);
  CHECK(hall.ends() == std::map<std::string, SuiteEnd>{
                           {"none", SuiteEnd::passed},
                           {"grid-a outage", SuiteEnd::failed},
                           {"hall.1.pdu-a open_circuit", SuiteEnd::failed},
                       });
}

TEST_CASE("what two paths do not survive is a failure of one during maintenance of the other",
          "[study][contingency]") {
  Hall hall(kTwoPaths);
  hall.options().during_maintenance = true;
  const auto ends = hall.ends();
  // 5 states of maintenance (none, two grids, two pdus) and 4 failures or none, less the 4 in which
  // the failure is of what is out already.
  CHECK(ends.size() == 5 * 5 - 4);
  CHECK(ends.at("hall.1.pdu-a open_circuit,none") == SuiteEnd::passed);
  CHECK(ends.at("hall.1.pdu-a open_circuit,grid-b outage") == SuiteEnd::failed);
  CHECK(ends.at("grid-a outage,hall.1.pdu-b open_circuit") == SuiteEnd::failed);
  CHECK(ends.at("grid-a outage,hall.1.pdu-a open_circuit") == SuiteEnd::passed);
  CHECK(hall.count(SuiteEnd::failed) == 2 * 2 * 2);
}

TEST_CASE("two failures at a time are all pairs of different components", "[study][contingency]") {
  Hall hall(kTwoPaths);
  hall.options().failures = 2;
  CHECK(hall.ends().size() == 1 + 4 * 3 / 2);
  CHECK(hall.count(SuiteEnd::failed) == 4);
}

TEST_CASE("cases beyond the limit are refused, and threads change nothing",
          "[study][contingency]") {
  Hall hall(kTwoPaths);
  hall.options().sweep.threads = 1;
  const auto one = hall.ends();
  hall.options().sweep.threads = 3;
  CHECK(hall.ends() == one);
  hall.options().sweep.runs_max = 4;
  CHECK_THROWS_AS(hall.ends(), scenario::ScenarioError);
}

}  // namespace ridethrough::study
