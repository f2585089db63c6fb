#include <fmt/format.h>

#include <optional>

#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "ridethrough/report/discharge.hpp"
#include "ridethrough/report/files.hpp"
#include "ridethrough/scenario/part.hpp"

namespace ridethrough::cli {

namespace {

using scenario::Argument;

constexpr devices::ParamSpec kPowerRows[] = {{.name = "power", .unit = "kW", .positive = true},
                                             {.name = "power", .unit = "W/cell", .positive = true}};
constexpr devices::ParamSpec kCurrentRows[] = {{.name = "current", .unit = "A", .positive = true}};

/// A load as it was asked for: a power per cell is that of a bank only when the part is known.
struct AskedLoad {
  study::DischargeLoad load;
  bool is_per_cell = false;
};

std::vector<AskedLoad> loads_of(const Options& options) {
  std::vector<AskedLoad> loads;
  scenario::Diagnostics diagnostics;
  for (const std::string& text : options.powers) {
    if (const auto power = scenario::bind_argument({"power", text}, kPowerRows, diagnostics)) {
      loads.push_back({{.power_w = power->si}, power->row == 1});
    }
  }
  for (const std::string& text : options.currents) {
    if (const auto amps = scenario::bind_argument({"current", text}, kCurrentRows, diagnostics)) {
      loads.push_back({{.current_a = amps->si}, false});
    }
  }
  if (diagnostics.has_errors()) throw scenario::ScenarioError(diagnostics);
  return loads;
}

/// The bank with each end voltage that was asked for.
std::vector<scenario::BoundPart> banks_of(const Options& options) {
  std::vector<Argument> values;
  for (const auto& [key, text] : options.arguments) values.push_back({key, text});
  const scenario::LoadOptions library{{}, library_folder()};
  if (options.end_voltages.empty()) {
    return {scenario::load_part(options.word, "battery", values, library)};
  }
  std::vector<scenario::BoundPart> banks;
  for (const std::string& text : options.end_voltages) {
    std::vector<Argument> with_end = values;
    with_end.push_back({"end_voltage", text});
    banks.push_back(scenario::load_part(options.word, "battery", with_end, library));
  }
  return banks;
}

int refuse_discharge(std::string_view why) {
  fmt::print(stderr, "error: {}; 'ridethrough discharge --help' tells the options\n", why);
  return kUsage;
}

}  // namespace

int discharge_command(const Options& options) {
  if (options.powers.empty() && options.currents.empty()) {
    return refuse_discharge("'discharge' needs '--power' or '--current'");
  }
  if (!options.powers.empty() && !options.currents.empty()) {
    return refuse_discharge("'--power' and '--current' exclude each other");
  }
  const std::vector<AskedLoad> loads = loads_of(options);
  const std::vector<scenario::BoundPart> banks = banks_of(options);
  if (!options.out.empty() && loads.size() * banks.size() > 1) {
    return refuse_discharge("'--out' takes the curve of one load to one end voltage");
  }
  std::optional<report::ResultFolder> folder;
  if (!options.out.empty()) {
    folder.emplace(options.out, std::vector<std::string>{"curve.csv", "discharge.json"});
  }
  std::vector<study::Discharge> all;
  for (const AskedLoad& asked : loads) {
    for (const scenario::BoundPart& bank : banks) {
      study::DischargeLoad load = asked.load;
      if (asked.is_per_cell) load.power_w *= study::cells_of(bank.values);
      all.push_back(study::discharge(bank, load));
    }
  }
  const std::string json = report::discharge_json(all, RIDETHROUGH_VERSION);
  if (folder) folder->write({report::discharge_csv(all.front()), json});
  print(options.json ? json : report::discharge_text(all, banks.size()));
  return kGood;
}

}  // namespace ridethrough::cli
