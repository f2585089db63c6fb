#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <string>

namespace {

/// Writes one line per finished test case to the file named by RIDETHROUGH_TEST_TALLY, so that
/// ./rt can count over several executables even when one of them crashes half way. "end" as the
/// last line says that none was left out.
class Tally : public Catch::TestEventListenerBase {
 public:
  using TestEventListenerBase::TestEventListenerBase;

  void testCaseEnded(const Catch::TestCaseStats& stats) override {
    const bool passed = stats.totals.testCases.failed == 0;
    write((passed ? "passed " : "failed ") + stats.testInfo.name);
  }

  void testRunEnded(const Catch::TestRunStats& stats) override {
    if (!stats.aborting) write("end");
  }

 private:
  // Opened anew for every line: a crash must not lose what was counted before it.
  static void write(const std::string& line) {
    const char* const path = std::getenv("RIDETHROUGH_TEST_TALLY");
    if (path != nullptr) std::ofstream(path, std::ios::app) << line << '\n';
  }
};

CATCH_REGISTER_LISTENER(Tally)

}  // namespace
