#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/study/run.hpp"
#include "support/marked_page.hpp"
#include "support/scratch.hpp"

/// Scenarios with jobs, run from their text.
namespace ridethrough::support {

inline study::Outcome run_jobs(const std::string& text, bool lump = true) {
  const auto file = scratch_path("jobs.yaml");
  std::ofstream(file) << text;
  const scenario::Model model = scenario::load_scenario(
      file.string(), {.sets = {}, .library = testing::repository_path("scenarios/parts")});
  std::filesystem::remove(file);
  study::RunOptions options;
  options.lump = lump;
  options.record = true;
  return study::run(model, options);
}

/// "60 paused scheduler", one for each state of `job` after t = 0, in whole seconds.
inline std::vector<std::string> states_of(const study::Outcome& outcome, std::string_view job) {
  std::vector<std::string> states;
  for (const study::OutcomeEvent& event : outcome.events) {
    if (event.component != job || event.what != "state") continue;
    states.push_back(std::to_string(event.time / core::kTicksPerSecond) + " " + event.to + " " +
                     event.reason);
  }
  return states;
}

inline double finding_of(const study::Outcome& outcome, std::string_view job,
                         std::string_view name) {
  for (const study::ComponentOutcome& each : outcome.jobs) {
    if (each.path != job) continue;
    for (const study::MemberFinding& finding : each.findings) {
      if (finding.finding.name == name) return finding.finding.value;
    }
  }
  FAIL("no finding '" << name << "' of '" << job << "'");
  return 0.0;
}

}  // namespace ridethrough::support
