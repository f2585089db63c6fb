#include "report/run_row.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <limits>

#include "ridethrough/report/files.hpp"
#include "ridethrough/report/row_journal.hpp"
#include "support/tool.hpp"

namespace ridethrough::report {
namespace {

study::CellResult result_with(std::size_t run, double margin) {
  study::CellResult result;
  result.run = run;
  result.replica = 3;
  result.losses = {"gen breakdown + grid outage"};
  result.weight = 0.1;
  result.digest = "sha256:12";
  result.end = study::SuiteEnd::failed;
  result.decided_by = "reserve";
  result.figures = study::figures_of({});
  result.figures.front().value = 0.1 + 0.2;
  result.figures.at(3).value = std::numeric_limits<double>::quiet_NaN();
  study::Figure asked;
  asked.name = "pretrain.cost";
  asked.text = "cost";
  asked.unit = "kUSD";
  asked.value = 1.0 / 7.0;
  result.figures.push_back(asked);
  study::CheckResult check;
  check.id = "reserve";
  check.status = study::CheckStatus::fail;
  check.margin = margin;
  check.margin_at = 937'500'000'123;
  check.unit = "kWh";
  result.checks.push_back(check);
  return result;
}

}  // namespace

TEST_CASE("a row comes back bit by bit", "[study][shards]") {
  const double margin = GENERATE(-0.0, 1e-300, 1.0 / 3.0, -std::numeric_limits<double>::infinity());
  const auto back = row_of(row_line(result_with(7, margin)));
  REQUIRE(back);
  CHECK(back->run == 7);
  CHECK(back->end == study::SuiteEnd::failed);
  CHECK(back->figures.front().value == 0.1 + 0.2);
  CHECK(back->figures.front().name == "racks_dropped");
  CHECK(std::isnan(back->figures.at(3).value));
  CHECK(back->figures.back().name == "pretrain.cost");
  CHECK(back->figures.back().unit == "kUSD");
  CHECK(back->figures.back().value == 1.0 / 7.0);
  CHECK(back->replica == 3);
  CHECK(back->losses == std::vector<std::string>{"gen breakdown + grid outage"});
  CHECK(back->weight == 0.1);
  CHECK(*back->checks.front().margin == margin);
  CHECK(std::signbit(*back->checks.front().margin) == std::signbit(margin));
  CHECK(back->checks.front().margin_at == 937'500'000'123);
}

TEST_CASE("a row that is cut off or changed is none", "[study][shards]") {
  const std::string line = row_line(result_with(7, 2.0));
  for (std::size_t size = 0; size < line.size(); ++size) CHECK_FALSE(row_of(line.substr(0, size)));
  std::string changed = line;
  changed[line.size() / 2] ^= 1;
  CHECK_FALSE(row_of(changed));
}

TEST_CASE("a journal keeps every whole row, whatever a killed process left", "[study][shards]") {
  const test::Folder folder;
  const std::string path = (folder.path() / "j.part").string();
  RowJournal(path).append(result_with(3, 1.0));
  const std::string cut = row_line(result_with(4, 1.0)).substr(0, 40);
  std::ofstream(path, std::ios::app) << "\n" << cut;
  RowJournal(path).append(result_with(5, 1.0));
  const RowJournal after(path);
  CHECK(after.size() == 2);
  CHECK(after.row(3) != nullptr);
  CHECK(after.row(4) == nullptr);
  CHECK(after.row(5) != nullptr);
}

TEST_CASE("a journal on a full disk says so and keeps what was there", "[study][shards]") {
  if (std::ifstream("/dev/full").fail()) return;
  RowJournal journal("/dev/full");
  CHECK_THROWS_AS(journal.append(result_with(1, 1.0)), WriteError);
}

}  // namespace ridethrough::report
