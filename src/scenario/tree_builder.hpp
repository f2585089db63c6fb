#pragma once

#include <yaml-cpp/eventhandler.h>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/scenario/tree.hpp"
#include "scenario/source_lines.hpp"
#include "scenario/yaml_hints.hpp"

namespace ridethrough::scenario {

/// Thrown through the parser: the rest of a document can not be read with any sense. The finding
/// has been reported.
struct StopReading {};

/// Builds a Tree from the parser's events and refuses by name what the language leaves out of YAML.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const SourceLines& lines, Diagnostics& diagnostics)
      : lines_(lines), diagnostics_(diagnostics) {}

  bool has_root() const { return has_root_; }
  Tree take_root() { return std::move(root_); }

  /// What the innermost open [ or { says about an error of the parser.
  void describe(YamlFailure& failure) const;

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  struct OpenNode {
    Tree node;
    std::size_t offset = 0;
    bool in_flow = false;
    bool has_key = false;     ///< a map: the key is read, its value comes next
    bool drop_value = false;  ///< the key has been refused
    std::string key;
    Place key_place;
    std::size_t key_offset = 0;
    std::map<std::string, Place, std::less<>> keys;
  };

  void refuse_anchor(std::size_t at, YAML::anchor_t anchor);
  void refuse_alias(std::size_t at);
  void refuse_tag(std::size_t at, const std::string& tag);
  Place empty_item_place(std::size_t at) const;
  void report_empty_value(const OpenNode& parent, std::size_t at);
  void accept_key(OpenNode& map, Tree key, std::size_t at);
  void accept(Tree tree, std::size_t at);
  void open(Tree::Kind kind, std::size_t at, const std::string& tag, YAML::anchor_t anchor,
            bool in_flow);
  void close();

  const SourceLines& lines_;
  Diagnostics& diagnostics_;
  std::vector<OpenNode> open_;
  Tree root_;
  int refused_alias_line_ = 0;
  bool has_root_ = false;
  bool document_seen_ = false;
};

}  // namespace ridethrough::scenario
