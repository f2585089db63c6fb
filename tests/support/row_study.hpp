#pragma once

#include <string>
#include <vector>

#include "ridethrough/study/sweep.hpp"
#include "support/tool.hpp"

namespace ridethrough::test {

inline study::SweepOptions sweep_on(unsigned threads) {
  study::SweepOptions options;
  options.load.library = RIDETHROUGH_LIBRARY_DIR;
  options.threads = threads;
  return options;
}

/// A rack at full load through a loss of its feed.
class RowStudy {
 public:
  explicit RowStudy(const std::string& study)
      : study_(scenario::read_study(
            folder_.write("s.yaml",
                          "schema_version: 1\nname: one row\nduration: 5 s\ncomponents:\n"
                          "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
                          "  row: {type: rack, from: grid, power: 10 kW}\n"
                          "events: [{id: gone, at: 2 s, outage: grid, for: 15 ms}]\n"
                          "checks: [{id: up, always: row.dropped == 0}]\nstudy: " +
                              study + "\n"))) {}

  const scenario::Study& study() const { return study_; }
  std::vector<study::CellResult> all(unsigned threads) const {
    return study::sweep(study_, study::runs_of(study_, 100), sweep_on(threads));
  }

 private:
  Folder folder_;
  scenario::Study study_;
};

/// Two loads, and a check of the end whose margin is a known function of what they draw.
class TwoLoads {
 public:
  TwoLoads(const std::string& claim, const std::string& study)
      : study_(scenario::read_study(
            folder_.write("s.yaml",
                          "schema_version: 1\nname: two loads\nduration: 1 s\ncomponents:\n"
                          "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
                          "  a: {type: load, from: grid, power: 5 kW}\n"
                          "  b: {type: load, from: grid, power: 5 kW}\n"
                          "checks: [{id: goal, at_end: " +
                              claim + "}]\nstudy:\n  vary: " + study + "\n"))) {}

  const scenario::Study& study() const { return study_; }

 private:
  Folder folder_;
  scenario::Study study_;
};

}  // namespace ridethrough::test
