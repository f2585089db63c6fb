#include "devices/link_current.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "devices/positive_roots.hpp"

namespace ridethrough::devices {

std::array<double, 2> CurrentCourse::crossings(double level) const {
  return positive_roots(square - level, slope, bend);
}

double current_base_v(const network::NodeSpec& node) {
  return node.is_dc ? node.nominal_v : std::numbers::sqrt3 * node.nominal_v;
}

double link_current_a(const network::Network& network, network::LinkId link, core::Tick now) {
  return network.current_w(link, now) / current_base_v(network.node(network.link(link).lower));
}

namespace {

/// Apparent power at 1 pu of what a short circuit drives through the link, where the flow does not
/// tell it: next to no power reaches a bolted fault, and one phase carries more than the others.
/// 0 where the flow tells all.
double beyond_flow_w(const network::Network& network, network::LinkId link,
                     const network::Flow& flow, core::Tick now) {
  const double voltage_pu = network.voltage_pu(network.link(link).lower);
  if (voltage_pu <= 0.0) return 0.0;
  const double told_w = network.current_w(link, now);
  const double flow_w = std::hypot(flow.power.watts(now), flow.reactive.watts(now)) / voltage_pu;
  constexpr double kRounding = 1e-6;  // of integer powers
  return told_w > (1.0 + kRounding) * flow_w ? told_w : 0.0;
}

}  // namespace

void LinkCurrent::wire(network::Network& network, network::LinkId link, core::ProcessId owner) {
  link_ = link;
  node_ = network.link(link).lower;
  base_v_ = current_base_v(network.node(node_));
  network.add_link_owner(link, owner);
}

bool LinkCurrent::follow(const network::Network& network, core::Tick now) {
  const network::Flow flow = network.lower_flow(link_);
  const double voltage_pu = network.voltage_pu(node_);
  return take(flow, voltage_pu, beyond_flow_w(network, link_, flow, now), now);
}

bool LinkCurrent::take(const network::Flow& flow, double voltage_pu, double fault_w,
                       core::Tick now) {
  const bool is_same = flow.power == flow_.power && flow.reactive == flow_.reactive;
  if (is_same && voltage_pu == voltage_pu_ && fault_w == fault_w_) return false;
  flow_ = flow;
  fault_w_ = fault_w;
  voltage_pu_ = voltage_pu;
  anchor_ = now;
  course_ = {};
  if (voltage_pu <= 0.0) return true;
  if (fault_w > 0.0) {
    course_.square = fault_w * fault_w / (base_v_ * base_v_);
    return true;
  }
  const double per_volt = 1.0 / (base_v_ * voltage_pu);
  const double p_a = flow.power.watts(now) * per_volt;
  const double q_a = flow.reactive.watts(now) * per_volt;
  const double dp = flow.power.watts_per_s() * per_volt;
  const double dq = flow.reactive.watts_per_s() * per_volt;
  course_ = {p_a * p_a + q_a * q_a, 2.0 * (p_a * dp + q_a * dq), dp * dp + dq * dq};
  return true;
}

CurrentCourse LinkCurrent::course_from(core::Tick now) const {
  const double since_s = core::seconds(now - anchor_);
  return {course_.at(since_s), course_.slope + 2.0 * course_.bend * since_s, course_.bend};
}

double LinkCurrent::amperes(core::Tick now) const {
  return std::sqrt(std::max(0.0, course_.at(core::seconds(now - anchor_))));
}

}  // namespace ridethrough::devices
