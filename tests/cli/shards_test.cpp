#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include "support/tool.hpp"

/// Studies in shards: any split, order and accident gives the bytes of one process.
namespace ridethrough::test {
namespace {

namespace fs = std::filesystem;

class Grid {
 public:
  Grid() {
    folder_.write("grid.yaml",
                  "schema_version: 1\nname: a grid of dips\nduration: 5 s\n"
                  "components:\n"
                  "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
                  "  row: {type: rack, from: grid, power: 10 kW}\n"
                  "events: [{id: gone, at: 2 s, outage: grid, for: 15 ms}]\n"
                  "checks: [{id: up, always: row.dropped == 0}]\n"
                  "study:\n  vary:\n"
                  "    row.power: {from: 1 kW, to: 10 kW, steps: 8}\n"
                  "    events.gone.for: {from: 5 ms, to: 50 ms, steps: 7}\n");
  }
  Call call(const std::string& arguments) const { return tool(arguments, folder_.path().string()); }
  std::string read(const std::string& name) const { return folder_.read(name); }
  void write(const std::string& name, const std::string& text) const { folder_.write(name, text); }
  fs::path path(const std::string& name) const { return folder_.path() / name; }

  /// Runs it and kills it after some time; false if it had ended before.
  bool killed_after(double seconds, const std::string& arguments) const {
    const std::string kill = "timeout -s KILL " + std::to_string(seconds) + " ";
    return shell(kill + quoted(RIDETHROUGH_BINARY) + " " + arguments, folder_.path().string())
               .signal == 9;
  }

