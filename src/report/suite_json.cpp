#include "report/json_values.hpp"
#include "report/suite_words.hpp"
#include "ridethrough/report/baseline.hpp"
#include "ridethrough/report/suite.hpp"

namespace ridethrough::report {

namespace {

using study::SuiteEnd;

Json file_json(const study::SuiteFile& file, const std::string& version) {
  Json json{{"file", portable(file.file)}, {"status", status_of(file.end)}};
  if (!file.cell.empty()) json["cell"] = file.cell;
  if (file.outcome) json["outcome"] = document_of(*file.outcome, version);
  if (file.differences) {
    Json lines = Json::array();
    for (const auto& each : *file.differences) lines.push_back(difference_line(each));
    json["baseline_differences"] = std::move(lines);
  }
  if (!file.findings.empty()) json["diagnostics"] = findings_of(file.findings);
  if (!file.problem.empty()) json["problem"] = file.problem;
  return json;
}

}  // namespace

std::string suite_json(const std::vector<study::SuiteFile>& files, const std::string& version) {
  Json counts = Json::object();
  for (const SuiteEnd end :
       {SuiteEnd::passed, SuiteEnd::failed, SuiteEnd::differs, SuiteEnd::unfinished, SuiteEnd::bad,
        SuiteEnd::good, SuiteEnd::skipped}) {
    counts[std::string(status_of(end))] = count_of(files, end);
  }
  Json list = Json::array();
  for (const study::SuiteFile& file : files) list.push_back(file_json(file, version));
  const Json document{{"format_version", 1},
                      {"tool", {{"name", "ridethrough"}, {"version", version}}},
                      {"counts", std::move(counts)},
                      {"files", std::move(list)}};
  return document.dump(2) + "\n";
}

}  // namespace ridethrough::report
