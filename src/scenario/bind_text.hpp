#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/devices/catalog.hpp"
#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/scenario/model.hpp"
#include "ridethrough/scenario/tree.hpp"

/// Small texts and readings that all binders share.
namespace ridethrough::scenario {

using Catalog = std::span<const devices::CatalogEntry>;

/// The schema of `type`, or null.
const devices::TypeSchema* schema_of(Catalog catalog, std::string_view type);

/// Names of all types that `wanted` accepts, in the order of the catalog.
std::vector<std::string> type_names(Catalog catalog, bool (*wanted)(const devices::TypeSchema&));

std::vector<std::string> names_of(std::span<const devices::ParamSpec> specs);
const devices::ParamSpec* find_spec(std::span<const devices::ParamSpec> specs,
                                    std::string_view name);

/// "an ats", "a ups", "a battery".
std::string with_article(std::string_view noun);

/// "one" to "twelve", then digits.
std::string number_word(std::size_t number);

/// The part of a scalar that begins `offset` characters into its text.
Place place_within(const Tree& scalar, int offset, int length);

/// Finding unless `name` is a name that a user may give; `what` is "component", "event", ...
bool check_name(std::string_view name, const Place& place, std::string_view what,
                Diagnostics& diagnostics);

/// A path from a scalar. Empty after a finding.
std::optional<Reference> read_reference(const Tree& value, std::string_view key,
                                        Diagnostics& diagnostics);

/// Paths from a scalar or a list of scalars; what is wrong is left out after a finding.
std::vector<Reference> read_references(const Tree& value, std::string_view key,
                                       Diagnostics& diagnostics);

/// RT0201 for keys of `map` that are not among `known`: "a battery has no 'cpacity'". `subject` is
/// "a battery" or "'walk_in' of ups".
void refuse_unknown_keys(const Tree& map, const std::vector<std::string>& known,
                         std::string_view subject, Diagnostics& diagnostics);

/// False after a finding RT0309 if `value` is not of `kind`; `what` is "'walk_in' of ups".
bool expect_kind(const Tree& value, Tree::Kind kind, std::string_view what,
                 Diagnostics& diagnostics);

/// The text of a `note:` or name; empty if absent.
std::string text_of(const Tree& map, std::string_view key);

/// One line of flow YAML: `{a: 1 s, b: [x, y]}`; `sorted` orders keys for digests.
std::string flow_text(const Tree& tree, bool sorted = false);

}  // namespace ridethrough::scenario
