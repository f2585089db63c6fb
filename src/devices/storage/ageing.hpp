#pragma once

#include <memory>
#include <string_view>

namespace ridethrough::devices::storage {

/// What age has made of a cell.
struct Ageing {
  double capacity_factor = 1.0;
  double resistance_factor = 1.0;
};

/// One cycle of charge and discharge as a law of cyclic ageing sees it.
struct Cycle {
  double depth_frac = 0.0;  ///< swing of the state of charge
  double rate_per_h = 0.0;  ///< mean current over capacity while it flows
  double temperature_k = 298.15;
};

/// Losses of a chemistry. Both are powers: after t seconds at rest the share a(T, s) t^p of the
/// capacity is gone, after n equivalent full cycles of one kind the share b(cycle) n^r. Where the
/// conditions change, (a^(1/p) t) and (b^(1/r) n) add up: the loss goes on as if everything before
/// had happened under the present conditions (SimSES; Naumann et al., J. Power Sources 451, 2020).
class AgeingLaw {
 public:
  AgeingLaw(double calendar_power, double cycle_power)
      : calendar_power_(calendar_power), cycle_power_(cycle_power) {}
  virtual ~AgeingLaw() = default;

  double calendar_power() const { return calendar_power_; }
  double cycle_power() const { return cycle_power_; }

  /// a(T, s), in 1/s^p.
  virtual double calendar_rate(double temperature_k, double soc_frac) const = 0;
  /// b of the capacity.
  virtual double cycle_rate(const Cycle& cycle) const = 0;

  /// Whether it tells anything of the resistance.
  virtual bool tells_growth() const { return true; }
  /// Share of the resistance that `age_s` at rest adds; laws without one of their own add none.
  virtual double calendar_growth(double age_s, double temperature_k, double soc_frac) const;
  /// Share of the resistance that one equivalent full cycle adds.
  virtual double cycle_growth(const Cycle& cycle) const;

  /// Of a cell that has stood for `age_s` and has `full_cycles` of one kind behind it.
  Ageing after(double age_s, double temperature_k, double soc_frac, double full_cycles,
               const Cycle& cycle) const;

 private:
  double calendar_power_;
  double cycle_power_;
};

/// LFP of Naumann et al. (J. Energy Storage 17, 2018, and J. Power Sources 451, 2020) with the
/// constants of SimSES sony_lfp_calendar.py and sony_lfp_cyclic.py: half powers of time and of
/// cycles for the capacity, straight lines for the resistance.
class NaumannLaw : public AgeingLaw {
 public:
  NaumannLaw() : AgeingLaw(0.5, 0.5) {}
  double calendar_rate(double temperature_k, double soc_frac) const override;
  double cycle_rate(const Cycle& cycle) const override;
  double calendar_growth(double age_s, double temperature_k, double soc_frac) const override;
  double cycle_growth(const Cycle& cycle) const override;
};

/// LFP, prismatic, 250 Ah: the fit of BLAST-Lite (NREL, bae8c71). It tells nothing of resistance.
class BlastLaw : public AgeingLaw {
 public:
  BlastLaw() : AgeingLaw(0.526, 0.828) {}
  bool tells_growth() const override { return false; }
  double calendar_rate(double temperature_k, double soc_frac) const override;
  double cycle_rate(const Cycle& cycle) const override;
};

/// Lead-acid. On float the capacity falls in a line to 80 % at the end of the design life, which
/// halves with every `halving_k` kelvin above 25 degC (10 years at 25 degC, 5 at 33: Battery
/// University BU-806a; makers' charts are kinder, so both are parameters). Cycles wear it by
/// Miner's rule: one cycle takes one part in the number of such cycles that bring it to 60 %.
/// Either way resistance grows by 2.5 % for each percent of the capacity that is lost, by half at
/// the end of the design life: an assumption.
class LeadAcidLaw : public AgeingLaw {
 public:
  LeadAcidLaw(double design_life_s, double halving_k);
  double calendar_rate(double temperature_k, double soc_frac) const override;
  double cycle_rate(const Cycle& cycle) const override;
  double calendar_growth(double age_s, double temperature_k, double soc_frac) const override;
  double cycle_growth(const Cycle& cycle) const override;

  /// Cycles of one depth until 60 % of the capacity is left.
  static double cycles_to_end(double depth_frac);

 private:
  double design_life_s_;
  double halving_k_;
};

/// The law of that name, nullptr for `none`. Life and halving are those of lead-acid on float.
/// @throws std::invalid_argument for a law that does not exist.
std::shared_ptr<const AgeingLaw> ageing_law(std::string_view name, double design_life_s,
                                            double halving_k);

}  // namespace ridethrough::devices::storage
