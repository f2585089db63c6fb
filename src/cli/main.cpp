#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <map>

#include "cli/commands.hpp"
#include "cli/kept_runs.hpp"
#include "cli/terminal.hpp"
#include "ridethrough/core/error.hpp"
#include "ridethrough/report/data.hpp"
#include "ridethrough/report/files.hpp"
#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/study/run.hpp"

namespace {

using namespace ridethrough;

int dispatch(const cli::Options& options) {
  static const std::map<std::string, int (*)(const cli::Options&)> kCommands{
      {"run", cli::run_command},
      {"compare", cli::compare_command},
      {"test", cli::test_command},
      {"sweep", cli::sweep_command},
      {"size", cli::size_command},
      {"contingency", cli::contingency_command},
      {"montecarlo", cli::montecarlo_command},
      {"availability", cli::availability_command},
      {"baseline", cli::baseline_command},
      {"check", cli::check_command},
      {"powerflow", cli::powerflow_command},
      {"discharge", cli::discharge_command},
      {"fit", cli::fit_command},
      {"schema", cli::schema_command},
      {"parts", cli::parts_command},
      {"explain", cli::explain_command},
  };
  return kCommands.at(options.command)(options);
}

int guarded(const cli::Options& options) {
  try {
    return dispatch(options);
  } catch (const scenario::ScenarioError& error) {
    cli::print_findings(error.diagnostics(), options);
    fmt::print(stderr, "{}", error.diagnostics().render_all());
    return cli::kBadScenario;
  } catch (const core::SimulationError& error) {
    fmt::print(stderr, "error: the simulation could not finish: {}\n", error.what());
    return cli::kNotFinished;
  } catch (const study::Interrupted&) {
    fmt::print(stderr, "interrupted; nothing was written\n");
    return cli::kInterrupted;
  } catch (const cli::Kept& error) {
    fmt::print(stderr, "{}\n", error.what());
    return cli::kInterrupted;
  } catch (const report::PlanError& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return cli::kBadScenario;
  } catch (const report::WriteError& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return cli::kWriteFailed;
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    cli::Options options;
    int exit_code = cli::kGood;
    if (!cli::parse(argc, argv, options, exit_code)) return exit_code;
    cli::catch_interrupts();
    return guarded(options);
  } catch (const std::exception& error) {
    std::fputs("error: this is a bug of ridethrough, please report it: ", stderr);
    std::fputs(error.what(), stderr);
    std::fputs("\n", stderr);
    return cli::kBug;
  }
}
