#include "ridethrough/study/suite.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "ridethrough/report/suite.hpp"
#include "ridethrough/study/run.hpp"
#include "support/tool.hpp"

namespace ridethrough::study {
namespace {

constexpr const char* kRoot =
    "schema_version: 1\nname: one row\nduration: 10 s\ncomponents:\n"
    "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
    "  row: {type: rack, from: grid, part: hgx-h800-4node}\n"
    "events: [{id: gone, at: 2 s, outage: grid, for: 100 ms}]\n";

/// A folder with a file of every kind.
class Mixed {
 public:
  Mixed() {
    folder_.write("a-base.yaml", std::string(kRoot) + "abstract: true\n");
    folder_.write("b-fails.yaml",
                  std::string(kRoot) + "checks: [{id: stays-up, always: row.dropped == 0}]\n");
    folder_.write("c-passes.yaml", std::string(kRoot) +
                                       "checks: [{id: falls, eventually: row.dropped == 1, within: "
                                       "10 s}]\n");
    folder_.write("d-gates-nothing.yaml", kRoot);
    folder_.write("e-broken.yaml", std::string(kRoot) + "chekcs: []\n");
    folder_.write("parts/ramp.yaml",
                  "schema_version: 1\npart: ramp\ntype: curve\n"
                  "source: {title: t, publisher: p, retrieved: 2026-11-29, grade: assumed}\n"
                  "values: {kind: ramp_and_band, reads: power, ramp_up: [{over: 1 s, at_most: 1 "
                  "MW}]}\n");
    folder_.write(".hidden/never.yaml", "no: [");
    folder_.write("notes.txt", "no scenario");
  }

  std::vector<SuiteFile> run(unsigned threads) const {
    SuiteOptions options;
    options.load.library = std::string(RIDETHROUGH_SOURCE_DIR) + "/scenarios/parts";
    options.threads = threads;
    return run_suite(suite_files({folder_.path().string()}), options);
  }
  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

 private:
  test::Folder folder_;
};

}  // namespace

TEST_CASE("a suite takes every yaml file of a folder in order, each in its kind", "[suite]") {
  const Mixed folder;
  const std::vector<SuiteFile> files = folder.run(1);
  REQUIRE(files.size() == 6);
  CHECK(files[0].file == folder.path("a-base.yaml"));
  CHECK(files[0].end == SuiteEnd::skipped);
  CHECK(files[1].end == SuiteEnd::failed);
  CHECK(files[1].outcome->decided_by == "stays-up");
  CHECK(files[2].end == SuiteEnd::passed);
  CHECK(files[3].end == SuiteEnd::bad);
  REQUIRE(files[3].findings.size() == 1);
  CHECK(files[3].findings[0].rule == "RT0812");
  CHECK(files[3].findings[0].place.line == 1);
  CHECK(files[4].end == SuiteEnd::bad);
  CHECK(files[5].file == folder.path("parts/ramp.yaml"));
  CHECK(files[5].end == SuiteEnd::good);
}

TEST_CASE("a suite gives the same result on one thread and on several", "[suite]") {
  const Mixed folder;
  CHECK(report::suite_json(folder.run(1), "0") == report::suite_json(folder.run(4), "0"));
}

TEST_CASE("a suite hands its files on in their order", "[suite]") {
  const Mixed folder;
  const std::vector<std::string> names = suite_files({folder.path("")});
  std::vector<std::string> seen;
  SuiteOptions options;
  options.load.library = std::string(RIDETHROUGH_SOURCE_DIR) + "/scenarios/parts";
  options.threads = 3;
  options.ended = [&](const SuiteFile& file) { seen.push_back(file.file); };
  run_suite(names, options);
  CHECK(seen == names);
}

TEST_CASE("a file that is named twice runs once", "[suite]") {
  const Mixed folder;
  const std::string file = folder.path("c-passes.yaml");
  CHECK(suite_files({file, folder.path("parts/../c-passes.yaml"), file}).size() == 1);
  CHECK(suite_files({folder.path("parts"), folder.path("")}).size() == 6);
}

TEST_CASE("an interrupted suite ends as an interrupted run does", "[suite]") {
  const Mixed folder;
  SuiteOptions options;
  options.goes_on = [] { return false; };
  options.threads = 2;
  CHECK_THROWS_AS(run_suite(suite_files({folder.path("")}), options), Interrupted);
}

TEST_CASE("a part that is wrong is a bad file", "[suite]") {
  const test::Folder folder;
  folder.write("site.yaml",
               "schema_version: 1\npart: site\ntype: cable\n"
               "source: {title: t, publisher: p, retrieved: 2026-11-29, grade: assumed}\n"
               "values: {lenght: 5 m}\n");
  folder.write("odd.yaml",
               "schema_version: 1\npart: odd\ntype: cabel\n"
               "source: {title: t, publisher: p, retrieved: 2026-11-29, grade: assumed}\n");
  const auto files = run_suite(suite_files({folder.path().string()}), {});
  REQUIRE(files.size() == 2);
  CHECK(files[0].findings.at(0).rule == "RT0208");
  CHECK(files[0].findings.at(0).place.line == 3);
  CHECK(files[1].end == SuiteEnd::bad);
  CHECK(files[1].findings.at(0).place.line == 5);
}

}  // namespace ridethrough::study
