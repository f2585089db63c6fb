#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "network/zone.hpp"

// Several sources of one zone, some of which give only so much current. Each of those keeps the
// direction that its current would have and cuts its size, as if its impedance grew: the circular
// limiter of Fan et al., "A Review of Current-Limiting Control of Grid-Forming Inverters Under
// Symmetrical Disturbances", IEEE Open J. Power Electron. 3 (2022) 955. For a source that is alone
// that is the same as a voltage that folds back.
namespace ridethrough::network {

namespace {

/// The logarithm of current over limit is met to this: differences of solved voltages give no more.
constexpr double kExcess = 1e-10;
/// Derivatives are taken over this step in the logarithm of an impedance.
constexpr double kProbe = 1e-5;
/// From here on Newton's method is tried; where it fails, again after some steps.
constexpr double kNear = 0.1;
constexpr int kStepsBetweenTries = 16;
/// An impedance at most doubles in a step.
constexpr double kLongestStep = 0.6931471805599453;  // ln 2
constexpr int kMostSteps = 300;
constexpr int kMostNewtonSteps = 20;
/// A stride lengthens while an excess keeps more than the first part of itself.
constexpr double kStalls = 0.95;
constexpr double kLonger = 1.25;
/// A source without impedance begins with one that drops this part of the voltage at its limit.
constexpr double kFirstDrop = 1e-6;

}  // namespace

/// How far the impedances of limited sources have grown.
struct Network::State::Limiting {
  Limiting(State& state_in, Zone& zone_in);

  void settle();

 private:
  double limit_w(std::size_t i) const { return state.source(zone.sources[i]).spec.current_limit_w; }
  bool is_moving(std::size_t i) const { return growth[i] > 0.0 || excess[i] > kExcess; }
  void solve();
  double farthest() const;
  bool has_passed() const;
  void creep();
  std::vector<std::size_t> moving() const;
  Eigen::VectorXd newton_move(const std::vector<std::size_t>& moving);
  bool step_by_newton();
  bool finish();

  State& state;
  Zone& zone;
  std::vector<Complex> own;    // impedances
  std::vector<double> excess;  // logarithm of current over limit
  double stride = 1.0;

 public:
  std::vector<double> growth;  // logarithm of the impedance over its own, from zero on
};

Network::State::Limiting::Limiting(State& state_in, Zone& zone_in)
    : state(state_in),
      zone(zone_in),
      excess(zone_in.sources.size(), 0.0),
      growth(zone_in.sources.size(), 0.0) {
  for (std::size_t i = 0; i < growth.size(); ++i) own.push_back(zone.flow.sources[i].impedance);
}

/// What flows with the impedances as they have grown. A collapse has too much of every current.
void Network::State::Limiting::solve() {
  for (std::size_t i = 0; i < own.size(); ++i) {
    const Complex first = own[i] == 0.0 ? Complex(kFirstDrop / limit_w(i)) : own[i];
    zone.flow.sources[i].impedance = growth[i] == 0.0 ? own[i] : first * std::exp(growth[i]);
  }
  zone.solver.prepare(zone.flow);
  zone.at_limits = state.solve_sequences_too(zone);
  for (std::size_t i = 0; i < own.size(); ++i) {
    if (std::isinf(limit_w(i))) continue;
    const double part = 1.0 + state.current_excess(zone, zone.at_limits, i);
    excess[i] = std::clamp(std::log(part), -kLongestStep, kLongestStep);
  }
}

/// Largest excess that is still to be taken away, or given back.
double Network::State::Limiting::farthest() const {
  double largest = 0.0;
  for (std::size_t i = 0; i < growth.size(); ++i) {
    if (is_moving(i)) largest = std::max(largest, std::abs(excess[i]));
  }
  return largest;
}

/// Some impedance has grown too far.
bool Network::State::Limiting::has_passed() const {
  for (std::size_t i = 0; i < growth.size(); ++i) {
    if (growth[i] > 0.0 && excess[i] < -kExcess) return true;
  }
  return false;
}

/// Every impedance grows by its excess. A current falls by no more than its impedance grows, so
/// this comes down to the highest voltages that there are and does not pass them; where currents
/// hardly fall, as with demands of constant power, by a stride that lengthens.
void Network::State::Limiting::creep() {
  const double before = farthest();
  for (std::size_t i = 0; i < growth.size(); ++i) {
    const double step = std::clamp(stride * excess[i], -kLongestStep, kLongestStep);
    growth[i] = std::max(growth[i] + step, 0.0);
  }
  solve();
  stride = !has_passed() && farthest() > kStalls * before ? stride * kLonger : 1.0;
}

std::vector<std::size_t> Network::State::Limiting::moving() const {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < growth.size(); ++i) {
    if (is_moving(i)) found.push_back(i);
  }
  return found;
}

/// Derivatives are taken from probes.
Eigen::VectorXd Network::State::Limiting::newton_move(const std::vector<std::size_t>& moving) {
  const auto size = static_cast<Eigen::Index>(moving.size());
  Eigen::MatrixXd slopes(size, size);
  Eigen::VectorXd missing(size);
  const auto row_of = [&](Eigen::Index row) { return moving[static_cast<std::size_t>(row)]; };
  for (Eigen::Index row = 0; row < size; ++row) missing(row) = excess[row_of(row)];
  for (Eigen::Index column = 0; column < size; ++column) {
    growth[row_of(column)] += kProbe;
    solve();
    for (Eigen::Index row = 0; row < size; ++row) {
      slopes(row, column) = (excess[row_of(row)] - missing(row)) / kProbe;
    }
    growth[row_of(column)] -= kProbe;
  }
  return slopes.partialPivLu().solve(-missing);
}

bool Network::State::Limiting::step_by_newton() {
  const std::vector<std::size_t> places = moving();
  const std::vector<double> here = growth;
  Eigen::VectorXd move = newton_move(places);
  growth = here;
  if (!move.allFinite()) return false;
  const double longest = move.cwiseAbs().maxCoeff();
  if (longest > kLongestStep) move *= kLongestStep / longest;
  for (std::size_t k = 0; k < places.size(); ++k) {
    double& grown = growth[places[k]];
    grown = std::max(grown + move(static_cast<Eigen::Index>(k)), 0.0);
  }
  solve();
  return true;
}

/// @returns false, and all as it was, if Newton's method does not arrive.
bool Network::State::Limiting::finish() {
  const std::vector<double> first = growth;
  for (int step = 0; step < kMostNewtonSteps && step_by_newton(); ++step) {
    if (farthest() <= kExcess) return true;
  }
  growth = first;
  solve();
  return false;
}

/// Three of 9,000 random strings of sources without impedance keep an excess of up to 1 % at the
/// end.
void Network::State::Limiting::settle() {
  int next_try = 0;
  solve();
  for (int step = 0; step < kMostSteps && farthest() > kExcess; ++step) {
    if (farthest() < kNear && step >= next_try) {
      if (finish()) return;
      next_try = step + kStepsBetweenTries;
    }
    creep();
  }
}

const FlowResult& Network::State::fold_back_together(Zone& zone) {
  const std::vector<FlowSource> own = zone.flow.sources;
  Limiting limiting(*this, zone);
  limiting.settle();
  for (std::size_t i = 0; i < zone.sources.size(); ++i) {
    set_limiting(source(zone.sources[i]), limiting.growth[i] > 0.0);
    zone.flow.sources[i].impedance = own[i].impedance;
  }
  zone.solver.prepare(zone.flow);
  return zone.at_limits;
}

}  // namespace ridethrough::network
