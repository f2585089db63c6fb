#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/study/suite.hpp"

/// Words that the renderings of a suite share.
namespace ridethrough::report {

/// "passed", "part good", ...: the word of one file.
std::string_view word_of(study::SuiteEnd end);

/// The command that runs one file of a suite by itself, for a shell.
std::string run_command_of(const std::string& file, const std::vector<std::string>& sets);

/// Files that ended so.
std::size_t count_of(const std::vector<study::SuiteFile>& files, study::SuiteEnd end);

/// "12 scenarios: 10 passed, 1 failed, 1 bad; 1 abstract skipped, 2 parts good"
std::string suite_counts(const std::vector<study::SuiteFile>& files);

}  // namespace ridethrough::report
