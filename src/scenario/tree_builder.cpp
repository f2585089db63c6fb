#include "scenario/tree_builder.hpp"

#include <fmt/format.h>
#include <yaml-cpp/mark.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "ridethrough/scenario/yaml_reader.hpp"

namespace ridethrough::scenario {

namespace {

constexpr std::string_view kNoAliases = "aliases and anchors are not part of this language";
constexpr std::string_view kInsteadOfAliases =
    "what is used twice is a part or a group, so that its origin can be shown";

std::size_t offset_of(const YAML::Mark& mark) {
  return static_cast<std::size_t>(std::max(0, mark.pos));
}

// yaml-cpp takes a quote that is never closed for closed by the last line of the file.
bool is_closed_quote(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    const bool doubled = quote == '\'' && text[i] == quote && text.substr(i + 1).starts_with(quote);
    if (doubled || (quote == '"' && text[i] == '\\')) {
      ++i;
    } else if (text[i] == quote) {
      return true;
    }
  }
  return false;
}

}  // namespace

void TreeBuilder::describe(YamlFailure& failure) const {
  if (open_.empty() || !open_.back().in_flow) return;
  failure.in_flow = true;
  failure.flow_begin = open_.back().offset;
  if (lines_.text()[failure.flow_begin] == '[' || lines_.text()[failure.flow_begin] == '{') return;
  failure.in_flow = false;
}

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (!document_seen_) {
    document_seen_ = true;
    return;
  }
  const std::size_t at = offset_of(mark);
  if (std::string_view(lines_.text()).substr(at).starts_with("---")) {
    diagnostics_.error("RT0109", "a second document begins here", lines_.place(at, 3),
                       "one file holds one scenario; put the rest into a file of its own");
  } else {
    diagnostics_.error("RT0105", "this is not YAML", lines_.value_place(at, {}),
                       "the indentation fits no line above");
  }
  throw StopReading{};
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const std::size_t at = offset_of(mark);
  refuse_anchor(at, anchor);
  if (open_.empty()) return;
  OpenNode& parent = open_.back();
  if (parent.node.kind == Tree::Kind::list) {
    diagnostics_.error("RT0111", "an item of this list is empty", empty_item_place(at),
                       "write a value, or take the line out");
  } else if (!parent.has_key) {
    diagnostics_.error("RT0111", "a key is empty", lines_.place(at, 1), "write a name before ':'");
    parent.has_key = true;
    parent.drop_value = true;
  } else {
    report_empty_value(parent, at);
    parent.has_key = false;
  }
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t) {
  const std::size_t at = offset_of(mark);
  refuse_alias(at);
  Tree tree;
  tree.place = lines_.place(at, 1);
  accept(std::move(tree), at);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  const std::size_t at = offset_of(mark);
  refuse_anchor(at, anchor);
  refuse_tag(at, tag);
  Tree tree;
  tree.text = value;
  const char first = at < lines_.text().size() ? lines_.text()[at] : ' ';
  tree.quoted = tag == "!" && first != '!';
  if ((first == '"' || first == '\'') && !is_closed_quote(lines_.text(), at)) {
    diagnostics_.error("RT0105", "this is not YAML", lines_.place(at, 1),
                       "this quote is not closed");
    throw StopReading{};
  }
  tree.place = lines_.value_place(at, value);
  if (value.empty() && !open_.empty() && open_.back().has_key) {
    report_empty_value(open_.back(), at);
    open_.back().drop_value = true;
  }
  accept(std::move(tree), at);
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                                  YAML::anchor_t anchor, YAML::EmitterStyle::value style) {
  open(Tree::Kind::list, offset_of(mark), tag, anchor, style == YAML::EmitterStyle::Flow);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value style) {
  open(Tree::Kind::map, offset_of(mark), tag, anchor, style == YAML::EmitterStyle::Flow);
}

void TreeBuilder::refuse_anchor(std::size_t at, YAML::anchor_t anchor) {
  if (anchor != 0) refuse_alias(at);
}

// Once for each line: a bomb of aliases must not crowd out all other findings.
void TreeBuilder::refuse_alias(std::size_t at) {
  const std::size_t end = lines_.text().find_first_of(" ,]}\n", at);
  const Place place = lines_.place(at, std::min(end, lines_.text().size()) - at);
  if (place.line == refused_alias_line_) return;
  refused_alias_line_ = place.line;
  diagnostics_.error("RT0106", std::string(kNoAliases), place, std::string(kInsteadOfAliases));
}

void TreeBuilder::refuse_tag(std::size_t at, const std::string& tag) {
  const bool explicit_tag = at < lines_.text().size() && lines_.text()[at] == '!';
  if (!explicit_tag && (tag.empty() || tag == "?" || tag == "!")) return;
  diagnostics_.error("RT0107", "tags ('!') are not part of this language", lines_.place(at, 1),
                     "leave it out; types follow from the keys");
}

