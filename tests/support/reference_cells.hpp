#pragma once

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "support/reference_step.hpp"

/// Banks of cells, docs/devices/storage/battery.md. Powers are those of the bank.
namespace ridethrough::support {

/// What both kinds share: strings that can be lost, a stop with its margin, a full bank that rests.
class ReferenceBank {
 public:
  explicit ReferenceBank(const devices::Parameters& p)
      : in_string_(static_cast<double>(devices::get(p, "cells").count() *
                                       devices::get(p, "series").count())),
        strings_(static_cast<double>(devices::get(p, "strings").count())),
        cells_(in_string_ * strings_),
        soc_(number(p, "soc")),
        margin_(number(p, "restart_margin")) {}

  double soc() const { return soc_; }
  void lose(double strings) { cells_ = in_string_ * std::max(0.0, strings_ - strings); }
  bool is_gone() const { return cells_ <= 0.0; }

  /// After a stop it must regain a margin first.
  bool waits() const { return soc_ < wanted_soc_; }
  void stop() { wanted_soc_ = std::min(soc_ + margin_, full_soc_ - 1e-3); }
  /// A full bank charges again only 0.1 % below where it was full.
  bool rests_full() const { return rests_full_ && soc_ >= full_soc_ - 1e-3; }
  /// Takes no more: it rests from here on.
  double rest_full() {
    full_soc_ = soc_;
    rests_full_ = true;
    return 0.0;
  }

 protected:
  void move_soc(double by) {
    soc_ += by;
    if (!waits()) wanted_soc_ = 0.0;
    if (!rests_full()) rests_full_ = false;
  }

  double in_string_, strings_, cells_, soc_;

 private:
  double margin_, wanted_soc_ = 0.0, full_soc_ = 1.0;
  bool rests_full_ = false;
};

/// KiBaM wells under V = E - R I / h^n - B asinh(I / (h y Q)), E = E0 - A (1 - s) - K (1/h - 1),
/// per cell, at the temperature of the model; charging V = E + Rc Ip / (1 - s) beside what gasses,
/// or V = E + R I with the room of the well.
class LeadAcid : public ReferenceBank {
 public:
  explicit LeadAcid(const devices::Parameters& p)
      : ReferenceBank(p),
        q_c_(of_model(p, "charge")),
        share_(of_model(p, "available_share")),
        exchange_per_s_(of_model(p, "exchange")),
        emf_v_(of_model(p, "emf")),
        fall_v_(of_model(p, "emf_fall")),
        ohm_(of_model(p, "cell_resistance")),
        tafel_v_(of_model(p, "tafel")),
        tafel_a_(of_model(p, "tafel_rate") * q_c_),
        head_v_(of_model(p, "head")),
        grows_(devices::get(map(p, "model"), "resistance_grows").word() == "over_head"),
        charge_ohm_(of_model(p, "charge_resistance")),
        gassing_a_(of_model(p, "gassing") * number(p, "capacity")),
        end_v_(number(p, "end_voltage")),
        float_v_(number(p, "float_voltage")),
        charge_a_(number(p, "capacity") * number(p, "max_charge")),
        finish_a_(number(p, "capacity") * number(p, "finish_current")),
        head_(soc_) {}

