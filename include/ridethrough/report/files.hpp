#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

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

/// That write_file() can begin there; leaves what is there as it is.
/// @throws WriteError
void probe_file(const std::string& path);

/// Makes the folder (and those above it).
/// @throws WriteError
void make_folder(const std::string& path);

/// The files of one result in a folder of the user's. Made before the work, so that a place that
/// can not be written is told at once; results of before go first. Unless all is written nothing is
/// left that looks finished, nor a folder that was made for it.
class ResultFolder {
 public:
  /// `names`: of the files, that which says that all is there last.
  /// @throws WriteError
  ResultFolder(std::string path, std::vector<std::string> names);
  ~ResultFolder();
  ResultFolder(const ResultFolder&) = delete;
  ResultFolder& operator=(const ResultFolder&) = delete;

  /// Writes all files, in the order of their names.
  /// @throws WriteError
  void write(const std::vector<std::string>& texts);

 private:
  std::string file(const std::string& name) const;
  void clear() const;

  std::string path_;
  std::vector<std::string> names_;
  bool is_new_ = false;
  bool is_complete_ = false;
};

}  // namespace ridethrough::report
