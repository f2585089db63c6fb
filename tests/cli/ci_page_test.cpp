#include <yaml-cpp/yaml.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "support/tool.hpp"

/// The GitHub workflow and the GitLab job of docs/ci.md, as far as a machine without these services
/// can run them: they are read as YAML, their steps run in the folder that they describe.
namespace ridethrough::test {
namespace {

namespace fs = std::filesystem;

std::string page() { return read_text(RIDETHROUGH_SOURCE_DIR "/docs/ci.md"); }

/// The YAML block under a title of the page.
YAML::Node block_under(const std::string& title) {
  const std::string text = page(), fence = "```yaml\n";
  const std::size_t under = text.find("\n## " + title + "\n");
  REQUIRE(under != std::string::npos);
  const std::size_t begin = text.find(fence, under) + fence.size();
  return YAML::Load(text.substr(begin, text.find("```", begin) - begin));
}

/// A repository of scenarios with this project in the folder `ridethrough`.
class Repository {
 public:
  explicit Repository(const std::string& claim) {
    folder_.write("ridethrough/rt", "#!/bin/sh\nexec " + quoted(RIDETHROUGH_BINARY) + " \"$@\"\n");
    fs::permissions(folder_.path() / "ridethrough/rt", fs::perms::owner_all);
    folder_.write("power-tests/a.yaml",
                  "schema_version: 1\nname: a\nduration: 1 s\ncomponents:\n"
                  "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
                  "  row: {type: rack, from: grid, part: hgx-h800-4node}\n"
                  "checks: [{id: up, always: " +
                      claim + "}]\n");
  }
  Call run(const std::string& step) const {
    return shell("export CI=true GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=summary.md; " + step,
                 folder_.path().string());
  }
  std::string read(const std::string& file) const { return folder_.read(file); }

 private:
  Folder folder_;
};

/// A service fails the job on any exit code but 0, and keeps the file even then.
void check_step(const std::string& step, const std::string& report) {
  const Repository good("row.dropped == 0"), bad("row.dropped == 1");
  CHECK(good.run(step).code == 0);
  CHECK(good.read(report).find("tests=\"1\" failures=\"0\"") != std::string::npos);
  CHECK(bad.run(step).code == 1);
  CHECK(bad.read(report).find("tests=\"1\" failures=\"1\"") != std::string::npos);
}

}  // namespace

TEST_CASE("the GitHub workflow of docs/ci.md gates", "[cli][suite]") {
  const YAML::Node workflow = block_under("GitHub"), job = workflow["jobs"]["ride-through"];
  CHECK(workflow["on"].IsSequence());
  std::vector<std::string> runs;
  std::string folder;
  YAML::Node upload;
  for (const YAML::Node& step : job["steps"]) {
    if (step["run"]) runs.push_back(step["run"].as<std::string>());
    if (!step["uses"]) continue;
    const auto action = step["uses"].as<std::string>();
    if (action.starts_with("actions/upload-artifact@")) upload = step;
    const bool is_this_project = step["with"] && step["with"]["repository"];
    if (is_this_project) folder = step["with"]["path"].as<std::string>();
  }
  REQUIRE(runs.size() == 1);
  CHECK(folder == "ridethrough");  // where the step calls rt
  CHECK(upload["if"].as<std::string>() == "always()");
  check_step(runs.front(), upload["with"]["path"].as<std::string>());

  const Repository bad("row.dropped == 1");
  const Call call = bad.run(runs.front());
  CHECK(call.out.find("::error file=power-tests/a.yaml,line=7,title=") != std::string::npos);
  CHECK(bad.read("summary.md").starts_with("### ridethrough: 0 passed, 1 failed"));
}

TEST_CASE("the GitLab job of docs/ci.md gates", "[cli][suite]") {
  const YAML::Node job = block_under("GitLab")["ride-through"];
  CHECK(job["variables"]["GIT_SUBMODULE_STRATEGY"].as<std::string>() == "recursive");
  CHECK(job["artifacts"]["when"].as<std::string>() == "always");
  REQUIRE(job["script"].size() == 1);
  check_step(job["script"][0].as<std::string>(),
             job["artifacts"]["reports"]["junit"].as<std::string>());
}

}  // namespace ridethrough::test
