#include <fmt/format.h>

#include <map>

#include "report/run_sections.hpp"
#include "report/table.hpp"

// Verdicts against standards: a training job may give thousands of steps, one line tells the worst.
namespace ridethrough::report {

namespace {

struct Judged {
  std::size_t transients = 0;
  const study::MemberJudgement* worst = nullptr;  // the first of those
};

/// Of two in one class the one with the larger first figure: the deviation.
bool is_worse(const devices::Judgement& left, const devices::Judgement& right) {
  if (left.rank != right.rank) return left.rank > right.rank;
  if (left.figures.empty() || right.figures.empty()) return false;
  return left.figures.front().value > right.figures.front().value;
}

std::string figures_text(const devices::Judgement& judgement) {
  std::string text;
  for (const devices::Finding& figure : judgement.figures) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", figure.name,
                        printed(figure.value, figure.unit));
  }
  return text;
}

/// A bare "none", or "no class", would read as nothing found.
std::string verdict_of(const devices::Judgement& judgement) {
  const std::string verdict =
      judgement.verdict == "none" ? "outside all classes" : judgement.verdict;
  return verdict + (judgement.is_unverified ? " (unverified curve)" : "");
}

}  // namespace

std::string judgements_text(const study::Outcome& outcome) {
  Table table({"judged", "standard", "events", "worst", "at", "what", "figures"},
              {false, false, true, false, true, false, false});
  bool has_any = false;
  for (const study::ComponentOutcome& component : outcome.components) {
    std::map<std::string, Judged> by_standard;
    for (const study::MemberJudgement& each : component.judgements) {
      Judged& judged = by_standard[each.judgement.standard];
      ++judged.transients;
      if (judged.worst == nullptr || is_worse(each.judgement, judged.worst->judgement)) {
        judged.worst = &each;
      }
    }
    for (const auto& [standard, judged] : by_standard) {
      has_any = true;
      const devices::Judgement& worst = judged.worst->judgement;
      table.add({judged.worst->match, standard, fmt::format("{}", judged.transients),
                 verdict_of(worst), seconds_text(worst.at), worst.what, figures_text(worst)});
    }
  }
  return has_any ? "\n" + table.text("  ") : "";
}

}  // namespace ridethrough::report
