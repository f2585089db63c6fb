#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/scenario/model.hpp"
#include "ridethrough/study/baseline.hpp"
#include "ridethrough/study/outcome.hpp"

/// Many scenario files as one test: each is run by itself, on several cores.
namespace ridethrough::study {

/// How a file ended; later ones are worse.
enum class SuiteEnd {
  skipped,     ///< a scenario that is only to be extended
  good,        ///< a part without findings
  passed,      ///< a scenario none of whose checks failed
  differs,     ///< none failed, but it is not what its baseline keeps
  failed,      ///< one of its checks failed
  unfinished,  ///< the simulation could not finish
  bad,         ///< the file is wrong and was not run
};

struct SuiteFile {
  std::string file;
  std::string cell = {};  ///< of a study; empty for a scenario
  SuiteEnd end = SuiteEnd::skipped;
  std::optional<Outcome> outcome = {};  ///< of a scenario that was run
  /// Against its baseline; empty if it has none or was not compared.
  std::optional<std::vector<Difference>> differences = {};
  std::vector<scenario::Diagnostic> findings = {};  ///< errors of a bad file
  std::string problem = {};                         ///< why a run could not finish
  std::uint32_t undrawn_replicas = 0;  ///< of a study that asks for replicas: it ran once
};

/// What is kept for a model with a baseline.
/// @throws scenario::ScenarioError if there is nothing, or nothing that fits.
using KeptBaseline = std::function<Baseline(const scenario::Model&)>;

struct SuiteOptions {
  scenario::LoadOptions load;
  unsigned threads = 0;        ///< as many as there are cores if 0
  KeptBaseline kept_baseline;  ///< empty: baselines are not compared
  /// Called now and then on every thread; returning false interrupts the suite.
  std::function<bool()> goes_on = [] { return true; };
  /// Called with how many files and cells there are, before the first is run.
  std::function<void(std::size_t)> begun = [](std::size_t) {};
  /// Called with each file as soon as it and all before it have ended, never twice at a time.
  std::function<void(const SuiteFile&)> ended = [](const SuiteFile&) {};
};

/// The files of `paths`: of a folder every `*.yaml` below it, sorted by name, without what lies in
/// hidden folders; anything else as it is. Each file once.
std::vector<std::string> suite_files(const std::vector<std::string>& paths);

/// Runs scenarios and all cells of studies, validates parts, passes over abstract scenarios. A
/// scenario without checks is bad: it would gate nothing. The result does not depend on the number
/// of threads.
/// @throws Interrupted
std::vector<SuiteFile> run_suite(const std::vector<std::string>& files,
                                 const SuiteOptions& options);

}  // namespace ridethrough::study
