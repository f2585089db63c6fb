#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "ridethrough/study/sweep.hpp"

/// A study split into shards that any number of processes run, in any order, on any machine that
/// sees the folder. Every file name is a function of the plan, every file is whole or not there,
/// and a shard that is run twice is the same shard.
namespace ridethrough::report {

/// Something in the folder is not of this plan.
class PlanError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What is to be run: derives entirely from the study, the tool and the number of shards.
struct StudyPlan {
  std::string version;                      ///< of the tool
  std::string study;                        ///< file, relative to the folder of the plan
  std::string name;                         ///< of the study
  std::string text_digest;                  ///< of the study's file
  std::vector<std::string> sets;            ///< `--set`
  std::vector<std::string> cells, digests;  ///< names and resolved scenarios
  std::size_t runs = 0;
  std::size_t shards = 1;

  /// "sha256:..." of all of it.
  std::string digest() const;
  /// A block of runs; sizes differ by one at most.
  study::RunRange range(std::size_t shard) const;
};

/// The plan of `study`, to lie in `folder`.
/// @throws scenario::ScenarioError if there are too many runs.
StudyPlan plan_of(const scenario::Study& study, const study::SweepOptions& options,
                  std::size_t shards, const std::string& version, const std::string& folder);

enum class ShardState { missing, begun, done, damaged, of_another_plan };

class PlanFolder {
 public:
  /// Makes the folder and writes its manifest; the same plan there already is no error.
  /// @throws PlanError if another one is there; WriteError
  static PlanFolder make(const std::string& path, StudyPlan plan);
  /// A folder that was made before.
  /// @throws PlanError
  static PlanFolder open(const std::string& path);

  const StudyPlan& plan() const { return plan_; }
  std::string study_file() const;
  ShardState state(std::size_t shard) const;
  /// Where a RowJournal keeps the runs of a shard until all are there.
  std::string journal_file(std::size_t shard) const;

  /// Writes the shard, whole or not at all, and takes its journal away.
  /// @throws WriteError
  void finish(std::size_t shard, const std::vector<study::CellResult>& results) const;

  /// The runs of a shard that is done, in the order of their numbers.
  /// @throws PlanError if it is not done, damaged or of another plan.
  std::vector<study::CellResult> rows(std::size_t shard, const scenario::Study& study) const;

  /// Takes away manifest, shards and the folder itself if it is then empty.
  void remove() const;

 private:
  PlanFolder(std::string path, StudyPlan plan);
  std::string shard_file(std::size_t shard) const;

  std::string path_;
  StudyPlan plan_;
};

}  // namespace ridethrough::report
