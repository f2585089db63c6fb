#include <fmt/format.h>

#include <stdexcept>

#include "bench_cases.hpp"
#include "ridethrough/study/replica.hpp"

namespace ridethrough::bench {

namespace {

scenario::Cell cell_named(const scenario::Study& study, const std::string& name) {
  for (const scenario::Cell& cell : scenario::cells_of(study)) {
    if (cell.name(study) == name) return cell;
  }
  throw std::invalid_argument("the study has no cell " + name);
}

}  // namespace

Result hall_years(const std::string& cell, std::uint32_t replicas) {
  const std::string folder = RIDETHROUGH_SOURCE_DIR "/scenarios";
  const scenario::Study study = scenario::read_study(folder + "/outage/study.yaml");
  const study::CellRuns runs(study, cell_named(study, cell), {{}, folder + "/parts"});
  study::RunOptions options;
  options.meter = false;
  std::int64_t rows = 0, reactions = 0;
  for (std::uint32_t number = 1; number <= replicas; ++number) {
    const study::Outcome outcome = runs.run(number, options).outcome;
    rows += static_cast<std::int64_t>(outcome.events.size());
    reactions += outcome.statistics.reactions;
  }
  return {static_cast<double>(replicas), fmt::format("{} reactions, {} events", reactions, rows)};
}

}  // namespace ridethrough::bench
