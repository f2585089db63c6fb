#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "ridethrough/scenario/schema_text.hpp"
#include "scenario/bind_text.hpp"
#include "scenario/schema_rows.hpp"
#include "scenario/verbs.hpp"

namespace ridethrough::scenario {

namespace {

using Cells = std::vector<std::string>;

/// Columns as wide as their widest cell; the last one runs free.
std::string aligned(const std::vector<Cells>& lines) {
  std::vector<std::size_t> widths;
  for (const Cells& cells : lines) {
    widths.resize(std::max(widths.size(), cells.size()));
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], cells[i].size());
  }
  std::string text;
  for (const Cells& cells : lines) {
    std::string line = "  ";
    for (std::size_t i = 0; i < cells.size(); ++i) {
      line += i + 1 < cells.size() ? fmt::format("{:<{}}  ", cells[i], widths[i]) : cells[i];
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

std::string inlets_text(const devices::Terminals& terminals) {
  if (terminals.inlets_max == 0) return "no inlet";
  if (terminals.inlets_max < 0) return fmt::format("from: {} or more", terminals.inlets_min);
  if (terminals.inlets_min == terminals.inlets_max) {
    return fmt::format("from: {}", terminals.inlets_max);
  }
  return fmt::format("from: {} to {}", terminals.inlets_min, terminals.inlets_max);
}

std::string terminals_text(const devices::TypeSchema& type) {
  if (type.is_part_only) return "stands in part files only";
  if (type.is_job) return "stands under 'jobs:' and runs on 'racks:'";
  const devices::Terminals& terminals = type.terminals;
  std::string text = inlets_text(terminals);
  if (terminals.needs_dc_port)
    text += terminals.at_rack ? " (the dc bus of a rack)" : " (a dc port)";
  if (terminals.between) text += ", or between: [x, y]";
  text += terminals.outlet ? "; has an outlet" : "; has no outlet";
  if (terminals.dc_port) text += "; takes a battery at its dc port";
  return text;
}

std::string words_text(std::string_view title, std::span<const devices::WordSpec> words) {
  if (words.empty()) return {};
  std::vector<Cells> lines;
  for (const auto& word : words) lines.push_back({std::string(word.name), std::string(word.text)});
  return fmt::format("\n{}\n{}", title, aligned(lines));
}

std::string quantities_text(std::span<const devices::QuantitySpec> quantities) {
  if (quantities.empty()) return {};
  std::vector<Cells> lines = {{"name", "unit", "of a group", "meaning"}};
  for (const auto& quantity : quantities) {
    lines.push_back({std::string(quantity.name), std::string(quantity.unit),
                     quantity.additive ? "sum" : "-", std::string(quantity.text)});
  }
  return "\nquantities\n" + aligned(lines);
}

std::string inner_text(const devices::TypeSchema& type) {
  const devices::TypeSchema* part = type.inner.type;
  if (part == nullptr) return {};
  const std::string path = fmt::format("{}.{}.1", type.name, part->name);
  return fmt::format("\n{0} (each {1}: {0}.*)\n{2}\n", path, part->name, part->text) +
         quantities_text(part->quantities) + words_text("states", part->states);
}

std::string verbs_text(const devices::TypeSchema& type) {
  std::vector<Cells> lines;
  for (const VerbSpec& spec : verbs()) {
    if (knows(type, spec.verb)) lines.push_back({std::string(spec.name), std::string(spec.text)});
  }
  return lines.empty() ? std::string() : "\nevents\n" + aligned(lines);
}

std::string parameters_text(std::string_view title, std::span<const devices::ParamSpec> specs) {
  std::vector<Cells> lines = {{"name", "unit", "default", "range", "meaning"}};
  for (const SchemaRow& row : schema_rows(specs)) {
    lines.push_back({row.name, row.unit, row.fallback, row.range, row.text});
  }
  return lines.size() == 1 ? std::string() : fmt::format("\n{}\n{}", title, aligned(lines));
}

/// "for: how long; required": a key of the time of an event.
Cells time_key(std::string_view name, Use use, std::string_view text) {
  return {std::string(name), use == Use::required ? "required" : "optional", std::string(text)};
}

std::string types_text(devices::Verb verb) {
  std::vector<Cells> lines;
  for (const devices::CatalogEntry& entry : devices::catalog()) {
    if (!knows(*entry.schema, verb)) continue;
    std::string modes;
    if (verb == devices::Verb::fail) {
      modes = fmt::format("as: {}", fmt::join(failure_names(*entry.schema), ", "));
    }
    lines.push_back({std::string(entry.schema->name), modes});
  }
  return lines.empty() ? "\nno type of this version knows it\n" : "\nknown by\n" + aligned(lines);
}

}  // namespace

std::string explain_type(const devices::TypeSchema& type) {
  std::string text =
      fmt::format("{} ({})\n{}\n{}\n", type.name, type.group, type.text, terminals_text(type));
  text += parameters_text("parameters", type.parameters);
  text += quantities_text(type.quantities);
  text += words_text("states", type.states);
  text += words_text("failures (fail: ..., as: ...)", type.failures);
  text += verbs_text(type);
  text += inner_text(type);
  return text;
}

std::string explain_verb(std::string_view verb) {
  const VerbSpec* spec = find_verb(verb);
  if (spec == nullptr) return {};
  std::string text = fmt::format("{} (event)\n{}\n", spec->name, spec->text);
  std::vector<Cells> times = {
      time_key("at", Use::required, "a time or a list of them; or 'after:' a condition, 'delay:'")};
  if (spec->lasting != Use::refused) {
    times.push_back(time_key("for", spec->lasting, "how long it lasts"));
  }
  if (spec->over != Use::refused) times.push_back(time_key("over", spec->over, "as a ramp"));
  text += "\ntime\n" + aligned(times);
  return text + parameters_text("keys", spec->keys) + types_text(spec->verb);
}

std::vector<std::string_view> verb_names() {
  std::vector<std::string_view> names;
  for (const VerbSpec& spec : verbs()) names.push_back(spec.name);
  return names;
}

std::string type_table_markdown(const devices::TypeSchema& type) {
  std::string text =
      "| name | unit | default | range | meaning |\n| --- | --- | --- | --- | --- |\n";
  for (const SchemaRow& row : schema_rows(type.parameters)) {
    text += fmt::format("| `{}` | {} | {} | {} | {} |\n", row.name, row.unit, row.fallback,
                        row.range, row.text);
  }
  return text;
}

}  // namespace ridethrough::scenario
