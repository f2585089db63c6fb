#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.hpp"
#include "cli/load_model.hpp"
#include "cli/terminal.hpp"
#include "ridethrough/report/data.hpp"
#include "ridethrough/report/text.hpp"
#include "ridethrough/scenario/file_role.hpp"
#include "ridethrough/scenario/part.hpp"
#include "ridethrough/scenario/study.hpp"
#include "ridethrough/study/power_flow.hpp"
#include "ridethrough/study/run.hpp"
#include "ridethrough/study/sweep.hpp"

namespace ridethrough::cli {

namespace {

/// Boxes of the one-line diagram, groups opened up.
std::int64_t boxes_of(const std::vector<scenario::ComponentSpec>& components) {
  std::int64_t boxes = 0;
  for (const scenario::ComponentSpec& each : components) {
    boxes += each.count * (each.type == nullptr ? boxes_of(each.children) : 1);
  }
  return boxes;
}

std::string counted(std::size_t number, std::string_view what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

/// A table beside a part belongs to that part.
std::size_t parts_of(const scenario::Model& model) {
  const auto is_part = [](const scenario::PartUse& use) { return use.type != "table"; };
  return static_cast<std::size_t>(std::count_if(model.parts.begin(), model.parts.end(), is_part));
}

std::string good_text(const scenario::Model& model) {
  return fmt::format("good ({}, {}, {}, {}, {})",
                     counted(static_cast<std::size_t>(boxes_of(model.components)), "component"),
                     counted(model.jobs.size(), "job"), counted(model.events.size(), "event"),
                     counted(model.checks.size(), "check"), counted(parts_of(model), "part"));
}

scenario::Diagnostics check_scenario(const scenario::Model& model, std::string& good) {
  good = good_text(model);
  return study::check(model);
}

/// Every cell by itself; what several find at one place is told once.
scenario::Diagnostics check_cells(const std::string& file, const scenario::LoadOptions& load,
                                  std::string& good) {
  const scenario::Study study = scenario::read_study(file);
  const std::vector<scenario::Cell> cells = scenario::cells_of(study);
  scenario::Diagnostics all;
  const auto take = [&](const scenario::Diagnostics& found) {
    for (const scenario::Diagnostic& each : found.all()) all.add(each);
  };
  for (const scenario::Cell& cell : cells) take(study::check_cell(study, cell, load));
  good = fmt::format("good ({})", counted(cells.size(), "cell"));
  return all;
}

/// @throws scenario::ScenarioError
scenario::Diagnostics check_file(const std::string& file, const scenario::LoadOptions& load,
                                 std::string& good) {
  using Kind = scenario::FileRole::Kind;
  const Kind kind = scenario::role_of(file).kind;
  if (kind == Kind::study) return check_cells(file, load, good);
  if (kind != Kind::part) return check_scenario(scenario::load_scenario(file, load), good);
  scenario::check_part(file, load);
  good = "good (part)";
  return {};
}

}  // namespace

bool print_findings(const scenario::Diagnostics& diagnostics, const Options& options) {
  if (options.sarif)
    print(report::diagnostics_sarif(diagnostics.all(), RIDETHROUGH_VERSION));
  else if (options.json)
    print(report::diagnostics_json(diagnostics.all()));
  return options.sarif || options.json;
}

int check_command(const Options& options) {
  const scenario::LoadOptions load = load_options(options);
  const std::string& file = options.files.front();
  if (options.resolved) {
    print(scenario::resolved_text(file, load));
    return kGood;
  }
  std::string good;
  const scenario::Diagnostics diagnostics = check_file(file, load, good);
  const bool is_data = print_findings(diagnostics, options);
  if (diagnostics.has_errors() || !is_data) fmt::print(stderr, "{}", diagnostics.render_all());
  if (diagnostics.has_errors()) return kBadScenario;
  if (!is_data) print(fmt::format("{}: {}\n", file, good));
  return kGood;
}

int powerflow_command(const Options& options) {
  const scenario::Model model = load_model(options.files.front(), options);
  const study::PowerFlow flow = study::power_flow(model);
  print(options.json ? report::power_flow_json(flow) : report::power_flow_text(flow));
  return flow.has_collapsed ? kNotFinished : kGood;
}

}  // namespace ridethrough::cli
