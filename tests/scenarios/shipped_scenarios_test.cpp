#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "ridethrough/study/run.hpp"
#include "support/tool.hpp"

// What a scenario of ours claims to show holds: every run ends with its checks passed. An
// executable of its own, because it takes all layers but the command line through real work: under
// sanitizers it is the cheapest way to see much.
namespace ridethrough::test {
namespace {

bool is_run(const std::filesystem::path& file) {
  const std::string text = read_text(file);
  const bool is_part = text.find("\npart: ") != std::string::npos;
  const bool is_study = text.find("\nstudy:") != std::string::npos;
  return file.extension() == ".yaml" && !is_part && !is_study &&
         text.find("\nabstract: true") == std::string::npos;
}

std::vector<std::string> shipped(const std::string& folder) {
  std::vector<std::string> files;
  const std::string all = RIDETHROUGH_SOURCE_DIR "/scenarios/";
  for (const auto& entry : std::filesystem::directory_iterator(all + folder)) {
    if (entry.is_regular_file() && is_run(entry.path())) files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void check_folder(const std::string& folder) {
  const auto files = shipped(folder);
  CHECK_FALSE(files.empty());
  for (const std::string& file : files) {
    INFO(file);
    const auto model =
        scenario::load_scenario(file, {.sets = {}, .library = RIDETHROUGH_LIBRARY_DIR});
    const study::Outcome outcome = study::run(model, {});
    CHECK(outcome.verdict == study::Verdict::pass);
    CHECK(outcome.ledger.residual <= 1e-9);
  }
}

}  // namespace

TEST_CASE("storage converters do what their scenarios say", "[shipped]") { check_folder("bess"); }
TEST_CASE("racks stay as cool as their scenarios say", "[shipped]") { check_folder("cooling"); }
TEST_CASE("dc rows do what their scenarios say", "[shipped]") { check_folder("dc"); }
TEST_CASE("the examples do what they say", "[shipped]") { check_folder("examples"); }
TEST_CASE("faults go as their scenarios say", "[shipped]") { check_folder("faults"); }
TEST_CASE("gensets do what their scenarios say", "[shipped]") { check_folder("gensets"); }
TEST_CASE("jobs give way as their scenarios say", "[shipped]") { check_folder("jobs"); }
TEST_CASE("presets have what they are known for", "[shipped]") { check_folder("presets"); }
TEST_CASE("incidents go as they are told", "[shipped]") { check_folder("incidents"); }
TEST_CASE("the outages of the hall go as they are told", "[shipped]") { check_folder("outage"); }
TEST_CASE("switchgear does what its scenarios say", "[shipped]") { check_folder("switchgear"); }
TEST_CASE("topologies stand what they are made for", "[shipped]") { check_folder("topologies"); }

}  // namespace ridethrough::test
