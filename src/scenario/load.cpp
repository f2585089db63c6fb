#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/scenario/resolve.hpp"
#include "ridethrough/scenario/sha256.hpp"
#include "scenario/baseline.hpp"
#include "scenario/binder.hpp"
#include "scenario/load.hpp"

namespace ridethrough::scenario {

namespace {

/// Keys in order and parts by what is in them: neither the order of a file's lines nor the folder
/// of the library changes it.
std::string digest_of(const Tree& resolved, const std::vector<PartUse>& parts) {
  std::string text = flow_text(resolved, true);
  for (const PartUse& part : parts) text += fmt::format("\n{} {}", part.name, part.digest);
  return "sha256:" + sha256_hex(text);
}

/// True if a file could not be read or a base is missing: the binder would then only report what is
/// absent because of that.
bool is_unreadable(const Diagnostics& diagnostics) {
  return std::ranges::any_of(diagnostics.all(), [](const Diagnostic& finding) {
    const bool of_files = finding.rule.starts_with("RT01") || finding.rule == "RT0601" ||
                          finding.rule == "RT0602" || finding.rule == "RT0606";
    return finding.severity == Severity::error && of_files;
  });
}

LoadedScenario load_file(const std::string& file, const LoadOptions& options) {
  Diagnostics diagnostics;
  Tree root = resolve_scenario(file, options.sets, diagnostics);
  if (is_unreadable(diagnostics)) throw ScenarioError(diagnostics);
  return load_resolved(std::move(root), file, options.library, devices::catalog(),
                       std::move(diagnostics));
}

}  // namespace

LoadedScenario load_resolved(Tree root, const std::string& file, const std::string& library,
                             Catalog catalog, Diagnostics diagnostics) {
  LoadedScenario loaded;
  loaded.model.file = file;
  const Tree local = root.find("parts") != nullptr ? *root.find("parts") : Tree{};
  PartLibrary parts(catalog, library, local.kind == Tree::Kind::map ? &local : nullptr);
  Binding binding{catalog, parts, diagnostics, loaded.model};
  const Tree as_resolved = root;
  bind_scenario(root, binding);
  if (diagnostics.has_errors()) throw ScenarioError(std::move(diagnostics));
  loaded.model.digest = digest_of(as_resolved, loaded.model.parts);
  if (loaded.model.baseline) {
    loaded.model.baseline->scenario = flat_values(as_resolved, loaded.model.parts);
  }
  loaded.model.warnings = diagnostics.all();
  loaded.values = std::move(binding.values);
  loaded.root = std::move(root);
  return loaded;
}

Model load_scenario(const std::string& file, const LoadOptions& options) {
  return load_file(file, options).model;
}

std::string resolved_text(const std::string& file, const LoadOptions& options) {
  return print_resolved(load_file(file, options));
}

}  // namespace ridethrough::scenario
