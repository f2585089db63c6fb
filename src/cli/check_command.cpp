#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "ridethrough/report/data.hpp"
#include "ridethrough/report/text.hpp"
#include "ridethrough/study/power_flow.hpp"
#include "ridethrough/study/run.hpp"

namespace ridethrough::cli {

int check_command(const Options& options) {
  const scenario::LoadOptions load{options.sets, library_folder()};
  const std::string& file = options.files.front();
  if (options.resolved) {
    print(scenario::resolved_text(file, load));
    return kGood;
  }
  const scenario::Model model = scenario::load_scenario(file, load);
  const scenario::Diagnostics diagnostics = study::check(model);
  if (options.json) print(report::diagnostics_json(diagnostics.all()));
  if (diagnostics.has_errors() || !options.json) {
    fmt::print(stderr, "{}", diagnostics.render_all());
  }
  if (diagnostics.has_errors()) return kBadScenario;
  if (options.json) return kGood;
  print(fmt::format("{}: good ({} components, {} jobs, {} events, {} checks, {} parts)\n", file,
                    model.components.size(), model.jobs.size(), model.events.size(),
                    model.checks.size(), model.parts.size()));
  return kGood;
}

int powerflow_command(const Options& options) {
  const scenario::Model model =
      scenario::load_scenario(options.files.front(), {options.sets, library_folder()});
  const study::PowerFlow flow = study::power_flow(model);
  print(options.json ? report::power_flow_json(flow) : report::power_flow_text(flow));
  return flow.has_collapsed ? kNotFinished : kGood;
}

}  // namespace ridethrough::cli
