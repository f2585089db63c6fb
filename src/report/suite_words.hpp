#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/study/suite.hpp"

/// Words that the renderings of a suite share.
namespace ridethrough::report {

/// "skip", "FAIL", ...: the word of one file for people, and "pass", "unfinished", ... for
/// machines.
std::string_view word_of(study::SuiteEnd end);
std::string_view status_of(study::SuiteEnd end);

/// The command that runs one file of a suite, or one cell of a study, by itself, for a shell.
std::string run_command_of(const std::string& file, const std::string& cell,
                           const std::vector<std::string>& sets);

/// "study.yaml.fast,0.4 pu": the name of its suite.
std::string suite_name(const study::SuiteFile& file);

/// Files that ended so.
std::size_t count_of(const std::vector<study::SuiteFile>& files, study::SuiteEnd end);

/// "12 scenarios: 10 passed, 1 failed, 1 bad; 1 abstract skipped, 2 parts good"
std::string suite_counts(const std::vector<study::SuiteFile>& files);

}  // namespace ridethrough::report
