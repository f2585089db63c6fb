#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/scenario/model.hpp"
#include "scenario/bind_text.hpp"
#include "scenario/bind_value.hpp"

/// Parts: named parameter sets with their source (section 8 of the language).
namespace ridethrough::scenario {

/// What stands in one part file or under one key of `parts:`.
struct PartText {
  std::string name;
  std::string type;
  std::string title;
  std::string publisher;
  std::string grade = "assumed";  ///< what a local part without `source` is
  const Tree* base = nullptr;     ///< `part:` that it builds on
  const Tree* values = nullptr;   ///< null if there are none
  const Tree* components = nullptr;
  const Tree* uncertainty = nullptr;
  Place place;  ///< of its name
};

/// Reads the root of a part. `local_name` is the key under `parts:`; empty for a file, whose name
/// and source then must be in it. Empty after a finding.
std::optional<PartText> read_part(const Tree& root, const std::string& local_name,
                                  const std::string& file, Diagnostics& diagnostics);

/// A part with all that it builds on.
struct Part {
  std::string name, type, grade, digest;
  Tree values;                                 ///< own over those of its base
  Tree components;                             ///< of a group
  std::map<std::string, std::string> origins;  ///< dotted key -> "part ups-600kw"
  std::vector<Uncertain> uncertain = {};       ///< of its values
};

/// Calls `take(dotted key)` for every key of `map` at every depth.
void visit_keys(const Tree& map, const std::string& prefix,
                const std::function<void(const std::string&, const Tree&)>& take);

/// The parts that one scenario can see; remembers which it used.
class PartLibrary {
 public:
  /// `local` is the map under `parts:`, or null; it outlives the library.
  PartLibrary(Catalog catalog, std::string folder, const Tree* local);

  /// The part that `name` names, of `type`; null after a finding. Valid as long as the library.
  const Part* use(const Tree& name, std::string_view type, Diagnostics& diagnostics);

  Catalog catalog() const { return catalog_; }
  std::vector<PartUse> uses() const;  ///< sorted by name

 private:
  const Part* load_file(const std::string& file, const Tree& name, Diagnostics& diagnostics);
  const Part* load_local(const TreeEntry& entry, Diagnostics& diagnostics);
  const Part* build(const std::string& key, const PartText& text, const std::string& digest,
                    Diagnostics& diagnostics);
  std::vector<Uncertain> uncertainty_of(const PartText& text, Diagnostics& diagnostics) const;
  const Part* of_type(const Part* part, const Tree& name, std::string_view type,
                      Diagnostics& diagnostics) const;
  const Part* report_absent(const Tree& name, std::string_view type, Diagnostics& diagnostics);
  bool may_open(const std::string& key, const Tree& name, Diagnostics& diagnostics) const;

  Catalog catalog_;
  std::string folder_;
  const Tree* local_;
  std::map<std::string, Part> loaded_;  ///< by file, or "parts.<name>" for local ones
  std::map<std::string, Tree> files_;   ///< trees of the part files
  std::vector<std::string> open_;       ///< keys being built, outermost first
};

/// Kind::part: a part name, `{part: ..., overrides}` or the values themselves.
std::optional<devices::Value> bind_part(const Tree& tree, const devices::ParamSpec& spec,
                                        ValueContext& context);

/// Stems of the part files in `folder`/`type`, sorted.
std::vector<std::string> part_stems(const std::string& folder, std::string_view type);

}  // namespace ridethrough::scenario
