#include <fmt/format.h>

#include "report/suite_words.hpp"
#include "ridethrough/report/suite.hpp"

namespace ridethrough::report {

namespace {

using End = SuiteCase::End;

/// What a workflow command would read as its own, as GitHub's runner decodes it.
std::string command_escaped(const std::string& text, bool is_property) {
  std::string escaped;
  for (const char c : text) {
    if (c == '%')
      escaped += "%25";
    else if (c == '\n')
      escaped += "%0A";
    else if (c == '\r')
      escaped += "%0D";
    else if (is_property && c == ':')
      escaped += "%3A";
    else if (is_property && c == ',')
      escaped += "%2C";
    else
      escaped += c;
  }
  return escaped;
}

bool is_told(const SuiteCase& each) {
  return each.end == End::failed || each.end == End::error || !each.text.empty();
}

/// A cell of a table of Markdown.
std::string cell(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c == '\n' ? ' ' : c;
  }
  return escaped;
}

}  // namespace

std::string suite_annotations(const std::vector<SuiteCase>& cases) {
  std::string text;
  for (const SuiteCase& each : cases) {
    if (!is_told(each)) continue;
    const bool gates = each.end != End::passed;
    text += fmt::format("::{} file={},line={},title={}::{}\n", gates ? "error" : "warning",
                        command_escaped(each.file, true), each.line,
                        command_escaped(each.suite + " " + each.name, true),
                        command_escaped(each.text, false));
  }
  return text;
}

std::string suite_step_summary(const std::vector<study::SuiteFile>& files,
                               const std::vector<SuiteCase>& cases) {
  std::string text = "### ridethrough: " + suite_counts(files) + "\n\n";
  std::string rows;
  for (const SuiteCase& each : cases) {
    if (each.message.empty() || each.end == End::skipped) continue;
    rows += fmt::format("| {} | {} | {} | {} |\n", each.end == End::passed ? "warn" : "**fail**",
                        cell(each.suite), cell(each.name), cell(each.message));
  }
  if (rows.empty()) return text;
  return text + "| | file | check | what |\n| --- | --- | --- | --- |\n" + rows;
}

}  // namespace ridethrough::report
