#include "scenario/parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "ridethrough/scenario/resolve.hpp"
#include "ridethrough/scenario/sha256.hpp"
#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/yaml_reader.hpp"
#include "scenario/merge.hpp"
#include "scenario/uncertainty.hpp"

namespace ridethrough::scenario {

namespace {

constexpr std::size_t kMaxPartDepth = 8;

/// Folders of the library that hold a part called `name`, sorted: its possible types.
std::vector<std::string> types_with(const std::string& folder, const std::string& name) {
  std::vector<std::string> types;
  std::error_code absent;
  for (const auto& entry : std::filesystem::directory_iterator(folder, absent)) {
    if (entry.is_directory(absent) && std::filesystem::exists(entry.path() / (name + ".yaml"))) {
      types.push_back(entry.path().filename().string());
    }
  }
  std::sort(types.begin(), types.end());
  return types;
}

/// The name of the part of type `wanted` inside the values of a part: the cells of a bess.
std::string inner_part(const Part& part, const devices::TypeSchema* schema, std::string_view wanted,
                       std::string& key) {
  if (schema == nullptr) return {};
  for (const auto& spec : schema->parameters) {
    const Tree* value = part.values.find(spec.name);
    if (spec.kind != devices::Kind::part || spec.part_type != wanted || value == nullptr) continue;
    key = std::string(spec.name);
    return value->kind == Tree::Kind::map ? text_of(*value, "part") : value->text;
  }
  return {};
}

/// `components:` of a group part over those of the part that it builds on, as of one group.
Tree merge_children(const Tree& below, const Tree& above, const std::string& name,
                    Diagnostics& diagnostics) {
  const auto as_group = [](const Tree& children) {
    Tree group;
    group.kind = Tree::Kind::map;
    group.place = children.place;
    group.entries.push_back({"components", children.place, children});
    return group;
  };
  const Tree merged = merge_component(as_group(below), as_group(above), name, diagnostics);
  return *merged.find("components");
}

}  // namespace

PartLibrary::PartLibrary(Catalog catalog, std::string folder, const Tree* local)
    : catalog_(catalog), folder_(std::move(folder)), local_(local) {}

const Part* PartLibrary::use(const Tree& name, std::string_view type, Diagnostics& diagnostics) {
  if (!expect_kind(name, Tree::Kind::scalar, "the name of a part", diagnostics)) return nullptr;
  if (name.text.starts_with("./") || name.text.starts_with("../") || name.text.starts_with('/')) {
    const std::string file = resolve_file(name.place, name.text);
    return of_type(load_file(file, name, diagnostics), name, type, diagnostics);
  }
  if (const TreeEntry* entry = local_ != nullptr ? local_->entry(name.text) : nullptr) {
    if (!may_open("parts." + entry->key, name, diagnostics)) return nullptr;
    return of_type(load_local(*entry, diagnostics), name, type, diagnostics);
  }
  const auto file = std::filesystem::path(folder_) / std::string(type) / (name.text + ".yaml");
  if (!std::filesystem::exists(file)) return report_absent(name, type, diagnostics);
  return of_type(load_file(file.string(), name, diagnostics), name, type, diagnostics);
}

bool PartLibrary::may_open(const std::string& key, const Tree& name,
                           Diagnostics& diagnostics) const {
  if (std::find(open_.begin(), open_.end(), key) != open_.end()) {
    diagnostics.error("RT0504", fmt::format("the part '{}' builds on itself", name.text),
                      name.place, "take 'part:' out of one of them");
    return false;
  }
  if (open_.size() < kMaxPartDepth) return true;
  diagnostics.error("RT0504", "parts build on each other more than 8 deep", name.place,
                    "write the values of this one in full");
  return false;
}

const Part* PartLibrary::load_file(const std::string& file, const Tree& name,
                                   Diagnostics& diagnostics) {
  if (!may_open(file, name, diagnostics)) return nullptr;
  if (const auto found = loaded_.find(file); found != loaded_.end()) return &found->second;
  const auto source = read_source(file, diagnostics, name.place);
  if (!source) return nullptr;
  const Tree& root = files_[file] = read_yaml(source, diagnostics);
  const auto text = read_part(root, "", file, diagnostics);
  if (!text) return nullptr;
  return build(file, *text, "sha256:" + sha256_hex(source->text), diagnostics);
}

const Part* PartLibrary::load_local(const TreeEntry& entry, Diagnostics& diagnostics) {
  const std::string key = "parts." + entry.key;
  if (const auto found = loaded_.find(key); found != loaded_.end()) return &found->second;
  const auto text = read_part(entry.value, entry.key, "", diagnostics);
  if (!text) return nullptr;
  return build(key, *text, "sha256:" + sha256_hex(flow_text(entry.value, true)), diagnostics);
}

const Part* PartLibrary::build(const std::string& key, const PartText& text,
                               const std::string& digest, Diagnostics& diagnostics) {
  Part part{text.name, text.type, text.grade, digest, {}, {}, {}};
  part.values.kind = Tree::Kind::map;
  part.components.kind = Tree::Kind::map;
  if (text.base != nullptr) {
    open_.push_back(key);
    const Part* base = use(*text.base, text.type, diagnostics);
    open_.pop_back();
    if (base == nullptr) return nullptr;
    part.values = base->values;
    part.components = base->components;
    part.origins = base->origins;
    part.uncertain = base->uncertain;
  }
  if (text.components != nullptr) {
    part.components = merge_children(part.components, *text.components, part.name, diagnostics);
  }
  if (text.values != nullptr) {
    Tree own = *text.values;
    std::erase_if(own.entries, [](const TreeEntry& entry) { return entry.key == "part"; });
    visit_keys(own, "", [&](const std::string& name, const Tree&) {
      part.origins.insert_or_assign(name, "part " + part.name);
    });
    drop_stated(part.uncertain, own);
    part.values = merge_plain(std::move(part.values), own);
  }
  lay_over(part.uncertain, uncertainty_of(text, diagnostics));
  return &loaded_.insert_or_assign(key, std::move(part)).first->second;
}

/// What components with values of this part share: its figure is as far off wherever it stands.
std::vector<Uncertain> PartLibrary::uncertainty_of(const PartText& text,
                                                   Diagnostics& diagnostics) const {
  if (text.uncertainty == nullptr) return {};
  const devices::TypeSchema* schema = schema_of(catalog_, text.type);
  if (schema != nullptr) {
    return read_uncertainty(*text.uncertainty, *schema, "part " + text.name, catalog_, diagnostics);
  }
  if (text.type == "group") {
    diagnostics.error("RT1050", "a group has no values to be uncertain of", text.uncertainty->place,
                      "write 'uncertainty:' in the parts of its components");
  }
  return {};
}

const Part* PartLibrary::of_type(const Part* part, const Tree& name, std::string_view type,
                                 Diagnostics& diagnostics) const {
  if (part == nullptr || part->type == type) return part;
  std::string key;
  const std::string inner = inner_part(*part, schema_of(catalog_, part->type), type, key);
  diagnostics.error(
      "RT0502",
      fmt::format("'{}' is {}, this is {}", part->name, with_article(part->type),
                  with_article(type)),
      name.place,
      inner.empty()
          ? fmt::format("name a part of type {}  ('ridethrough parts {}' lists all)", type, type)
          : fmt::format("its {} are the part '{}'", key, inner));
  return nullptr;
}

const Part* PartLibrary::report_absent(const Tree& name, std::string_view type,
                                       Diagnostics& diagnostics) {
  const auto others = types_with(folder_, name.text);
  if (!others.empty()) {
    const auto file = std::filesystem::path(folder_) / others.front() / (name.text + ".yaml");
    // Read beside the books: a part that does not fit is not a part in use.
    PartLibrary aside(catalog_, folder_, local_);
    Diagnostics ignored;
    if (const Part* part = aside.load_file(file.string(), name, ignored)) {
      return of_type(part, name, type, diagnostics);
    }
  }
  std::vector<std::string> known = part_stems(folder_, type);
  if (local_ != nullptr) {
    for (const TreeEntry& entry : local_->entries) {
      if (text_of(entry.value, "type") == type) known.push_back(entry.key);
    }
  }
  const std::string hint = fmt::format("'ridethrough parts {}' lists all", type);
  const auto near = suggest(name.text, known);
  diagnostics.error("RT0501", fmt::format("no part '{}' here or in the library", name.text),
                    name.place, near ? fmt::format("did you mean '{}'?  ({})", *near, hint) : hint);
  return nullptr;
}

std::vector<PartUse> PartLibrary::uses() const {
  std::vector<PartUse> uses;
  for (const auto& [key, part] : loaded_) {
    uses.push_back({part.name, part.type, part.grade, part.digest});
  }
  std::sort(uses.begin(), uses.end(), [](const PartUse& a, const PartUse& b) {
    return std::tie(a.name, a.type, a.digest) < std::tie(b.name, b.type, b.digest);
  });
  return uses;
}

}  // namespace ridethrough::scenario
