#include "ridethrough/study/suite.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "ridethrough/scenario/file_role.hpp"
#include "ridethrough/scenario/part.hpp"
#include "ridethrough/scenario/study.hpp"
#include "ridethrough/study/run.hpp"
#include "study/in_turn.hpp"
#include "study/run_end.hpp"

namespace ridethrough::study {

namespace {

namespace fs = std::filesystem;
using scenario::FileRole;

std::vector<std::string> yaml_files_below(const std::string& folder) {
  std::vector<std::string> files;
  for (auto each = fs::recursive_directory_iterator(folder);
       each != fs::recursive_directory_iterator(); ++each) {
    const fs::path& path = each->path();
    const bool is_hidden = path.filename().string().starts_with('.');
    if (is_hidden && each->is_directory()) each.disable_recursion_pending();
    if (!is_hidden && !each->is_directory() && path.extension() == ".yaml") {
      files.push_back(path.string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

[[noreturn]] void refuse_without_checks(const scenario::Place& place) {
  scenario::Diagnostics diagnostics;
  diagnostics.error("RT0812", "this scenario has no checks", place,
                    "add 'checks:', or 'abstract: true' if it is only to be extended");
  throw scenario::ScenarioError(std::move(diagnostics));
}

void run_checked(SuiteFile& file, const scenario::Model& model, const scenario::Place& place,
                 const SuiteOptions& options) {
  if (model.checks.empty()) refuse_without_checks(place);
  const bool is_compared = model.baseline && options.kept_baseline;
  const Baseline kept = is_compared ? options.kept_baseline(model) : Baseline{};
  RunOptions run_options;
  run_options.progress = [&options](double) { return options.goes_on(); };
  file.outcome = is_compared ? run_for_baseline(model, run_options) : run(model, run_options);
  file.end = file.outcome->verdict == Verdict::pass ? SuiteEnd::passed : SuiteEnd::failed;
  if (!is_compared) return;
  file.differences = differences(kept, baseline_of(model, *file.outcome), *model.baseline);
  if (file.end == SuiteEnd::passed && !file.differences->empty()) file.end = SuiteEnd::differs;
}

void take(SuiteFile& file, const SuiteOptions& options) {
  const FileRole role = scenario::role_of(file.file);
  switch (role.kind) {
    case FileRole::Kind::abstract_scenario:
      return;
    case FileRole::Kind::scenario:
      return run_checked(file, scenario::load_scenario(file.file, options.load), role.place,
                         options);
    case FileRole::Kind::study: {
      const scenario::Study study = scenario::read_study(file.file);
      const scenario::Cell cell = scenario::find_cell(study, file.cell);
      return run_checked(file, scenario::load_cell(study, cell, options.load), role.place, options);
    }
    case FileRole::Kind::part:
      scenario::check_part(file.file, options.load);
      file.end = SuiteEnd::good;
  }
}

/// A study is one file for each of its cells; one that can not be read stays as it is, for take()
/// to say why.
void add_file(const std::string& file, std::vector<SuiteFile>& files) {
  std::vector<std::string> cells;
  std::uint32_t replicas = 0;
  try {
    if (scenario::role_of(file).kind == FileRole::Kind::study) {
      const scenario::Study study = scenario::read_study(file);
      if (study.replicas > 1) replicas = study.replicas;
      for (const scenario::Cell& cell : scenario::cells_of(study))
        cells.push_back(cell.name(study));
    }
  } catch (const scenario::ScenarioError&) {
    cells.clear();
  }
  if (cells.empty()) cells.emplace_back();
  for (const std::string& cell : cells) {
    files.push_back({.file = file, .cell = cell, .undrawn_replicas = replicas});
  }
}

}  // namespace

std::vector<std::string> suite_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  std::set<std::string> seen;
  for (const std::string& path : paths) {
    const std::vector<std::string> found =
        fs::is_directory(path) ? yaml_files_below(path) : std::vector<std::string>{path};
    for (const std::string& file : found) {
      if (seen.insert(fs::path(file).lexically_normal().string()).second) files.push_back(file);
    }
  }
  return files;
}

std::vector<SuiteFile> run_suite(const std::vector<std::string>& files,
                                 const SuiteOptions& options) {
  std::vector<SuiteFile> result;
  for (const std::string& file : files) add_file(file, result);
  options.begun(result.size());
  in_turn(
      result.size(), options.threads,
      [&](std::size_t i) {
        if (!options.goes_on()) throw Interrupted();
        note_end(result[i], [&] { take(result[i], options); });
      },
      [&](std::size_t i) { options.ended(result[i]); });
  return result;
}

}  // namespace ridethrough::study
