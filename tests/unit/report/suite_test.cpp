#include "ridethrough/report/suite.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "ridethrough/report/data.hpp"

namespace ridethrough::report {
namespace {

using End = SuiteCase::End;

std::vector<SuiteCase> cases() {
  return {{"a.yaml", "stays-up", End::failed, "margin -1 at 2 s, row",
           "margin <-1>\n\"row\" 5 % & on\n", "base.yaml", 41},
          {"a.yaml", "ramp", End::passed, "", "", "a.yaml", 7},
          {"b, c.yaml", "file", End::skipped, "abstract", "", "b, c.yaml", 1},
          {"d.yaml", "RT0812 d.yaml:1:1", End::error, "no checks", "error[RT0812]: no checks\n",
           "d.yaml", 1}};
}

}  // namespace

TEST_CASE("JUnit counts and escapes", "[suite]") {
  const std::string xml = suite_junit(cases());
  CHECK(xml.find("<testsuites name=\"ridethrough\" tests=\"4\" failures=\"1\" errors=\"1\" "
                 "skipped=\"1\">") != std::string::npos);
  CHECK(xml.find("<testsuite name=\"a.yaml\" tests=\"2\" failures=\"1\" errors=\"0\" "
                 "skipped=\"0\">") != std::string::npos);
  CHECK(xml.find("margin &lt;-1&gt;\n&quot;row&quot; 5 % &amp; on") != std::string::npos);
  CHECK(xml.find("<testcase classname=\"a.yaml\" name=\"ramp\" file=\"a.yaml\" line=\"7\"/>") !=
        std::string::npos);
  CHECK(xml.find("<skipped message=\"abstract\"/>") != std::string::npos);
}

TEST_CASE("TAP has one numbered line for each case", "[suite]") {
  const std::string tap = suite_tap(cases());
  CHECK(tap.starts_with("TAP version 14\n1..4\nnot ok 1 - a.yaml: stays-up\n  ---\n"));
  CHECK(tap.find("\nok 2 - a.yaml: ramp\nok 3 - b, c.yaml: file # SKIP abstract\nnot ok 4 - ") !=
        std::string::npos);
}

TEST_CASE("annotations escape what a workflow command would read as its own", "[suite]") {
  const std::string text = suite_annotations(cases());
  CHECK(
      text.starts_with("::error file=base.yaml,line=41,title=a.yaml stays-up::margin <-1>%0A"
                       "\"row\" 5 %25 & on%0A\n"));
  CHECK(text.find("title=d.yaml RT0812 d.yaml%3A1%3A1::") != std::string::npos);
  CHECK(text.find("ramp") == std::string::npos);
}

TEST_CASE("findings as SARIF point at their line and name their rule once", "[suite]") {
  const auto source = std::make_shared<const scenario::SourceText>(
      scenario::SourceText{"hall.yaml", "a: 1\nb: 2\n"});
  scenario::Diagnostics found;
  found.error("RT0201", "there is no key 'b'", {source, 2, 1, 1}, "did you mean 'a'?");
  const scenario::Diagnostic& finding = found.all().front();
  const auto json = nlohmann::json::parse(diagnostics_sarif({finding, finding}, "1.2.3"));
  CHECK(json["version"] == "2.1.0");
  const auto& run = json["runs"][0];
  CHECK(run["tool"]["driver"]["rules"].size() == 1);
  CHECK(run["results"].size() == 2);
  const auto& place = run["results"][0]["locations"][0]["physicalLocation"];
  CHECK(place["artifactLocation"]["uri"] == "hall.yaml");
  CHECK(place["region"]["startLine"] == 2);
  CHECK(place["region"]["endColumn"] == 2);
}

}  // namespace ridethrough::report