 private:
  Folder folder_;
};

/// Runs that a folder keeps, in the journal or, when all are there, in the shard.
std::size_t runs_kept(const fs::path& folder) {
  std::size_t most = 0;
  for (const auto& file : fs::recursive_directory_iterator(folder)) {
    if (!file.is_regular_file()) continue;
    std::ifstream text(file.path());
    std::size_t runs = 0;
    for (std::string line; std::getline(text, line);) runs += line.ends_with("]}") ? 1 : 0;
    most = std::max(most, runs);
  }
  return most;
}

}  // namespace

TEST_CASE("shards in any number and order merge to the bytes of one sweep", "[cli][shards]") {
  const Grid grid;
  const Call direct = grid.call("sweep grid.yaml --out direct");
  CHECK(direct.code == 1);
  CHECK_FALSE(fs::exists(grid.path("direct/unfinished")));
  for (const int shards : {1, 3, 56}) {
    const std::string run = "run" + std::to_string(shards);
    REQUIRE(grid.call("sweep plan grid.yaml --shards " + std::to_string(shards) + " --out " + run)
                .code == 0);
    for (int shard = shards - 1; shard >= 0; --shard) {
      REQUIRE(grid.call("sweep shard " + run + " " + std::to_string(shard)).code == 0);
    }
    const Call merged = grid.call("sweep merge " + run);
    CHECK(merged.code == 1);
    CHECK(merged.out == direct.out);
    CHECK(grid.read(run + "/cells.csv") == grid.read("direct/cells.csv"));
    CHECK(grid.read(run + "/study.json") == grid.read("direct/study.json"));
  }
}

TEST_CASE("replicas in shards merge to the bytes of one montecarlo", "[cli][shards]") {
  const Grid grid;
  grid.write("drawn.yaml",
             "schema_version: 1\nname: racks in a drawn year\nduration: 1 y\n"
             "components:\n"
             "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, "
             "disturbances: us-distribution-2023}\n"
             "  row: {type: rack, from: grid, power: 10 kW}\n"
             "checks: [{id: up, at_end: row.dropped == 0}]\n"
             "study:\n"
             "  vary: {row.power: [4 kW, 10 kW]}\n"
             "  replicas: 9\n"
             "  draw: [disturbances]\n"
             "  checks: [{id: rides, at_end: share(run.passed) >= 50 %, level: warn}]\n");
  const Call direct = grid.call("montecarlo drawn.yaml --out direct --threads 1");
  REQUIRE(direct.code == 0);
  CHECK(grid.call("sweep drawn.yaml --threads 2").out == direct.out);
  REQUIRE(grid.call("sweep plan drawn.yaml --shards 4 --out run").code == 0);
  for (const int shard : {2, 0, 3, 1}) {
    REQUIRE(grid.call("sweep shard run " + std::to_string(shard)).code == 0);
  }
  CHECK(grid.call("sweep merge run").out == direct.out);
  CHECK(grid.read("run/replicas.csv") == grid.read("direct/replicas.csv"));
  CHECK(grid.read("run/montecarlo.json") == grid.read("direct/montecarlo.json"));
}

TEST_CASE("merge refuses what is not there or not of the plan", "[cli][shards]") {
  const Grid grid;
  REQUIRE(grid.call("sweep plan grid.yaml --shards 4 --out run").code == 0);
  REQUIRE(grid.call("sweep shard run 1").code == 0);
  CHECK(grid.call("sweep missing run --ranges").out == "0,2-3\n");
  CHECK(grid.call("sweep status run").out.starts_with("1 of 4 shards done"));
  const Call missing = grid.call("sweep merge run");
  CHECK(missing.code == 4);
  CHECK(missing.err == "error: 3 of 4 shards are not done: 0,2-3\n");
  CHECK_FALSE(fs::exists(grid.path("run/cells.csv")));
  const Call partial = grid.call("sweep merge run --allow-partial");
  CHECK(partial.err == "warning: the result is partial: 14 of 56 runs\n");

  SECTION("a damaged shard is named and can be run again") {
    const std::string shard = grid.read("run/shards/00001.rows");
    grid.write("run/shards/00001.rows", shard.substr(0, shard.size() / 2));
    const Call damaged = grid.call("sweep merge run --allow-partial");
    CHECK(damaged.code == 3);
    CHECK(damaged.err == "error: shard 1 in 'run' is damaged; run it again\n");
    CHECK(grid.call("sweep shard run 1").code == 0);
    CHECK(grid.read("run/shards/00001.rows") == shard);
  }
  SECTION("a shard of another plan is named and left alone") {
    REQUIRE(grid.call("sweep plan grid.yaml --shards 5 --out other").code == 0);
    REQUIRE(grid.call("sweep shard other 2").code == 0);
    const std::string foreign = grid.read("other/shards/00002.rows");
    grid.write("run/shards/00002.rows", foreign);
    CHECK(grid.call("sweep merge run --allow-partial").code == 3);
    CHECK(grid.call("sweep shard run 2").err ==
          "error: shard 2 in 'run' is of another plan; remove it first\n");
    CHECK(grid.read("run/shards/00002.rows") == foreign);
  }
  SECTION("a study that has changed since is refused") {
    std::string text = grid.read("grid.yaml");
    text.replace(text.find("steps: 7"), 8, "steps: 6");
    grid.write("grid.yaml", text);
    CHECK(grid.call("sweep shard run 2").err ==
          "error: 'grid.yaml' has changed since the plan was made\n");
    CHECK(
        grid.call("sweep plan grid.yaml --shards 4 --out run").err ==
        "error: 'run' holds the runs of another plan (other cells); nothing was overwritten: take "
        "another folder, or remove that one\n");
  }
}

TEST_CASE("fifty kills at random moments lose no finished run", "[cli][shards]") {
  const Grid grid;
  const auto begun = std::chrono::steady_clock::now();
  REQUIRE(grid.call("sweep grid.yaml --out direct --threads 1").code == 1);
  const std::chrono::duration<double> whole = std::chrono::steady_clock::now() - begun;
  std::mt19937 chance(20261129);
  std::size_t kept = 0;
  int kills = 0, rounds = 0;
  while (kills < 50 && rounds < 500) {
    const double seconds = std::uniform_real_distribution(0.1, 0.9)(chance) * whole.count();
    const bool was_killed = grid.killed_after(seconds, "sweep grid.yaml --out result --threads 1");
    ++rounds;
    kills += was_killed ? 1 : 0;
    if (fs::exists(grid.path("result/study.json"))) {  // the last that is written: begin anew
      CHECK(grid.read("result/cells.csv") == grid.read("direct/cells.csv"));
      fs::remove_all(grid.path("result"));
      kept = 0;
      continue;
    }
    if (!fs::exists(grid.path("result/unfinished"))) continue;
    const std::size_t now = runs_kept(grid.path("result/unfinished"));
    CHECK(now >= kept);
    kept = now;
  }
  CHECK(kills == 50);
  CHECK(grid.call("sweep grid.yaml --out result").code == 1);
  CHECK(grid.read("result/cells.csv") == grid.read("direct/cells.csv"));
  CHECK(grid.read("result/study.json") == grid.read("direct/study.json"));
}

TEST_CASE("kept runs of another study are not overwritten", "[cli][shards]") {
  const Grid grid;
  REQUIRE(grid.call("sweep plan grid.yaml --shards 1 --out result/unfinished").code == 0);
  REQUIRE(grid.call("sweep shard result/unfinished 0").code == 0);
  std::string text = grid.read("grid.yaml");
  text.replace(text.find("duration: 5 s"), 13, "duration: 6 s");
  grid.write("grid.yaml", text);
  const Call call = grid.call("sweep grid.yaml --out result");
  CHECK(call.code == 3);
  CHECK(call.err.find("the scenario of cell '1 kW,5 ms' has changed") != std::string::npos);
}

TEST_CASE("actions on shards say what they need", "[cli][shards]") {
  const Grid grid;
  CHECK(
      grid.call("sweep status .").err ==
      "error: '.' is no folder of a plan: it has no manifest.json; 'ridethrough sweep plan' makes "
      "one\n");
  CHECK(grid.call("sweep plan grid.yaml --out run").code == 2);
  CHECK(grid.call("sweep").err.starts_with("error: 'sweep' takes one study"));
  REQUIRE(grid.call("sweep plan grid.yaml --shards 4 --out run").code == 0);
  CHECK(grid.call("sweep shard run 4").err == "error: there is no shard 4; they are 0 to 3\n");
}

}  // namespace ridethrough::test