// The parser marks an empty item where it noticed it, behind the dash or comma that made it.
Place TreeBuilder::empty_item_place(std::size_t at) const {
  const std::string_view text = lines_.text();
  if (at < text.size() && std::string_view("~nN").find(text[at]) != std::string_view::npos) {
    return lines_.place(at, text[at] == '~' ? 1 : 4);
  }
  const std::size_t mark = text.find_last_of("-,[", at == 0 ? 0 : at - 1);
  return lines_.place(mark == std::string_view::npos ? at : mark, 1);
}

void TreeBuilder::report_empty_value(const OpenNode& parent, std::size_t at) {
  const std::string_view text = lines_.text();
  // At the end of the text an open bracket is the mistake, and the parser reports it next.
  if (parent.drop_value || (parent.in_flow && at >= text.size())) return;
  const char first = at < text.size() ? text[at] : ' ';
  const bool written = at > parent.key_offset && (first == '~' || first == 'n' || first == 'N') &&
                       lines_.place(at, 1).line == parent.key_place.line;
  if (written) {
    diagnostics_.error("RT0111", fmt::format("'{}' has no value", parent.key),
                       lines_.place(at, first == '~' ? 1 : 4),
                       "null deletes nothing; to take something out of a base: 'remove:'");
    return;
  }
  if (parent.in_flow && !parent.node.entries.empty() &&
      report_cut_value(lines_, parent.key_offset, parent.key, parent.node.entries.back().value.text,
                       diagnostics_)) {
    return;
  }
  const std::size_t colon = parent.key.find(':');
  const std::string label =
      colon == std::string::npos
          ? "write a value, or take the line out"
          : fmt::format("a space belongs after the ':': {}: {}", parent.key.substr(0, colon),
                        parent.key.substr(colon + 1));
  diagnostics_.error("RT0111", fmt::format("'{}' has no value", parent.key), parent.key_place,
                     label);
}

void TreeBuilder::accept_key(OpenNode& map, Tree key, std::size_t at) {
  if (key.kind != Tree::Kind::scalar) {
    diagnostics_.error("RT0119", "a key is a single word", key.place,
                       "lists and maps can not be keys");
    throw StopReading{};
  }
  map.has_key = true;
  map.drop_value = false;
  map.key_place = key.place;
  map.key_offset = at;
  if (key.text == "<<" && !key.quoted) {
    diagnostics_.error("RT0108", "merge keys ('<<') are not part of this language", key.place,
                       "what is used twice is a part or a group; a base is named by 'extends:'");
    map.drop_value = true;
  } else if (const auto [first, is_new] = map.keys.emplace(key.text, key.place); !is_new) {
    diagnostics_.error(
        "RT0110", fmt::format("'{}' is written twice", key.text), key.place,
        fmt::format("the first is at {}; YAML would keep only one", location(first->second)));
    map.drop_value = true;
  }
  map.key = std::move(key.text);
}

void TreeBuilder::accept(Tree tree, std::size_t at) {
  if (open_.empty()) {
    root_ = std::move(tree);
    has_root_ = true;
    return;
  }
  OpenNode& parent = open_.back();
  if (parent.node.kind == Tree::Kind::list) {
    parent.node.items.push_back(std::move(tree));
  } else if (!parent.has_key) {
    accept_key(parent, std::move(tree), at);
  } else {
    parent.has_key = false;
    if (parent.drop_value) return;
    parent.node.entries.push_back({std::move(parent.key), parent.key_place, std::move(tree)});
  }
}

void TreeBuilder::open(Tree::Kind kind, std::size_t at, const std::string& tag,
                       YAML::anchor_t anchor, bool in_flow) {
  refuse_anchor(at, anchor);
  refuse_tag(at, tag);
  if (open_.size() >= static_cast<std::size_t>(kMaxNesting)) {
    diagnostics_.error("RT0113", fmt::format("nested deeper than {} levels", kMaxNesting),
                       lines_.place(at, 1), "use groups and parts");
    throw StopReading{};
  }
  OpenNode node;
  node.node.kind = kind;
  node.node.place =
      in_flow || kind == Tree::Kind::list ? lines_.value_place(at, {}) : lines_.place(at, 1);
  if (kind == Tree::Kind::list && !in_flow) node.node.place.length = 1;
  node.offset = at;
  node.in_flow = in_flow;
  open_.push_back(std::move(node));
}

void TreeBuilder::close() {
  OpenNode closed = std::move(open_.back());
  open_.pop_back();
  if (!closed.in_flow && !closed.node.entries.empty()) {
    closed.node.place = closed.node.entries.front().place;
  }
  accept(std::move(closed.node), closed.offset);
}

}  // namespace ridethrough::scenario
