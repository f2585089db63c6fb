#include <catch2/catch.hpp>
#include <string>

#include "support/tool.hpp"

/// `test` as a CI calls it.
namespace ridethrough::test {
namespace {

class Site {
 public:
  Site() {
    folder_.write("base.yaml",
                  "schema_version: 1\nname: one row\nabstract: true\nduration: 10 s\ncomponents:\n"
                  "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
                  "  row: {type: rack, from: grid, part: hgx-h800-4node}\n"
                  "events: [{id: gone, at: 2 s, outage: grid, for: 100 ms}]\n");
    overlay("rides", "eventually: row.dropped == 1, within: 10 s");
  }
  void overlay(const std::string& name, const std::string& claim) const {
    folder_.write(name + ".yaml", "schema_version: 1\nname: " + name +
                                      "\nextends: ./base.yaml\nchecks:\n  - {id: claim, " + claim +
                                      "}\n");
  }
  Call call(const std::string& arguments) const {
    return tool("test " + arguments, folder_.path().string());
  }
  std::string read(const std::string& name) const { return folder_.read(name); }
  void write(const std::string& name, const std::string& text) const { folder_.write(name, text); }
  std::string path() const { return folder_.path().string(); }

 private:
  Folder folder_;
};

}  // namespace

TEST_CASE("test gives one line for each good file and the counts last", "[cli][suite]") {
  const Site site;
  const Call call = site.call(".");
  CHECK(call.code == 0);
  CHECK(call.err.empty());
  CHECK(call.out ==
        "skip  ./base.yaml  (abstract: only to be extended)\n"
        "pass  ./rides.yaml  (1 check)\n"
        "\nPASS  1 passed, 0 failed; 1 abstract file skipped\n");
}

TEST_CASE("test tells of a failed check what `run` tells, and how to repeat it", "[cli][suite]") {
  const Site site;
  site.overlay("stays up", "always: row.dropped == 0");
  const Call call = site.call("'stays up.yaml' --set events.gone.for=90ms --junit out.xml");
  CHECK(call.code == 1);
  CHECK(call.out.starts_with("FAIL  stays up.yaml  (1 check)\n"));
  CHECK(call.out.find("always row.dropped == 0   (stays up.yaml:5)") != std::string::npos);
  CHECK(call.out.find("row: up -> holding") != std::string::npos);
  CHECK(
      call.out.find("  reproduce: ridethrough run 'stays up.yaml' --set events.gone.for=90ms\n") !=
      std::string::npos);
  const std::string xml = site.read("out.xml");
  CHECK(xml.find("<testcase classname=\"stays up.yaml\" name=\"claim\"") != std::string::npos);
  CHECK(xml.find("<failure type=\"check\" message=\"always row.dropped == 0: fail  margin -1") !=
        std::string::npos);
}

TEST_CASE("a bad file ends the suite with 3 and leaves the others their result", "[cli][suite]") {
  const Site site;
  site.write("open.yaml", "schema_version: 1\nname: x\nextends: ./base.yaml\n");
  const Call call = site.call(". --github");
  CHECK(call.code == 3);
  CHECK(call.out.find("BAD   ./open.yaml\nerror[RT0812]: this scenario has no checks\n"
                      " --> ./open.yaml:1:1\n") != std::string::npos);
  CHECK(call.out.find("pass  ./rides.yaml") != std::string::npos);
  CHECK(call.out.find("\n::error file=./open.yaml,line=1,title=") != std::string::npos);
}

TEST_CASE("a step summary of GitHub is added to, not replaced", "[cli][suite]") {
  const Site site;
  site.write("summary.md", "before\n");
  const Call call =
      shell("GITHUB_STEP_SUMMARY=summary.md ridethrough test . --github", site.path());
  CHECK(call.code == 0);
  CHECK(site.read("summary.md") ==
        "before\n### ridethrough: 1 passed, 0 failed; 1 abstract file skipped\n\n");
}

TEST_CASE("test refuses what it can not take", "[cli][suite]") {
  const Site site;
  site.write("empty/readme.txt", "");
  CHECK(site.call("empty").code == 2);
  CHECK(site.call("empty").err == "error: there is no *.yaml in 'empty'\n");
  CHECK(site.call("").code == 2);
  CHECK(site.call("").err.find("'test' takes files or folders") != std::string::npos);
  CHECK(site.call(". --threads 0").err.find("'--threads' takes a number from 1 to 1024") !=
        std::string::npos);
  CHECK(site.call("absent.yaml").code == 3);
  const Call unwritable = site.call(". --junit no/such/folder/out.xml");
  CHECK(unwritable.code == 74);
}

TEST_CASE("check prints its findings as SARIF", "[cli][suite]") {
  const Site site;
  site.overlay("bad", "always: row.droped == 0");
  const Call call = tool("check bad.yaml --sarif", site.path());
  CHECK(call.code == 3);
  CHECK(call.out.find("\"version\": \"2.1.0\"") != std::string::npos);
  CHECK(call.out.find("\"startLine\": 5") != std::string::npos);
}

}  // namespace ridethrough::test
