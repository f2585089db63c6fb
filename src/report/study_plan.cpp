#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "report/manifest.hpp"
#include "ridethrough/report/plan_folder.hpp"
#include "ridethrough/scenario/sha256.hpp"
#include "ridethrough/scenario/yaml_reader.hpp"

namespace ridethrough::report {

namespace {

namespace fs = std::filesystem;
using ManifestJson = nlohmann::ordered_json;

ManifestJson contents_of(const StudyPlan& plan) {
  ManifestJson cells = ManifestJson::array();
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    cells.push_back({{"cell", plan.cells[i]}, {"scenario", plan.digests[i]}});
  }
  return {{"format_version", 1},
          {"tool", {{"name", "ridethrough"}, {"version", plan.version}}},
          {"study", {{"file", plan.study}, {"name", plan.name}, {"digest", plan.text_digest}}},
          {"set", plan.sets},
          {"runs", plan.runs},
          {"shards", plan.shards},
          {"cells", std::move(cells)}};
}

}  // namespace

std::string StudyPlan::digest() const {
  return "sha256:" + scenario::sha256_hex(contents_of(*this).dump());
}

study::RunRange StudyPlan::range(std::size_t shard) const {
  return {runs * shard / shards, runs * (shard + 1) / shards};
}

StudyPlan plan_of(const scenario::Study& study, const study::SweepOptions& options,
                  std::size_t shards, const std::string& version, const std::string& folder) {
  StudyPlan plan;
  plan.version = version;
  plan.study = fs::proximate(study.file, fs::absolute(folder)).generic_string();
  plan.name = study.name;
  plan.text_digest = "sha256:" + scenario::sha256_hex(study.place.source->text);
  plan.sets = options.load.sets;
  plan.runs = study::runs_of(study, options.runs_max).size();
  plan.shards = std::clamp<std::size_t>(shards, 1, std::max<std::size_t>(1, plan.runs));
  for (const scenario::Cell& cell : scenario::cells_of(study)) {
    plan.cells.push_back(cell.name(study));
  }
  plan.digests = study::cell_digests(study, options.load);
  return plan;
}

std::string manifest_text(const StudyPlan& plan) {
  ManifestJson manifest = contents_of(plan);
  manifest["digest"] = plan.digest();
  return manifest.dump(2) + "\n";
}

StudyPlan plan_from(const std::string& manifest) {
  const ManifestJson json = ManifestJson::parse(manifest);
  StudyPlan plan;
  plan.version = json.at("tool").at("version");
  plan.study = json.at("study").at("file");
  plan.name = json.at("study").at("name");
  plan.text_digest = json.at("study").at("digest");
  plan.sets = json.at("set").get<std::vector<std::string>>();
  plan.runs = json.at("runs");
  plan.shards = json.at("shards");
  for (const ManifestJson& cell : json.at("cells")) {
    plan.cells.push_back(cell.at("cell"));
    plan.digests.push_back(cell.at("scenario"));
  }
  if (json.at("digest") != plan.digest()) throw PlanError("its digest is not that of its text");
  return plan;
}

}  // namespace ridethrough::report
