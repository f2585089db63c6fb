#pragma once

#include <map>
#include <string>

#include "ridethrough/study/sweep.hpp"

namespace ridethrough::report {

/// The runs of a shard that is not finished yet, each on the disk as soon as it is there. A process
/// that is killed at any moment loses only what it was just running: a line that was cut off fails
/// its checksum, and the next one begins on a new line.
class RowJournal {
 public:
  /// Takes in what stands in `path`, if anything does.
  /// @throws WriteError
  explicit RowJournal(std::string path);
  ~RowJournal();
  RowJournal(const RowJournal&) = delete;
  RowJournal& operator=(const RowJournal&) = delete;

  /// By the number of the run; null if it is not there.
  const study::CellResult* row(std::size_t run) const;
  std::size_t size() const { return rows_.size(); }

  /// @throws WriteError; what was written before stays.
  void append(const study::CellResult& result);

 private:
  std::string path_;
  int descriptor_ = -1;
  std::map<std::size_t, study::CellResult> rows_;
};

}  // namespace ridethrough::report
