#include "support/random_scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "ridethrough/devices/catalog.hpp"
#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/scenario/yaml_reader.hpp"
#include "scenario/load.hpp"
#include "support/draw.hpp"
#include "support/random_climate.hpp"
#include "support/random_grid.hpp"
#include "support/random_job.hpp"
#include "support/random_sources.hpp"

namespace ridethrough::support {

namespace {

constexpr double kSecondsPerDay = 86400.0;
constexpr const char* kEfficiency =
    "[{power: 25 %, value: 95.5 %}, {power: 50 %, value: 96.8 %}, {power: 75 %, value: 96.8 %}, "
    "{power: 100 %, value: 96.4 %}]";

/// One line of `components:`, or a group with lines of its own.
struct Entry {
  std::string name;
  std::string body;
  std::vector<Entry> children = {};
};

/// One of several groups of racks, as far as events and checks must know it.
struct Group {
  std::string name;
  std::int64_t count = 1;
  std::int64_t rack_count = 1;
  std::vector<std::pair<std::string, std::string>> failures = {};  ///< child and what fails in it
  std::vector<std::string> batteries = {};
  bool has_load = false;
};

/// One path from a utility to a cord of the racks, as it grows.
struct Side {
  Entry& entry;
  Group& group;
  std::string name;
  double it_kw = 0.0;
  std::string feeder;

  /// Adds a child of the group, and what can fail in it; returns its name.
  std::string add(const char* type, const std::string& body, const char* failure) {
    std::string child = fmt::format("{}-{}", type, name);
    entry.children.push_back({child, body});
    if (*failure != '\0') group.failures.emplace_back(child, failure);
    return child;
  }
};

class ScenarioDraw {
 public:
  ScenarioDraw(std::uint64_t seed, const RandomScenario& kind)
      : kind_(kind), plant_(seed), script_(seed ^ 0x5eed0fe7e27500ULL), windings_(~seed) {}

  std::string text() {
    duration_s_ = logarithmic(plant_, 10.0, kind_.is_plain ? 120.0 : 1200.0);
    is_medium_ = plant_.happens(0.6);
    utilities_ = kind_.is_plain ? 1 : 1 + plant_.below(2);
    const std::int64_t groups = kind_.is_plain || plant_.happens(0.7) ? 1 : 2;
    for (std::int64_t i = 0; i < groups; ++i) add_group(i == 0 ? "block" : "annex");
    add_utilities();
    add_job();
    if (kind_.has_events) add_events();
    return write();
  }

 private:
  static double logarithmic(Draw& draw, double low, double high) {
    return low * std::pow(high / low, draw.between(0.0, 1.0));
  }

  void add_utilities() {
    const bool may_have_area = !kind_.is_plain && !kind_.starts_full && utilities_ == 1;
    for (std::int64_t i = 0; i < utilities_; ++i) {
      // A weak grid makes storage hunt, which nothing that rests may do.
      const double ratio = logarithmic(plant_, kind_.starts_full ? 25.0 : 5.0, 100.0);
      components_.push_back({i == 0 ? "grid-a" : "grid-b",
                             random_utility(plant_, is_medium_ ? "10 kV" : "400 V",
                                            ratio * total_kw_, may_have_area ? total_kw_ : 0.0)});
    }
    if (kind_.is_plain || plant_.happens(0.5)) return;
    const std::string limit = plant_.happens(0.5) ? ", current_limit: 1.3 pu" : "";
    components_.push_back({"cooling", fmt::format("type: load, from: grid-a, power: {:.1f} kW, "
                                                  "power_factor: 0.92{}",
                                                  0.2 * total_kw_, limit)});
    has_cooling_ = true;
  }

  void add_group(const std::string& name) {
    Group group;
    group.name = name;
    group.count = kind_.is_plain ? 1 : 1 + plant_.below(5);
    group.rack_count = kind_.is_plain ? 1 : 1 + plant_.below(8);
    const double rack_kw = plant_.between(10.0, 60.0);
    const double it_kw = rack_kw * static_cast<double>(group.rack_count);
    total_kw_ += it_kw * static_cast<double>(group.count);
    Entry entry{
        name, group.count > 1 || plant_.happens(0.3) ? fmt::format("count: {}", group.count) : ""};
    const int cords = !kind_.is_plain && plant_.happens(0.5) ? 2 : 1;
    std::string feeders;
    for (int cord = 0; cord < cords; ++cord) {
      const bool is_first = cord == 0;
      Side side{entry, group, is_first ? "a" : "b", it_kw,
                is_first || utilities_ == 1 ? "grid-a" : "grid-b"};
      add_side(side);
      feeders += (is_first ? "" : ", ") + side.feeder;
    }
    add_rack(entry, group, cords == 1 ? feeders : "[" + feeders + "]", rack_kw);
    components_.push_back(std::move(entry));
    groups_.push_back(std::move(group));
  }

