#include <fmt/format.h>

#include "report/table.hpp"
#include "ridethrough/report/text.hpp"
#include "ridethrough/scenario/units.hpp"

namespace ridethrough::report {

namespace {

std::string nominal_text(double volts) {
  return volts >= 1000.0 ? fmt::format("{:.6g} kV", volts * 1e-3) : fmt::format("{:.6g} V", volts);
}

}  // namespace

std::string power_flow_text(const study::PowerFlow& flow) {
  std::string text = flow.name + "\n\n";
  if (flow.has_collapsed) {
    text += "VOLTAGE COLLAPSE: no voltage satisfies the demands where 0 pu is printed\n\n";
  }
  Table buses({"bus", "members", "nominal", "voltage [pu]", "angle [deg]"},
              {false, true, true, true, true});
  for (const study::BusState& bus : flow.buses) {
    buses.add({bus.name, fmt::format("{}", bus.members), nominal_text(bus.nominal_v),
               fmt::format("{:.9f}", bus.voltage_pu),
               fmt::format("{:.6f}", scenario::to_unit(bus.angle_rad, "deg"))});
  }
  text += buses.text("") + "\n";
  Table branches({"from", "to", "power [kW]", "reactive [kvar]", "loss [kW]"},
                 {false, false, true, true, true});
  for (const study::BranchState& branch : flow.branches) {
    branches.add({branch.from, branch.to, fmt::format("{:.6f}", branch.sent_w * 1e-3),
                  fmt::format("{:.6f}", branch.sent_var * 1e-3),
                  fmt::format("{:.6f}", branch.loss_w * 1e-3)});
  }
  return text + branches.text("");
}

std::string parts_text(const std::vector<scenario::PartInfo>& parts) {
  Table table({"type", "part", "grade", "what"});
  for (const scenario::PartInfo& part : parts) {
    table.add({part.type, part.name, part.grade, part.title});
  }
  return table.text("");
}

}  // namespace ridethrough::report
