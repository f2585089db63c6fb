#include <fmt/format.h>

#include <algorithm>

#include "report/run_sections.hpp"
#include "report/suite_words.hpp"
#include "report/table.hpp"
#include "ridethrough/report/baseline.hpp"
#include "ridethrough/report/suite.hpp"

namespace ridethrough::report {

namespace {

using study::SuiteEnd;
using study::SuiteFile;

std::string numbered(std::size_t number, std::string_view what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

/// A word of a shell: quoted where it must be.
std::string shell_word(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./=:,+-%@";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

const char* colour_of(SuiteEnd end) {
  if (end == SuiteEnd::passed || end == SuiteEnd::good) return kGreen;
  return end == SuiteEnd::skipped ? kYellow : kRed;
}

/// What stands behind the name of the file.
std::string note_of(const SuiteFile& file) {
  if (file.end == SuiteEnd::skipped) return "abstract: only to be extended";
  if (file.end == SuiteEnd::good) return "part";
  if (!file.outcome) return "";
  const auto& checks = file.outcome->checks;
  std::string note = numbered(checks.size(), "check");
  const auto findings = std::count_if(checks.begin(), checks.end(), [](const auto& check) {
    return !check.fails_run && check.status != study::CheckStatus::pass;
  });
  if (findings > 0) note += fmt::format(", {} below gate nothing", findings);
  if (file.undrawn_replicas > 0) {
    note += fmt::format("; once, nothing drawn: its {} replicas are for montecarlo",
                        file.undrawn_replicas);
  }
  return note;
}

/// Checks that do not pass and gate nothing, a line each.
std::string warned_text(const study::Outcome& outcome) {
  std::string text;
  for (const study::CheckResult& check : outcome.checks) {
    if (check.fails_run || check.status == study::CheckStatus::pass) continue;
    text += fmt::format("  {:<11}{}{}\n", study::text_of(check.status), check.id,
                        check_margin_text(check));
  }
  return text;
}

}  // namespace

std::string_view word_of(SuiteEnd end) {
  constexpr std::string_view kWords[] = {"skip", "good", "pass", "DIFF", "FAIL", "STOP", "BAD"};
  return kWords[static_cast<std::size_t>(end)];
}

std::string_view status_of(SuiteEnd end) {
  constexpr std::string_view kWords[] = {"skipped", "good",       "pass", "differs",
                                         "fail",    "unfinished", "bad"};
  return kWords[static_cast<std::size_t>(end)];
}

std::string suite_name(const SuiteFile& file) {
  return file.cell.empty() ? file.file : file.file + "." + file.cell;
}

std::string run_command_of(const std::string& file, const std::string& cell,
                           const std::vector<std::string>& sets) {
  std::string command = "ridethrough run " + shell_word(file);
  if (!cell.empty()) command += " --cell " + shell_word(cell);
  for (const std::string& set : sets) command += " --set " + shell_word(set);
  return command;
}

std::size_t count_of(const std::vector<SuiteFile>& files, SuiteEnd end) {
  return static_cast<std::size_t>(std::count_if(
      files.begin(), files.end(), [end](const SuiteFile& file) { return file.end == end; }));
}

std::string suite_counts(const std::vector<SuiteFile>& files) {
  const std::size_t passed = count_of(files, SuiteEnd::passed);
  const std::size_t failed = count_of(files, SuiteEnd::failed);
  const std::size_t unfinished = count_of(files, SuiteEnd::unfinished);
  const std::size_t bad = count_of(files, SuiteEnd::bad);
  std::string text = fmt::format("{} passed, {} failed", passed, failed);
  if (const std::size_t other = count_of(files, SuiteEnd::differs); other > 0) {
    text += fmt::format(", {}", other == 1 ? "1 differs from its baseline"
                                           : fmt::format("{} differ from their baselines", other));
  }
  if (unfinished > 0) text += fmt::format(", {} could not finish", unfinished);
  if (bad > 0) text += fmt::format(", {} bad", bad);
  if (const std::size_t parts = count_of(files, SuiteEnd::good); parts > 0) {
    text += fmt::format("; {} good", numbered(parts, "part"));
  }
  if (const std::size_t skipped = count_of(files, SuiteEnd::skipped); skipped > 0) {
    text += fmt::format("; {} skipped", numbered(skipped, "abstract file"));
  }
  return text;
}

std::string suite_file_text(const SuiteFile& file, const std::vector<std::string>& sets,
                            const TextStyle& style) {
  const std::string word(word_of(file.end));
  std::string text = coloured(word, colour_of(file.end), style.use_colour) +
                     std::string(6 - word.size(), ' ') + file.file;
  if (!file.cell.empty()) text += " [" + file.cell + "]";
  if (const std::string note = note_of(file); !note.empty()) text += "  (" + note + ")";
  text += "\n";
  if (file.outcome) text += failed_checks_text(*file.outcome, style) + warned_text(*file.outcome);
  if (file.differences) text += differences_text(*file.differences);
  if (!file.problem.empty()) {
    text += "  error: the simulation could not finish: " + file.problem + "\n";
  }
  for (const scenario::Diagnostic& finding : file.findings) text += scenario::render(finding);
  if (file.end == SuiteEnd::failed || file.end == SuiteEnd::unfinished) {
    text += "  reproduce: " + run_command_of(file.file, file.cell, sets) + "\n";
  }
  return text;
}

std::string suite_summary_text(const std::vector<SuiteFile>& files, const TextStyle& style) {
  const bool is_good = std::all_of(files.begin(), files.end(), [](const SuiteFile& file) {
    return file.end <= SuiteEnd::passed;
  });
  return "\n" + coloured(is_good ? "PASS" : "FAIL", is_good ? kGreen : kRed, style.use_colour) +
         "  " + suite_counts(files) + "\n";
}

}  // namespace ridethrough::report
