#include "ridethrough/study/power_flow.hpp"

#include <cmath>
#include <complex>
#include <numbers>

#include "study/plant.hpp"
#include "study/script.hpp"
#include "study/signal_index.hpp"

namespace ridethrough::study {

namespace {

/// Of the positive sequence, with the shifts of vector groups (Fortescue, 1918).
double angle_rad(const network::Phases& phases) {
  const std::complex<double> third = std::polar(1.0, 2.0 * std::numbers::pi / 3.0);
  return std::arg(phases[0] + third * phases[1] + std::conj(third) * phases[2]);
}

}  // namespace

PowerFlow power_flow(const scenario::Model& model) {
  scenario::Diagnostics diagnostics;
  const scenario::Plan plan = scenario::wire(model, {}, diagnostics);
  if (diagnostics.has_errors()) throw scenario::ScenarioError(diagnostics);
  Plant plant(model, plan, {});
  const SignalIndex index(units_of(plan));
  Script script(model, plan, plant, index);  // events at time zero count
  plant.start();
  plant.engine().run_until(0);
  const network::Network& network = plant.network();
  PowerFlow result;
  result.name = model.name;
  result.has_collapsed = network.statistics().collapses > 0;
  for (std::size_t i = 0; i < network.nodes(); ++i) {
    const auto id = static_cast<network::NodeId>(i);
    const network::NodeSpec& spec = network.node(id);
    result.buses.push_back({spec.name, spec.members, spec.nominal_v, network.voltage_pu(id),
                            angle_rad(network.phases(id))});
  }
  for (std::size_t i = 0; i < network.links(); ++i) {
    const auto id = static_cast<network::LinkId>(i);
    const network::Flow sent = network.upper_flow(id);
    if (sent.power == core::Line{} && sent.reactive == core::Line{}) continue;
    const network::LinkSpec& spec = network.link(id);
    result.branches.push_back({network.node(spec.upper).name, network.node(spec.lower).name,
                               sent.power.watts(0), sent.reactive.watts(0),
                               (sent.power - network.lower_flow(id).power).watts(0)});
  }
  return result;
}

}  // namespace ridethrough::study
