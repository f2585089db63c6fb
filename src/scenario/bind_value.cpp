#include "scenario/bind_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/units.hpp"
#include "scenario/bind_text.hpp"
#include "scenario/parts.hpp"

namespace ridethrough::scenario {

namespace {

using devices::Kind;
using devices::ParamSpec;
using devices::Value;

Place whole_of(const Tree& tree) {
  return tree.kind == Tree::Kind::scalar ? place_within(tree, 0, static_cast<int>(tree.text.size()))
                                         : tree.place;
}

std::optional<Value> bind_count(const Tree& tree, const ParamSpec& spec, ValueContext& context) {
  std::int64_t count = 0;
  if (const auto fault = parse_count(tree.text, count)) {
    context.diagnostics.error(fault->rule, fault->message,
                              place_within(tree, fault->offset, fault->length), fault->label);
    return std::nullopt;
  }
  const auto number = static_cast<double>(count);
  if (spec.positive && count == 0) {
    context.diagnostics.error("RT0310",
                              fmt::format("{} can not be zero", subject_of(spec, context)),
                              whole_of(tree), "write a number from 1");
    return std::nullopt;
  }
  if (number >= spec.low && number <= spec.high) return Value(count);
  const std::string label =
      std::isinf(spec.high)
          ? fmt::format("at least {}", print_number(spec.low))
          : fmt::format("allowed is {} to {}", print_number(std::max(0.0, spec.low)),
                        print_number(spec.high));
  context.diagnostics.error("RT0304",
                            fmt::format("{} can not be {}", subject_of(spec, context), tree.text),
                            whole_of(tree), label);
  return std::nullopt;
}

std::optional<Value> bind_flag(const Tree& tree, const ParamSpec& spec, ValueContext& context) {
  if (!tree.quoted && (tree.text == "true" || tree.text == "false")) {
    return Value(tree.text == "true");
  }
  const bool affirms = tree.text == "yes" || tree.text == "on" || tree.text == "True";
  const bool denies = tree.text == "no" || tree.text == "off" || tree.text == "False";
  context.diagnostics.error(
      "RT0308", fmt::format("{} is true or false, nothing else", subject_of(spec, context)),
      whole_of(tree),
      affirms  ? "write true"
      : denies ? "write false"
               : "write true or false");
  return std::nullopt;
}

std::optional<Value> bind_word(const Tree& tree, const ParamSpec& spec, ValueContext& context) {
  const std::vector<std::string> words(spec.words.begin(), spec.words.end());
  if (std::find(words.begin(), words.end(), tree.text) != words.end()) return Value(tree.text);
  context.diagnostics.error(
      "RT0308", fmt::format("{} can not be '{}'", subject_of(spec, context), tree.text),
      whole_of(tree),
      did_you_mean(tree.text, words, fmt::format("one of: {}", fmt::join(words, ", "))));
  return std::nullopt;
}

std::optional<Value> bind_range(const Tree& tree, const ParamSpec& spec, ValueContext& context) {
  if (!expect_kind(tree, Tree::Kind::list, subject_of(spec, context), context.diagnostics)) {
    return std::nullopt;
  }
  if (tree.items.size() != 2) {
    context.diagnostics.error("RT0309",
                              fmt::format("{} is a range of two values", subject_of(spec, context)),
                              tree.place, "write [lowest, highest]");
    return std::nullopt;
  }
  const auto low = bind_quantity(tree.items[0], spec, context);
  const auto high = bind_quantity(tree.items[1], spec, context);
  if (!low || !high) return std::nullopt;
  if (low->number() > high->number()) {
    context.diagnostics.error("RT0311", fmt::format("{} is upside down", subject_of(spec, context)),
                              tree.place,
                              fmt::format("the lower value comes first: [{}, {}]",
                                          tree.items[1].text, tree.items[0].text));
    return std::nullopt;
  }
  return Value(Value::List{*low, *high});
}

std::optional<Value> bind_map(const Tree& tree, const ParamSpec& spec, ValueContext& context) {
  if (!expect_kind(tree, Tree::Kind::map, subject_of(spec, context), context.diagnostics)) {
    return std::nullopt;
  }
  ValueContext inner = context;
  inner.prefix = fmt::format("{}{}.", context.prefix, spec.name);
  inner.subject = tree.place;
  return std::optional<Value>(std::in_place, bind_parameters(tree, spec.fields, inner));
}

/// A list: of maps if the row has fields, else of words, else of quantities; one item needs no [].
std::optional<Value> bind_points(const Tree& tree, const ParamSpec& spec, ValueContext& context) {
  const bool of_maps = !spec.fields.empty();
  if (of_maps &&
      !expect_kind(tree, Tree::Kind::list, subject_of(spec, context), context.diagnostics)) {
    return std::nullopt;
  }
  // Members of a list have no name of their own, so they leave no places or origins behind.
  ValueContext inner = context;
  inner.places = nullptr;
  inner.origins = nullptr;
  inner.uncertain = nullptr;
  const auto bind_item = [&](const Tree& item) -> std::optional<Value> {
    if (of_maps) return bind_map(item, spec, inner);
    if (!expect_kind(item, Tree::Kind::scalar, subject_of(spec, context), context.diagnostics)) {
      return std::nullopt;
    }
    return spec.words.empty() ? bind_quantity(item, spec, inner) : bind_word(item, spec, inner);
  };
  Value::List list;
  bool whole = true;
  const auto take = [&](const Tree& item) {
    auto value = bind_item(item);
    whole = whole && value.has_value();
    if (value) list.push_back(std::move(*value));
  };
  if (tree.kind == Tree::Kind::list) {
    std::for_each(tree.items.begin(), tree.items.end(), take);
  } else {
    take(tree);
  }
  if (!whole) return std::nullopt;
  return Value(std::move(list));
}

std::optional<Value> bind_component(const Tree& tree, const ParamSpec& spec,
                                    ValueContext& context) {
  const auto reference = read_reference(tree, spec.name, context.diagnostics);
  if (!reference) return std::nullopt;
  return Value(reference->path.text());
}

std::optional<Value> bind_components(const Tree& tree, const ParamSpec& spec,
                                     ValueContext& context) {
  Value::List names;
  for (const Reference& reference : read_references(tree, spec.name, context.diagnostics)) {
    names.emplace_back(reference.path.text());
  }
  if (names.empty()) return std::nullopt;
  return Value(std::move(names));
}

std::optional<Value> bind_scalar(const Tree& tree, const ParamSpec& spec, ValueContext& context) {
  if (!expect_kind(tree, Tree::Kind::scalar, subject_of(spec, context), context.diagnostics)) {
    return std::nullopt;
  }
  switch (spec.kind) {
    case Kind::count:
      return bind_count(tree, spec, context);
    case Kind::flag:
      return bind_flag(tree, spec, context);
    case Kind::word:
      return bind_word(tree, spec, context);
    case Kind::component:
      return bind_component(tree, spec, context);
    default:
      return Value(tree.text);
  }
}

}  // namespace

std::optional<Value> bind_value(const Tree& tree, const ParamSpec& spec, ValueContext& context) {
  const bool says_none = tree.kind == Tree::Kind::scalar && !tree.quoted && tree.text == "none";
  const bool none_is_a_word =
      std::find(spec.words.begin(), spec.words.end(), "none") != spec.words.end();
  if (says_none && spec.fallback == "none" && !none_is_a_word) return Value();
  const bool is_playable = !spec.played_unit.empty() && tree.kind == Tree::Kind::map;
  if (is_playable && tree.find("trace") != nullptr) return bind_trace(tree, spec, context);
  if (spec.is_log && tree.kind == Tree::Kind::map) return bind_log(tree, spec, context);
  if (spec.is_tabular && tree.kind == Tree::Kind::scalar) {
    const auto table = read_table(tree, spec, context);
    return table ? bind_points(*table, spec, context) : std::nullopt;
  }
  if (spec.is_many) return bind_components(tree, spec, context);
  switch (spec.kind) {
    case Kind::quantity:
      // A playable parameter may be a map (`trace:`) in place of the number: section 12.
      if (tree.kind == Tree::Kind::map && !spec.fields.empty()) {
        return bind_map(tree, spec, context);
      }
      return bind_quantity(tree, spec, context);
    case Kind::range:
      return bind_range(tree, spec, context);
    case Kind::map:
      return bind_map(tree, spec, context);
    case Kind::points:
      return bind_points(tree, spec, context);
    case Kind::part:
      return bind_part(tree, spec, context);
    default:
      return bind_scalar(tree, spec, context);
  }
}

}  // namespace ridethrough::scenario
