#include "ridethrough/report/row_journal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "report/run_row.hpp"
#include "ridethrough/report/files.hpp"

namespace ridethrough::report {

namespace {

[[noreturn]] void fail_journal(const std::string& path, int error) {
  throw WriteError(fmt::format("can not write '{}': {}", path, std::strerror(error)));
}

}  // namespace

RowJournal::RowJournal(std::string path) : path_(std::move(path)) {
  // A device that never ends holds no rows.
  if (std::filesystem::is_regular_file(path_)) {
    std::ifstream before(path_);
    for (std::string line; std::getline(before, line);) {
      if (auto row = row_of(line)) rows_.insert_or_assign(row->run, std::move(*row));
    }
  }
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (descriptor_ < 0) fail_journal(path_, errno);
}

RowJournal::~RowJournal() { ::close(descriptor_); }

const study::CellResult* RowJournal::row(std::size_t run) const {
  const auto found = rows_.find(run);
  return found == rows_.end() ? nullptr : &found->second;
}

void RowJournal::append(const study::CellResult& result) {
  // The newline comes first: what a killed process left there without one stays a line of its own.
  const std::string line = "\n" + row_line(result);
  const ssize_t written = ::write(descriptor_, line.data(), line.size());
  if (written < 0) fail_journal(path_, errno);
  if (static_cast<std::size_t>(written) < line.size()) fail_journal(path_, ENOSPC);
}

}  // namespace ridethrough::report