  /// Current of a cell that gives the bank's power, by going round until nothing moves.
  double current_a(double power_w) const {
    double current = 0.0;
    for (int round = 0; round < 60; ++round) {
      const double next = power_w / cells_ / std::max(discharging_v(current), 0.5);
      if (next == current) break;
      current = next;
    }
    return current;
  }
  bool is_spent(double power_w) const {
    return head_ <= 1e-3 || discharging_v(current_a(power_w)) <= end_v_;
  }
  /// Whether this charge, W positive, ends: the bank is full, or at its float voltage.
  bool stops_charge(double power_w) const {
    const bool is_well_full = is_older() && head_ >= 1.0;
    return power_w > 0.0 && (soc_ >= 1.0 - 1e-4 || is_well_full ||
                             float_v_ * charging_a(float_v_) <= power_w / cells_);
  }
  /// What it takes, W of the bank: most of the way to the float voltage, its rate, or the room of
  /// its well for an hour.
  /// A bank that takes no more is full, and rests.
  double acceptance_w() {
    if (rests_full()) return 0.0;
    if (soc_ >= 1.0 - 1e-4) return rest_full();
    double voltage = emf() + (is_older() ? 0.95 : 0.9) * (float_v_ - emf());
    const double most_a = is_older() ? std::min(charge_a_, well_room_a()) : charge_a_;
    if (charging_a(voltage) > most_a) {
      voltage = charging_v([&](double v) { return charging_a(v) - most_a; });
    }
    return plate_a(voltage) > finish_a_ ? cells_ * voltage * charging_a(voltage) : rest_full();
  }
  void advance(double power_w, double step_s) {
    const double refill = exchange_per_s_ * (soc_ - head_);
    if (power_w >= 0.0) {
      const double drain = current_a(power_w) / q_c_;
      head_ += (refill - drain / share_) * step_s;
      move_soc(-drain * step_s);
      return;
    }
    const double voltage =
        charging_v([&](double v) { return v * charging_a(v) + power_w / cells_; });
    const double fill = (is_older() ? kEfficiency : 1.0) * plate_a(voltage) / q_c_;
    const double lag = std::max(0.0, soc_ - head_);
    const double aimed = is_older() ? 1.0 : lag / (lag + 0.02);
    head_ += (refill + fill * (1.0 + aimed * (1.0 / share_ - 1.0))) * step_s;
    move_soc(fill * step_s);
  }

 private:
  static constexpr double kEfficiency = 0.93;

  static double of_model(const devices::Parameters& p, std::string_view name) {
    const devices::Value& value = devices::get(map(p, "model"), name);
    return value.present() ? value.number() : 0.0;
  }
  bool is_older() const { return charge_ohm_ == 0.0; }
  double emf() const { return emf_v_ - fall_v_ * (1.0 - soc_) - head_v_ * (1.0 / head_ - 1.0); }
  double discharging_v(double current) const {
    const double slow_v = tafel_v_ * std::asinh(current / (head_ * tafel_a_));
    return emf() - ohm_ * current / (grows_ ? head_ : 1.0) - slow_v;
  }
  double well_room_a() const {
    const double span = exchange_per_s_ * 3600.0;
    const double kept = std::exp(-span);
    const double room = 1.0 - head_ * kept - soc_ * (1.0 - kept);
    return exchange_per_s_ * share_ * q_c_ * room / (1.0 - kept + share_ * (span - 1.0 + kept)) /
           kEfficiency;
  }
  double plate_a(double voltage) const {
    if (is_older()) return (voltage - emf()) / ohm_;
    return (voltage - emf()) * std::max(1.0 - soc_, 1e-4) / charge_ohm_;
  }
  double charging_a(double voltage) const {
    return plate_a(voltage) +
           gassing_a_ * (std::exp((voltage - 2.25) / 0.087) - std::exp((emf() - 2.25) / 0.087));
  }
  /// Where `excess` of the voltage changes sign, by halving.
  template <class Excess>
  double charging_v(const Excess& excess) const {
    double low = emf();
    double high = emf() + 1.0;
    for (int i = 0; i < 50; ++i) {
      const double middle = 0.5 * (low + high);
      (excess(middle) < 0.0 ? low : high) = middle;
    }
    return 0.5 * (low + high);
  }

  double q_c_, share_, exchange_per_s_, emf_v_, fall_v_, ohm_, tafel_v_, tafel_a_;
  double head_v_;
  bool grows_;
  double charge_ohm_, gassing_a_, end_v_, float_v_, charge_a_, finish_a_, head_;
};

/// Open-circuit voltage, resistance and two RC branches over state of charge, at 25 degC.
class Lfp : public ReferenceBank {
 public:
  explicit Lfp(const devices::Parameters& p)
      : ReferenceBank(p),
        q_c_(number(p, "capacity")),
        low_soc_(devices::get(p, "usable").list().at(0).number()),
        high_soc_(devices::get(p, "usable").list().at(1).number()),
        end_v_(number(p, "end_voltage")),
        limit_a_(number(p, "capacity") * number(p, "max_discharge")),
        fast_(number(map(p, "model"), "fast_share")),
        slow_(number(map(p, "model"), "slow_share")),
        fast_s_(number(map(p, "model"), "fast_time")),
        slow_s_(number(map(p, "model"), "slow_time")) {
    for (const devices::Value& row : devices::get(map(p, "model"), "open_circuit").list()) {
      open_circuit_.emplace_back(number(row.map(), "soc"), number(row.map(), "value"));
    }
    for (const devices::Value& row : devices::get(map(p, "model"), "resistances").list()) {
      if (std::abs(number(row.map(), "at") - kRoomK) > 1e-6) continue;
      const double soc = number(row.map(), "soc");
      discharging_.emplace_back(soc, number(row.map(), "discharge"));
      charging_.emplace_back(soc, number(row.map(), "charge"));
    }
  }

