#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "support/tool.hpp"

/// What a scenario of ours claims to show holds: each run ends with its checks passed.
namespace ridethrough::test {
namespace {

bool is_run(const std::filesystem::path& file) {
  const std::string text = read_text(file);
  const bool is_part = text.find("\npart: ") != std::string::npos;
  return file.extension() == ".yaml" && !is_part &&
         text.find("\nabstract: true") == std::string::npos;
}

std::vector<std::string> shipped(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::string(RIDETHROUGH_SOURCE_DIR "/scenarios/") + folder)) {
    if (is_run(entry.path())) files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST_CASE("every shipped scenario passes its own checks", "[cli][shipped]") {
  for (const char* const folder :
       {"bess", "dc", "examples", "faults", "gensets", "incidents", "switchgear", "topologies"}) {
    const auto files = shipped(folder);
    CHECK_FALSE(files.empty());
    for (const std::string& file : files) {
      INFO(file);
      const Call call = tool("run -q " + quoted(file));
      CHECK(call.code == 0);
      CHECK(call.out.starts_with("PASS"));
    }
  }
}

}  // namespace ridethrough::test
