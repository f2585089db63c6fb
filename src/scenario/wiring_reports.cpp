#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "scenario/wiring_names.hpp"

namespace ridethrough::scenario {

namespace {

bool has_outlet(const ComponentSpec& spec) {
  return spec.type != nullptr && spec.type->terminals.outlet;
}

bool hangs_under(const ComponentSpec& spec, const std::string& name) {
  return std::any_of(spec.from.begin(), spec.from.end(), [&](const Reference& from) {
    return from.path.segments.front().text == name;
  });
}

/// The child that a reader would take for the outlet of its group: the last one that feeds none of
/// its siblings.
std::string last_outlet(const std::vector<ComponentSpec>& specs,
                        const std::vector<std::string>& in_file_order) {
  std::string last;
  for (const std::string& name : in_file_order) {
    const auto spec = std::find_if(specs.begin(), specs.end(),
                                   [&](const auto& each) { return each.name == name; });
    if (!has_outlet(*spec)) continue;
    const bool feeds = std::any_of(specs.begin(), specs.end(), [&](const ComponentSpec& other) {
      return has_outlet(other) && hangs_under(other, name);
    });
    if (!feeds) last = name;
  }
  return last;
}

}  // namespace

void report_group_as_feeder(const Reference& reference, const ComponentSpec& group,
                            Diagnostics& diagnostics) {
  const std::string path = reference.path.text();
  const auto children = names_in_file_order(group.children);
  const std::string feeding = last_outlet(group.children, children);
  const std::string advice = feeding.empty()
                                 ? "nothing in it has an outlet"
                                 : fmt::format("name the child that feeds: {}.{}", path, feeding);
  diagnostics.error("RT0443", fmt::format("'{}' is a group, not a feeder", path), reference.place,
                    fmt::format("{}   (it has: {})", advice, fmt::join(children, ", ")));
}

void report_counts(const Reference& reference, const ComponentSpec& spec,
                   const ComponentSpec& target, std::int64_t members, Diagnostics& diagnostics) {
  const Place place = with_key(reference.place, "from");
  const bool looks_like_pairs = spec.is_counted && target.is_counted && spec.type != nullptr;
  if (!looks_like_pairs) {
    diagnostics.error("RT0441",
                      fmt::format("'{}' has {} members: which one feeds '{}'?",
                                  reference.path.text(), members, spec.name),
                      place, "name one of them, or join them all on a bus");
    return;
  }
  diagnostics.error(
      "RT0441",
      fmt::format("{} {} under {} {}: which under which?", spec.count, plural_of(spec.type->name),
                  target.count, plural_of(target.type->name)),
      place,
      fmt::format("put {} and {} into one group with count: {}, then each has its own", target.name,
                  spec.name, target.count));
}

}  // namespace ridethrough::scenario
