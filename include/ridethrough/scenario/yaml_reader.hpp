#pragma once

#include <memory>
#include <string>

#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/scenario/tree.hpp"

namespace ridethrough::scenario {

inline constexpr std::size_t kMaxSourceBytes = 16u << 20;  ///< a scenario is written by people
inline constexpr int kMaxNesting = 64;

/// Reads a file: line ends become "\n", a UTF-8 byte order mark is dropped. Null after an error
/// (missing, a directory, unreadable, over 16 MB, not UTF-8), which points at `asked` if that is a
/// place (the `extends:` that names the file). Traces may have more bytes than scenarios.
std::shared_ptr<const SourceText> read_source(const std::string& path, Diagnostics& diagnostics,
                                              const Place& asked = {},
                                              std::size_t most_bytes = kMaxSourceBytes);

/// Reads the one YAML document of `source`, a map. Anchors, aliases, merge keys, tags, nulls,
/// duplicate keys and further documents are findings; what is left is returned.
Tree read_yaml(const std::shared_ptr<const SourceText>& source, Diagnostics& diagnostics);

/// Reads the YAML value (scalar, flow list or flow map) that begins at byte `offset` of `source`.
Tree read_yaml_value(const std::shared_ptr<const SourceText>& source, std::size_t offset,
                     Diagnostics& diagnostics);

}  // namespace ridethrough::scenario
