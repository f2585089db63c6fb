#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "ridethrough/scenario/part.hpp"
#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/units.hpp"
#include "ridethrough/scenario/yaml_reader.hpp"
#include "scenario/merge.hpp"
#include "scenario/parts.hpp"
#include "scenario/uncertainty.hpp"

namespace ridethrough::scenario {

namespace {

/// What `load_part` and `read_part_text` read before they bind.
struct ReadPart {
  std::string name, grade, title;
  Place place;
  Tree values;
  std::vector<ValidRange> valid;
};

Tree argument_tree(const Argument& argument) {
  Tree tree;
  tree.text = argument.text;
  tree.place = argument.place();
  return tree;
}

bool is_path(std::string_view name) {
  return name.ends_with(".yaml") || name.find('/') != std::string_view::npos;
}

/// A file beside the user is named without "./", too: no part of the library has such a name.
Tree part_name(const std::string& name) {
  Tree tree = argument_tree({"part", name});
  tree.place.source = std::make_shared<const SourceText>(SourceText{"PART", name});
  const bool is_marked = name.starts_with("./") || name.starts_with("../") || name.starts_with('/');
  if (is_path(name) && !is_marked) tree.text = "./" + name;
  return tree;
}

std::optional<ValidRange> read_range(const TreeEntry& entry, Diagnostics& diagnostics) {
  const Tree& range = entry.value;
  Quantity low, high;
  const bool is_range = range.kind == Tree::Kind::list && range.items.size() == 2 &&
                        !parse_quantity(range.items[0].text, low) &&
                        !parse_quantity(range.items[1].text, high) &&
                        low.dimension == high.dimension && low.si <= high.si;
  if (is_range) return ValidRange{entry.key, low.si, high.si, low.unit};
  diagnostics.error("RT0309", fmt::format("'{}' of 'valid' is a range of two values", entry.key),
                    range.place, "write [lowest, highest], with units");
  return std::nullopt;
}

std::vector<ValidRange> read_valid(const Tree& root, Diagnostics& diagnostics) {
  std::vector<ValidRange> ranges;
  const Tree* valid = root.find("valid");
  if (valid == nullptr) return ranges;
  for (const TreeEntry& entry : valid->entries) {
    if (auto range = read_range(entry, diagnostics)) ranges.push_back(std::move(*range));
  }
  return ranges;
}

const devices::TypeSchema* known_type(std::string_view type, const Place& place,
                                      Diagnostics& diagnostics) {
  const devices::TypeSchema* schema = schema_of(devices::catalog(), type);
  if (schema != nullptr) return schema;
  const auto names =
      type_names(devices::catalog(), [](const devices::TypeSchema&) { return true; });
  diagnostics.error("RT0208", fmt::format("there is no type '{}'", type), place,
                    did_you_mean(type, names, "'ridethrough parts' lists all parts by type"));
  return nullptr;
}

devices::Parameters bind_values(const Tree& values, std::string_view type, const Place& subject,
                                PartLibrary& parts, Diagnostics& diagnostics) {
  const devices::TypeSchema* schema = schema_of(parts.catalog(), type);
  ValueContext context{
      .diagnostics = diagnostics, .owner = std::string(type), .parts = &parts, .subject = subject};
  return bind_parameters(values, schema->parameters, context);
}

BoundPart bound_part(ReadPart part, std::string_view type, PartLibrary& parts,
                     Diagnostics& diagnostics) {
  BoundPart bound{part.name,  std::string(type),     part.title, part.grade,
                  part.place, std::move(part.valid), {}};
  bound.values = bind_values(part.values, type, part.place, parts, diagnostics);
  if (diagnostics.has_errors()) throw ScenarioError(std::move(diagnostics));
  return bound;
}

}  // namespace

std::string Argument::option() const {
  std::string name = key;
  std::replace(name.begin(), name.end(), '_', '-');
  return "--" + name;
}

Place Argument::place() const {
  const auto length = static_cast<int>(std::max<std::size_t>(1, text.size()));
  return {std::make_shared<const SourceText>(SourceText{option(), text}), 1, 1, length};
}

BoundPart load_part(const std::string& name, std::string_view type,
                    const std::vector<Argument>& overrides, const LoadOptions& options) {
  Diagnostics diagnostics;
  PartLibrary parts(devices::catalog(), options.library, nullptr);
  const Tree named = part_name(name);
  const Part* part = parts.use(named, type, diagnostics);
  if (part == nullptr) throw ScenarioError(std::move(diagnostics));
  ReadPart read{part->name, part->grade, "", named.place, part->values, {}};
  // Title and ranges belong to the file, not to what others build on, so the library drops them.
  const std::string file =
      is_path(name) ? name
                    : (std::filesystem::path(options.library) / type / (name + ".yaml")).string();
  if (const auto source = read_source(file, diagnostics, named.place)) {
    const Tree root = read_yaml(source, diagnostics);
    if (const Tree* origin = root.find("source")) read.title = text_of(*origin, "title");
    read.valid = read_valid(root, diagnostics);
  }
  Tree written;
  written.kind = Tree::Kind::map;
  for (const Argument& each : overrides) {
    written.entries.push_back({each.key, each.place(), argument_tree(each)});
  }
  read.values = merge_plain(std::move(read.values), written);
  return bound_part(std::move(read), type, parts, diagnostics);
}

BoundPart read_part_text(const std::string& text, const std::string& file, std::string_view type,
                         const LoadOptions& options) {
  Diagnostics diagnostics;
  PartLibrary parts(devices::catalog(), options.library, nullptr);
  const auto source = std::make_shared<const SourceText>(SourceText{file, text});
  const Tree root = read_yaml(source, diagnostics);
  const auto part = read_part(root, "", file, diagnostics);
  if (!part || part->values == nullptr || diagnostics.has_errors()) {
    throw ScenarioError(std::move(diagnostics));
  }
  ReadPart read{part->name,  part->grade,   part->title,
                part->place, *part->values, read_valid(root, diagnostics)};
  return bound_part(std::move(read), type, parts, diagnostics);
}

void check_part(const std::string& file, const LoadOptions& options) {
  Diagnostics diagnostics;
  PartLibrary parts(devices::catalog(), options.library, nullptr);
  const auto source = read_source(file, diagnostics);
  const Tree root = source ? read_yaml(source, diagnostics) : Tree{};
  const auto text = source ? read_part(root, "", file, diagnostics) : std::nullopt;
  if (!text || diagnostics.has_errors()) throw ScenarioError(std::move(diagnostics));
  const Part* part = parts.use(part_name(file), text->type, diagnostics);
  // The components of a group have their names from where it is used: they are bound there.
  if (part == nullptr || text->type == "group") return;
  const Place& place = root.find("type")->place;
  if (const devices::TypeSchema* schema = known_type(text->type, place, diagnostics)) {
    ValueContext context{.diagnostics = diagnostics, .owner = text->type, .parts = &parts};
    context.subject = text->place;
    context.is_partial = true;
    const devices::Parameters values = bind_parameters(part->values, schema->parameters, context);
    check_uncertain(part->uncertain, values, diagnostics);
  }
  read_valid(root, diagnostics);
  if (diagnostics.has_errors()) throw ScenarioError(std::move(diagnostics));
}

std::optional<BoundArgument> bind_argument(const Argument& argument,
                                           std::span<const devices::ParamSpec> rows,
                                           Diagnostics& diagnostics) {
  std::size_t row = 0;
  Quantity quantity;
  if (!parse_quantity(argument.text, quantity)) {
    while (row + 1 < rows.size() && dimension_of(rows[row].unit) != quantity.dimension) ++row;
  }
  ValueContext context{.diagnostics = diagnostics, .owner = ""};
  const auto value = bind_value(argument_tree(argument), rows[row], context);
  if (!value || !value->present()) return std::nullopt;
  const bool is_count = rows[row].kind == devices::Kind::count;
  return BoundArgument{row, is_count ? static_cast<double>(value->count()) : value->number()};
}

}  // namespace ridethrough::scenario
