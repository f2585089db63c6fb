#include <fmt/format.h>

#include "report/cells_of_study.hpp"
#include "report/suite_words.hpp"
#include "report/table.hpp"
#include "ridethrough/report/size.hpp"
#include "ridethrough/report/sweep.hpp"

namespace ridethrough::report {

namespace {

using study::Size;
using study::SizeLimit;
using study::SizeSpan;
using study::SizeStep;

std::string word_of_sized(const Size& size) {
  return size.study.wants_largest ? "largest" : "smallest";
}

std::string sized_path(const Size& size) { return size.study.axes[size.axis].path; }

/// The step at the end of the axis that is likeliest to hold.
std::size_t last_looked_at(const Size& size) {
  return size.study.wants_largest ? 0 : size.steps.size() - 1;
}

std::string answer_text(const Size& size) {
  if (!size.answer) return fmt::format("no value of {} passes all checks", sized_path(size));
  return fmt::format("{} = {} is the {} for which all checks pass{}", sized_path(size),
                     size.value(*size.answer), word_of_sized(size),
                     size.within.empty() ? "" : ", within " + size.within);
}

std::string margin_text(const Size& size, std::size_t step) {
  const auto& margin = size.limit->margins[step];
  return margin ? printed(*margin, size.limit->unit) : "-";
}

std::string decided_text(const Size& size) {
  if (!size.limit) {
    return size.answer ? fmt::format("already {}, the first value that was looked at, holds\n",
                                     size.value(*size.answer))
                       : "";
  }
  const SizeLimit& limit = *size.limit;
  const std::string what = limit.check.empty()
                               ? fmt::format("'{}' (no result)", limit.cell)
                               : fmt::format("'{}' in '{}'", limit.check, limit.cell);
  const std::string fails = margin_text(size, limit.fails_at);
  if (!size.answer) {
    return fmt::format("{} fails even at {}{}\n", what, size.value(limit.fails_at),
                       fails == "-" ? "" : ": margin " + fails);
  }
  if (fails == "-") return fmt::format("decided by {}\n", what);
  return fmt::format("decided by {}: margin {} there, {} at {}\n", what, fails,
                     margin_text(size, *size.answer), size.value(*size.answer));
}

std::string span_name(const Size& size, const SizeSpan& span) {
  if (span.first == span.last) return size.value(span.first);
  return size.value(span.first) + " to " + size.value(span.last);
}

/// Why more was run than a bracket asks for, and what came of it.
std::string bend_text(const Size& size) {
  if (!size.bend) return "";
  const study::SizeBend& bend = *size.bend;
  const std::string better = size.value(bend.better), worse = size.value(bend.worse);
  std::string text =
      bend.check.empty()
          ? fmt::format("not monotone: all checks pass at {}, and one fails at {}", better, worse)
          : fmt::format("not monotone: the margin of '{}' falls from {} at {} to {} at {}",
                        bend.check, printed(bend.margin_at_better, bend.unit), better,
                        printed(bend.margin_at_worse, bend.unit), worse);
  text += fmt::format("; {} values were run\n", size.steps.size());
  std::string spans;
  for (const SizeSpan& span : size.holding) {
    spans += (spans.empty() ? "" : ", ") + span_name(size, span);
  }
  if (!spans.empty()) text += "all checks pass at " + spans + "\n";
  const auto from = size.holds_from();
  if (from && from != size.answer) {
    text += fmt::format("from {} on everything that was run holds\n", size.value(*from));
  } else if (size.answer && !from) {
    text += fmt::format("it does not hold at {}\n", size.value(last_looked_at(size)));
  }
  return text;
}

/// All that fails where it is likeliest to hold.
std::string failing_text(const Size& size) {
  if (size.answer) return "";
  const std::size_t last = last_looked_at(size);
  std::string text;
  for (const study::CellResult& each : size.steps[last].results) {
    if (each.end == study::SuiteEnd::passed) continue;
    text += (text.empty() ? "" : ", ") + each.name +
            (each.decided_by.empty() ? "" : " (" + each.decided_by + ")");
  }
  return fmt::format("what fails at {}: {}\n", size.value(last), text);
}

std::string steps_text(const Size& size) {
  const bool has_margins = size.limit && margin_text(size, size.limit->fails_at) != "-";
  std::vector<std::string> head{sized_path(size), "holds", "cells", "first that fails"};
  if (has_margins) head.push_back("margin of " + size.limit->check);
  Table table(head, {true, false, true, false, true});
  for (std::size_t i = 0; i < size.steps.size(); ++i) {
    const SizeStep& step = size.steps[i];
    std::vector<std::string> row{size.value(i), step.holds ? "yes" : "no",
                                 fmt::format("{}", step.results.size()), step.decided_by};
    if (has_margins) row.push_back(margin_text(size, i));
    table.add(std::move(row));
  }
  return table.text("");
}

/// The run that decides, by itself; a study with one axis has it as it stands.
std::string reproduce_text(const Size& size, const std::vector<std::string>& sets) {
  if (!size.limit) return "";
  return "reproduce: " + run_command_of(size.study.file, size.limit->cell, sets) + "\n";
}

Json margin_json(const SizeLimit& limit, std::size_t step) {
  const auto& margin = limit.margins[step];
  return margin ? quantity(*margin, limit.unit) : Json(nullptr);
}

Json limit_json(const Size& size) {
  if (!size.limit) return nullptr;
  const SizeLimit& limit = *size.limit;
  return {{"check", limit.check.empty() ? Json(nullptr) : Json(limit.check)},
          {"cell", limit.cell},
          {"fails_at", size.value(limit.fails_at)},
          {"margin", margin_json(limit, limit.fails_at)},
          {"margin_at_answer", size.answer ? margin_json(limit, *size.answer) : Json(nullptr)}};
}

Json bend_json(const Size& size) {
  if (!size.bend) return nullptr;
  return {{"better", size.value(size.bend->better)},
          {"worse", size.value(size.bend->worse)},
          {"margin_of", size.bend->check.empty() ? Json(nullptr) : Json(size.bend->check)}};
}

Json value_json(const Size& size, const std::optional<std::size_t>& step) {
  return step ? Json(size.value(*step)) : Json(nullptr);
}

std::vector<study::CellResult> all_results(const Size& size) {
  std::vector<study::CellResult> results;
  for (const SizeStep& step : size.steps) {
    results.insert(results.end(), step.results.begin(), step.results.end());
  }
  return results;
}

}  // namespace

std::string size_text(const Size& size, const std::vector<std::string>& sets,
                      const TextStyle& style) {
  std::string text = coloured(answer_text(size), kBold, style.use_colour) + "  (" +
                     size.study.name + ")\n" + decided_text(size) + bend_text(size) +
                     failing_text(size) + "\n" + steps_text(size) + "\n" +
                     reproduce_text(size, sets);
  return text + problems_text(all_results(size));
}

std::string size_csv(const Size& size) { return sweep_csv(size.study, all_results(size)); }

std::string size_json(const Size& size, const std::string& version) {
  Json document = study_json(size.study, version);
  document["axis"] = sized_path(size);
  document["wanted"] = word_of_sized(size);
  document["within"] = size.within.empty() ? Json(nullptr) : Json(size.within);
  document["answer"] = value_json(size, size.answer);
  document["decided_by"] = limit_json(size);
  document["monotone"] = !size.bend;
  document["bend"] = bend_json(size);
  document["holds_from"] = value_json(size, size.holds_from());
  Json holding = Json::array();
  for (const SizeSpan& span : size.holding) {
    holding.push_back({{"from", size.value(span.first)}, {"to", size.value(span.last)}});
  }
  document["holding"] = std::move(holding);
  Json steps = Json::array();
  for (std::size_t i = 0; i < size.steps.size(); ++i) {
    Json step{{"value", size.value(i)}, {"holds", size.steps[i].holds}};
    if (size.limit) step["margin"] = margin_json(*size.limit, i);
    step["cells"] = cells_json(size.study, size.steps[i].results);
    steps.push_back(std::move(step));
  }
  document["steps"] = std::move(steps);
  return document.dump(2) + "\n";
}

}  // namespace ridethrough::report
