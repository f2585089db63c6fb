#include "ridethrough/report/plan_folder.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "report/manifest.hpp"
#include "report/run_row.hpp"
#include "ridethrough/report/files.hpp"
#include "ridethrough/scenario/sha256.hpp"

namespace ridethrough::report {

namespace {

namespace fs = std::filesystem;

constexpr const char* kManifest = "manifest.json";
constexpr const char* kShards = "shards";
constexpr std::size_t kEndDigits = 64;

std::optional<std::string> text_in(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Says which plan and which runs a shard file is of.
std::string head_of(const StudyPlan& plan, std::size_t shard) {
  const study::RunRange range = plan.range(shard);
  return fmt::format("ridethrough shard {} of {} runs {} to {} plan {}\n", shard, plan.shards,
                     range.first, range.last, plan.digest());
}

std::string end_of(std::string_view text) { return "end " + scenario::sha256_hex(text) + "\n"; }

/// True if nothing of it is missing or changed since it was written.
bool is_whole(const std::string& text) {
  const std::size_t end_size = kEndDigits + 5;
  if (text.size() < end_size) return false;
  const std::string_view body = std::string_view(text).substr(0, text.size() - end_size);
  return std::string_view(text).substr(body.size()) == end_of(body);
}

std::string_view words_of(ShardState state) {
  switch (state) {
    case ShardState::missing:
      return "was not run";
    case ShardState::begun:
      return "is not finished";
    case ShardState::done:
      return "is done";
    case ShardState::damaged:
      return "is damaged; run it again";
    case ShardState::of_another_plan:
      break;
  }
  return "is of another plan; remove it first";
}

/// What differs first, in words.
std::string difference(const StudyPlan& there, const StudyPlan& here) {
  if (there.version != here.version) {
    return fmt::format("version {} there, {} here", there.version, here.version);
  }
  if (there.sets != here.sets) return "other '--set'";
  if (there.cells != here.cells || there.runs != here.runs) return "other cells";
  if (there.digests != here.digests) {
    for (std::size_t i = 0; i < here.digests.size(); ++i) {
      if (there.digests[i] == here.digests[i]) continue;
      return fmt::format("the scenario of cell '{}' has changed", here.cells[i]);
    }
  }
  if (there.shards != here.shards) {
    return fmt::format("{} shards there, {} here", there.shards, here.shards);
  }
  return "the file of the study has changed";
}

}  // namespace

PlanFolder::PlanFolder(std::string path, StudyPlan plan)
    : path_(std::move(path)), plan_(std::move(plan)) {}

PlanFolder PlanFolder::make(const std::string& path, StudyPlan plan) {
  const fs::path manifest = fs::path(path) / kManifest;
  if (fs::exists(manifest)) {
    const PlanFolder before = open(path);
    if (before.plan_.digest() != plan.digest()) {
      throw PlanError(
          fmt::format("'{}' holds the runs of another plan ({}); nothing was overwritten: take "
                      "another folder, or remove that one",
                      path, difference(before.plan_, plan)));
    }
  }
  make_folder((fs::path(path) / kShards).string());
  write_file(manifest.string(), manifest_text(plan));
  return {path, std::move(plan)};
}

PlanFolder PlanFolder::open(const std::string& path) {
  const auto text = text_in(fs::path(path) / kManifest);
  if (!text) {
    throw PlanError(
        fmt::format("'{}' is no folder of a plan: it has no {}; 'ridethrough sweep plan' makes one",
                    path, kManifest));
  }
  try {
    return {path, plan_from(*text)};
  } catch (const nlohmann::json::exception&) {
    throw PlanError(fmt::format("'{}/{}' is damaged; make the plan anew", path, kManifest));
  } catch (const PlanError& error) {
    throw PlanError(fmt::format("'{}/{}' was changed: {}", path, kManifest, error.what()));
  }
}

std::string PlanFolder::study_file() const {
  return (fs::path(path_) / plan_.study).lexically_normal().string();
}

ShardState PlanFolder::state(std::size_t shard) const {
  const auto text = text_in(shard_file(shard));
  if (!text) {
    return fs::exists(journal_file(shard)) ? ShardState::begun : ShardState::missing;
  }
  if (!is_whole(*text)) return ShardState::damaged;
  return text->starts_with(head_of(plan_, shard)) ? ShardState::done : ShardState::of_another_plan;
}

void PlanFolder::finish(std::size_t shard, const std::vector<study::CellResult>& results) const {
  std::string text = head_of(plan_, shard);
  for (const study::CellResult& result : results) text += row_line(result) + "\n";
  write_file(shard_file(shard), text + end_of(text));
  std::error_code ignored;
  fs::remove(journal_file(shard), ignored);
}

std::vector<study::CellResult> PlanFolder::rows(std::size_t shard,
                                                const scenario::Study& study) const {
  const ShardState now = state(shard);
  if (now != ShardState::done) {
    throw PlanError(fmt::format("shard {} in '{}' {}", shard, path_, words_of(now)));
  }
  const std::vector<scenario::Cell> cells = scenario::cells_of(study);
  std::vector<study::CellResult> rows;
  std::istringstream lines(*text_in(shard_file(shard)));
  for (std::string line; std::getline(lines, line);) {
    auto row = row_of(line);
    if (!row) continue;  // head and end
    row->cell = cells.at(row->run);
    row->name = plan_.cells.at(row->run);
    rows.push_back(std::move(*row));
  }
  return rows;
}

void PlanFolder::remove() const {
  std::error_code ignored;
  for (std::size_t shard = 0; shard < plan_.shards; ++shard) {
    fs::remove(shard_file(shard), ignored);
    fs::remove(journal_file(shard), ignored);
  }
  fs::remove(fs::path(path_) / kShards, ignored);
  fs::remove(fs::path(path_) / kManifest, ignored);
  fs::remove(path_, ignored);
}

std::string PlanFolder::shard_file(std::size_t shard) const {
  return (fs::path(path_) / kShards / fmt::format("{:05}.rows", shard)).string();
}

std::string PlanFolder::journal_file(std::size_t shard) const {
  // Rows of another plan can not get in: the digest is part of the name.
  return (fs::path(path_) / kShards /
          fmt::format("{:05}.{}.part", shard, plan_.digest().substr(7, 12)))
      .string();
}

}  // namespace ridethrough::report
