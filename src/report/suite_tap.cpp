#include <fmt/format.h>

#include <sstream>

#include "ridethrough/report/suite.hpp"

namespace ridethrough::report {

namespace {

using End = SuiteCase::End;

/// '#' and '\' have a meaning in a description.
std::string tap_escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '#' || c == '\\') escaped += '\\';
    escaped += c == '\n' ? ' ' : c;
  }
  return escaped;
}

/// A YAML block under a test line.
std::string tap_diagnostic(const SuiteCase& each) {
  std::string text = fmt::format("  ---\n  at: \"{}:{}\"\n  message: |\n", each.file, each.line);
  std::istringstream lines(each.text);
  for (std::string line; std::getline(lines, line);) text += "    " + line + "\n";
  return text + "  ...\n";
}

}  // namespace

std::string suite_tap(const std::vector<SuiteCase>& cases) {
  std::string text = fmt::format("TAP version 14\n1..{}\n", cases.size());
  std::size_t number = 0;
  for (const SuiteCase& each : cases) {
    const bool is_bad = each.end == End::failed || each.end == End::error;
    text += fmt::format("{} {} - {}: {}", is_bad ? "not ok" : "ok", ++number,
                        tap_escaped(each.suite), tap_escaped(each.name));
    if (each.end == End::skipped) text += " # SKIP " + tap_escaped(each.message);
    text += "\n";
    if (!each.text.empty()) text += tap_diagnostic(each);
  }
  return text;
}

}  // namespace ridethrough::report
