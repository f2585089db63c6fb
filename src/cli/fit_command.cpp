#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <ctime>
#include <filesystem>

#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "ridethrough/report/files.hpp"
#include "ridethrough/report/fit.hpp"
#include "ridethrough/scenario/path.hpp"
#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/study/fit.hpp"

namespace ridethrough::cli {

namespace {

namespace fs = std::filesystem;

constexpr devices::ParamSpec kTemperatureRow[] = {
    {.name = "temperature", .unit = "degC", .low = -40.0, .high = 70.0}};
constexpr devices::ParamSpec kTimeRow[] = {
    {.name = "time", .unit = "min", .high = 6000.0, .positive = true}};
constexpr devices::ParamSpec kEndVoltageRow[] = {
    {.name = "end_voltages", .unit = "V/cell", .positive = true}};
constexpr devices::ParamSpec kCellsRow[] = {
    {.name = "cells", .kind = devices::Kind::count, .low = 1.0, .high = 400.0}};

int refuse_fit(std::string_view why) {
  fmt::print(stderr, "error: {}; 'ridethrough fit --help' tells the options\n", why);
  return kUsage;
}

/// What was asked for, read by the grammar of the language.
struct FitRequest {
  study::TableChoice choice;
  study::FitRange range;
};

class RequestReader {
 public:
  explicit RequestReader(const Options& options) : options_(options) {}

  FitRequest read() {
    FitRequest request;
    if (const auto found = options_.arguments.find("battery"); found != options_.arguments.end()) {
      request.choice.battery = found->second;
    }
    if (const auto cells = number("cells", kCellsRow)) {
      request.choice.cells = static_cast<std::int64_t>(*cells);
    }
    request.choice.temperature_k = number("temperature", kTemperatureRow);
    request.range.shortest_s = number("min_time", kTimeRow).value_or(request.range.shortest_s);
    request.range.longest_s = number("max_time", kTimeRow).value_or(request.range.longest_s);
    read_end_voltages(request.range);
    if (diagnostics_.has_errors()) throw scenario::ScenarioError(diagnostics_);
    return request;
  }

 private:
  std::optional<double> number(const std::string& key, std::span<const devices::ParamSpec> rows) {
    const auto found = options_.arguments.find(key);
    if (found == options_.arguments.end()) return std::nullopt;
    const auto value = scenario::bind_argument({key, found->second}, rows, diagnostics_);
    return value ? std::optional(value->si) : std::nullopt;
  }

  void read_end_voltages(study::FitRange& range) {
    if (options_.end_voltages.empty()) return;
    std::vector<double> ends;
    for (const std::string& text : options_.end_voltages) {
      const auto volts =
          scenario::bind_argument({"end_voltages", text}, kEndVoltageRow, diagnostics_);
      if (volts) ends.push_back(volts->si);
    }
    if (diagnostics_.has_errors()) return;
    if (ends.size() == 2 && ends[0] <= ends[1]) {
      range.low_v = ends[0];
      range.high_v = range.brief_high_v = ends[1];
      return;
    }
    diagnostics_.error("RT0311", "'--end-voltages' takes the lowest and the highest",
                       scenario::Argument{"end_voltages", options_.end_voltages[0]}.place(),
                       "for example --end-voltages 1.60V/cell,1.80V/cell");
  }

  const Options& options_;
  scenario::Diagnostics diagnostics_;
};

/// Today is no result of a simulation: it says when the part was made.
std::string today() {
  const std::time_t now = std::time(nullptr);
  return fmt::format("{:%Y-%m-%d}", fmt::gmtime(now));
}

/// Nothing, or why the part can not be written under this name; told before the fit is made.
std::string name_problem(const std::string& name, const Options& options) {
  if (!scenario::is_name(name)) {
    return fmt::format("'{}' is no name of a part: lower case with digits and hyphens", name);
  }
  if (options.out.empty()) return "";
  if (!options.out.ends_with(".yaml")) return "a part is a file whose name ends in .yaml";
  const std::string stem = fs::path(options.out).stem().string();
  if (name != stem) return fmt::format("the part '{}' stands in a file '{}.yaml'", name, name);
  std::error_code error;
  if (!options.force && fs::exists(options.out, error)) {
    return fmt::format("'{}' exists, '--force' replaces it", options.out);
  }
  return "";
}

std::string part_name_of(const Options& options) {
  const auto found = options.arguments.find("name");
  if (found != options.arguments.end()) return found->second;
  return options.out.empty() ? "fitted" : fs::path(options.out).stem().string();
}

std::string title_of(const study::DischargeTable& table) {
  const std::string file = fs::path(table.file).filename().string();
  return table.battery.empty() ? file : fmt::format("{}, {}", table.battery, file);
}

/// Bound before it is written: what stands in the library loads.
void write_part(const study::DischargeTable& table, const study::CellFit& fit,
                const std::string& name, const std::string& file) {
  const std::string text = study::fitted_part_text(fit, {name, title_of(table), today()});
  scenario::read_part_text(text, file, "battery", {{}, library_folder()});
  report::write_file(file, text);
}

}  // namespace

int fit_command(const Options& options) {
  const auto chemistry = options.arguments.find("chemistry");
  if (chemistry != options.arguments.end() && chemistry->second != "vrla") {
    return refuse_fit(
        fmt::format("there is no chemistry '{}' to fit; {}", chemistry->second,
                    scenario::did_you_mean(chemistry->second, {"vrla"}, "'vrla' is lead-acid")));
  }
  const std::string name = part_name_of(options);
  if (const std::string problem = name_problem(name, options); !problem.empty()) {
    return refuse_fit(problem);
  }
  const FitRequest request = RequestReader(options).read();
  const study::DischargeTable table = study::read_discharge_table(options.word, request.choice);
  const study::CellFit fit = study::fit_cell(table, request.range);
  if (!options.out.empty()) write_part(table, fit, name, options.out);
  for (const scenario::Diagnostic& each : fit.warnings) {
    fmt::print(stderr, "{}", scenario::render(each));
  }
  print(options.json ? report::fit_json(table, fit, RIDETHROUGH_VERSION)
                     : report::fit_text(table, fit));
  return kGood;
}

}  // namespace ridethrough::cli