  void add_side(Side& side) {
    if (is_medium_) add_transformer(side);
    if (plant_.happens(0.5)) add_genset(side);
    const double storage = plant_.between(0.0, 1.0);
    if (storage < 0.6) {
      add_ups(side);
    } else if (storage < 0.8 && !kind_.is_plain) {
      add_bess(side);
    } else if (storage < 0.95 && !kind_.is_plain) {
      side.feeder =
          side.add("drups", random_rotary(plant_, side.feeder, side.it_kw), "breaker_stuck");
    }
    side.feeder = side.add(
        "pdu",
        fmt::format("type: pdu, from: {}, rating: {:.0f} kVA{}", side.feeder, side.it_kw * 1.4,
                    kind_.is_plain ? "" : random_branch(windings_, side.it_kw, !kind_.starts_full)),
        "open_circuit");
  }

  void add_transformer(Side& side) {
    const std::string tap = kind_.is_plain ? "" : random_tap(windings_, !kind_.starts_full);
    side.feeder = side.add("tx", plain_transformer(side.feeder, side.it_kw) + tap, "open_circuit");
  }

  void add_genset(Side& side) {
    const double sense_ms = plant_.between(300.0, 900.0);
    const double retransfer_s = plant_.between(5.0, 60.0);
    const std::string set =
        side.add("gen", random_genset(plant_, side.it_kw, kind_.is_plain), "fail_to_start");
    side.feeder =
        side.add("ats",
                 fmt::format("type: ats, from: [{}, {}], sense: {:.0f} ms, retransfer: {:.0f} s",
                             side.feeder, set, sense_ms, retransfer_s),
                 "stuck");
  }

  void add_ups(Side& side) {
    const std::int64_t modules = 1 + plant_.below(3);
    const double rating_kw = side.it_kw * plant_.between(1.06, 1.8) / static_cast<double>(modules);
    const double hold_off_s = plant_.between(2.0, 10.0);
    side.feeder = side.add(
        "ups",
        fmt::format(
            "type: ups, from: {}, rating: {:.1f} kW, modules: {}, efficiency: {}, overload: "
            "[{{power: 110 %, for: 10 min}}, {{power: 125 %, for: 20 s}}], walk_in: "
            "{{hold_off: {:.1f} s, ramp: {:.1f} s, stagger: 2 s}}",
            side.feeder, rating_kw, modules, kEfficiency, hold_off_s, plant_.between(2.0, 10.0)),
        "breakdown");
    if (modules > 1) side.group.failures.emplace_back(side.feeder, "module_lost");
    add_battery(side);
  }

  void add_battery(Side& side) {
    const bool is_lead = plant_.happens(0.6) || kind_.is_plain;
    const double share = logarithmic(plant_, 0.1, 1.5);
    const bool is_full = plant_.happens(0.5) || kind_.starts_full;
    const double soc = plant_.between(40.0, 100.0);
    // A string of 240 lead-acid cells gives 107 kW for 20 min; one of 160 LFP cells 120 kW at 6C.
    const double string_kw = is_lead ? 107.0 : 120.0;
    const auto strings = std::max<std::int64_t>(1, std::llround(share * side.it_kw / string_kw));
    side.group.batteries.push_back(side.add(
        "battery",
        fmt::format("type: battery, from: {}, part: {}, series: {}, strings: {}, soc: {:.1f} %",
                    side.feeder, is_lead ? "vrla-12v150ah" : "lfp-ups-module-40ah",
                    is_lead ? 40 : 10, strings, is_full ? 100.0 : soc),
        "breaker_open"));
  }

  void add_bess(Side& side) {
    const std::string name =
        side.add("sw", fmt::format("type: static_switch, from: {}", side.feeder), "");
    const std::int64_t cabinets = 1 + plant_.below(3);
    const double each_kw = side.it_kw / static_cast<double>(cabinets);
    const double soc = kind_.starts_full ? 100.0 : plant_.between(30.0, 100.0);
    const auto strings =
        std::max<std::int64_t>(1, std::llround(each_kw / 134.0 * plant_.between(0.3, 2.0)));
    const double rating_kw = each_kw * plant_.between(1.2, 1.8);
    const std::string equipment = plant_.happens(0.6) ? random_climate(plant_) : "";
    side.add(
        "bess",
        fmt::format("type: bess, from: {}, count: {}, rating: {:.1f} kW, efficiency: {}, cells: "
                    "{{part: lfp-280ah-prismatic, series: 150, strings: {}, soc: {:.1f} %}}, "
                    "islanding_switch: {}{}",
                    name, cabinets, rating_kw, kEfficiency, strings, soc, name, equipment),
        cabinets == 1 ? "breakdown" : "");
    side.feeder = name;
  }

