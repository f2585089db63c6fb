#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/scenario/suggest.hpp"
#include "scenario/bind_text.hpp"

namespace ridethrough::scenario {

std::optional<Reference> read_reference(const Tree& value, std::string_view key,
                                        Diagnostics& diagnostics) {
  if (!expect_kind(value, Tree::Kind::scalar, fmt::format("a path in '{}'", key), diagnostics)) {
    return std::nullopt;
  }
  Reference reference;
  reference.place = value.place;
  std::string problem;
  int column = 0;
  if (parse_path(value.text, reference.path, problem, column)) return reference;
  diagnostics.error("RT0404", fmt::format("'{}' is not a path", value.text),
                    place_within(value, column, static_cast<int>(value.text.size()) - column),
                    problem);
  return std::nullopt;
}

std::vector<Reference> read_references(const Tree& value, std::string_view key,
                                       Diagnostics& diagnostics) {
  std::vector<Reference> references;
  const auto take = [&](const Tree& item) {
    if (auto reference = read_reference(item, key, diagnostics)) {
      references.push_back(std::move(*reference));
    }
  };
  if (value.kind != Tree::Kind::list) {
    take(value);
    return references;
  }
  if (value.items.empty()) {
    diagnostics.error("RT0309", fmt::format("'{}' names nothing", key), value.place,
                      "name at least one component, or leave the key out");
  }
  for (const Tree& item : value.items) take(item);
  return references;
}

void refuse_unknown_keys(const Tree& map, const std::vector<std::string>& known,
                         std::string_view subject, Diagnostics& diagnostics) {
  for (const TreeEntry& entry : map.entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    const std::string all = known.empty() ? "it has no keys" : "it has: " + listed(known, 12);
    diagnostics.error("RT0201", fmt::format("{} has no '{}'", subject, entry.key), entry.place,
                      did_you_mean(entry.key, known, all));
  }
}

}  // namespace ridethrough::scenario
