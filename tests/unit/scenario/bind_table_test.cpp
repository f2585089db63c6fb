#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "ridethrough/scenario/part.hpp"

namespace ridethrough::scenario {
namespace {

/// A folder of its own, gone at the end of the test.
class TableFolder {
 public:
  TableFolder()
      : path_(std::filesystem::temp_directory_path() / fmt::format("table-{}", serial())) {
    std::filesystem::create_directories(path_);
  }
  ~TableFolder() { std::filesystem::remove_all(path_); }
  TableFolder(const TableFolder&) = delete;
  TableFolder& operator=(const TableFolder&) = delete;

  void write(const std::string& rows) const { std::ofstream(path_ / "watts.csv") << rows; }
  std::string part_file() const { return (path_ / "cell.yaml").string(); }

 private:
  static std::uintptr_t serial() {
    static const int here = 0;
    return reinterpret_cast<std::uintptr_t>(&here);
  }
  std::filesystem::path path_;
};

constexpr const char* kCellPart = R"(schema_version: 1
part: cell
type: battery
source: {title: a cell, publisher: test, retrieved: 2026-11-22, grade: assumed}
values:
  nominal_voltage: 2 V
  capacity: 100 Ah
  end_voltage: 1.67 V/cell
  float_voltage: 2.27 V/cell
  model: {kind: two_well, available_share: 0.5, exchange: 1 /h, emf: 2.15 V}
  table: ./watts.csv
)";

BoundPart bound_with(const TableFolder& folder, const std::string& rows) {
  folder.write(rows);
  return read_part_text(kCellPart, folder.part_file(), "battery",
                        {{}, RIDETHROUGH_SOURCE_DIR "/scenarios/parts"});
}

/// What the tool says of such a table, without the excerpt.
std::string finding_of(const TableFolder& folder, const std::string& rows) {
  try {
    bound_with(folder, rows);
  } catch (const ScenarioError& error) {
    const std::string text = error.what();
    return text.substr(0, text.find('\n'));
  }
  return "none";
}

constexpr const char* kGoodHeader = "end_voltage [V/cell],time [min],power [W/cell]\n";

}  // namespace

TEST_CASE("a table beside a part becomes a list of maps in SI", "[scenario]") {
  const TableFolder folder;
  const BoundPart part = bound_with(folder,
                                    "note [s],power [W/cell],time [h],end_voltage "
                                    "[V/cell]\n0,30,1,1.7\n0,20,2,1.7\n0,10,4,1.7\n");
  const auto& list = devices::get(part.values, "table").list();
  REQUIRE(list.size() == 3);
  CHECK(devices::get(list[1].map(), "end_voltage").number() == Approx(1.7));
  CHECK(devices::get(list[1].map(), "time").number() == Approx(7200.0));
  CHECK(devices::get(list[1].map(), "power").number() == 20.0);
}

TEST_CASE("a bad table is told with its row and its column", "[scenario]") {
  const TableFolder folder;
  const std::string good = kGoodHeader;
  CHECK(finding_of(folder, "end_voltage [V/cell],time [min]\n1.7,1\n") ==
        "error[RT0506]: './watts.csv' has no column 'power'");
  CHECK(finding_of(folder, "end_voltage [V/cell],time [min],power\n1.7,1,3\n") ==
        "error[RT0506]: ./watts.csv:1 column 'power' has no unit");
  CHECK(finding_of(folder, "end_voltage [V/cell],time [W],power [W/cell]\n1.7,1,3\n") ==
        "error[RT0506]: ./watts.csv:1 column 'time' is in 'W'");
  CHECK(finding_of(folder, good + "1.7,1,30\n1.7,2,x\n1.7,3,10\n") ==
        "error[RT0507]: ./watts.csv:3 has 'x' in column 'power', which is not a number");
  CHECK(finding_of(folder, good + "1.7,1,30\n1.7,2\n1.7,3,10\n") ==
        "error[RT0507]: ./watts.csv:3 has 2 cells, the header has 3");
  CHECK(finding_of(folder, good + "1.7,1,30\n1.7,2,31\n1.7,3,10\n") ==
        "error[RT0507]: ./watts.csv:3 does not fall in column 'power'");
  CHECK(finding_of(folder, good + "1.7,1,30\n1.7,1,20\n1.7,3,10\n") ==
        "error[RT0507]: ./watts.csv:3 does not go on in column 'time'");
  CHECK(finding_of(folder, good + "1.7,1,30\n1.7,-2,20\n1.7,3,10\n") ==
        "error[RT0507]: ./watts.csv:3 has -2 in column 'time'");
  CHECK(finding_of(folder, good + "1.7,1,30\n1.7,2,20\n1.7,3,10\n1.8,1,30\n1.8,2,20\n") ==
        "error[RT0507]: ./watts.csv:6 is one of 2 of its end_voltage");
  CHECK(finding_of(folder, good) == "error[RT0507]: './watts.csv' has no rows");
  CHECK(finding_of(folder, "") == "error[RT0506]: the table './watts.csv' is empty");
  CHECK(finding_of(folder, "power [W/cell]\n1\n") ==
        "error[RT0506]: the table './watts.csv' has one column");
}

}  // namespace ridethrough::scenario
