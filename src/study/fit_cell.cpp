#include "study/fit_cell.hpp"

#include <algorithm>
#include <cmath>

#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::study {

namespace {

/// A trial that lasts longer is as wrong as one that never ends: e^3 is where residuals are cut.
constexpr double kLongestOverRow = 21.0;

devices::Parameters any_block() {
  CellFit fit;
  fit.cell = {360000.0, 1.0, 1e-4, 0.01, 360.0};
  fit.capacity_c = 360000.0;
  fit.points = {{{{}, 1.75, 3600.0, 100.0}, 3600.0}};
  const std::string text = fitted_part_text(fit, {"trial", "trial", "2000-01-01"});
  return scenario::read_part_text(text, "trial.yaml", "battery", {}).values;
}

}  // namespace

TrialBlock::TrialBlock() {
  static const devices::Parameters kBlock = any_block();
  values_ = kBlock;
  cells_ = static_cast<double>(devices::get(values_, "cells").count());
}

void TrialBlock::set(const CellNumbers& cell) {
  devices::Parameters model = devices::get(values_, "model").map();
  const auto put = [&model](const char* name, double number) {
    model.insert_or_assign(name, devices::Value(number));
  };
  put("charge", cell.charge_c);
  put("available_share", 1.0 / (1.0 + cell.share_ratio));
  put("exchange", cell.exchange_per_s);
  put("tafel", cell.tafel_v);
  put("cell_resistance", cell.resistance_ohm_c / cell.charge_c);
  put("charge_resistance", kChargeResistanceOhmAh * kSecondsPerHour / cell.charge_c);
  values_.insert_or_assign("model", devices::Value(std::move(model)));
}

TrialBlock::Run TrialBlock::run(Held held, const TableRow& row) {
  values_.insert_or_assign("end_voltage", devices::Value(row.end_voltage_v));
  const auto bank = devices::make_bank(values_);
  const double most_w = bank->discharge_limit_w(0);
  const double most = held == Held::power ? most_w / cells_ : most_w / cells_ / row.end_voltage_v;
  if (most <= row.held) return {0.02 * row.time_s * std::pow(most / row.held, 5.0), 1.0};
  if (held == Held::power) {
    bank->set_power(0, row.held * cells_, 0.0);
  } else {
    bank->set_current(0, row.held);
  }
  const core::Tick longest = core::ticks_up(kLongestOverRow * row.time_s);
  const core::Tick stop = std::min(longest, bank->next_stop(longest));
  return {core::seconds(stop), bank->look(stop).soc_frac};
}

double lasting_s(const CellNumbers& cell, Held held, const TableRow& row) {
  TrialBlock block;
  block.set(cell);
  return block.run(held, row).time_s;
}

}  // namespace ridethrough::study
