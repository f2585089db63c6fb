#include "ridethrough/report/availability.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "report/json_values.hpp"
#include "report/table.hpp"

namespace ridethrough::report {

namespace {

using study::CutSet;
using study::RackAvailability;

constexpr std::size_t kCutSetsShown = 10;

std::string nines(double unavailability) {
  return unavailability > 0.0 ? fmt::format("{:.2f}", -std::log10(unavailability)) : "-";
}

std::string cut_sets_text(const RackAvailability& rack) {
  Table table({"unavailability", "losses a year", "all down at once"}, {true, true, false});
  for (std::size_t i = 0; i < std::min(kCutSetsShown, rack.cut_sets.size()); ++i) {
    const CutSet& set = rack.cut_sets[i];
    table.add({fmt::format("{:.3g}", set.unavailability), fmt::format("{:.3g}", set.losses_a_year),
               fmt::format("{}", fmt::join(set.blocks, " + "))});
  }
  std::string text = table.text("  ");
  if (rack.cut_sets.size() > kCutSetsShown) {
    text += fmt::format("  and {} more: --json has them\n", rack.cut_sets.size() - kCutSetsShown);
  }
  return text;
}

/// What the diagram says is too good where sets run dry before the feed is back.
std::string fuel_text(const std::vector<RackAvailability>& racks) {
  std::string text;
  for (const RackAvailability& rack : racks) {
    if (rack.fuel.outlasted <= 0.0) continue;
    text += fmt::format(
        "{}: fuel is left out: {} lasts {:.3g} h at rated power, and {:.2g} % of the sustained "
        "outages last longer\n",
        rack.path, rack.fuel.set, rack.fuel.tank_s / 3600.0, 100.0 * rack.fuel.outlasted);
  }
  return text.empty() ? text : "\n" + text;
}

Json rack_json(const RackAvailability& rack) {
  Json json{{"racks", rack.path},
            {"member", rack.member},
            {"blocks", rack.blocks},
            {"survival", number(rack.survival)}};
  if (!rack.fuel.set.empty()) {
    json["fuel"] = Json{{"set", rack.fuel.set},
                        {"tank_s", number(rack.fuel.tank_s)},
                        {"outages_beyond", number(rack.fuel.outlasted)}};
  }
  if (!rack.has_repair) return json;
  json["unavailability"] = number(rack.unavailability);
  json["losses_a_year"] = number(rack.losses_a_year);
  Json sets = Json::array();
  for (const CutSet& set : rack.cut_sets) {
    sets.push_back({{"blocks", set.blocks},
                    {"unavailability", number(set.unavailability)},
                    {"losses_a_year", number(set.losses_a_year)}});
  }
  json["cut_sets"] = std::move(sets);
  return json;
}

}  // namespace

std::string availability_text(const std::string& name, const std::vector<RackAvailability>& racks) {
  std::string text = name + ", as a block diagram\n\n";
  Table table({"racks", "blocks", "availability", "nines", "losses a year", "survival"},
              {false, true, true, true, true, true});
  for (const RackAvailability& rack : racks) {
    const auto if_repaired = [&](std::string cell) { return rack.has_repair ? cell : "-"; };
    table.add({rack.path, fmt::format("{}", rack.blocks),
               if_repaired(fmt::format("{:.8f} %", 100.0 * (1.0 - rack.unavailability))),
               if_repaired(nines(rack.unavailability)),
               if_repaired(fmt::format("{:.4g}", rack.losses_a_year)),
               fmt::format("{:.6g} %", 100.0 * rack.survival)});
  }
  text += table.text("");
  for (const RackAvailability& rack : racks) {
    if (rack.cut_sets.empty()) continue;
    text += "\n" + rack.member + "\n" + cut_sets_text(rack);
  }
  return text + fuel_text(racks) +
         "\nsurvival: no loss in the duration of the scenario if nothing is repaired\n"
         "who feeds whom, and no time: storage is taken to bridge what is shorter than a sustained "
         "outage\n";
}

std::string availability_json(const std::string& file, const std::vector<RackAvailability>& racks,
                              const std::string& version) {
  Json list = Json::array();
  for (const RackAvailability& rack : racks) list.push_back(rack_json(rack));
  return Json{{"format_version", 1},
              {"tool", {{"name", "ridethrough"}, {"version", version}}},
              {"scenario", {{"file", portable(file)}}},
              {"racks", std::move(list)}}
             .dump(2) +
         "\n";
}

}  // namespace ridethrough::report
