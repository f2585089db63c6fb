#pragma once

#include <optional>
#include <string>
#include <vector>

#include "support/reference_cabinet.hpp"
#include "support/reference_models.hpp"
#include "support/reference_switches.hpp"
#include "support/reference_ups.hpp"

/// One path from a utility down to the cords of racks.
namespace ridethrough::support {

class ReferenceSide {
 public:
  /// All components whose names end in "-a", or in "-b".
  ReferenceSide(const scenario::Model& model, const std::string& letter) : grid_("grid-" + letter) {
    const auto spec = [&](const char* type) {
      return find(model.components, std::string(type) + "-" + letter);
    };
    const auto values = [&](const char* type) -> const devices::Parameters& {
      return spec(type)->parameters.values;
    };
    const double ratio = number(values("grid"), "x_over_r");
    const double size_pu = 1.0 / number(values("grid"), "short_circuit") / std::hypot(1.0, ratio);
    utility_.push_back({std::complex{size_pu, size_pu * ratio}, 0.0});
    if (spec("tx") != nullptr) {
      const double rating_va = number(values("tx"), "rating");
      utility_.push_back(winding(number(values("tx"), "impedance"),
                                 number(values("tx"), "load_loss") / rating_va, rating_va,
                                 number(values("tx"), "no_load_loss")));
    }
    const double rating_va = number(values("pdu"), "rating");
    pdu_ = winding(number(values("pdu"), "impedance"), number(values("pdu"), "load_loss"),
                   rating_va, number(values("pdu"), "no_load_loss") * rating_va);
    if (spec("breaker") != nullptr) breaker_.emplace(*spec("breaker"));
    if (spec("ats") != nullptr) ats_.emplace(*spec("ats"), *spec("gen"));
    if (spec("ups") != nullptr) ups_.emplace(*spec("ups"), *spec("battery"));
    if (spec("bess") != nullptr) cabinet_.emplace(*spec("bess"), *spec("sw"));
  }

  struct Outlet {
    double voltage_pu = 0.0;
    double served_frac = 1.0;
  };

  /// Voltages of this step, then everybody moves on; returns what the cords see.
  Outlet advance(const Step& step, const ReferenceScript& script, const ChainLoad& load) {
    const double emf = script.emf_pu(grid_, step.now_s);
    const bool is_through = !breaker_ || breaker_->conducts();
    const bool is_on_utility = (!ats_ || ats_->is_on_utility()) && is_through;
    const bool is_above_open_switch = cabinet_ && !cabinet_->is_on_feed();
    std::optional<Chain> below;  // from a converter or a generator, which hold 1 pu
    if ((ups_ && ups_->feeds()) || (cabinet_ && cabinet_->forms()) ||
        (!ups_ && ats_ && ats_->is_on_set())) {
      below = solve(1.0, {pdu_}, load);
    }
    ChainLoad asked = load;
    if (ups_) asked = ups_->balance(step, script, below ? below->source_w : 0.0);
    const bool is_loaded = is_on_utility && !is_above_open_switch;
    const Chain grid = from_utility(emf, is_loaded, asked);
    const double preferred_pu = emf > 0.0 ? grid.voltage_pu[utility_.size() - 1] : 0.0;
    const double feed_pu = is_on_utility ? preferred_pu : ats_ && ats_->is_on_set() ? 1.0 : 0.0;
    step.run->numbers[grid_].energy_j += grid.terminal_w * step.step_s;
    if (breaker_) breaker_->advance(step, script);
    if (ats_) ats_->advance(step, script, is_through ? preferred_pu : 0.0);
    if (ups_) ups_->advance(step, script, feed_pu);
    if (cabinet_) cabinet_->advance(step, script, feed_pu, below ? below->source_w : 0.0);
    if (below) return {below->voltage_pu.back(), below->served_frac};
    if (ups_ || !is_loaded || emf <= 0.0) return {};
    return {grid.voltage_pu.back(), grid.served_frac};
  }

 private:
  Chain from_utility(double emf, bool is_loaded, const ChainLoad& asked) const {
    std::vector<Impedance> chain = utility_;
    if (is_loaded && !ups_) {
      chain.push_back(pdu_);
      if (cabinet_) chain.back().tap_w += cabinet_->bus_w();
    }
    if (emf <= 0.0) {
      Chain dead;
      dead.voltage_pu.assign(chain.size(), 0.0);
      return dead;
    }
    return solve(emf, chain, is_loaded ? asked : ChainLoad{});
  }

  std::string grid_;
  std::vector<Impedance> utility_;
  Impedance pdu_;
  std::optional<ReferenceContact> breaker_;
  std::optional<ReferenceTransfer> ats_;
  std::optional<ReferenceUps> ups_;
  std::optional<ReferenceCabinet> cabinet_;
};

}  // namespace ridethrough::support
