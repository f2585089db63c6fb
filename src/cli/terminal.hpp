#pragma once

#include <string>
#include <string_view>

#include "ridethrough/report/text.hpp"

namespace ridethrough::cli {

/// Writes the result; a broken pipe or a full disk is an error, never silence.
/// @throws report::WriteError
void print(std::string_view text);

/// Honours --no-color, NO_COLOR, CLICOLOR_FORCE and whether standard output is a terminal.
report::TextStyle style_for_output(bool no_colour);

/// From now on SIGINT and SIGTERM only ask the run to stop; one that comes some seconds after the
/// first ends the process.
void catch_interrupts();
bool was_interrupted();

/// A bar on standard error, on a terminal, for runs longer than a second.
class ProgressBar {
 public:
  ProgressBar(std::string label, bool is_quiet);
  ~ProgressBar() { clear(); }
  /// Returns false when the user asked to stop.
  bool show(double share);
  /// So many pieces of work are to come; count() is one of them done.
  void expect(std::size_t pieces) { pieces_ = pieces; }
  void count();
  std::size_t done() const { return done_; }
  /// Takes the bar away until it is shown again: something is to be printed.
  void clear();

 private:
  std::string label_;
  bool is_shown_ = false;
  bool is_enabled_;
  long long started_ms_;
  long long drawn_ms_ = 0;
  std::size_t pieces_ = 0, done_ = 0;
};

/// The folder of the shipped parts, relative to the tool.
std::string library_folder();

}  // namespace ridethrough::cli
