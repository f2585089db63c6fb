#include "study/condition_types.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/scenario/suggest.hpp"
#include "study/condition_contradiction.hpp"
#include "study/condition_stars.hpp"

namespace ridethrough::study {
namespace {

using scenario::Condition;
using scenario::Dimension;
using scenario::Op;

bool is_equality(Op op) { return op == Op::equal || op == Op::not_equal; }

/// "soc (ratio)" for a quantity, "energy" for a number.
std::string described(const NumberType& type) {
  const std::string dimension = scenario::name_of(type.dimension);
  return type.name.empty() ? dimension : fmt::format("{} ({})", type.name, dimension);
}

/// Where a sum or comparison mixes a degC with a K the exponents are equal.
bool equal_up_to_affinity(Dimension a, Dimension b) {
  a.affine = b.affine = false;
  return a == b;
}

}  // namespace

void ConditionTypes::check(const Condition& truth) {
  const int errors_before = diagnostics_.errors();
  switch (truth.op) {
    case Op::logical_or:
    case Op::logical_and:
    case Op::logical_not:
      for (const auto& operand : truth.operands) check(*operand);
      if (truth.op == Op::logical_and && diagnostics_.errors() == errors_before) {
        check_together(truth);
      }
      return;
    case Op::state_is:
    case Op::state_is_not:
      return check_state(truth);
    case Op::event:
      return check_event(truth);
    case Op::inside:
      return check_inside(truth);
    default:
      return check_relation(truth);
  }
}

void ConditionTypes::check_together(const Condition& conjunction) {
  const auto found = contradiction_in(conjunction);
  if (!found) return;
  diagnostics_.error("RT0813", fmt::format("'{}' is never both", found->path), found->later->place,
                     fmt::format("{} and {} exclude each other", found->earlier, found->this_one));
}

void ConditionTypes::check_relation(const Condition& relation) {
  const Condition& left = *relation.operands[0];
  const Condition& right = *relation.operands[1];
  const NumberType a = type_of(left), b = type_of(right);
  if (!a.is_known || !b.is_known) return;
  if (!(a.dimension == b.dimension)) {
    mismatch(left, a, right, b, "compare");
    return;
  }
  check_bare_number(right, a);
  check_bare_number(left, b);
  if (!is_equality(relation.op) || (!a.is_continuous && !b.is_continuous)) return;
  diagnostics_.error("RT0806", "'==' on a quantity that moves continuously is never met",
                     relation.place, "use a band, for example 0.98 pu <= x <= 1.02 pu");
}

/// A ratio needs its sign: 60 where 60 % is meant would be a check that says nothing.
void ConditionTypes::check_bare_number(const Condition& at, const NumberType& other) {
  if (at.op != Op::number || !at.unit.empty() || other.is_number) return;
  if (other.unit.empty()) return;
  diagnostics_.error(
      "RT0301", fmt::format("a bare number where {} is due", other.unit), at.place,
      fmt::format("write it with its unit: {} {}", scenario::print_number(at.value), other.unit));
}

void ConditionTypes::check_state(const Condition& relation) {
  const std::vector<SignalMatch> matches = provider_.matches(relation.path);
  if (matches.empty()) return unknown(relation);
  for (const SignalMatch& match : matches) {
    if (match.states.empty()) {
      diagnostics_.error(
          "RT0803", fmt::format("'{}' is a number, not a state", relation.path.text()),
          relation.place, fmt::format("'{}' cannot be compared with it", relation.word));
      return;
    }
    const auto is_word = [&](const devices::WordSpec& word) { return word.name == relation.word; };
    if (std::any_of(match.states.begin(), match.states.end(), is_word)) continue;
    std::vector<std::string> words;
    for (const devices::WordSpec& word : match.states) words.emplace_back(word.name);
    scenario::Place place = relation.place;
    place.column += place.length - static_cast<int>(relation.word.size());
    place.length = static_cast<int>(relation.word.size());
    diagnostics_.error(
        "RT0807", fmt::format("'{}' is never '{}'", relation.path.text(), relation.word), place,
        scenario::did_you_mean(relation.word, words, "one of the states below"),
        {"states: " + scenario::listed(words, 20)});
    return;
  }
}

void ConditionTypes::check_event(const Condition& event) {
  if (provider_.has_event(event.path)) return;
  diagnostics_.error("RT0401", fmt::format("no event is called '{}'", event.path.text()),
                     event.place, "give the event this 'id:', or name another");
}

void ConditionTypes::unknown(const Condition& path) {
  const Refusal refusal = provider_.why_not(path.path);
  scenario::Place place = path.place;
  const int whole = static_cast<int>(path.path.text().size());
  place.column += refusal.offset;
  place.length = refusal.length > 0 ? refusal.length : whole - refusal.offset;
  const std::string message = refusal.message.empty()
                                  ? fmt::format("nothing here is called '{}'", path.path.text())
                                  : refusal.message;
  diagnostics_.error(refusal.rule, message, place,
                     refusal.label.empty() ? "a path is COMPONENT.QUANTITY" : refusal.label,
                     refusal.notes);
}

void ConditionTypes::mismatch(const Condition& left, const NumberType& left_type,
                              const Condition& right, const NumberType& right_type,
                              const char* verb) {
  const bool blame_left = left_type.is_number && !right_type.is_number;
  const Condition& blamed = blame_left ? left : right;
  const NumberType& blamed_type = blame_left ? left_type : right_type;
  const NumberType& other = blame_left ? right_type : left_type;
  if (blamed.op == Op::number && blamed.unit.empty()) return check_bare_number(blamed, other);
  const std::string other_name = other.name.empty() ? "the other side" : other.name;
  std::string label = other.unit.empty() ? fmt::format("{} is a plain number", other_name)
                                         : fmt::format("{} is in {}", other_name, other.unit);
  if (blamed_type.is_number && blamed_type.dimension.is_ratio()) {
    label += fmt::format("; a share of another quantity is written {} {} * PATH",
                         scenario::print_number(scenario::to_unit(blamed.value, blamed.unit)),
                         blamed.unit);
  }
  diagnostics_.error(
      "RT0803",
      fmt::format("cannot {} {} with {}", verb, described(left_type), described(right_type)),
      blamed.place, label);
}

NumberType ConditionTypes::type_of_path(const Condition& path) {
  NumberType type;
  const std::vector<SignalMatch> matches = provider_.matches(path.path);
  type.is_known = !matches.empty();
  if (!type.is_known) {
    unknown(path);
    return type;
  }
  for (const SignalMatch& match : matches) {
    if (!match.states.empty() || match.quantity == nullptr) {
      diagnostics_.error("RT0803", fmt::format("'{}' is a state, not a number", path.path.text()),
                         path.place, "compare it with a word: == or !=");
      type.is_known = false;
      return type;
    }
    const std::string unit(match.quantity->unit == "1" ? "" : match.quantity->unit);
    type.dimension = scenario::dimension_of(unit);
    type.unit = scenario::in_currency(unit, provider_.currency());
    type.name = match.quantity->name;
    type.is_continuous |= match.quantity->shape != devices::Shape::steps;
  }
  return type;
}

NumberType ConditionTypes::type_of_sum(const Condition& sum) {
  const Condition& left = *sum.operands[0];
  const Condition& right = *sum.operands[1];
  NumberType a = type_of(left), b = type_of(right);
  const bool is_difference = sum.op == Op::subtract;
  if (a.is_known && b.is_known) {
    const bool both_absolute = a.dimension.affine && b.dimension.affine;
    const bool fits = equal_up_to_affinity(a.dimension, b.dimension) &&
                      (is_difference ? a.dimension.affine || !b.dimension.affine : !both_absolute);
    if (!fits) mismatch(left, a, right, b, is_difference ? "subtract from" : "add");
    check_bare_number(right, a);
    check_bare_number(left, b);
    a.is_known = fits;
  }
  a.is_known = a.is_known && b.is_known;
  if (a.unit.empty() || a.is_number) a.unit = b.unit.empty() ? a.unit : b.unit;
  if (a.name.empty()) a.name = b.name;
  a.is_number = a.is_number && b.is_number;
  a.is_continuous |= b.is_continuous;
  const bool was_affine = a.dimension.affine;
  a.dimension.affine =
      is_difference ? was_affine && !b.dimension.affine : was_affine || b.dimension.affine;
  if (was_affine && !a.dimension.affine) a.unit = "K";
  return a;
}

NumberType ConditionTypes::type_of_product(const Condition& product) {
  const NumberType a = type_of(*product.operands[0]), b = type_of(*product.operands[1]);
  const bool is_quotient = product.op == Op::divide;
  NumberType result;
  result.is_known = a.is_known && b.is_known;
  result.dimension = is_quotient ? a.dimension / b.dimension : a.dimension * b.dimension;
  result.is_number = a.is_number && b.is_number;
  result.is_continuous = a.is_continuous || b.is_continuous;
  // A ratio leaves the unit of the other factor; units of true products have no name here.
  if (b.dimension.is_ratio()) {
    result.unit = b.is_number || !a.dimension.is_ratio() ? a.unit : "";
    result.name = a.name;
  } else if (a.dimension.is_ratio() && !is_quotient) {
    result.unit = b.unit;
    result.name = b.name;
  }
  return result;
}

NumberType ConditionTypes::type_of(const Condition& number) {
  switch (number.op) {
    case Op::number:
      return {scenario::dimension_of(number.unit), number.unit, "", true, false, true};
    case Op::path:
      return type_of_path(number);
    case Op::add:
    case Op::subtract:
      return type_of_sum(number);
    case Op::multiply:
    case Op::divide:
      return type_of_product(number);
    case Op::count:
      check(*number.operands[0]);
      check_stars(free_paths(*number.operands[0]));
      return {Dimension{}, "", "count", false, false, true};
    default:
      break;
  }
  NumberType type = type_of(*number.operands[0]);
  type.is_number = false;
  if (number.op == Op::average) type.is_continuous = true;
  if (number.op == Op::change && type.dimension.affine) {
    type.dimension.affine = false;
    type.unit = "K";
  }
  const bool uses_stars =
      number.op == Op::min || number.op == Op::max || number.op == Op::sum || number.op == Op::mean;
  if (uses_stars) check_stars(free_paths(*number.operands[0]));
  return type;
}

void ConditionTypes::check_stars(const std::vector<const Condition*>& paths) {
  const Condition* leading = leading_path(paths);
  if (leading == nullptr) return;
  const std::vector<std::string> most = star_keys(leading->path);
  for (const Condition* path : paths) {
    for (const std::string& key : star_keys(path->path)) {
      if (std::find(most.begin(), most.end(), key) != most.end()) continue;
      scenario::Place place = path->place;
      place.length = static_cast<int>(path->path.text().size());
      diagnostics_.error(
          "RT0804", fmt::format("the stars of '{}' and '{}' are not related", key, most.back()),
          place, "close one of them with min( ), max( ) or count( )");
      return;
    }
  }
}

}  // namespace ridethrough::study
