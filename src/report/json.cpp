#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "report/json_values.hpp"
#include "report/worst_off.hpp"
#include "ridethrough/report/data.hpp"
#include "ridethrough/scenario/sha256.hpp"
#include "ridethrough/scenario/units.hpp"

namespace ridethrough::report {

namespace {

Json finding_json(const study::MemberFinding& each) {
  Json json = quantity(each.finding.value, each.finding.unit);
  if (!json.is_object()) json = Json{{"value", json}, {"unit", "1"}};
  json["match"] = each.match;
  if (each.members != 1) json["members"] = each.members;
  if (each.finding.time >= 0) json["time"] = time_json(each.finding.time);
  return json;
}

Json findings_json(const std::vector<study::MemberFinding>& findings) {
  Json json = Json::object();
  for (const study::MemberFinding& each : findings) {
    Json& slot = json[each.finding.name];
    if (slot.is_null()) {
      slot = finding_json(each);
    } else {
      if (!slot.is_array()) slot = Json::array({slot});
      slot.push_back(finding_json(each));
    }
  }
  return json;
}

Json incidents_json(const std::vector<study::MemberIncident>& incidents) {
  Json json = Json::array();
  for (const study::MemberIncident& each : incidents) {
    Json entry{{"kind", each.incident.kind},
               {"match", each.match},
               {"members", each.members},
               {"time", time_json(each.incident.at)}};
    if (each.incident.lasted == core::kNever) {
      entry["for"] = nullptr;
    } else {
      entry["for"] = {{"value", time_json(each.incident.lasted)}, {"unit", "s"}};
    }
    entry["reason"] = each.incident.reason;
    if (each.event_seq > 0) entry["event"] = each.event_seq;
    json.push_back(std::move(entry));
  }
  return json;
}

Json books_json(const core::Books& books) {
  return {{"energy_in", energy(books.in_j)},
          {"energy_out", energy(books.out_j)},
          {"loss", energy(books.loss_j)},
          {"stored_change", energy(books.stored_change_j)},
          {"unserved", energy(books.unserved_j)}};
}

/// "soc" of "soc_min": lowest values with the member that had it.
Json worst_json(const std::vector<study::MemberFinding>& findings) {
  constexpr std::string_view kLeast = "_min";
  Json json = Json::object();
  for (const study::MemberFinding& each : findings) {
    const std::string& name = each.finding.name;
    if (!name.ends_with(kLeast)) continue;
    json[name.substr(0, name.size() - kLeast.size())] =
        finding_json(*worst_off(findings, name, true));
  }
  return json;
}

Json stopped_json(const std::vector<study::MemberIncident>& incidents) {
  Json json = Json::array();
  for (const study::MemberIncident& each : incidents) {
    if (each.incident.kind != "stopped") continue;
    json.push_back({{"reason", each.incident.reason},
                    {"match", each.match},
                    {"time", time_json(each.incident.at)}});
  }
  return json;
}

Json component_json(const study::ComponentOutcome& component) {
  Json json{{"type", component.type}, {"members", component.members}};
  json.update(books_json(component.books));
  if (const auto* peak = worst_off(component.findings, "peak", false)) {
    json["peak"] = finding_json(*peak);
  }
  if (Json worst = worst_json(component.findings); !worst.empty()) json["worst"] = worst;
  if (Json stopped = stopped_json(component.incidents); !stopped.empty()) {
    json["stopped"] = stopped;
  }
  if (!component.findings.empty()) json["findings"] = findings_json(component.findings);
  if (!component.incidents.empty()) json["incidents"] = incidents_json(component.incidents);
  if (!component.judgements.empty()) json["judgements"] = judgements_json(component.judgements);
  return json;
}

Json check_json(const study::CheckResult& check) {
  Json json{{"id", check.id},
            {"status", study::text_of(check.status)},
            {"level", check.level == scenario::Level::fail ? "fail" : "warn"},
            {"sentence", check.sentence}};
  json["at"] = {{"file", check.place.source ? portable(check.place.source->name) : ""},
                {"line", check.place.line}};
  if (check.margin) {
    Json margin{{"value", number(check.unit == "1" || check.unit.empty()
                                     ? *check.margin
                                     : scenario::to_unit(*check.margin, check.unit))},
                {"unit", check.unit.empty() ? "1" : check.unit}};
    if (check.margin_at) margin["time"] = time_json(*check.margin_at);
    margin["match"] = check.match;
    margin["window"] = check.window;
    json["margin"] = std::move(margin);
  } else {
    json["margin"] = nullptr;
  }
  json["slack"] =
      check.slack_s ? Json{{"value", number(*check.slack_s)}, {"unit", "s"}} : Json(nullptr);
  json["cause"] = check.cause;
  if (!check.unverified_curves.empty()) json["unverified_curves"] = check.unverified_curves;
  return json;
}

Json verdict_json(const study::Outcome& outcome) {
  Json counts{{"pass", 0}, {"fail", 0}, {"warn", 0}, {"vacuous", 0}, {"unfinished", 0}};
  for (const study::CheckResult& check : outcome.checks) {
    Json& count = counts[std::string(study::text_of(check.status))];
    count = count.get<int>() + 1;
  }
  return {{"status", outcome.verdict == study::Verdict::pass ? "pass" : "fail"},
          {"decided_by", outcome.decided_by.empty() ? Json(nullptr) : Json(outcome.decided_by)},
          {"counts", std::move(counts)}};
}

Json scenario_json(const study::Outcome& outcome) {
  Json parts = Json::object();
  for (const scenario::PartUse& part : outcome.parts) {
    parts[part.name] = {{"type", part.type}, {"digest", part.digest}, {"grade", part.grade}};
  }
  return {{"file", portable(outcome.file)},
          {"name", outcome.name},
          {"schema_version", 1},
          {"digest", outcome.digest},
          {"seed", outcome.seed},
          {"replica", 0},
          {"cell", nullptr},
          {"duration", {{"value", time_json(outcome.duration)}, {"unit", "s"}}},
          {"parts", std::move(parts)}};
}

Json ledger_json(const study::Ledger& ledger) {
  Json json{{"in", energy(ledger.in_j)},
            {"out", energy(ledger.out_j)},
            {"loss", energy(ledger.loss_j)},
            {"stored", energy(ledger.stored_change_j)},
            {"unserved", energy(ledger.unserved_j)},
            {"gap", energy(ledger.gap_j)},
            {"loss_check", ledger.loss_check},
            {"residual", ledger.residual}};
  if (ledger.fault_j != 0.0) json["fault"] = energy(ledger.fault_j);
  return json;
}

Json racks_json(const study::Outcome& outcome) {
  Json racks = Json::array();
  for (const study::ComponentOutcome& component : outcome.components) {
    if (component.type != "rack") continue;
    std::vector<study::MemberIncident> drops;
    std::copy_if(component.incidents.begin(), component.incidents.end(), std::back_inserter(drops),
                 [](const auto& each) { return each.incident.kind == "dropped"; });
    Json dropped = incidents_json(drops);
    for (Json& each : dropped) each["path"] = component.feeders;
    racks.push_back({{"group", component.path}, {"dropped", std::move(dropped)}});
  }
  return racks;
}

}  // namespace

Json document_of(const study::Outcome& outcome, const std::string& version) {
  Json checks = Json::array();
  for (const study::CheckResult& check : outcome.checks) checks.push_back(check_json(check));
  Json components = Json::object();
  for (const auto& component : outcome.components) {
    Json& json = components[component.path] = component_json(component);
    Json steepest = steepest_json(outcome.meters, component.path);
    if (!steepest.is_null()) json["ramp_1s"] = std::move(steepest);
  }
  Json jobs = Json::object();
  for (const auto& job : outcome.jobs) {
    jobs[job.path] = job_json(job);
  }
  Json warnings = Json::array();
  for (const study::RunWarning& warning : outcome.warnings) {
    warnings.push_back({{"rule", warning.rule},
                        {"component", warning.component},
                        {"time", time_json(warning.time)},
                        {"text", warning.text}});
  }
  Json json{{"format_version", 1},
            {"tool", {{"name", "ridethrough"}, {"version", version}}},
            {"scenario", scenario_json(outcome)},
            {"verdict", verdict_json(outcome)},
            {"checks", std::move(checks)},
            {"components", std::move(components)},
            {"jobs", std::move(jobs)},
            {"racks", racks_json(outcome)},
            {"ledger", ledger_json(outcome.ledger)},
            {"warnings", std::move(warnings)},
            {"events",
             {{"count", outcome.events.size()},
              {"digest", "sha256:" + scenario::sha256_hex(events_csv(outcome))}}},
            {"fingerprint", outcome.fingerprint}};
  if (!outcome.meters.empty()) json["meters"] = meters_json(outcome.meters);
  if (!outcome.trips.empty()) json["trips"] = trips_json(outcome.trips);
  if (!outcome.cooling.empty()) json["cooling"] = cooling_json(outcome.cooling);
  if (outcome.power_use.interval > 0) json["power_use"] = power_use_json(outcome.power_use);
  return json;
}

std::string outcome_json(const study::Outcome& outcome, const std::string& version) {
  return document_of(outcome, version).dump(2) + "\n";
}

std::string comparison_json(const study::Comparison& comparison, const std::string& version) {
  Json scenarios = Json::array();
  for (const study::Outcome& outcome : comparison.outcomes) {
    scenarios.push_back(document_of(outcome, version));
  }
  Json differences = Json::array();
  for (const study::ComparedFigure& figure : comparison.figures) {
    Json values = Json::array();
    for (const double value : figure.values) {
      values.push_back(figure.unit.empty() ? number(value)
                                           : number(scenario::to_unit(value, figure.unit)));
    }
    differences.push_back({{"figure", figure.name},
                           {"unit", figure.unit.empty() ? "1" : figure.unit},
                           {"values", std::move(values)}});
  }
  const bool has_better = comparison.better >= 0;
  const Json better =
      has_better
          ? Json(portable(comparison.outcomes[static_cast<std::size_t>(comparison.better)].file))
          : Json(nullptr);
  const Json document{{"format_version", 1},
                      {"scenarios", std::move(scenarios)},
                      {"differences", std::move(differences)},
                      {"better", better},
                      {"sentence", comparison.sentence},
                      {"unequal", comparison.is_unequal}};
  return document.dump(2) + "\n";
}

}  // namespace ridethrough::report
