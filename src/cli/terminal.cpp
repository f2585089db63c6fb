#include "cli/terminal.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>

#include "ridethrough/report/files.hpp"

namespace ridethrough::cli {

namespace {

volatile std::sig_atomic_t interrupted = 0;

volatile std::sig_atomic_t interrupted_at_s = 0;

/// Who asks again after some seconds wants the end at once; what is finished is kept then, too.
/// Two signals in one moment are one wish: `timeout` sends its own to the process and to its group.
void note_interrupt(int signal) {
  constexpr int kPatienceS = 2;
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const auto now_s = static_cast<std::sig_atomic_t>(now.tv_sec);
  if (interrupted == 0) {
    interrupted = 1;
    interrupted_at_s = now_s;
  } else if (now_s - interrupted_at_s >= kPatienceS) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
}

long long now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

void print(std::string_view text) {
  const bool is_written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (!is_written || std::fflush(stdout) != 0) {
    throw report::WriteError(fmt::format("can not write the result: {}", std::strerror(errno)));
  }
}

report::TextStyle style_for_output(bool no_colour) {
  const char* forced = std::getenv("CLICOLOR_FORCE");
  const char* forbidden = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  if (no_colour || (forbidden != nullptr && *forbidden != '\0')) return {false};
  if (forced != nullptr && std::strcmp(forced, "0") != 0 && *forced != '\0') return {true};
  const bool is_dumb = terminal == nullptr || std::strcmp(terminal, "dumb") == 0;
  return {::isatty(STDOUT_FILENO) != 0 && !is_dumb};
}

void catch_interrupts() {
  std::signal(SIGINT, note_interrupt);
  std::signal(SIGTERM, note_interrupt);
  // A file that may grow no further is a write that fails, not the end of the process.
  std::signal(SIGXFSZ, SIG_IGN);
}

bool was_interrupted() { return interrupted != 0; }

ProgressBar::ProgressBar(std::string label, bool is_quiet)
    : label_(std::move(label)),
      is_enabled_(!is_quiet && ::isatty(STDERR_FILENO) != 0),
      started_ms_(now_ms()) {}

void ProgressBar::clear() {
  if (is_shown_) std::fputs("\r\x1b[K", stderr);
  is_shown_ = false;
}

void ProgressBar::count() {
  // More than was expected: the last piece is always to come.
  pieces_ = std::max(pieces_, ++done_);
  show(static_cast<double>(done_) / static_cast<double>(pieces_));
}

bool ProgressBar::show(double share) {
  if (was_interrupted()) return false;
  constexpr long long kPatienceMs = 1000;
  constexpr long long kIntervalMs = 100;
  const long long now = now_ms();
  if (!is_enabled_ || now - started_ms_ < kPatienceMs || now - drawn_ms_ < kIntervalMs) return true;
  drawn_ms_ = now;
  is_shown_ = true;
  constexpr int kWidth = 30;
  const int full = static_cast<int>(share * kWidth);
  const double left_s = 1e-3 * static_cast<double>(now - started_ms_) * (1.0 - share) / share;
  const std::string bar = std::string(static_cast<std::size_t>(full), '#') +
                          std::string(static_cast<std::size_t>(kWidth - full), '.');
  fmt::print(stderr, "\r{} [{}] {:3.0f} %, {:.0f} s left\x1b[K", label_, bar, 100.0 * share,
             left_s);
  std::fflush(stderr);
  return true;
}

std::string library_folder() {
  std::error_code error;
  const auto tool = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) {
    const auto installed = tool.parent_path().parent_path() / "share/ridethrough/scenarios/parts";
    if (std::filesystem::is_directory(installed, error)) return installed.string();
  }
  return RIDETHROUGH_LIBRARY_DIR;
}

}  // namespace ridethrough::cli
