#include "ridethrough/scenario/yaml_reader.hpp"

#include <fmt/format.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <utility>

#include "scenario/source_lines.hpp"
#include "scenario/tree_builder.hpp"
#include "scenario/yaml_hints.hpp"

namespace ridethrough::scenario {

namespace {

/// Runs the parser over `text`, which has the same offsets as the source of `lines`.
Tree parse_document(const std::string& text, const SourceLines& lines, Diagnostics& diagnostics,
                    bool& complete) {
  TreeBuilder builder(lines, diagnostics);
  complete = false;
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    complete = parser.HandleNextDocument(builder) && builder.has_root();
    while (parser.HandleNextDocument(builder)) continue;
  } catch (const StopReading&) {
    complete = false;
  } catch (const YAML::Exception& exception) {
    complete = false;
    YamlFailure failure;
    failure.message = exception.msg;
    failure.offset = static_cast<std::size_t>(std::max(0, exception.mark.pos));
    builder.describe(failure);
    report_yaml_failure(lines, failure, diagnostics);
  }
  return builder.take_root();
}

std::string name_of_kind(const Tree& tree) {
  return tree.kind == Tree::Kind::list ? "a list" : "a single value";
}

}  // namespace

Tree read_yaml(const std::shared_ptr<const SourceText>& source, Diagnostics& diagnostics) {
  const SourceLines lines(source);
  Tree empty;
  empty.kind = Tree::Kind::map;
  empty.place = lines.place(0, 1);
  if (source->text.size() > kMaxSourceBytes) {
    diagnostics.error("RT0116", "more than 16 MB", empty.place, "put traces into CSV files");
    return empty;
  }
  if (report_tabs(lines, diagnostics)) return empty;
  const int errors_before = diagnostics.errors();
  bool complete = false;
  Tree root = parse_document(source->text, lines, diagnostics, complete);
  if (!complete) {
    if (diagnostics.errors() == errors_before) {
      diagnostics.error("RT0114", "this file is empty", empty.place,
                        "a scenario begins with 'schema_version: 1'");
    }
    return empty;
  }
  if (root.kind != Tree::Kind::map) {
    diagnostics.error("RT0115", "a scenario is a map of keys, this is " + name_of_kind(root),
                      root.place, "write 'key: value' with a space after the ':'");
    return empty;
  }
  return root;
}

Tree read_yaml_value(const std::shared_ptr<const SourceText>& source, std::size_t offset,
                     Diagnostics& diagnostics) {
  const SourceLines lines(source);
  const int errors_before = diagnostics.errors();
  std::string text = source->text;
  for (std::size_t i = 0; i < std::min(offset, text.size()); ++i) text[i] = ' ';
  bool complete = false;
  Tree value = parse_document(text, lines, diagnostics, complete);
  if (!complete && diagnostics.errors() == errors_before) {
    diagnostics.error("RT0111", "a value is missing", lines.place(0, source->text.size()),
                      "write PATH=VALUE: block.count=20");
  }
  return value;
}

}  // namespace ridethrough::scenario
