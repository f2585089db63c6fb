#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "support/tool.hpp"

/// The job scripts that docs/cluster.md offers, as far as a machine without a cluster can run them;
/// on a real Slurm they are tried by `./rt cluster`.
namespace ridethrough::test {
namespace {

namespace fs = std::filesystem;

std::string source(const std::string& file) { return quoted(RIDETHROUGH_SOURCE_DIR "/" + file); }

const std::string kElement = "RIDETHROUGH_PAUSE=0 SLURM_ARRAY_TASK_ID=";

/// A tool that notes how it was called, and ends with one exit code after the other.
class FakeTool {
 public:
  explicit FakeTool(const std::string& codes) {
    folder_.write("codes", codes);
    folder_.write("tool",
                  "#!/bin/sh\ncode=$(head -n 1 codes)\nsed -i 1d codes\n"
                  "echo \"$*\" >>calls\n[ \"$code\" = kill ] && kill -KILL $$\nexit \"$code\"\n");
    fs::permissions(folder_.path() / "tool", fs::perms::owner_all);
  }
  int job() const {
    const int code = shell(kElement + "7 SLURM_CPUS_PER_TASK=4 RIDETHROUGH=./tool bash " +
                               source("docs/cluster/shard.sbatch") + " 'my run'; echo $? >code",
                           folder_.path().string())
                         .code;
    REQUIRE(code == 0);
    return std::stoi(folder_.read("code"));
  }
  std::string calls() const { return folder_.read("calls"); }

 private:
  Folder folder_;
};

/// Three shards of a study of six runs, and the result of one process.
class Planned {
 public:
  Planned() {
    folder_.write("study.yaml",
                  "schema_version: 1\nname: outages\n"
                  "extends: " RIDETHROUGH_SOURCE_DIR
                  "/scenarios/examples/minimal.yaml\n"
                  "study: {vary: {row.count: {from: 5, to: 10, steps: 6}}}\n");
    REQUIRE(call("ridethrough sweep study.yaml --out direct").code == 0);
    REQUIRE(call("ridethrough sweep plan study.yaml --shards 3 --out run").code == 0);
  }
  Call call(const std::string& command) const {
    return shell("export RIDETHROUGH=" + quoted(RIDETHROUGH_BINARY) + "; " + command,
                 folder_.path().string(), 60);
  }
  void check_merged() const {
    CHECK(call("ridethrough sweep merge run").code == 0);
    CHECK(folder_.read("run/cells.csv") == folder_.read("direct/cells.csv"));
    CHECK(folder_.read("run/study.json") == folder_.read("direct/study.json"));
  }

 private:
  Folder folder_;
};

bool is_here(const std::string& command) { return shell("command -v " + command).code == 0; }

}  // namespace

TEST_CASE("a job tries again what may be luck, and nothing else", "[cli][cluster]") {
  struct Luck {
    std::string codes;
    int code = 0;
    int calls = 0;
  };
  for (const Luck& luck : {Luck{"0\n", 0, 1}, Luck{"74\n74\n0\n", 0, 3}, Luck{"kill\n0\n", 0, 2},
                           Luck{"74\nkill\n74\n0\n", 74, 3}, Luck{"74\n3\n0\n", 3, 2},
                           Luck{"3\n0\n", 3, 1}, Luck{"2\n0\n", 2, 1}, Luck{"70\n0\n", 70, 1},
                           Luck{"130\n0\n", 130, 1}, Luck{"143\n0\n", 143, 1}}) {
    INFO(luck.codes);
    const FakeTool tool(luck.codes);
    CHECK(tool.job() == luck.code);
    std::string calls;
    for (int i = 0; i < luck.calls; ++i) calls += "sweep shard my run 7 --threads 4 --quiet\n";
    CHECK(tool.calls() == calls);
  }
}

TEST_CASE("elements of a job array merge to the bytes of one process", "[cli][cluster]") {
  const Planned study;
  for (const char* element : {"2", "0", "1", "1"}) {
    CHECK(study.call(kElement + element + " bash " + source("docs/cluster/shard.sbatch") + " run")
              .code == 0);
  }
  study.check_merged();
}

TEST_CASE("GNU parallel runs what is missing, and nothing when all is done", "[cli][cluster]") {
  if (!is_here("parallel")) {
    WARN("GNU parallel is not installed (./rt cluster installs it): its script is not tried");
    return;
  }
  const Planned study;
  REQUIRE(study.call("ridethrough sweep shard run 1").code == 0);
  const std::string script = source("docs/cluster/parallel.sh");
  const Call call = study.call(script + " run -j 2");
  INFO(call.err);
  CHECK(call.code == 0);
  CHECK(study.call("wc -l <run/parallel.log").out == "3\n");  // a line of titles, two shards
  CHECK(study.call(script + " run").out.empty());
  study.check_merged();
  CHECK(study.call(script + " nowhere").code == 3);
}

TEST_CASE("tests on a cluster say that they are skipped where there is none", "[cli][cluster]") {
  const std::string nothing = "PATH=/nonexistent /bin/bash ";
  const Call slurm = shell(nothing + source("tests/cluster/slurm_two_nodes.sh"));
  CHECK(slurm.code == 77);
  CHECK(slurm.out == "skipped: Slurm is not installed (./rt cluster installs it)\n");
  const Call parallel = shell(nothing + source("tests/cluster/parallel.sh"));
  CHECK(parallel.code == 77);
  CHECK(parallel.out == "skipped: GNU parallel is not installed (./rt cluster installs it)\n");
}

}  // namespace ridethrough::test
