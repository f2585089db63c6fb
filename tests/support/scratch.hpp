#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

namespace ridethrough::support {

/// A place for a file or folder of this process alone: two runs of the tests do not meet.
inline std::filesystem::path scratch_path(const std::string& name) {
  return std::filesystem::temp_directory_path() /
         ("ridethrough-" + std::to_string(::getpid()) + "-" + name);
}

}  // namespace ridethrough::support
