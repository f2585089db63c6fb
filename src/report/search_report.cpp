#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/cells_of_study.hpp"
#include "report/suite_words.hpp"
#include "report/table.hpp"
#include "ridethrough/report/search.hpp"

namespace ridethrough::report {

namespace {

using study::CheckResult;
using study::Search;
using study::SearchPoint;

const CheckResult* judged_in(const scenario::Study& study, const SearchPoint& point) {
  const auto found = std::ranges::find(point.result.checks, study.worst, &CheckResult::id);
  return found == point.result.checks.end() || !found->margin ? nullptr : &*found;
}

/// The settings of a point behind those of the search, as `run` takes them.
std::vector<std::string> sets_of(const scenario::Study& study, const SearchPoint& point,
                                 std::vector<std::string> sets) {
  for (std::size_t i = 0; i < study.axes.size(); ++i) {
    sets.push_back(study.axes[i].path + "=" + point.values[i]);
  }
  return sets;
}

std::string effort_text(const Search& search) {
  return fmt::format("{} runs; its neighbours at {:.2g} % of each range are no worse{}\n",
                     search.points.size(), 100.0 * search.last_step,
                     search.has_converged ? "" : ", as far as the runs reached (--runs)");
}

}  // namespace

std::string search_text(const scenario::Study& study, const Search& search,
                        const std::vector<std::string>& sets, const TextStyle& style) {
  const CheckResult* check = judged_in(study, search.worst);
  if (check == nullptr) {
    return fmt::format("'{}' has no margin at any of {} points  ({})\n", study.worst,
                       search.points.size(), study.name);
  }
  const bool holds = check->status == study::CheckStatus::pass;
  std::string text =
      coloured(fmt::format("least margin of '{}': {}, {}", study.worst,
                           printed(*check->margin, check->unit), study::text_of(check->status)),
               holds ? kGreen : kRed, style.use_colour) +
      "  (" + study.name + ")\n\n";
  Table table({"axis", "value", "of"}, {false, true, false});
  for (std::size_t i = 0; i < study.axes.size(); ++i) {
    const scenario::Axis& axis = study.axes[i];
    table.add({axis.path, search.worst.values[i],
               axis.values.front().name + " to " + axis.values.back().name});
  }
  text += table.text("  ") + "\n";
  const std::string& other = search.worst.result.decided_by;
  if (!other.empty() && other != study.worst) {
    text += fmt::format("Another check fails there: {}\n", other);
  }
  text += effort_text(search);
  return text +
         "reproduce: " + run_command_of(study.file, "base", sets_of(study, search.worst, sets)) +
         "\n";
}

std::string search_json(const scenario::Study& study, const Search& search,
                        const std::string& version) {
  const auto point_json = [&](const SearchPoint& point) {
    Json values = Json::object();
    for (std::size_t i = 0; i < study.axes.size(); ++i) {
      values[study.axes[i].path] = point.values[i];
    }
    const CheckResult* check = judged_in(study, point);
    Json json{{"values", std::move(values)}, {"scenario", status_of(point.result.end)}};
    json["status"] = check == nullptr ? Json(nullptr) : Json(study::text_of(check->status));
    json["margin"] = check == nullptr ? Json(nullptr) : quantity(*check->margin, check->unit);
    if (!point.result.problem.empty()) json["problem"] = point.result.problem;
    return json;
  };
  Json points = Json::array();
  for (const SearchPoint& point : search.points) points.push_back(point_json(point));
  Json document = study_json(study, version);
  document["check"] = study.worst;
  document["worst"] = point_json(search.worst);
  document["converged"] = search.has_converged;
  document["points"] = std::move(points);
  return document.dump(2) + "\n";
}

}  // namespace ridethrough::report
