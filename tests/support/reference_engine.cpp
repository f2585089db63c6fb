#include "support/reference_engine.hpp"

#include <optional>
#include <string_view>

#include "support/reference_devices.hpp"

namespace ridethrough::support {

namespace {

using devices::get;
using devices::Parameters;
using scenario::ComponentSpec;

const ComponentSpec* find(const std::vector<ComponentSpec>& components, std::string_view name) {
  const auto found = std::find_if(components.begin(), components.end(),
                                  [name](const auto& each) { return each.name == name; });
  return found == components.end() ? nullptr : &*found;
}

/// Series impedance in pu of 1 W from a short-circuit impedance and a winding loss, both in pu of
/// `rating_va`.
Impedance winding(double impedance_pu, double loss_pu, double rating_va, double no_load_w) {
  const double reactance_pu =
      std::sqrt(std::max(0.0, impedance_pu * impedance_pu - loss_pu * loss_pu));
  return {std::complex{loss_pu, reactance_pu} / rating_va, no_load_w};
}

/// The whole path of a plain scenario.
class ReferencePath {
 public:
  ReferencePath(const scenario::Model& model, double step_s)
      : model_(model),
        block_(find(model.components, "block")->children),
        rack_(parameters("rack")) {
    step_.step_s = step_s;
    step_.run = &run_;
    const Parameters& grid = find(model.components, "grid-a")->parameters.values;
    const double ratio = number(grid, "x_over_r");
    const double size_pu = 1.0 / number(grid, "short_circuit") / std::hypot(1.0, ratio);
    utility_.push_back({std::complex{size_pu, size_pu * ratio}, 0.0});
    if (find(block_, "tx-a") != nullptr) {
      const Parameters& tx = parameters("tx-a");
      const double rating_va = number(tx, "rating");
      utility_.push_back(winding(number(tx, "impedance"), number(tx, "load_loss") / rating_va,
                                 rating_va, number(tx, "no_load_loss")));
    }
    const Parameters& pdu = parameters("pdu-a");
    const double rating_va = number(pdu, "rating");
    pdu_ = winding(number(pdu, "impedance"), number(pdu, "load_loss"), rating_va,
                   number(pdu, "no_load_loss") * rating_va);
    if (find(block_, "ats-a") != nullptr) ats_.emplace(parameters("ats-a"), parameters("gen-a"));
    if (find(block_, "ups-a") != nullptr)
      ups_.emplace(parameters("ups-a"), parameters("battery-a"));
  }

  ReferenceRun run() {
    const double end_s = core::seconds(model_.duration);
    const auto steps = static_cast<std::int64_t>(std::floor(end_s / step_.step_s));
    for (std::int64_t i = 0; i < steps; ++i) {
      step_.now_s = static_cast<double>(i) * step_.step_s;
      advance();
    }
    if (ups_) run_.soc_frac = ups_->cells().soc();
    return run_;
  }

 private:
  const Parameters& parameters(std::string_view name) const {
    return find(block_, name)->parameters.values;
  }

  /// Voltage behind the impedance of the utility at this time; zero in an outage.
  double emf_pu() const {
    double emf = 1.0;
    for (const scenario::EventSpec& event : model_.events) {
      const double begin_s = core::seconds(event.at.front());
      const double since_s = step_.now_s - begin_s + kTimeRoundingS;
      if (since_s < 0.0 || since_s >= core::seconds(event.duration)) continue;
      emf =
          event.verb == devices::Verb::outage ? 0.0 : std::min(emf, number(event.arguments, "to"));
    }
    return emf;
  }

  void advance() {
    const ChainLoad rack = rack_.load(step_.now_s);
    ChainLoad asked = rack;
    Chain behind_ups;
    if (ups_) {
      if (ups_->feeds()) behind_ups = solve(1.0, {pdu_}, rack);
      asked = ups_->balance(step_, behind_ups.source_w);
    }
    const double emf = emf_pu();
    const bool is_on_utility = !ats_ || ats_->is_on_utility();
    const Chain grid = from_utility(emf, is_on_utility, asked);
    const double feed_pu = at_feed(grid, emf, is_on_utility);
    Chain direct = grid;
    if (!ups_ && ats_ && ats_->is_on_set()) direct = solve(1.0, {pdu_}, rack);
    run_.grid_j += grid.terminal_w * step_.step_s;
    if (ats_) ats_->advance(step_, preferred_pu(grid, emf));
    if (ups_) ups_->advance(step_, feed_pu, feed_pu > 0.0);
    const bool is_fed = ups_ ? !behind_ups.voltage_pu.empty() : feed_pu > 0.0;
    const Chain& last = ups_ ? behind_ups : direct;
    const double rack_pu = is_fed ? last.voltage_pu.back() : 0.0;
    note_voltage(rack_pu);
    rack_.advance(step_, rack_pu, is_fed ? last.served_frac : 1.0);
  }

  Chain from_utility(double emf, bool is_loaded, const ChainLoad& asked) const {
    std::vector<Impedance> chain = utility_;
    if (is_loaded && !ups_) chain.push_back(pdu_);
    if (emf <= 0.0) {
      Chain dead;
      dead.voltage_pu.assign(chain.size(), 0.0);
      return dead;
    }
    return solve(emf, chain, is_loaded ? asked : ChainLoad{});
  }
  /// At the outlet of the transformer, or the utility's own terminals.
  double preferred_pu(const Chain& grid, double emf) const {
    return emf > 0.0 ? grid.voltage_pu[utility_.size() - 1] : 0.0;
  }
  double at_feed(const Chain& grid, double emf, bool is_on_utility) const {
    if (is_on_utility) return preferred_pu(grid, emf);
    return ats_ && ats_->is_on_set() ? 1.0 : 0.0;
  }
  /// What lasts one step only is the reference's own delay.
  void note_voltage(double rack_pu) {
    if (std::abs(rack_pu - last_pu_) < 1e-6) {
      run_.lowest_rack_pu = std::min(run_.lowest_rack_pu, rack_pu);
    }
    last_pu_ = rack_pu;
  }

  const scenario::Model& model_;
  const std::vector<ComponentSpec>& block_;
  ReferenceRack rack_;
  std::optional<ReferenceTransfer> ats_;
  std::optional<ReferenceUps> ups_;
  std::vector<Impedance> utility_;
  Impedance pdu_;
  Step step_;
  ReferenceRun run_;
  double last_pu_ = 1.0;
};

}  // namespace

ReferenceRun reference_run(const scenario::Model& model, double step_s) {
  return ReferencePath(model, step_s).run();
}

}  // namespace ridethrough::support
