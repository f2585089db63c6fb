#include "support/reference_scenarios.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "support/draw.hpp"

namespace ridethrough::support {

const char* const kReferenceBlocks =
    "cells: 6, nominal_voltage: 12 V, capacity: 150 Ah, end_voltage: 1.67 V/cell, float_voltage: "
    "2.27 V/cell, max_charge: 0.25 /h, model: {kind: two_well, charge: 207.5 Ah, available_share: "
    "0.506, exchange: 0.612 /h, emf: 2.208 V, cell_resistance: 1.04 mohm, head: 97.8 mV}";

namespace {

constexpr const char* kDrawnEfficiency =
    "[{power: 25 %, value: 95.5 %}, {power: 50 %, value: 96.8 %}, {power: 75 %, value: 96.8 %}, "
    "{power: 100 %, value: 96.4 %}]";

/// An LFP cell of 280 Ah: curves of the shipped part, in fewer rows and at 25 degC alone.
constexpr const char* kDrawnCells =
    "cells: 1, nominal_voltage: 3.2 V, capacity: 280 Ah, end_voltage: 2.5 V/cell, float_voltage: "
    "3.65 V/cell, max_charge: 0.5 /h, max_discharge: 2 /h, finish_current: 0.05 /h, model: {kind: "
    "ocv_rc, open_circuit: [{soc: 0 %, value: 2.286 V}, {soc: 2 %, value: 2.895 V}, {soc: 5 %, "
    "value: 3.065 V}, {soc: 10 %, value: 3.197 V}, {soc: 30 %, value: 3.270 V}, {soc: 70 %, value: "
    "3.311 V}, {soc: 95 %, value: 3.345 V}, {soc: 100 %, value: 3.531 V}], resistances: [{at: 25 "
    "degC, soc: 10 %, discharge: 0.6611 mohm, charge: 0.4029 mohm}, {at: 25 degC, soc: 50 %, "
    "discharge: 0.5121 mohm, charge: 0.48 mohm}, {at: 25 degC, soc: 90 %, discharge: 0.4554 mohm, "
    "charge: 0.5721 mohm}], fast_share: 20 %, fast_time: 5 s, slow_share: 20 %, slow_time: 60 s}";

class ReferenceDraw {
 public:
  explicit ReferenceDraw(std::uint64_t seed) : draw_(seed) {}

  std::string two_sided() {
    duration_s_ = draw_.between(10.0, 40.0);
    const bool has_two = draw_.happens(0.8);
    racks_ = {"rack"};
    rack_kw_ = draw_.between(20.0, 60.0);
    std::string feeders = add_side("a");
    if (has_two) feeders = "[" + feeders + ", " + add_side("b") + "]";
    std::string cords = draw_.happens(0.2) ? "failover: immediate" : "failover: after_hold_up";
    if (has_two && draw_.happens(0.25)) cords += ", share: prefer_first";
    if (has_two && draw_.happens(0.3)) cords += ", each_carries: 60 %";
    add_rack("rack", feeders, cords);
    add_events(has_two ? std::vector<std::string>{"a", "b"} : std::vector<std::string>{"a"});
    return text();
  }

  std::string cabinet() {
    duration_s_ = draw_.between(20.0, 60.0);
    racks_ = {"rack"};
    rack_kw_ = draw_.between(20.0, 60.0);
    add_grid("a");
    component("sw-a", "type: static_switch, from: " + feeder_);
    const double soc = draw_.happens(0.3) ? draw_.between(5.0, 9.0) : draw_.between(20.0, 95.0);
    // A cabinet that gives what racks at 115 % draw while they refill their capacitors.
    component("bess-a",
              fmt::format("type: bess, from: sw-a, rating: {:.1f} kW, efficiency: {}, usable: [5 "
                          "%, 95 %], soc: {:.2f} %, reconnect: {{hold: {:.1f} s, ramp: {:.1f} s}}, "
                          "cells: {{{}, series: 30, strings: {}}}, islanding_switch: sw-a",
                          rack_kw_ * draw_.between(1.7, 2.2), kDrawnEfficiency, soc,
                          draw_.between(1.0, 5.0), draw_.between(1.0, 10.0), kDrawnCells,
                          2 + draw_.below(3)));
    component("pdu-a", fmt::format("type: pdu, from: sw-a, rating: {:.0f} kVA", rack_kw_ * 1.4));
    add_rack("rack", "pdu-a", "failover: after_hold_up");
    add_events({"a"});
    return text();
  }

