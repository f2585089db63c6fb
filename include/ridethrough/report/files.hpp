#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace ridethrough::report {

/// A result could not be written; nothing that looks whole is left behind.
class WriteError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Writes `text` beside `path` under another name, flushes it to the disk and renames it, so that a
/// file of that name is always whole.
/// @throws WriteError naming the file and the reason (disk full, no permission).
void write_file(const std::string& path, std::string_view text);

/// Makes the folder (and those above it).
/// @throws WriteError
void make_folder(const std::string& path);

}  // namespace ridethrough::report
