#pragma once

#include <string>
#include <vector>

#include "architecture/source_tree.hpp"

namespace ridethrough::tidy {

/// A broken rule. `rule` is the word used in exceptions.txt; `line` counts from 1, 0 means the
/// whole file; `message` says what is wrong and the cure.
struct Finding {
  std::string rule;
  std::string path;
  int line = 0;
  std::string message;
};

/// "path:line: [rule] message".
std::string to_text(const Finding& finding);

/// All rules on one file; findings in the order of its lines.
std::vector<Finding> scan(const SourceFile& file);

}  // namespace ridethrough::tidy
