#include "scenario/set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "ridethrough/scenario/path.hpp"
#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/yaml_reader.hpp"
#include "scenario/merge.hpp"
#include "scenario/targets.hpp"

namespace ridethrough::scenario {

namespace {

class Setter {
 public:
  Setter(Tree& root, const TreeEntry& setting, Diagnostics& diagnostics)
      : root_(root), setting_(setting), diagnostics_(diagnostics) {}

  void run() {
    std::string problem;
    int column = 0;
    if (!parse_path(setting_.key, path_, problem, column)) {
      diagnostics_.error("RT0605", fmt::format("'{}' is no path", setting_.key),
                         within(key_place(), column, 1), problem);
      return;
    }
    const std::string& first = path_.segments.front().text;
    const bool is_root_value = first == "duration" || first == "seed" || first == "start";
    if (is_root_value && path_.segments.size() == 1) {
      assign(root_, first);
    } else if (first == "siting" && path_.segments.size() > 1 && !is_component(first)) {
      if (is_parameter(1)) assign_parameter(root_, 0);
    } else if (first == "events" || first == "checks") {
      set_in_entry(first);
    } else {
      set_in_components();
    }
  }

 private:
  Place key_place() const {
    const bool quoted = setting_.place.length == static_cast<int>(setting_.key.size()) + 2;
    return within(setting_.place, quoted ? 1 : 0, static_cast<int>(setting_.key.size()));
  }

  Place place_of(std::size_t segment) const {
    const Segment& part = path_.segments[segment];
    return within(key_place(), part.column, static_cast<int>(part.text.size()));
  }

  bool is_component(const std::string& name) const {
    const Tree* components = root_.find("components");
    return components != nullptr && components->find(name) != nullptr;
  }

  void refuse_missing(std::size_t segment, const std::string& label) {
    std::string path;
    for (std::size_t i = 0; i <= segment; ++i) {
      path += (i == 0 ? "" : ".") + path_.segments[i].text;
    }
    diagnostics_.error("RT0605", fmt::format("'set' changes what exists; '{}' does not", path),
                       place_of(segment), label);
  }

  void assign(Tree& map, const std::string& key) {
    if (TreeEntry* existing = map.entry(key)) {
      existing->place = setting_.place;
      existing->value = merge_plain(std::move(existing->value), setting_.value);
    } else {
      map.entries.push_back({key, setting_.place, setting_.value});
    }
  }

  // A device inside a device may be written as the name of its part; a parameter set in it makes it
  // a map beside that part.
  static void open_as_map(Tree& value) {
    if (value.kind != Tree::Kind::scalar) return;
    Tree map;
    map.kind = Tree::Kind::map;
    map.place = value.place;
    if (!value.text.empty()) map.entries.push_back({"part", value.place, std::move(value)});
    value = std::move(map);
  }

  void assign_parameter(Tree& owner, std::size_t at) {
    Tree* map = &owner;
    for (; at + 1 < path_.segments.size(); ++at) {
      const std::string& key = path_.segments[at].text;
      if (map->entry(key) == nullptr) {
        Tree empty;
        empty.place = setting_.place;
        map->entries.push_back({key, setting_.place, std::move(empty)});
      }
      map = map->find(key);
      open_as_map(*map);
      if (map->kind == Tree::Kind::map) continue;
      diagnostics_.error("RT0605", fmt::format("'{}' is a list", key), place_of(at),
                         "a list is set as a whole: [...]");
      return;
    }
    assign(*map, path_.segments[at].text);
  }

  // Globs and members have no meaning within a parameter, and structure is for overlays.
  bool is_parameter(std::size_t at) {
    if (at >= path_.segments.size()) {
      diagnostics_.error("RT0605", fmt::format("'{}' is not a parameter", setting_.key),
                         key_place(), "name the parameter: " + setting_.key + ".count");
      return false;
    }
    for (std::size_t i = at; i < path_.segments.size(); ++i) {
      const Segment& segment = path_.segments[i];
      if (segment.kind == Segment::Kind::name) continue;
      diagnostics_.error("RT0605", fmt::format("'{}' names no parameter", segment.text),
                         place_of(i), "a parameter is named in full, a list is set as a whole");
      return false;
    }
    const std::string& key = path_.segments[at].text;
    if (key != "type" && key != "components" && key != "id") return true;
    diagnostics_.error("RT0608", fmt::format("'set' can not change '{}'", key), place_of(at),
                       "write an overlay that removes it and writes it again");
    return false;
  }

  void set_in_entry(const std::string& section) {
    if (path_.segments.size() < 3) {
      diagnostics_.error("RT0605", fmt::format("'{}' is not a parameter", setting_.key),
                         key_place(), fmt::format("name one: {}.ID.for", section));
      return;
    }
    const Segment& wanted = path_.segments[1];
    std::vector<std::string> ids;
    bool found = false;
    Tree* list = root_.find(section);
    for (std::size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
      const Tree* id = list->items[i].find("id");
      if (id == nullptr) continue;
      ids.push_back(id->text);
      if (!glob_matches(wanted.text, id->text)) continue;
      found = true;
      if (!is_parameter(2)) return;
      assign_parameter(list->items[i], 2);
    }
    if (found) return;
    const std::string otherwise = ids.empty() ? fmt::format("no entry of {} has an id", section)
                                              : fmt::format("{} has {}", section, listed(ids, 7));
    refuse_missing(1, did_you_mean(wanted.text, ids, otherwise));
  }

  void set_in_components() {
    const Targets targets = find_targets(root_, path_);
    if (targets.found.empty() && !targets.behind_part) {
      const std::string where = targets.group.empty() ? "this scenario" : targets.group;
      const std::string names =
          targets.siblings.empty() ? "no components" : listed(targets.siblings, 7);
      refuse_missing(
          targets.missing,
          fmt::format("{} has {}; a new component belongs under 'components:'", where, names));
      return;
    }
    for (const Target& target : targets.found) {
      if (!is_parameter(target.next)) return;
    }
    if (names_members(path_) || targets.behind_part) {
      TreeEntry value = setting_;
      value.key = canonical_text(path_, path_.segments.size());
      put_member_value(root_, std::move(value));
      return;
    }
    for (const Target& target : targets.found) assign_parameter(*target.thing, target.next);
  }

  Tree& root_;
  const TreeEntry& setting_;
  Diagnostics& diagnostics_;
  Path path_;
};

}  // namespace

void set_value(Tree& root, const TreeEntry& setting, Diagnostics& diagnostics) {
  Setter(root, setting, diagnostics).run();
}

void set_argument(Tree& root, const std::string& argument, Diagnostics& diagnostics) {
  const auto source = std::make_shared<const SourceText>(SourceText{"--set", argument});
  const std::size_t equals = argument.find('=');
  const std::size_t key_length = std::min(equals, argument.size());
  const Place place{source, 1, 1, static_cast<int>(std::max<std::size_t>(1, key_length))};
  if (equals == std::string::npos || equals == 0) {
    diagnostics.error("RT0605", "--set takes PATH=VALUE", place, "for example block.count=20");
    return;
  }
  const int errors_before = diagnostics.errors();
  TreeEntry setting{argument.substr(0, equals), place,
                    read_yaml_value(source, equals + 1, diagnostics)};
  if (diagnostics.errors() == errors_before) set_value(root, setting, diagnostics);
}

}  // namespace ridethrough::scenario
