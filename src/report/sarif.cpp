#include <algorithm>

#include "report/json_values.hpp"
#include "ridethrough/report/data.hpp"
#include "ridethrough/scenario/schema_text.hpp"

namespace ridethrough::report {

namespace {

using scenario::Diagnostic;

const char* level_of(scenario::Severity severity) {
  constexpr const char* kLevels[] = {"error", "warning", "note"};
  return kLevels[static_cast<std::size_t>(severity)];
}

/// SARIF counts columns from 1 and ends a region behind its last character, as Place does in bytes.
Json location_json(const scenario::Place& place) {
  return {{"physicalLocation",
           {{"artifactLocation", {{"uri", place.source->name}}},
            {"region",
             {{"startLine", place.line},
              {"startColumn", place.column},
              {"endColumn", place.column + place.length}}}}}};
}

Json result_json(const Diagnostic& each) {
  std::string text = each.message;
  if (!each.label.empty()) text += ": " + each.label;
  for (const std::string& note : each.notes) text += "\n" + note;
  Json json{
      {"ruleId", each.rule}, {"level", level_of(each.severity)}, {"message", {{"text", text}}}};
  if (each.place.source && each.place.line > 0) {
    json["locations"] = Json::array({location_json(each.place)});
  }
  return json;
}

}  // namespace

std::string diagnostics_sarif(const std::vector<Diagnostic>& diagnostics,
                              const std::string& version) {
  std::vector<std::string> ids;
  Json results = Json::array();
  for (const Diagnostic& each : diagnostics) {
    ids.push_back(each.rule);
    results.push_back(result_json(each));
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  Json rules = Json::array();
  for (const std::string& id : ids) {
    rules.push_back({{"id", id}, {"shortDescription", {{"text", scenario::explain_rule(id)}}}});
  }
  const Json driver{{"name", "ridethrough"}, {"version", version}, {"rules", std::move(rules)}};
  const Json document{
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs",
       Json::array({Json{{"tool", {{"driver", driver}}}, {"results", std::move(results)}}})}};
  return document.dump(2) + "\n";
}

}  // namespace ridethrough::report
