#include "ridethrough/report/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace ridethrough::report {

namespace {

[[noreturn]] void fail(const std::string& path, int error) {
  throw WriteError(fmt::format("can not write '{}': {}", path, std::strerror(error)));
}

/// A file that removes itself unless it was completed.
class Draft {
 public:
  explicit Draft(const std::string& path)
      : path_(path), name_(fmt::format("{}.tmp.{}", path, ::getpid())) {
    descriptor_ = ::open(name_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (descriptor_ < 0) fail(path_, errno);
  }
  ~Draft() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!is_done_) ::unlink(name_.c_str());
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  void write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(descriptor_, text.data(), text.size());
      if (written < 0) {
        if (errno == EINTR) continue;
        fail(path_, errno);
      }
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  void complete() {
    if (::fsync(descriptor_) != 0 && errno != EINVAL) fail(path_, errno);
    const int closed = ::close(descriptor_);
    descriptor_ = -1;
    if (closed != 0) fail(path_, errno);
    if (::rename(name_.c_str(), path_.c_str()) != 0) fail(path_, errno);
    is_done_ = true;
  }

 private:
  std::string path_;
  std::string name_;
  int descriptor_ = -1;
  bool is_done_ = false;
};

}  // namespace

void write_file(const std::string& path, std::string_view text) {
  Draft draft(path);
  draft.write(text);
  draft.complete();
}

void probe_file(const std::string& path) {
  if (std::filesystem::is_directory(path)) fail(path, EISDIR);
  const Draft draft(path);
}

void make_folder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) throw WriteError(fmt::format("can not make folder '{}': {}", path, error.message()));
}

ResultFolder::ResultFolder(std::string path, std::vector<std::string> names)
    : path_(std::move(path)), names_(std::move(names)) {
  std::error_code error;
  is_new_ = !std::filesystem::exists(path_, error);
  make_folder(path_);
  clear();
}

ResultFolder::~ResultFolder() {
  if (is_complete_) return;
  clear();
  std::error_code error;
  if (is_new_) std::filesystem::remove(path_, error);  // only if it is empty
}

void ResultFolder::write(const std::vector<std::string>& texts) {
  for (std::size_t i = 0; i < names_.size(); ++i) write_file(file(names_[i]), texts.at(i));
  is_complete_ = true;
}

std::string ResultFolder::file(const std::string& name) const {
  return (std::filesystem::path(path_) / name).string();
}

void ResultFolder::clear() const {
  for (const std::string& name : names_) {
    std::error_code error;
    std::filesystem::remove(file(name), error);
  }
}

}  // namespace ridethrough::report