  void add_rack(Entry& entry, Group& group, const std::string& feeders, double rack_kw) {
    const std::int64_t gpus = 8 + 8 * plant_.below(4);
    const double gpu_w = 0.75e3 * rack_kw / static_cast<double>(gpus);
    const double hold_up_ms = plant_.between(8.0, 25.0);
    const double restart_s = plant_.between(2.0, 15.0);
    const bool is_weak = plant_.happens(0.2) && feeders.front() == '[';  // by two cords at least
    std::string body = fmt::format(
        "type: rack, from: {}, power: {:.2f} kW, gpus: {}, host: {:.2f} kW, gpu: {{tdp: {:.1f} W, "
        "idle: {:.1f} W}}, supplies: {{hold_up: {:.0f} ms}}, restart: {{after: {:.1f} s}}",
        feeders, rack_kw * 1.01, gpus, 0.25 * rack_kw, gpu_w, 0.1 * gpu_w, hold_up_ms, restart_s);
    if (is_weak) body += ", cords: {each_carries: 60 %}";
    if (group.rack_count > 1) body += fmt::format(", count: {}", group.rack_count);
    entry.children.push_back({"rack", body});
    group.has_load = !kind_.is_plain && plant_.happens(0.4);
    if (!group.has_load) return;
    entry.children.push_back({"office", fmt::format("type: load, from: pdu-a, power: {:.2f} kW, "
                                                    "current_limit: 1.2 pu",
                                                    0.02 * rack_kw)});
  }

  void add_job() {
    const bool is_drawn = plant_.happens(0.5);
    const bool is_fast = plant_.happens(0.5);
    const double warm_s = plant_.between(5.0, 30.0);
    const double cold_s = plant_.between(20.0, 120.0);
    const bool crashes = plant_.happens(0.5);
    if (!is_drawn || !kind_.has_job || kind_.is_plain) return;
    job_ = random_job_text({is_fast, crashes, warm_s, cold_s});
  }

  template <typename Item>
  const Item& one_of(const std::vector<Item>& items) {
    return items[static_cast<std::size_t>(script_.below(static_cast<std::int64_t>(items.size())))];
  }

  /// A member of a group, or all of them.
  std::string target(const Group& group, const std::string& child) {
    if (group.count == 1 || script_.happens(0.4)) return group.name + "." + child;
    return fmt::format("{}.{}.{}", group.name, 1 + script_.below(group.count), child);
  }

  void add_events() {
    const std::int64_t slots = 1 + script_.below(kind_.is_plain ? 3 : 6);
    const double slot_s = 0.9 * duration_s_ / static_cast<double>(slots);
    for (std::int64_t slot = 0; slot < slots; ++slot) {
      const double begin_s =
          0.05 * duration_s_ + slot_s * (static_cast<double>(slot) + script_.between(0.0, 0.3));
      const double most_s = 0.6 * slot_s;
      const double kind = script_.between(0.0, 1.0);
      if (kind < 0.25) {
        add_dip(begin_s, most_s);
      } else if (kind < 0.65 || kind_.is_plain) {
        add_outage(begin_s, most_s);
      } else if (kind < 0.8) {
        add_load_step(begin_s, most_s);
      } else {
        add_failure(begin_s, most_s);
      }
    }
  }

  /// Times are multiples of 1/128 s: exact in binary, also a year later.
  void event(double at_s, const std::string& what) {
    const double exact_s = std::round(128.0 * at_s) / 128.0 + later_s();
    events_.push_back(fmt::format("at: {:.7f} s, {}", exact_s, what));
  }
  double later_s() const { return kSecondsPerDay * static_cast<double>(kind_.later_d); }

  std::string utility() {
    if (utilities_ == 1) return "grid-a";
    const std::int64_t which = script_.below(3);
    return which == 2 ? "[grid-a, grid-b]" : which == 1 ? "grid-b" : "grid-a";
  }