  std::string job() {
    duration_s_ = draw_.between(20.0, 50.0);
    racks_ = {"rack-a", "rack-b"};
    rack_kw_ = draw_.between(20.0, 60.0);
    for (const char* side : {"a", "b"}) {
      add_rack(std::string("rack-") + side, add_side(side), "failover: after_hold_up");
    }
    job_ = fmt::format(
        "jobs:\n  job: {{type: training, racks: [rack-a, rack-b], profile: square-2s, checkpoint: "
        "{{every: {:.3f} s, block: {:.3f} s}}, restart: {{warm: {:.3f} s, cold: {:.3f} s}}, "
        "on_loss: {}, collective_timeout: {:.3f} s, stall_level: 40 %}}\n",
        draw_.between(3.0, 12.0), draw_.between(0.0, 2.0), draw_.between(1.0, 8.0),
        draw_.between(2.0, 12.0), draw_.happens(0.5) ? "stall" : "crash", draw_.between(1.0, 8.0));
    add_events({"a", "b"});
    return text();
  }

 private:
  void component(const std::string& name, const std::string& body) {
    components_ += fmt::format("  {}: {{{}}}\n", name, body);
  }

  void add_grid(const std::string& side) {
    feeder_ = "grid-" + side;
    component(feeder_, fmt::format("type: utility, voltage: 400 V, frequency: 50 Hz, "
                                   "short_circuit: {:.3f} MVA, x_over_r: {:.1f}",
                                   rack_kw_ * draw_.between(0.01, 0.1), draw_.between(0.5, 15.0)));
  }

  /// Returns the name of the last component, which feeds the cords.
  std::string add_side(const std::string& side) {
    add_grid(side);
    if (draw_.happens(0.5)) {
      component("breaker-" + side, "type: breaker, from: " + feeder_);
      feeder_ = "breaker-" + side;
      breakers_.push_back(feeder_);
    }
    if (draw_.happens(0.4)) add_set(side);
    if (draw_.happens(0.5)) add_ups(side);
    component("pdu-" + side,
              fmt::format("type: pdu, from: {}, rating: {:.0f} kVA", feeder_, rack_kw_ * 1.4));
    return "pdu-" + side;
  }
  void add_set(const std::string& side) {
    const std::string set = "gen-" + side;
    component(set,
              fmt::format("type: genset, rating: {:.0f} kW, voltage: 400 V, start: "
                          "{{signal_delay: 0.5 s, crank: 1 s, pause: 1.5 s, ready: {:.2f} s}}, "
                          "cooldown: {:.1f} s",
                          rack_kw_ * 2.0, draw_.between(1.0, 4.0), draw_.between(1.0, 10.0)));
    component("ats-" + side,
              fmt::format("type: ats, from: [{}, {}], sense: {:.0f} ms, retransfer: {:.2f} s",
                          feeder_, set, draw_.between(100.0, 600.0), draw_.between(1.0, 8.0)));
    feeder_ = "ats-" + side;
    failures_.emplace_back(set, "fail_to_start");
  }
  void add_ups(const std::string& side) {
    const auto modules = 1 + draw_.below(3);
    component(
        "ups-" + side,
        fmt::format("type: ups, from: {}, rating: {:.1f} kW, modules: {}, efficiency: {}, "
                    "walk_in: {{hold_off: {:.2f} s, ramp: {:.2f} s, stagger: 1 s}}",
                    feeder_, rack_kw_ * draw_.between(1.5, 2.0) / static_cast<double>(modules),
                    modules, kDrawnEfficiency, draw_.between(0.5, 4.0), draw_.between(0.5, 4.0)));
    feeder_ = "ups-" + side;
    component("battery-" + side,
              fmt::format("type: battery, from: {}, {}, series: {}, strings: {}, soc: {:.1f} %",
                          feeder_, kReferenceBlocks, 30 + draw_.below(10), 1 + draw_.below(2),
                          draw_.happens(0.5) ? 99.0 : draw_.between(30.0, 99.0)));
    failures_.emplace_back(feeder_, "breakdown");
    failures_.emplace_back("battery-" + side, "open_cell");
    failures_.emplace_back("battery-" + side, "breaker_open");
  }

  void add_rack(const std::string& name, const std::string& feeders, const std::string& cords) {
    const auto count = 1 + draw_.below(3);
    const double each_kw = rack_kw_ / static_cast<double>(count);
    // A cabinet and the supplies take 13 ms together: steps can not tell who is first at a tie.
    const bool is_short = draw_.happens(0.5);
    const double hold_up_ms = is_short ? draw_.between(6.0, 12.0) : draw_.between(14.0, 25.0);
    component(name,
              fmt::format("type: rack, from: {}, count: {}, power: {:.3f} kW, gpus: 16, host: "
                          "{:.3f} kW, gpu: {{tdp: {:.1f} W, idle: {:.1f} W}}, supplies: {{hold_up: "
                          "{:.1f} ms}}, restart: {{after: {:.2f} s, stagger: {:.2f} s}}, cords: "
                          "{{{}}}",
                          feeders, count, each_kw, 0.25 * each_kw, 46.0 * each_kw, 4.6 * each_kw,
                          hold_up_ms, draw_.between(1.0, 5.0), draw_.between(0.5, 2.0), cords));
  }

