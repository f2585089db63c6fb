#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/scenario/resolve.hpp"
#include "scenario/load.hpp"
#include "scenario/uncertainty.hpp"

namespace ridethrough::scenario {

namespace {

using Origins = std::map<std::string, std::string>;

class ResolvedPrinter {
 public:
  explicit ResolvedPrinter(const LoadedScenario& loaded) : loaded_(loaded) {}

  std::string run() {
    for (const TreeEntry& entry : loaded_.root.entries) {
      const bool later = entry.key == "components" || entry.key == "jobs" ||
                         entry.key == "events" || entry.key == "checks" || entry.key == "parts" ||
                         entry.key == kMemberSet;
      if (!later) line(0, entry.key, entry.value);
    }
    if (loaded_.root.find("duration") != nullptr && loaded_.root.find("seed") == nullptr) {
      text_ += "seed: 0  # default\n";
    }
    flat_map("parts", "parts");
    text_ += "components:\n";
    if (const Tree* tree = loaded_.root.find("components")) {
      components(loaded_.model.components, *tree, "", 1);
    }
    jobs();
    list("events");
    list("checks");
    flat_map(kMemberSet, "set");
    return std::move(text_);
  }

 private:
  void put(int depth, std::string_view text, std::string_view origin) {
    text_ += std::string(static_cast<std::size_t>(2 * depth), ' ');
    text_ += text;
    if (!origin.empty()) text_ += fmt::format("  # {}", origin);
    text_ += '\n';
  }

  void line(int depth, std::string_view key, const Tree& value) {
    put(depth, fmt::format("{}: {}", key, flow_text(value)), location(value.place));
  }

  void flat_map(std::string_view key, std::string_view shown_as) {
    const Tree* map = loaded_.root.find(key);
    if (map == nullptr || map->entries.empty()) return;
    put(0, fmt::format("{}:", shown_as), "");
    for (const TreeEntry& entry : map->entries) line(1, entry.key, entry.value);
  }

  void list(std::string_view key) {
    const Tree* items = loaded_.root.find(key);
    if (items == nullptr || items->items.empty()) return;
    put(0, fmt::format("{}:", key), "");
    for (const Tree& item : items->items) put(1, "- " + flow_text(item), location(item.place));
  }

  void components(const std::vector<ComponentSpec>& specs, const Tree& trees,
                  const std::string& prefix, int depth) {
    for (const ComponentSpec& spec : specs) {
      const TreeEntry* entry = trees.entry(spec.name);
      const std::string path = prefix + spec.name;
      put(depth, spec.name + ":",
          spec.is_closed ? "group part " + spec.part : location(entry->place));
      for (const char* key : {"type", "from", "between", "part", "count", "note"}) {
        if (const Tree* value = entry->value.find(key)) line(depth + 1, key, *value);
      }
      if (!spec.parameters.uncertain.empty()) {
        put(depth + 1, "uncertainty: " + uncertainty_text(spec.parameters.uncertain), "");
      }
      if (spec.type != nullptr) {
        parameters(spec.type->parameters, loaded_.values.at(path), spec.parameters.origins, "",
                   "default of " + std::string(spec.type->name), depth + 1);
        continue;
      }
      put(depth + 1, "components:", "");
      components(spec.children, *entry->value.find("components"), path + ".", depth + 2);
    }
  }

  void parameters(std::span<const devices::ParamSpec> specs, const Tree& values,
                  const Origins& origins, const std::string& prefix, const std::string& by_default,
                  int depth) {
    for (const auto& spec : specs) {
      const Tree* value = values.find(spec.name);
      const std::string key = prefix + std::string(spec.name);
      if (value == nullptr) {
        const bool none = spec.fallback.empty() || spec.fallback == "none";
        if (!none) put(depth, fmt::format("{}: {}", spec.name, spec.fallback), by_default);
        continue;
      }
      if (spec.kind == devices::Kind::map && value->kind == Tree::Kind::map) {
        put(depth, fmt::format("{}:", spec.name), "");
        parameters(spec.fields, *value, origins, key + ".", by_default, depth + 1);
        continue;
      }
      const auto origin = origins.find(key);
      put(depth, fmt::format("{}: {}", spec.name, flow_text(*value)),
          origin == origins.end() ? location(value->place) : origin->second);
    }
  }

  void jobs() {
    const Tree* trees = loaded_.root.find("jobs");
    if (trees == nullptr || loaded_.model.jobs.empty()) return;
    put(0, "jobs:", "");
    for (const JobSpec& job : loaded_.model.jobs) {
      const TreeEntry* entry = trees->entry(job.name);
      put(1, job.name + ":", location(entry->place));
      for (const char* key : {"type", "racks", "move_to", "needs", "note"}) {
        if (const Tree* value = entry->value.find(key)) line(2, key, *value);
      }
      parameters(job.type->parameters, loaded_.values.at("jobs." + job.name),
                 job.parameters.origins, "", "default of " + std::string(job.type->name), 2);
    }
  }

  const LoadedScenario& loaded_;
  std::string text_;
};

}  // namespace

std::string print_resolved(const LoadedScenario& loaded) { return ResolvedPrinter(loaded).run(); }

}  // namespace ridethrough::scenario
