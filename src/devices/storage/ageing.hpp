#pragma once

namespace ridethrough::devices::storage {

/// What age has made of a cell.
struct Ageing {
  double capacity_factor = 1.0;
  double resistance_factor = 1.0;
};

/// Lead-acid on float: capacity falls in a line to 80 % at the end of the design life, which halves
/// with every `halving_k` kelvin above 25 degC (10 years at 25 degC, 5 at 33: Battery University
/// BU-806a; makers' charts are kinder, so both are parameters). That resistance then has grown by
/// half is an assumption.
Ageing float_ageing(double age_s, double temperature_k, double design_life_s, double halving_k);

/// LFP at rest at a mean state of charge: calendar ageing of Naumann et al. (J. Energy Storage 17,
/// 2018) with the constants of SimSES sony_lfp_calendar.py.
Ageing lfp_calendar_ageing(double age_s, double temperature_k, double mean_soc_frac);

}  // namespace ridethrough::devices::storage
