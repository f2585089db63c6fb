#include <catch2/catch.hpp>

#include "ridethrough/report/text.hpp"

/// Which checks do not pass, side by side.
namespace ridethrough::report {
namespace {

study::CheckResult check(const std::string& id, study::CheckStatus status, bool fails_run) {
  study::CheckResult result;
  result.id = id;
  result.status = status;
  result.fails_run = fails_run;
  return result;
}

std::string text_of(const std::vector<study::CheckResult>& first,
                    const std::vector<study::CheckResult>& second) {
  study::Comparison comparison;
  comparison.outcomes.resize(2);
  comparison.outcomes[0].checks = first;
  comparison.outcomes[1].checks = second;
  return comparison_text(comparison, {});
}

}  // namespace

TEST_CASE("compare names the checks that fail and those that only warn", "[report][compare]") {
  using study::CheckStatus;
  const std::string text =
      text_of({check("rides", CheckStatus::fail, true), check("ramp", CheckStatus::pass, false),
               check("back", CheckStatus::unfinished, true)},
              {check("rides", CheckStatus::pass, false), check("ramp", CheckStatus::warn, false),
               check("late", CheckStatus::vacuous, false)});
  INFO(text);
  CHECK(
      text.ends_with("no rack dropped\n"
                     "\n"
                     "   checks failed             only warned\n"
                     "-  ------------------------  --------------------\n"
                     "A  rides, back (unfinished)  -\n"
                     "B  -                         ramp, late (vacuous)\n"));
}

TEST_CASE("compare is silent on checks that all pass", "[report][compare]") {
  const auto passed = check("rides", study::CheckStatus::pass, false);
  CHECK(text_of({passed}, {passed}).ends_with("no rack dropped\n"));
}

}  // namespace ridethrough::report
