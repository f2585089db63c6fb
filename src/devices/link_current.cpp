#include "devices/link_current.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace ridethrough::devices {

std::array<double, 2> CurrentCourse::crossings(double level) const {
  constexpr double kNone = std::numeric_limits<double>::infinity();
  const double rest = square - level;
  std::array<double, 2> roots{kNone, kNone};
  if (bend == 0.0) {
    if (slope != 0.0) roots[0] = -rest / slope;
  } else {
    const double inner = slope * slope - 4.0 * bend * rest;
    if (inner < 0.0) return roots;
    // Of the two forms of the solution the one that does not cancel.
    const double sum = -0.5 * (slope + std::copysign(std::sqrt(inner), slope));
    roots = {sum / bend, sum != 0.0 ? rest / sum : kNone};
  }
  for (double& root : roots) {
    if (!(root > 0.0)) root = kNone;
  }
  if (roots[1] < roots[0]) std::swap(roots[0], roots[1]);
  return roots;
}

double current_base_v(const network::NodeSpec& node) {
  return node.is_dc ? node.nominal_v : std::numbers::sqrt3 * node.nominal_v;
}

double link_current_a(const network::Network& network, network::LinkId link, core::Tick now) {
  const network::NodeId node = network.link(link).lower;
  const double voltage_pu = network.voltage_pu(node);
  if (voltage_pu <= 0.0) return 0.0;
  const network::Flow flow = network.lower_flow(link);
  return std::hypot(flow.power.watts(now), flow.reactive.watts(now)) /
         (current_base_v(network.node(node)) * voltage_pu);
}

void LinkCurrent::wire(network::Network& network, network::LinkId link, core::ProcessId owner) {
  link_ = link;
  node_ = network.link(link).lower;
  base_v_ = current_base_v(network.node(node_));
  network.add_link_owner(link, owner);
}

bool LinkCurrent::follow(const network::Network& network, core::Tick now) {
  const network::Flow flow = network.lower_flow(link_);
  const double voltage_pu = network.voltage_pu(node_);
  const bool is_same = flow.power == flow_.power && flow.reactive == flow_.reactive;
  if (is_same && voltage_pu == voltage_pu_) return false;
  flow_ = flow;
  voltage_pu_ = voltage_pu;
  anchor_ = now;
  course_ = {};
  if (voltage_pu <= 0.0) return true;
  const double per_volt = 1.0 / (base_v_ * voltage_pu);
  const double p_a = flow.power.watts(now) * per_volt;
  const double q_a = flow.reactive.watts(now) * per_volt;
  const double dp = flow.power.watts_per_s() * per_volt;
  const double dq = flow.reactive.watts_per_s() * per_volt;
  course_ = {p_a * p_a + q_a * q_a, 2.0 * (p_a * dp + q_a * dq), dp * dp + dq * dq};
  return true;
}

double LinkCurrent::amperes(core::Tick now) const {
  return std::sqrt(std::max(0.0, course_.at(core::seconds(now - anchor_))));
}

}  // namespace ridethrough::devices
