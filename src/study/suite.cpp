#include "ridethrough/study/suite.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <mutex>
#include <set>
#include <thread>

#include "ridethrough/core/error.hpp"
#include "ridethrough/scenario/file_role.hpp"
#include "ridethrough/scenario/part.hpp"
#include "ridethrough/study/run.hpp"

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

void run_scenario(SuiteFile& file, const FileRole& role, const SuiteOptions& options) {
  const scenario::Model model = scenario::load_scenario(file.file, options.load);
  if (model.checks.empty()) refuse_without_checks(role.place);
  RunOptions run_options;
  run_options.progress = [&options](double) { return options.goes_on(); };
  file.outcome = run(model, run_options);
  file.end = file.outcome->verdict == Verdict::pass ? SuiteEnd::passed : SuiteEnd::failed;
}

void take(SuiteFile& file, const SuiteOptions& options) {
  const FileRole role = scenario::role_of(file.file);
  if (role.kind == FileRole::Kind::abstract_scenario) return;
  if (role.kind == FileRole::Kind::scenario) return run_scenario(file, role, options);
  scenario::check_part(file.file, options.load);
  file.end = SuiteEnd::good;
}

SuiteFile ended(const std::string& name, const SuiteOptions& options) {
  SuiteFile file{.file = name, .outcome = {}, .findings = {}, .problem = {}};
  try {
    take(file, options);
  } catch (const scenario::ScenarioError& error) {
    file.end = SuiteEnd::bad;
    file.findings = error.diagnostics().all();
  } catch (const core::SimulationError& error) {
    file.end = SuiteEnd::unfinished;
    file.problem = error.what();
  }
  return file;
}

/// Files taken in turn by all threads and handed on in their order.
class Suite {
 public:
  Suite(const std::vector<std::string>& files, const SuiteOptions& options)
      : files_(files), options_(options), ended_(files.size()) {}

  std::vector<SuiteFile> run() {
    const std::size_t wanted =
        options_.threads > 0 ? options_.threads : std::thread::hardware_concurrency();
    const std::size_t most =
        std::clamp<std::size_t>(wanted, 1, std::max<std::size_t>(1, files_.size()));
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < most; ++i) threads.emplace_back([this] { work(); });
    work();
    for (std::thread& thread : threads) thread.join();
    if (failure_) std::rethrow_exception(failure_);
    std::vector<SuiteFile> result;
    for (std::optional<SuiteFile>& file : ended_) result.push_back(std::move(*file));
    return result;
  }

 private:
  /// The first exception that is no finding of one file ends the suite.
  void work() {
    try {
      for (std::size_t i = next_++; i < files_.size() && !stops_; i = next_++) {
        if (!options_.goes_on()) throw Interrupted();
        SuiteFile file = ended(files_[i], options_);
        const std::lock_guard lock(mutex_);
        ended_[i] = std::move(file);
        hand_on();
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      stops_ = true;
    }
  }

  void hand_on() {
    for (; handed_on_ < ended_.size() && ended_[handed_on_]; ++handed_on_) {
      options_.ended(*ended_[handed_on_]);
    }
  }

  const std::vector<std::string>& files_;
  const SuiteOptions& options_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> stops_ = false;
  std::mutex mutex_;  ///< guards what follows
  std::vector<std::optional<SuiteFile>> ended_;
  std::size_t handed_on_ = 0;
  std::exception_ptr failure_;
};

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
  return Suite(files, options).run();
}

}  // namespace ridethrough::study
