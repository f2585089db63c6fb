#include <nlohmann/json.hpp>

#include "ridethrough/report/data.hpp"

namespace ridethrough::report {

namespace {

using ListJson = nlohmann::ordered_json;

}  // namespace

std::string power_flow_json(const study::PowerFlow& flow) {
  constexpr double kDegreesPerRadian = 57.295779513082320877;
  ListJson buses = ListJson::object();
  for (const study::BusState& bus : flow.buses) {
    buses[bus.name] = {{"voltage", {{"value", bus.voltage_pu}, {"unit", "pu"}}},
                       {"angle", {{"value", bus.angle_rad * kDegreesPerRadian}, {"unit", "deg"}}},
                       {"members", bus.members}};
  }
  ListJson branches = ListJson::array();
  for (const study::BranchState& branch : flow.branches) {
    branches.push_back({{"from", branch.from},
                        {"to", branch.to},
                        {"power", {{"value", branch.sent_w * 1e-3}, {"unit", "kW"}}},
                        {"reactive", {{"value", branch.sent_var * 1e-3}, {"unit", "kvar"}}},
                        {"loss", {{"value", branch.loss_w * 1e-3}, {"unit", "kW"}}}});
  }
  const ListJson document{{"format_version", 1},
                          {"name", flow.name},
                          {"collapsed", flow.has_collapsed},
                          {"buses", std::move(buses)},
                          {"branches", std::move(branches)}};
  return document.dump(2) + "\n";
}

std::string parts_json(const std::vector<scenario::PartInfo>& parts) {
  ListJson list = ListJson::array();
  for (const scenario::PartInfo& part : parts) {
    list.push_back({{"name", part.name},
                    {"type", part.type},
                    {"grade", part.grade},
                    {"title", part.title},
                    {"publisher", part.publisher},
                    {"file", part.file}});
  }
  return ListJson{{"format_version", 1}, {"parts", std::move(list)}}.dump(2) + "\n";
}

std::string diagnostics_json(const std::vector<scenario::Diagnostic>& diagnostics) {
  constexpr const char* kSeverities[] = {"error", "warning", "note"};
  ListJson list = ListJson::array();
  for (const scenario::Diagnostic& each : diagnostics) {
    list.push_back({{"severity", kSeverities[static_cast<std::size_t>(each.severity)]},
                    {"rule", each.rule},
                    {"summary", each.message},
                    {"detail", each.label},
                    {"file", each.place.source ? each.place.source->name : ""},
                    {"line", each.place.line},
                    {"column", each.place.column},
                    {"length", each.place.length},
                    {"notes", each.notes}});
  }
  return ListJson{{"format_version", 1}, {"diagnostics", std::move(list)}}.dump(2) + "\n";
}

}  // namespace ridethrough::report
