#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "ridethrough/scenario/diagnostic.hpp"
#include "scenario/source_lines.hpp"

namespace ridethrough::scenario {

/// What the reader knows when the YAML parser gives up.
struct YamlFailure {
  std::string message;     ///< of the parser
  std::size_t offset = 0;  ///< where the parser stopped
  bool in_flow = false;    ///< within [...] or {...}
  std::size_t flow_begin = 0;
};

/// Translates the parser's words into what the user should write.
void report_yaml_failure(const SourceLines& lines, const YamlFailure& failure,
                         Diagnostics& diagnostics);

/// A key without a value inside {...} that is really the tail of the value before it: a comma has
/// cut it. False if the key is just empty. `previous` is the value before the comma.
bool report_cut_value(const SourceLines& lines, std::size_t key_offset, std::string_view key,
                      std::string_view previous, Diagnostics& diagnostics);

/// Refuses tabs in indentation, which YAML forbids and parsers misreport. True if there is one.
bool report_tabs(const SourceLines& lines, Diagnostics& diagnostics);

}  // namespace ridethrough::scenario
