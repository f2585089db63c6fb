#include "scenario/uncertainty.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/units.hpp"
#include "scenario/drawn_uncertainty.hpp"
#include "scenario/read_distribution.hpp"
#include "scenario/set_target.hpp"

namespace ridethrough::scenario {

namespace {

using devices::Kind;
using devices::ParamSpec;

constexpr double kLeastShare = 0x1p-54;  ///< the least that a stream gives

struct NamedRow {
  std::string dotted;
  const ParamSpec* spec = nullptr;
};

/// The rows with that name, in the outermost maps that have one.
std::vector<NamedRow> rows_named(std::span<const ParamSpec> specs, std::string_view name) {
  std::vector<std::pair<std::string, std::span<const ParamSpec>>> level{{"", specs}};
  std::vector<NamedRow> found;
  while (!level.empty() && found.empty()) {
    decltype(level) deeper;
    for (const auto& [prefix, rows] : level) {
      for (const ParamSpec& row : rows) {
        const std::string dotted = prefix + std::string(row.name);
        if (row.name == name) found.push_back({dotted, &row});
        if (row.kind == Kind::map) deeper.emplace_back(dotted + ".", row.fields);
      }
    }
    level = std::move(deeper);
  }
  return found;
}

/// Readers write `cell_resistance` where only one map has it, or `model.cell_resistance`.
std::optional<NamedRow> find_row(const TreeEntry& entry, const devices::TypeSchema& type,
                                 Catalog catalog, Diagnostics& diagnostics) {
  if (entry.key.find('.') != std::string::npos) {
    const ParamSpec* spec = find_parameter(type, entry.key, catalog).spec;
    if (spec != nullptr) return NamedRow{entry.key, spec};
  }
  const std::vector<NamedRow> rows = rows_named(type.parameters, entry.key);
  if (rows.size() == 1) return rows.front();
  const std::string what = with_article(type.name);
  if (rows.empty()) {
    diagnostics.error("RT1050", fmt::format("{} has no '{}' to be uncertain of", what, entry.key),
                      entry.place,
                      did_you_mean(entry.key, names_of(type.parameters),
                                   "name a number of its values, as 'model.charge'"));
  } else {
    diagnostics.error(
        "RT1050", fmt::format("{} has a '{}' in more than one place", what, entry.key), entry.place,
        fmt::format("write '{}' or '{}'", rows[0].dotted, rows[1].dotted));
  }
  return std::nullopt;
}

std::optional<Distribution> refuse_amount(const Tree& amount, std::string_view message,
                                          Diagnostics& diagnostics) {
  diagnostics.error("RT1050", std::string(message), amount.place,
                    "write 10 %, or the factor: {lognormal: 100 %, sigma: 0.2}");
  return std::nullopt;
}

/// The factor on the value: even between 1 - u and 1 + u, as JCGM 100:2008, 4.3.7, has it where
/// nothing but limits is known.
std::optional<Distribution> factor_of(const Tree& amount, Diagnostics& diagnostics) {
  if (amount.kind == Tree::Kind::map && is_distribution(amount)) {
    const auto factor = read_distribution(amount, diagnostics);
    if (!factor) return std::nullopt;
    const bool is_ratio = factor->unit.empty() || dimension_of(factor->unit).is_ratio();
    if (is_ratio && factor->quantile(kLeastShare) > 0.0) return factor;
    return refuse_amount(amount,
                         is_ratio ? "a factor on a value can not come to nothing or less"
                                  : "an uncertainty is drawn as a factor on the value",
                         diagnostics);
  }
  Quantity share;
  const bool is_share = amount.kind == Tree::Kind::scalar && !parse_quantity(amount.text, share) &&
                        share.ratio == RatioForm::percent && share.si > 0.0 && share.si < 1.0;
  if (!is_share) {
    return refuse_amount(amount, "an uncertainty is a share of the value, above 0 and below 100 %",
                         diagnostics);
  }
  return Distribution{Distribution::Shape::uniform, 1.0 - share.si, 1.0 + share.si, "%"};
}

/// Whether `written` has something at the place, or at one around it that is no map.
bool is_stated(const Tree& written, std::string_view dotted) {
  const auto dot = dotted.find('.');
  const Tree* inner = written.find(dotted.substr(0, dot));
  if (inner == nullptr || dot == std::string_view::npos) return inner != nullptr;
  return inner->kind != Tree::Kind::map || is_stated(*inner, dotted.substr(dot + 1));
}

}  // namespace

std::vector<Uncertain> read_uncertainty(const Tree& map, const devices::TypeSchema& type,
                                        const std::string& whose, Catalog catalog,
                                        Diagnostics& diagnostics) {
  std::vector<Uncertain> uncertain;
  if (!expect_kind(map, Tree::Kind::map, "'uncertainty'", diagnostics)) return uncertain;
  for (const TreeEntry& entry : map.entries) {
    const auto row = find_row(entry, type, catalog, diagnostics);
    const auto factor = factor_of(entry.value, diagnostics);
    if (!row || !factor) continue;
    if (std::ranges::find(uncertain, row->dotted, &Uncertain::parameter) != uncertain.end()) {
      diagnostics.error("RT1050", fmt::format("'{}' is uncertain twice", row->dotted), entry.place,
                        "say it once");
    }
    Uncertain each{
        row->dotted, row->spec, *factor, flow_text(entry.value), whose + " " + row->dotted,
        entry.place};
    lay_over(uncertain, {std::move(each)});
  }
  return uncertain;
}

void drop_stated(std::vector<Uncertain>& uncertain, const Tree& written) {
  std::erase_if(uncertain,
                [&](const Uncertain& each) { return is_stated(written, each.parameter); });
}

void lay_over(std::vector<Uncertain>& uncertain, std::vector<Uncertain> more,
              const std::string& prefix) {
  for (Uncertain& each : more) {
    each.parameter = prefix + each.parameter;
    const auto same = [&](const Uncertain& other) { return other.parameter == each.parameter; };
    std::erase_if(uncertain, same);
    uncertain.push_back(std::move(each));
  }
}

void check_uncertain(std::span<const Uncertain> uncertain, const devices::Parameters& values,
                     Diagnostics& diagnostics) {
  for (const Uncertain& each : uncertain) {
    if (times(value_at(values, each.parameter), *each.spec, 1.0)) continue;
    diagnostics.error("RT1050",
                      fmt::format("'{}' is no number that can be uncertain", each.parameter),
                      each.place, "a quantity that has a value, a range or a curve of such");
  }
}

std::string uncertainty_text(std::span<const Uncertain> uncertain) {
  std::string text;
  for (const Uncertain& each : uncertain) {
    text += fmt::format("{}{}: {}", text.empty() ? "{" : ", ", each.parameter, each.amount);
  }
  return text + "}";
}

}  // namespace ridethrough::scenario
