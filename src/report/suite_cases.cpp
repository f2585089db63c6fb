#include <fmt/format.h>

#include <algorithm>

#include "report/run_sections.hpp"
#include "report/suite_words.hpp"
#include "ridethrough/report/baseline.hpp"
#include "ridethrough/report/suite.hpp"

namespace ridethrough::report {

namespace {

using study::CheckResult;
using study::CheckStatus;
using End = SuiteCase::End;

/// "always row.dropped == 0: fail  margin -25 at 600.020 s, row"
std::string message_of(const CheckResult& check) {
  return fmt::format("{}: {}{}", check.sentence, study::text_of(check.status),
                     check_margin_text(check));
}

SuiteCase case_of(const study::SuiteFile& file, const CheckResult& check,
                  const std::vector<std::string>& sets) {
  SuiteCase result{.suite = suite_name(file), .name = check.id};
  result.file = check.place.source ? check.place.source->name : file.file;
  result.line = check.place.line;
  if (check.status == CheckStatus::pass) return result;
  result.end = check.fails_run ? End::failed : End::passed;
  result.message = message_of(check);
  result.text = result.message + "\n" + check_failure_text(*file.outcome, check, "  ");
  if (check.fails_run)
    result.text += "reproduce: " + run_command_of(file.file, file.cell, sets) + "\n";
  return result;
}

/// The comparison with what is kept is a claim as any check.
SuiteCase baseline_case(const study::SuiteFile& file) {
  SuiteCase result{.suite = suite_name(file), .name = "baseline", .file = file.file, .line = 1};
  if (file.differences->empty()) return result;
  result.end = End::failed;
  result.message = difference_line(file.differences->front());
  if (file.differences->size() > 1) {
    result.message += fmt::format(", and {} more", file.differences->size() - 1);
  }
  result.text = result.message + "\n" + differences_text(*file.differences) +
                "reproduce: ridethrough baseline check " + file.file + "\n";
  return result;
}

/// Findings of one rule at one place are one: the name says both.
SuiteCase case_of(const study::SuiteFile& file, const scenario::Diagnostic& finding) {
  SuiteCase result{.suite = suite_name(file), .name = finding.rule, .end = End::error};
  const scenario::Place& place = finding.place;
  if (place.line > 0) {
    result.name += fmt::format(" {}:{}:{}", place.source->name, place.line, place.column);
  }
  result.message = finding.message;
  result.text = scenario::render(finding);
  result.file = place.source ? place.source->name : file.file;
  result.line = std::max(place.line, 1);
  return result;
}

}  // namespace

std::vector<SuiteCase> suite_cases(const study::SuiteFile& file,
                                   const std::vector<std::string>& sets) {
  std::vector<SuiteCase> cases;
  const SuiteCase whole{.suite = suite_name(file), .name = "file", .file = file.file, .line = 1};
  switch (file.end) {
    case study::SuiteEnd::skipped:
      cases.push_back(whole);
      cases.back().end = End::skipped;
      cases.back().message = "abstract: only to be extended";
      break;
    case study::SuiteEnd::good:
      cases.push_back(whole);
      break;
    case study::SuiteEnd::unfinished:
      cases.push_back(whole);
      cases.back().end = End::error;
      cases.back().message = "the simulation could not finish";
      cases.back().text = fmt::format("{}: {}\nreproduce: {}\n", cases.back().message, file.problem,
                                      run_command_of(file.file, file.cell, sets));
      break;
    case study::SuiteEnd::bad:
      for (const scenario::Diagnostic& finding : file.findings) {
        if (finding.severity == scenario::Severity::error) cases.push_back(case_of(file, finding));
      }
      break;
    case study::SuiteEnd::passed:
    case study::SuiteEnd::differs:
    case study::SuiteEnd::failed:
      for (const CheckResult& check : file.outcome->checks) {
        cases.push_back(case_of(file, check, sets));
      }
      if (file.differences) cases.push_back(baseline_case(file));
      break;
  }
  return cases;
}

}  // namespace ridethrough::report
