#include <algorithm>
#include <array>

#include "scenario/baseline.hpp"
#include "scenario/bind_text.hpp"

namespace ridethrough::scenario {

namespace {

constexpr std::array<std::string_view, 7> kNotOfTheRun = {
    "schema_version", "name", "note", "abstract", "extends", "record", "baseline"};

std::string joined(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

bool has_ids(const Tree& list) {
  return !list.items.empty() && std::ranges::all_of(list.items, [](const Tree& item) {
    return item.kind == Tree::Kind::map && item.find("id") != nullptr;
  });
}

void flatten(const Tree& tree, const std::string& path, FlatValues& values) {
  if (tree.kind == Tree::Kind::map) {
    for (const TreeEntry& entry : tree.entries) {
      flatten(entry.value, joined(path, entry.key), values);
    }
  } else if (tree.kind == Tree::Kind::list && has_ids(tree)) {
    for (const Tree& item : tree.items) flatten(item, joined(path, text_of(item, "id")), values);
  } else {
    values[path] = flow_text(tree, true);
  }
}

}  // namespace

FlatValues flat_values(const Tree& root, const std::vector<PartUse>& parts) {
  FlatValues values;
  for (const TreeEntry& entry : root.entries) {
    const bool is_of_run =
        std::ranges::find(kNotOfTheRun, std::string_view(entry.key)) == kNotOfTheRun.end();
    if (is_of_run) flatten(entry.value, entry.key, values);
  }
  for (const PartUse& part : parts) values["part " + part.name] = part.digest;
  return values;
}

}  // namespace ridethrough::scenario
