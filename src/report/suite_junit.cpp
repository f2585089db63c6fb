#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/report/suite.hpp"

namespace ridethrough::report {

namespace {

using End = SuiteCase::End;

/// For attributes and text alike. Characters that XML 1.0 does not know become spaces.
std::string xml(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
    }
  }
  return escaped;
}

struct Counts {
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;

  void add(const SuiteCase& each) {
    ++tests;
    failures += each.end == End::failed ? 1 : 0;
    errors += each.end == End::error ? 1 : 0;
    skipped += each.end == End::skipped ? 1 : 0;
  }
  std::string attributes() const {
    return fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="{}")", tests, failures,
                       errors, skipped);
  }
};

std::string problem_xml(const SuiteCase& each, const char* tag, const char* type) {
  return fmt::format("      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n", tag, type,
                     xml(each.message), xml(each.text));
}

std::string case_xml(const SuiteCase& each) {
  std::string text =
      fmt::format("    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\"",
                  xml(each.suite), xml(each.name), xml(each.file), each.line);
  std::string inside;
  if (each.end == End::failed) inside = problem_xml(each, "failure", "check");
  if (each.end == End::error) inside = problem_xml(each, "error", "scenario");
  if (each.end == End::skipped) {
    inside = fmt::format("      <skipped message=\"{}\"/>\n", xml(each.message));
  }
  if (each.end == End::passed && !each.text.empty()) {
    inside = fmt::format("      <system-out>{}</system-out>\n", xml(each.text));
  }
  return text + (inside.empty() ? "/>\n" : ">\n" + inside + "    </testcase>\n");
}

}  // namespace

std::string suite_junit(const std::vector<SuiteCase>& cases) {
  Counts all;
  std::string suites;
  for (auto first = cases.begin(); first != cases.end();) {
    const auto last = std::find_if(
        first, cases.end(), [&](const SuiteCase& each) { return each.suite != first->suite; });
    Counts counts;
    std::string inside;
    for (const auto& each : std::vector<SuiteCase>(first, last)) {
      counts.add(each);
      all.add(each);
      inside += case_xml(each);
    }
    suites += fmt::format("  <testsuite name=\"{}\" {}>\n{}  </testsuite>\n", xml(first->suite),
                          counts.attributes(), inside);
    first = last;
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"ridethrough\" {}>\n{}"
      "</testsuites>\n",
      all.attributes(), suites);
}

}  // namespace ridethrough::report
