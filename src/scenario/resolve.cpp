#include "ridethrough/scenario/resolve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include "ridethrough/scenario/yaml_reader.hpp"
#include "scenario/merge.hpp"
#include "scenario/remove.hpp"
#include "scenario/root_check.hpp"
#include "scenario/set.hpp"

namespace ridethrough::scenario {

namespace {

namespace fs = std::filesystem;

constexpr int kMostLevels = 8;  // section 9

struct FileLevel {
  Tree root;       // resolved
  int height = 1;  // files on the longest chain below and with this one
  bool usable = false;
};

std::string identity_of(const std::string& file) {
  std::error_code error;
  const fs::path canonical = fs::weakly_canonical(file, error);
  return error ? file : canonical.string();
}

const Tree* extends_axis(const Tree& root) {
  const Tree* study = root.find("study");
  const Tree* vary = study == nullptr ? nullptr : study->find("vary");
  return vary == nullptr ? nullptr : vary->find("extends");
}

// A base chosen for one cell of a study has the place of that value of the axis.
Place place_in_axis(const Tree& root, const std::string& base) {
  const Tree* axis = extends_axis(root);
  if (axis == nullptr) return root.place;
  for (const TreeEntry& entry : axis->entries) {
    if (entry.value.text == base) return entry.value.place;
  }
  for (const Tree& item : axis->items) {
    if (item.text == base) return item.place;
  }
  return axis->place;
}

class Resolver {
 public:
  explicit Resolver(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  /// Resolves `file`; `base` replaces its `extends:`, `asked` is who names the file.
  const FileLevel& level(const std::string& file, const std::optional<std::string>& base,
                         const Place& asked) {
    const std::string identity = identity_of(file);
    if (const auto done = done_.find(identity); done != done_.end()) return done->second;
    chain_.push_back(identity);
    names_.push_back(file);
    FileLevel resolved = read_level(file, base, asked);
    chain_.pop_back();
    names_.pop_back();
    return done_.emplace(identity, std::move(resolved)).first->second;
  }

  std::vector<std::string> take_files() { return std::move(files_); }

 private:
  FileLevel read_level(const std::string& file, const std::optional<std::string>& base,
                       const Place& asked) {
    FileLevel resolved;
    const std::shared_ptr<const SourceText> source = read_source(file, diagnostics_, asked);
    if (!source) return resolved;
    const int errors_before = diagnostics_.errors();
    const Tree own = read_yaml(source, diagnostics_);
    if (own.entries.empty() && diagnostics_.errors() > errors_before) return resolved;
    resolved.usable = check_root(own, diagnostics_) && diagnostics_.errors() == errors_before;
    const std::vector<Tree> bases = bases_of(own, base);
    Tree root = merge_bases(own, bases, resolved);
    files_.push_back(file);
    apply(own, std::move(root), bases.empty(), resolved);
    return resolved;
  }

  std::vector<Tree> bases_of(const Tree& own, const std::optional<std::string>& base) {
    const TreeEntry* extends = own.entry("extends");
    if (extends != nullptr && (base || extends_axis(own) != nullptr)) {
      diagnostics_.error("RT0609", "'extends' is an axis of this study", extends->place,
                         "take this line out, or the axis under 'vary:'");
      return {};
    }
    if (base) {
      Tree chosen;
      chosen.text = *base;
      chosen.place = place_in_axis(own, *base);
      return {chosen};
    }
    if (extends == nullptr) return {};
    if (extends->value.kind == Tree::Kind::list) return extends->value.items;
    return {extends->value};
  }

  bool is_circle(const std::string& name, const Place& asked) {
    const auto first = std::find(chain_.begin(), chain_.end(), identity_of(name));
    if (first == chain_.end()) return false;
    std::string circle;
    for (auto i = static_cast<std::size_t>(first - chain_.begin()); i < names_.size(); ++i) {
      circle += names_[i] + " -> ";
    }
    diagnostics_.error("RT0602", "'extends' goes round in a circle: " + circle + name, asked,
                       "one of these files must stand alone");
    return true;
  }

  void refuse_depth(const Place& asked) {
    diagnostics_.error("RT0606", fmt::format("'extends' goes deeper than {} files", kMostLevels),
                       asked, "write some of these files as one");
  }

  Tree merge_bases(const Tree& own, const std::vector<Tree>& bases, FileLevel& resolved) {
    Tree root;
    root.kind = Tree::Kind::map;
    for (const Tree& base : bases) {
      if (base.kind != Tree::Kind::scalar) continue;
      const std::string name = resolve_file(base.place, base.text);
      const bool too_deep = chain_.size() >= kMostLevels;
      if (too_deep) refuse_depth(base.place);
      if (too_deep || is_circle(name, base.place)) {
        resolved.usable = false;
        continue;
      }
      const FileLevel& below = level(name, std::nullopt, base.place);
      resolved.height = std::max(resolved.height, below.height + 1);
      resolved.usable = resolved.usable && below.usable && resolved.height <= kMostLevels;
      if (below.usable && resolved.height > kMostLevels) refuse_depth(base.place);
      check_same_version(below.root, own, base.place, name, diagnostics_);
      root = merge_roots(std::move(root), inherited_part(below.root), diagnostics_);
    }
    return root;
  }

  static Tree inherited_part(Tree root) {
    std::erase_if(root.entries, [](const TreeEntry& entry) { return !is_inherited(entry.key); });
    return root;
  }

  // Paths of `remove` and `set` are looked up only in a tree that could be read whole: otherwise
  // every one of them would be a consequence of the first error. The same holds for a study whose
  // base is still open.
  void apply(const Tree& own, Tree root, bool has_no_base, FileLevel& resolved) {
    const int errors_before = diagnostics_.errors();
    const bool base_is_open = has_no_base && extends_axis(own) != nullptr;
    const bool complete = resolved.usable && !base_is_open;
    const Tree* removed = own.find("remove");
    const Tree* settings = own.find("set");
    if (complete && removed != nullptr) remove_paths(root, *removed, diagnostics_);
    Tree overlay = own;
    std::erase_if(overlay.entries, [&](const TreeEntry& entry) {
      const bool is_step = entry.key == "remove" || entry.key == "set";
      return entry.key == "extends" || (is_step && !base_is_open) || !is_root_key(entry.key);
    });
    root = merge_roots(std::move(root), overlay, diagnostics_);
    for (std::size_t i = 0; complete && settings != nullptr && i < settings->entries.size(); ++i) {
      set_value(root, settings->entries[i], diagnostics_);
    }
    resolved.root = std::move(root);
    resolved.usable = resolved.usable && diagnostics_.errors() == errors_before;
  }

  Diagnostics& diagnostics_;
  std::map<std::string, FileLevel> done_;
  std::vector<std::string> chain_;  // identities of the files being resolved
  std::vector<std::string> names_;  // the same, as a user would name them
  std::vector<std::string> files_;
};

}  // namespace

std::string resolve_file(const Place& place, std::string_view relative) {
  const bool is_file = place.source != nullptr && place.source->name != "--set";
  const fs::path folder = is_file ? fs::path(place.source->name).parent_path() : fs::path();
  return (folder / fs::path(relative)).lexically_normal().generic_string();
}

ResolvedFile resolve(const std::string& file, const ResolveOptions& options,
                     Diagnostics& diagnostics) {
  Resolver resolver(diagnostics);
  const FileLevel& level = resolver.level(file, options.base, {});
  ResolvedFile result;
  result.root = level.root;
  result.root.kind = Tree::Kind::map;
  if (level.usable) {
    for (const std::string& set : options.sets) set_argument(result.root, set, diagnostics);
  }
  result.files = resolver.take_files();
  return result;
}

Tree resolve_scenario(const std::string& file, const std::vector<std::string>& sets,
                      Diagnostics& diagnostics) {
  return resolve(file, {sets, std::nullopt}, diagnostics).root;
}

}  // namespace ridethrough::scenario
