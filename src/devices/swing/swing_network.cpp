#include "devices/swing/swing_network.hpp"

#include <algorithm>
#include <cmath>

#include "devices/synchronism.hpp"

namespace ridethrough::devices {

namespace {

/// Draws that differ by less than this part of all power are the same.
constexpr double kSamePart = 2e-7;
/// Below it a demand is an admittance.
constexpr double kStiffPu = 0.7;
constexpr double kHourRad = 30.0 * kDegree;
/// Of its limit that a source gives here: the network, which sees means, cuts at the limit itself.
constexpr double kBelowLimit = 0.999;
/// The current at a limit is met to this part of the limit.
constexpr double kCurrentFrac = 1e-11;

}  // namespace

bool SwingNetwork::read(const network::Network& network, core::Tick now,
                        const std::vector<SwingTerminal>& sets) {
  std::vector<network::NodeId> nodes;
  nodes.reserve(sets.size());
  for (const SwingTerminal& set : sets) nodes.push_back(set.node);
  SwingCore core = core_;
  core.read(network, nodes);
  const bool is_new = !core.is_shaped_as(core_);
  core_ = std::move(core);
  if (is_new) fill(network, sets);
  read_draws(network, now, sets);
  return is_new || differs(now);
}

/// Kirchhoff: what the sets and the links of the core bring to a place, less what these take away.
void SwingNetwork::read_draws(const network::Network& network, core::Tick now,
                              const std::vector<SwingTerminal>& sets) {
  read_.assign(core_.places().size(), {});
  const auto add = [&](network::NodeId node, const network::Flow& flow, double sign) {
    Draw& draw = read_[static_cast<std::size_t>(core_.place(node))];
    draw.power_w += sign * flow.power.watts(now);
    draw.reactive_var += sign * flow.reactive.watts(now);
    draw.power_per_s += sign * flow.power.watts_per_s();
    draw.reactive_per_s += sign * flow.reactive.watts_per_s();
  };
  scale_w_ = 1.0;
  for (const SwingTerminal& set : sets) {
    const network::Flow flow = network.source_flow(set.source);
    add(set.node, flow, 1.0);
    scale_w_ += std::abs(flow.power.watts(now)) + std::abs(flow.reactive.watts(now));
  }
  for (const network::LinkId id : core_.links()) {
    const network::LinkSpec& link = network.link(id);
    add(link.upper, network.upper_flow(id), -1.0);
    add(link.lower, network.lower_flow(id), 1.0);
    const network::NodeId drawn_at = core_.no_load_end(id, link);
    if (!network.is_energised(drawn_at)) continue;
    read_[static_cast<std::size_t>(core_.place(drawn_at))].power_w += link.no_load_w;
  }
  for (std::size_t i = 0; i < read_.size(); ++i) {
    read_[i].voltage_pu = network.voltage_pu(core_.places()[i]);
  }
}

void SwingNetwork::fill(const network::Network& network, const std::vector<SwingTerminal>& sets) {
  const auto per_watt = [&](double resistance_ohm, double reactance_ohm, network::NodeId node) {
    const double nominal_v = network.node(node).nominal_v;
    return network::Complex(resistance_ohm, reactance_ohm) / (nominal_v * nominal_v);
  };
  zone_ = {};
  zone_.nodes.resize(core_.places().size());
  zone_.loads.resize(core_.places().size());
  for (const network::LinkId id : core_.links()) {
    const network::LinkSpec& link = network.link(id);
    const int upper = core_.place(link.upper), lower = core_.place(link.lower);
    if (upper == lower) continue;
    zone_.edges.push_back(
        {upper, lower, per_watt(link.resistance_ohm, link.reactance_ohm, link.lower)});
  }
  lags_.clear();
  limits_w_.clear();
  has_limit_ = false;
  for (const SwingTerminal& set : sets) {
    limits_w_.push_back(kBelowLimit * set.current_limit_w);
    has_limit_ = has_limit_ || std::isfinite(set.current_limit_w);
    lags_.push_back(kHourRad * (core_.hours(set.node) % 12));
    zone_.sources.push_back(
        {core_.place(set.node), 1.0, per_watt(0.0, set.reactance_ohm, set.node)});
  }
  solver_.prepare(zone_);
}

bool SwingNetwork::differs(core::Tick now) const {
  if (read_.size() != draws_.size()) return true;
  const double t_s = core::seconds(now - assumed_at_);
  const double most_w = kSamePart * scale_w_;
  for (std::size_t i = 0; i < read_.size(); ++i) {
    const Draw& is = read_[i];
    const Draw& was = draws_[i];
    if (std::abs(was.power_w + was.power_per_s * t_s - is.power_w) > most_w ||
        std::abs(was.reactive_var + was.reactive_per_s * t_s - is.reactive_var) > most_w ||
        std::abs(was.power_per_s - is.power_per_s) > most_w ||
        std::abs(was.reactive_per_s - is.reactive_per_s) > most_w) {
      return true;
    }
  }
  return false;
}

void SwingNetwork::assume(core::Tick now) {
  draws_ = read_;
  assumed_at_ = now;
}

bool SwingNetwork::is_flat() const {
  return std::all_of(draws_.begin(), draws_.end(), [](const Draw& draw) {
    return draw.power_per_s == 0.0 && draw.reactive_per_s == 0.0;
  });
}

double SwingNetwork::power_w(double t_s) const {
  double sum_w = 0.0;
  for (const Draw& draw : draws_) sum_w += draw.power_w + draw.power_per_s * t_s;
  return sum_w;
}

bool SwingNetwork::solve(double t_s, const std::vector<std::complex<double>>& emfs,
                         std::vector<SwingFlow>& flows) const {
  for (std::size_t i = 0; i < emfs.size(); ++i) zone_.sources[i].emf = emfs[i];
  for (std::size_t i = 0; i < draws_.size(); ++i) {
    const Draw& draw = draws_[i];
    network::FlowLoad& load = zone_.loads[i];
    load = {.node = static_cast<int>(i),
            .power_w = draw.power_w + draw.power_per_s * t_s,
            .reactive_var = draw.reactive_var + draw.reactive_per_s * t_s};
    if (draw.voltage_pu >= kStiffPu || draw.voltage_pu <= 0.0) continue;
    const double at_rated = 1.0 / (draw.voltage_pu * draw.voltage_pu);
    load.power_w *= at_rated;
    load.reactive_var *= at_rated;
    load.current_limit_w = std::hypot(load.power_w, load.reactive_var);
    load.resistive_pu = 1.0;
  }
  const network::FlowResult& result = solver_.solve(zone_);
  result_ = &result;
  flows.resize(emfs.size());
  for (std::size_t i = 0; i < emfs.size(); ++i) {
    const network::Complex power = result.source_power[i];
    const auto node = static_cast<std::size_t>(zone_.sources[i].node);
    flows[i] = {power.real(), power.imag(), std::abs(result.voltage[node])};
  }
  return result.is_solved;
}

/// Of the last solution, W at 1 pu.
network::Complex SwingNetwork::current(std::size_t set) const {
  const auto node = static_cast<std::size_t>(zone_.sources[set].node);
  return std::conj(result_->source_power[set] / result_->voltage[node]);
}

bool SwingNetwork::solve_within_limits(double t_s, std::vector<network::Complex>& emfs,
                                       std::vector<SwingFlow>& flows) const {
  constexpr int kMostRounds = 8;  // of several at their limits, which move each other
  bool is_solved = solve(t_s, emfs, flows);
  if (!has_limit_) return is_solved;
  std::vector<network::Complex> wanted(emfs.size());  // 0: it has no limit, or is not there
  for (int round = 0; round < kMostRounds && is_solved; ++round) {
    bool is_done = true;
    for (std::size_t i = 0; i < emfs.size() && is_solved; ++i) {
      const network::Complex given = current(i);
      if (wanted[i] == 0.0 && std::abs(given) > limits_w_[i]) {
        wanted[i] = given * (limits_w_[i] / std::abs(given));
      }
      const bool is_met = std::abs(given - wanted[i]) <= kCurrentFrac * limits_w_[i];
      if (wanted[i] == 0.0 || is_met) continue;
      is_solved = cut_current(t_s, i, wanted[i], emfs, flows);
      is_done = false;
    }
    if (is_done) break;
  }
  for (std::size_t i = 0; i < emfs.size(); ++i) flows[i].is_limited = wanted[i] != 0.0;
  return is_solved;
}

/// Secants: the current of a source is nearly linear in the voltage that it makes.
bool SwingNetwork::cut_current(double t_s, std::size_t set, network::Complex wanted,
                               std::vector<network::Complex>& emfs,
                               std::vector<SwingFlow>& flows) const {
  constexpr int kMostSteps = 40;
  constexpr double kFirstStep = 1e-3;  // of the voltage
  network::Complex last_emf = emfs[set], last_off = current(set) - wanted;
  emfs[set] *= 1.0 - kFirstStep;
  for (int step = 0; step < kMostSteps; ++step) {
    if (!solve(t_s, emfs, flows)) return false;
    const network::Complex off = current(set) - wanted;
    if (std::abs(off) <= kCurrentFrac * limits_w_[set] || off == last_off) break;
    const network::Complex move = off * (emfs[set] - last_emf) / (off - last_off);
    last_emf = emfs[set];
    last_off = off;
    emfs[set] -= move;
  }
  return true;
}

}  // namespace ridethrough::devices
