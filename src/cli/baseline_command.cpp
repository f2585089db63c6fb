#include <fmt/format.h>

#include <cstdlib>
#include <optional>

#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "ridethrough/report/baseline.hpp"
#include "ridethrough/report/files.hpp"

namespace ridethrough::cli {

namespace {

/// The scenario, if it has a baseline.
scenario::Model model_with_baseline(const std::string& file) {
  scenario::Model model = scenario::load_scenario(file, {{}, library_folder()});
  if (model.baseline) return model;
  scenario::Diagnostics diagnostics;
  diagnostics.error("RT1103", fmt::format("'{}' has no 'baseline:'", file), model.duration_place,
                    "add 'baseline: {}': with its tolerances, or empty");
  throw scenario::ScenarioError(std::move(diagnostics));
}

study::Baseline run_now(const scenario::Model& model) {
  study::RunOptions run;
  run.progress = [](double) { return !was_interrupted(); };
  study::Baseline now = study::baseline_of(model, study::run_for_baseline(model, run));
  now.version = RIDETHROUGH_VERSION;
  return now;
}

void refuse_in_ci(const scenario::Model& model) {
  const char* ci = std::getenv("CI");
  if (ci == nullptr || *ci == '\0') return;
  scenario::Diagnostics diagnostics;
  diagnostics.error("RT1102", "refusing to update a baseline: CI is set", model.baseline->place,
                    "run it on your machine and commit the file");
  throw scenario::ScenarioError(std::move(diagnostics));
}

/// What was kept before, as far as it can be read.
std::optional<study::Baseline> kept_before(const scenario::Model& model) {
  try {
    return report::kept_baseline(model);
  } catch (const scenario::ScenarioError&) {
    return std::nullopt;
  }
}

int update(const std::string& file) {
  const scenario::Model model = model_with_baseline(file);
  refuse_in_ci(model);
  const study::Baseline now = run_now(model);
  const auto before = kept_before(model);
  report::write_file(report::baseline_file(file), report::baseline_json(now));
  std::string text =
      fmt::format("{}: {} figures, {} events, {} signals\n", report::baseline_file(file),
                  now.values.size(), now.events.size(), now.signals.size());
  if (before) {
    text += report::differences_text(study::differences(*before, now, *model.baseline));
  }
  print(text);
  return kGood;
}

int check(const std::string& file) {
  const scenario::Model model = model_with_baseline(file);
  const study::Baseline kept = report::kept_baseline(model);
  const auto found = study::differences(kept, run_now(model), *model.baseline);
  print(fmt::format("{}  {}\n", found.empty() ? "same   " : "DIFFERS", file) +
        report::differences_text(found));
  return found.empty() ? kGood : kBaselineDiffers;
}

}  // namespace

int baseline_command(const Options& options) {
  int worst = kGood;
  for (const std::string& file : options.files) {
    worst = std::max(worst, options.action == "update" ? update(file) : check(file));
  }
  return worst;
}

}  // namespace ridethrough::cli
