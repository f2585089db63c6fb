#include "report/json_values.hpp"
#include "ridethrough/report/data.hpp"

namespace ridethrough::report {

std::string power_flow_json(const study::PowerFlow& flow) {
  Json buses = Json::object();
  for (const study::BusState& bus : flow.buses) {
    buses[bus.name] = {{"voltage", quantity(bus.voltage_pu, "pu")},
                       {"angle", quantity(bus.angle_rad, "deg")},
                       {"members", bus.members}};
  }
  Json branches = Json::array();
  for (const study::BranchState& branch : flow.branches) {
    branches.push_back({{"from", branch.from},
                        {"to", branch.to},
                        {"power", quantity(branch.sent_w, "kW")},
                        {"reactive", quantity(branch.sent_var, "kvar")},
                        {"loss", quantity(branch.loss_w, "kW")}});
  }
  const Json document{{"format_version", 1},
                      {"name", flow.name},
                      {"collapsed", flow.has_collapsed},
                      {"buses", std::move(buses)},
                      {"branches", std::move(branches)}};
  return document.dump(2) + "\n";
}

std::string parts_json(const std::vector<scenario::PartInfo>& parts) {
  Json list = Json::array();
  for (const scenario::PartInfo& part : parts) {
    list.push_back({{"name", part.name},
                    {"type", part.type},
                    {"grade", part.grade},
                    {"title", part.title},
                    {"publisher", part.publisher},
                    {"file", part.file}});
  }
  return Json{{"format_version", 1}, {"parts", std::move(list)}}.dump(2) + "\n";
}

Json findings_of(const std::vector<scenario::Diagnostic>& diagnostics) {
  constexpr const char* kSeverities[] = {"error", "warning", "note"};
  Json list = Json::array();
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
  return list;
}

std::string diagnostics_json(const std::vector<scenario::Diagnostic>& diagnostics) {
  return Json{{"format_version", 1}, {"diagnostics", findings_of(diagnostics)}}.dump(2) + "\n";
}

}  // namespace ridethrough::report