  bool is_spent(double power_w) const {
    const double current = current_a(power_w);
    return soc_ <= low_soc_ || terminal_v(current) <= end_v_ || current > limit_a_;
  }
  bool takes_charge() {
    if (soc_ >= high_soc_ - 1e-4 && !rests_full()) rest_full();
    return !rests_full();
  }
  void advance(double power_w, double step_s) {
    const double current = current_a(power_w);
    const double ohm = resistance_ohm(current < 0.0);
    fast_v_ += (fast_ * ohm * current - fast_v_) / fast_s_ * step_s;
    slow_v_ += (slow_ * ohm * current - slow_v_) / slow_s_ * step_s;
    move_soc(-current / q_c_ * step_s);
  }

 private:
  using Rows = std::vector<std::pair<double, double>>;
  static constexpr double kRoomK = 298.15;

  /// Slope of the curve at a row: of the chord at an end, zero at an extremum, else the weighted
  /// harmonic mean of the chords beside it (Fritsch and Butland, 1984).
  static double slope_at(const Rows& rows, std::size_t i) {
    const auto chord = [&](std::size_t k) {
      return (rows[k + 1].second - rows[k].second) / (rows[k + 1].first - rows[k].first);
    };
    if (i == 0) return chord(0);
    if (i + 1 == rows.size()) return chord(i - 1);
    if (chord(i - 1) * chord(i) <= 0.0) return 0.0;
    const double before = rows[i].first - rows[i - 1].first;
    const double after = rows[i + 1].first - rows[i].first;
    return 3.0 * (before + after) /
           ((2.0 * after + before) / chord(i - 1) + (after + 2.0 * before) / chord(i));
  }
  /// Hermite's cubic between two rows, the end values outside.
  static double interpolate(const Rows& rows, double x) {
    if (x <= rows.front().first) return rows.front().second;
    for (std::size_t i = 1; i < rows.size(); ++i) {
      const double width = rows[i].first - rows[i - 1].first;
      const double u = (x - rows[i - 1].first) / width;
      if (u > 1.0) continue;
      const double v = 1.0 - u;
      return v * v * (1.0 + 2.0 * u) * rows[i - 1].second +
             u * u * (1.0 + 2.0 * v) * rows[i].second +
             width * u * v * (v * slope_at(rows, i - 1) - u * slope_at(rows, i));
    }
    return rows.back().second;
  }
  double open_v() const { return interpolate(open_circuit_, soc_) - fast_v_ - slow_v_; }
  double resistance_ohm(bool charges) const {
    return interpolate(charges ? charging_ : discharging_, soc_);
  }
  /// What is left in series: the rest of the resistance is in the branches.
  double series_ohm(bool charges) const { return resistance_ohm(charges) * (1.0 - fast_ - slow_); }
  double current_a(double power_w) const {
    const double v = open_v();
    const double root = v * v - 4.0 * series_ohm(power_w < 0.0) * power_w / cells_;
    return 2.0 * power_w / cells_ / (v + std::sqrt(std::max(root, 0.0)));
  }
  double terminal_v(double current) const { return open_v() - series_ohm(false) * current; }

  Rows open_circuit_, discharging_, charging_;
  double q_c_, low_soc_, high_soc_, end_v_, limit_a_, fast_, slow_, fast_s_, slow_s_;
  double fast_v_ = 0.0, slow_v_ = 0.0;
};

}  // namespace ridethrough::support
