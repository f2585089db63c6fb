#pragma once

#include <string>
#include <vector>

#include "ridethrough/report/text.hpp"
#include "ridethrough/study/suite.hpp"

/// The result of `test` for people and for the machines of a CI.
namespace ridethrough::report {

/// One claim of a suite as the machines know it: a check, a part, or a file that could not be run.
struct SuiteCase {
  enum class End { passed, failed, error, skipped };

  std::string suite;  ///< the file as the user named it
  std::string name;   ///< unique within its suite: the id of a check
  End end = End::passed;
  std::string message = {};  ///< one line; why it did not pass, or why nothing was tested
  std::string text = {};     ///< the message and all that led there
  std::string file = {};     ///< where what is claimed is written
  int line = 0;
};

/// `sets`: the `--set` of the suite, for the command that reproduces a failure.
std::vector<SuiteCase> suite_cases(const study::SuiteFile& file,
                                   const std::vector<std::string>& sets);

/// One line, and under it what did not pass.
std::string suite_file_text(const study::SuiteFile& file, const std::vector<std::string>& sets,
                            const TextStyle& style);
/// The answer: how many files ended in which way.
std::string suite_summary_text(const std::vector<study::SuiteFile>& files, const TextStyle& style);

/// JUnit as Jenkins, GitLab and GitHub's report actions read it. Without times: they would differ
/// from run to run.
std::string suite_junit(const std::vector<SuiteCase>& cases);
/// Test Anything Protocol, version 14.
std::string suite_tap(const std::vector<SuiteCase>& cases);
/// Workflow commands of GitHub, one a line, for what did not pass.
std::string suite_annotations(const std::vector<SuiteCase>& cases);
/// Markdown for the summary of a step of GitHub.
std::string suite_step_summary(const std::vector<study::SuiteFile>& files,
                               const std::vector<SuiteCase>& cases);
std::string suite_json(const std::vector<study::SuiteFile>& files, const std::string& version);

}  // namespace ridethrough::report