  void add_dip(double at_s, double most_s) {
    const double for_s = std::min(most_s, logarithmic(script_, 0.005, 2.0));
    event(at_s, random_dip(script_, utility(), for_s, kind_.is_plain));
  }
  void add_outage(double at_s, double most_s) {
    const double for_s = std::min(most_s, logarithmic(script_, 0.01, 300.0));
    event(at_s, fmt::format("outage: {}, for: {:.6f} s", utility(), for_s));
  }
  void add_load_step(double at_s, double most_s) {
    const Group& group = one_of(groups_);
    const bool cools = has_cooling_ && script_.happens(0.3);
    const std::string load = cools ? "cooling" : target(group, "rack");
    const double over_s = script_.happens(0.3) ? 0.0 : logarithmic(script_, 0.005, 5.0);
    std::string what = fmt::format("set: {{{}.load: {:.1f} %}}, for: {:.6f} s", load,
                                   script_.between(40.0, 150.0), 0.7 * most_s);
    if (over_s > 0.0) what += fmt::format(", over: {:.6f} s", std::min(over_s, 0.2 * most_s));
    event(at_s, what);
  }
  void add_failure(double at_s, double most_s) {
    const Group& group = one_of(groups_);
    const auto& [child, failure] = one_of(group.failures);
    const std::string failing = target(group, child);
    const std::string fail = fmt::format("fail: {}, as: {}", failing, failure);
    if (script_.happens(0.5)) {
      event(at_s, fmt::format("{}, for: {:.6f} s", fail, most_s));
    } else {
      event(at_s, fail);
      if (script_.happens(0.5)) event(at_s + 0.5 * most_s, "repair: " + failing);
    }
  }

  void write_entries(std::vector<Entry> entries, const std::string& indent, std::string& out) {
    std::sort(entries.begin(), entries.end(),
              [](const Entry& left, const Entry& right) { return left.name < right.name; });
    if (kind_.order != 0) order_.shuffle(entries);
    for (const Entry& entry : entries) {
      if (entry.children.empty()) {
        out += fmt::format("{}{}: {{{}}}\n", indent, entry.name, entry.body);
        continue;
      }
      out += fmt::format("{}{}:\n{}  type: group\n", indent, entry.name, indent);
      if (!entry.body.empty()) out += fmt::format("{}  {}\n", indent, entry.body);
      out += indent + "  components:\n";
      write_entries(entry.children, indent + "    ", out);
    }
  }

  std::string write() {
    std::string out =
        fmt::format("schema_version: 1\nname: drawn\nduration: {:.6f} s\ncomponents:\n",
                    duration_s_ + later_s());
    write_entries(components_, "  ", out);
    out += job_;
    if (!events_.empty()) out += "events:\n";
    for (const std::string& each : events_) out += "  - {" + each + "}\n";
    out += "checks:\n";
    for (const Group& group : groups_) {
      const std::string star = group.name + ".*.";
      out += fmt::format("  - {{id: {0}-up, always: {0}.rack.dropped == 0}}\n", group.name);
      out += fmt::format(
          "  - {{id: {}-voltage, always: {}rack.*.voltage >= 0.7 pu, except_shorter_than: 20 "
          "ms}}\n",
          group.name, star);
      for (const std::string& battery : group.batteries) {
        out += fmt::format("  - {{id: {}-{}, at_end: {}{}.soc >= 50 %, level: warn}}\n", group.name,
                           battery, star, battery);
      }
    }
    return out + "  - {id: grid, always: grid-a.voltage >= 0.5 pu, level: warn}\n";
  }

  RandomScenario kind_;
  Draw plant_;
  Draw script_;    // its own, so that leaving events out changes nothing else
  Draw windings_;  // taps and branches, the same
  Draw order_{kind_.order};
  double duration_s_ = 0.0;
  bool is_medium_ = false;
  std::int64_t utilities_ = 1;
  double total_kw_ = 0.0;
  bool has_cooling_ = false;
  std::vector<Entry> components_;
  std::vector<Group> groups_;
  std::string job_;
  std::vector<std::string> events_;
};

}  // namespace

std::string random_scenario(std::uint64_t seed, const RandomScenario& kind) {
  return ScenarioDraw(seed, kind).text();
}

scenario::Model model_of(const std::string& text) {
  auto source =
      std::make_shared<const scenario::SourceText>(scenario::SourceText{"random.yaml", text});
  scenario::Diagnostics diagnostics;
  scenario::Tree root = scenario::read_yaml(source, diagnostics);
  return scenario::load_resolved(std::move(root), "random.yaml", RIDETHROUGH_LIBRARY_DIR,
                                 devices::catalog(), std::move(diagnostics))
      .model;
}

}  // namespace ridethrough::support
