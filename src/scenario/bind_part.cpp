#include <fmt/format.h>

#include <stdexcept>

#include "scenario/merge.hpp"
#include "scenario/parts.hpp"
#include "scenario/uncertainty.hpp"

namespace ridethrough::scenario {

namespace {

/// What stands in the file wins over the part, so its origins are noted first.
void note_part_origins(const Tree& written, const Part& part, ValueContext& context) {
  if (context.origins == nullptr) return;
  visit_keys(written, context.prefix, [&](const std::string& key, const Tree& value) {
    context.origins->emplace(key, location(value.place));
  });
  for (const auto& [key, origin] : part.origins) {
    context.origins->emplace(context.prefix + key, origin);
  }
}

}  // namespace

std::optional<devices::Value> bind_part(const Tree& tree, const devices::ParamSpec& spec,
                                        ValueContext& context) {
  if (context.parts == nullptr) throw std::logic_error("a part where no library is");
  const devices::TypeSchema* schema = schema_of(context.parts->catalog(), spec.part_type);
  if (schema == nullptr) {
    throw std::logic_error(
        fmt::format("'{}' names the unknown type '{}'", spec.name, spec.part_type));
  }
  if (tree.kind == Tree::Kind::list) {
    expect_kind(tree, Tree::Kind::map, subject_of(spec, context), context.diagnostics);
    return std::nullopt;
  }
  ValueContext inner = context;
  inner.prefix = fmt::format("{}{}.", context.prefix, spec.name);
  inner.subject = tree.place;
  Tree written;
  written.kind = Tree::Kind::map;
  written.place = tree.place;
  if (tree.kind == Tree::Kind::map) written.entries = tree.entries;
  const Tree* name = tree.kind == Tree::Kind::scalar ? &tree : tree.find("part");
  std::erase_if(written.entries, [](const TreeEntry& entry) { return entry.key == "part"; });
  using Bound = std::optional<devices::Value>;
  if (name == nullptr) {
    return Bound(std::in_place, bind_parameters(written, schema->parameters, inner));
  }
  const Part* part = context.parts->use(*name, spec.part_type, context.diagnostics);
  if (part == nullptr) return std::nullopt;
  if (inner.places != nullptr) inner.places->insert_or_assign(inner.prefix + "part", name->place);
  note_part_origins(written, *part, inner);
  const Tree merged = merge_plain(part->values, written);
  if (inner.uncertain != nullptr) {
    std::vector<Uncertain> own = part->uncertain;
    drop_stated(own, written);
    lay_over(*inner.uncertain, std::move(own), inner.prefix);
  }
  return Bound(std::in_place, bind_parameters(merged, schema->parameters, inner));
}

}  // namespace ridethrough::scenario
