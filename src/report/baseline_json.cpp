#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "report/json_values.hpp"
#include "ridethrough/report/baseline.hpp"

namespace ridethrough::report {

namespace {

constexpr int kFormat = 1;

/// `"key": value` lines between brackets, one each.
class Lines {
 public:
  explicit Lines(std::string& text) : text_(text) {}
  void add(const std::string& line) {
    text_ += is_first_ ? "\n    " : ",\n    ";
    text_ += line;
    is_first_ = false;
  }
  void close(std::string_view bracket) {
    text_ += (is_first_ ? "" : "\n  ") + std::string(bracket);
  }

 private:
  std::string& text_;
  bool is_first_ = true;
};

std::string keyed(const std::string& key, const Json& value) {
  return Json(key).dump() + ": " + value.dump();
}

Json event_json(const study::OutcomeEvent& event) {
  return Json::array(
      {event.time, event.component, event.members, event.what, event.from, event.to, event.reason});
}

study::OutcomeEvent event_of(const Json& row) {
  study::OutcomeEvent event;
  event.time = row.at(0);
  event.component = row.at(1);
  event.members = row.at(2);
  event.what = row.at(3);
  event.from = row.at(4);
  event.to = row.at(5);
  event.reason = row.at(6);
  return event;
}

Json signal_json(const study::RecordedSignal& signal) {
  Json corners = Json::array();
  for (const study::Corner& corner : signal.trace.corners) {
    Json row = Json::array({corner.time, corner.before});
    if (corner.after != corner.before) row.push_back(corner.after);
    corners.push_back(std::move(row));
  }
  return {{"unit", signal.unit}, {"words", signal.words}, {"corners", std::move(corners)}};
}

study::RecordedSignal signal_of(const std::string& name, const Json& json) {
  study::RecordedSignal signal;
  signal.name = name;
  signal.unit = json.at("unit");
  signal.words = json.at("words").get<std::vector<std::string>>();
  for (const Json& row : json.at("corners")) {
    const double before = row.at(1);
    signal.trace.corners.push_back(
        {row.at(0), before, row.size() > 2 ? row.at(2).get<double>() : before});
  }
  return signal;
}

study::Baseline baseline_from(const Json& json) {
  study::Baseline baseline;
  baseline.version = json.at("tool").at("version");
  baseline.scenario = json.at("scenario").get<scenario::FlatValues>();
  baseline.words = json.at("verdicts").get<std::map<std::string, std::string>>();
  for (const auto& [path, row] : json.at("figures").items()) {
    baseline.values[path] = {row.at(0), row.at(1)};
  }
  for (const Json& row : json.at("events")) baseline.events.push_back(event_of(row));
  for (const auto& [name, signal] : json.at("signals").items()) {
    baseline.signals.push_back(signal_of(name, signal));
  }
  return baseline;
}

[[noreturn]] void refuse_baseline(const scenario::Model& model, const std::string& rule,
                                  const std::string& message, const std::string& label) {
  scenario::Diagnostics diagnostics;
  diagnostics.error(rule, message, model.baseline->place, label);
  throw scenario::ScenarioError(std::move(diagnostics));
}

std::string update_command(const scenario::Model& model) {
  return "ridethrough baseline update " + portable(model.file);
}

void refuse_other_scenario(const scenario::Model& model, const study::Baseline& kept) {
  const auto changes = study::scenario_changes(kept.scenario, model.baseline->scenario);
  if (changes.empty()) return;
  constexpr std::size_t kShown = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(changes.size(), kShown); ++i) {
    text += (i == 0 ? "" : "; ") + changes[i];
  }
  if (changes.size() > kShown) text += fmt::format("; {} more", changes.size() - kShown);
  refuse_baseline(
      model, "RT1101", "the baseline was written for another scenario",
      fmt::format("changed since: {}. If that is meant: {}", text, update_command(model)));
}

}  // namespace

std::string baseline_file(const std::string& scenario_file) {
  return std::filesystem::path(scenario_file).replace_extension(".baseline.json").string();
}

std::string baseline_json(const study::Baseline& baseline) {
  std::string text = fmt::format(
      "{{\n  \"format_version\": {},\n  \"tool\": {{\"name\": \"ridethrough\", \"version\": "
      "{}}},\n",
      kFormat, Json(baseline.version).dump());
  text += "  \"scenario\": {";
  Lines scenario(text);
  for (const auto& [path, value] : baseline.scenario) scenario.add(keyed(path, value));
  scenario.close("},\n");
  text += "  \"verdicts\": {";
  Lines words(text);
  for (const auto& [path, word] : baseline.words) words.add(keyed(path, word));
  words.close("},\n");
  text += "  \"figures\": {";
  Lines figures(text);
  for (const auto& [path, figure] : baseline.values) {
    figures.add(keyed(path, Json::array({figure.value, figure.unit})));
  }
  figures.close("},\n");
  text += "  \"events\": [";
  Lines events(text);
  for (const study::OutcomeEvent& event : baseline.events) events.add(event_json(event).dump());
  events.close("],\n");
  text += "  \"signals\": {";
  Lines signals(text);
  for (const study::RecordedSignal& signal : baseline.signals) {
    signals.add(keyed(signal.name, signal_json(signal)));
  }
  signals.close("}\n}\n");
  return text;
}

study::Baseline kept_baseline(const scenario::Model& model) {
  const std::string file = baseline_file(model.file);
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    refuse_baseline(
        model, "RT1100", "there is no baseline to compare with",
        fmt::format("'{}' is not there; write it with: {}", portable(file), update_command(model)));
  }
  const std::string label = fmt::format("write it anew: {}", update_command(model));
  try {
    const Json json = Json::parse(stream);
    if (json.at("format_version") != kFormat) {
      refuse_baseline(model, "RT1100",
                      fmt::format("'{}' is of format {}; this version reads format {}",
                                  portable(file), json.at("format_version").dump(), kFormat),
                      label);
    }
    study::Baseline kept = baseline_from(json);
    refuse_other_scenario(model, kept);
    return kept;
  } catch (const Json::exception&) {
    refuse_baseline(model, "RT1100", fmt::format("'{}' is damaged", portable(file)), label);
  }
}

}  // namespace ridethrough::report