  template <typename Item>
  const Item& one_of(const std::vector<Item>& items) {
    return items[static_cast<std::size_t>(draw_.below(static_cast<std::int64_t>(items.size())))];
  }
  double logarithmic(double low, double high) {
    return low * std::pow(high / low, draw_.between(0.0, 1.0));
  }

  /// One after another; the slots of a load step end before the next begins.
  void add_events(const std::vector<std::string>& sides) {
    const auto slots = 2 + draw_.below(4);
    const double slot_s = 0.85 * duration_s_ / static_cast<double>(slots);
    for (std::int64_t slot = 0; slot < slots; ++slot) {
      const double at_s =
          0.05 * duration_s_ + slot_s * (static_cast<double>(slot) + draw_.between(0.0, 0.2));
      const double kind = draw_.between(0.0, 1.0);
      const std::string grid = "grid-" + one_of(sides);
      if (kind < 0.3) {
        event(at_s, fmt::format("dip: {}, to: {:.3f} pu, for: {:.6f} s", grid,
                                draw_.between(0.1, 0.95), logarithmic(0.005, 0.5 * slot_s)));
      } else if (kind < 0.6) {
        event(at_s,
              fmt::format("outage: {}, for: {:.6f} s", grid, logarithmic(0.005, 1.5 * slot_s)));
      } else if (kind < 0.75 || (failures_.empty() && breakers_.empty())) {
        add_load_step(at_s, slot_s);
      } else if (failures_.empty() || (!breakers_.empty() && draw_.happens(0.4))) {
        add_breaker_event(at_s, slot_s);
      } else {
        add_failure(at_s, slot_s);
      }
    }
  }
  /// One of a component: mended, it is whole, whatever else was broken in it.
  void add_failure(double at_s, double slot_s) {
    const auto [component, failure] = one_of(failures_);
    const auto is_same = [&name = component](const auto& each) { return each.first == name; };
    failures_.erase(std::remove_if(failures_.begin(), failures_.end(), is_same), failures_.end());
    const double for_s = logarithmic(0.01, 2.0 * slot_s);
    // Strings that come back have the charge that they were lost with, which is not followed.
    const bool ends = draw_.happens(0.7) && failure != "open_cell";
    const std::string end = ends ? fmt::format(", for: {:.6f} s", for_s) : "";
    event(at_s, fmt::format("fail: {}, as: {}{}", component, failure, end));
  }
  void add_load_step(double at_s, double slot_s) {
    const double over_s = draw_.happens(0.4) ? 0.0 : logarithmic(0.005, 0.2 * slot_s);
    event(at_s, fmt::format("set: {{{}.load: {:.1f} %}}, for: {:.6f} s{}", one_of(racks_),
                            draw_.between(40.0, job_.empty() ? 115.0 : 100.0),
                            draw_.between(0.25, 0.5) * slot_s,
                            over_s > 0.0 ? fmt::format(", over: {:.6f} s", over_s) : ""));
  }
  void add_breaker_event(double at_s, double slot_s) {
    const std::string& breaker = one_of(breakers_);
    const double for_s = logarithmic(0.01, 0.7 * slot_s);
    if (draw_.happens(0.5)) {
      event(at_s, "open: " + breaker);
      event(at_s + for_s, "close: " + breaker);
    } else {
      event(at_s, fmt::format("fail: {}, as: open_circuit, for: {:.6f} s", breaker, for_s));
    }
  }
  void event(double at_s, const std::string& what) {
    events_ += fmt::format("  - {{at: {:.6f} s, {}}}\n", at_s, what);
  }

  std::string text() const {
    return fmt::format(
        "schema_version: 1\nname: drawn\nduration: {:.6f} s\ncomponents:\n{}{}events:\n{}",
        duration_s_, components_, job_, events_);
  }

  Draw draw_;
  double duration_s_ = 0.0;
  double rack_kw_ = 0.0;  ///< of all members
  std::string feeder_;
  std::vector<std::string> racks_, breakers_;
  std::vector<std::pair<std::string, std::string>> failures_;
  std::string components_, job_, events_;
};

}  // namespace

std::string two_sided_scenario(std::uint64_t seed) { return ReferenceDraw(seed).two_sided(); }
std::string cabinet_scenario(std::uint64_t seed) { return ReferenceDraw(seed).cabinet(); }
std::string job_scenario(std::uint64_t seed) { return ReferenceDraw(seed).job(); }

}  // namespace ridethrough::support
