#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/scenario/suggest.hpp"
#include "scenario/bind_curve.hpp"
#include "scenario/binder.hpp"

namespace ridethrough::scenario {

namespace {

struct ClaimSpec {
  std::string_view name;
  Claim claim;
};
constexpr ClaimSpec kClaims[] = {
    {"always", Claim::always}, {"eventually", Claim::eventually}, {"at_end", Claim::at_end}};

/// Keys of scope and modifiers, in the order in which a sentence prints them, and the claims that
/// they go with (section 13).
struct ScopeSpec {
  std::string_view name;
  bool always, eventually, at_end;
};
constexpr ScopeSpec kScopes[] = {
    {"after", true, true, true},
    {"delay", true, true, true},
    {"while", true, true, true},
    {"until", true, false, false},
    {"within", false, true, false},
    {"for", true, true, false},
    {"except_shorter_than", true, false, false},
};

bool fits(const ScopeSpec& scope, Claim claim) {
  switch (claim) {
    case Claim::always:
      return scope.always;
    case Claim::eventually:
      return scope.eventually;
    case Claim::at_end:
      return scope.at_end;
  }
  return false;
}

std::string_view name_of_claim(Claim claim) {
  return std::ranges::find(kClaims, claim, &ClaimSpec::claim)->name;
}

/// The one claim of a check; null after a finding.
const TreeEntry* claim_of(const Tree& tree, const Place& place, Diagnostics& diagnostics) {
  const TreeEntry* claim = nullptr;
  for (const TreeEntry& entry : tree.entries) {
    if (std::ranges::find(kClaims, entry.key, &ClaimSpec::name) == std::end(kClaims)) continue;
    if (claim != nullptr) {
      diagnostics.error(
          "RT0806",
          fmt::format("one check has one claim, here are '{}' and '{}'", claim->key, entry.key),
          entry.place, "write a second check");
      return nullptr;
    }
    claim = &entry;
  }
  if (claim == nullptr) {
    diagnostics.error("RT0806", "this check claims nothing", place,
                      "add one of 'always:', 'eventually:', 'at_end:'");
  }
  return claim;
}

/// Scope keys that do not go with the claim, and those that need another.
void check_scope(const Tree& tree, const TreeEntry& claim, CheckSpec& check,
                 Diagnostics& diagnostics) {
  for (const ScopeSpec& scope : kScopes) {
    const TreeEntry* entry = tree.entry(scope.name);
    if (entry == nullptr || fits(scope, check.claim)) continue;
    std::vector<std::string> keys;
    for (const ScopeSpec& other : kScopes) {
      if (fits(other, check.claim)) keys.emplace_back(other.name);
    }
    diagnostics.error(
        "RT0807", fmt::format("'{}' does not go with '{}'", scope.name, name_of_claim(check.claim)),
        entry->place, fmt::format("with '{}' go: {}", claim.key, listed(keys, 9)));
  }
  if (check.claim == Claim::eventually && tree.find("within") == nullptr) {
    diagnostics.error("RT0807", "'eventually' needs 'within'", claim.place,
                      "add 'within: 15 s': how long it may take");
  }
  if (const TreeEntry* delay = tree.entry("delay"); delay && tree.find("after") == nullptr) {
    diagnostics.error("RT0807", "'delay' belongs to 'after'", delay->place,
                      "add 'after:', or take it out");
  }
}

void bind_scope(const Tree& tree, CheckSpec& check, Binding& binding) {
  const auto time = [&](const char* key, core::Tick& span, bool above_zero) {
    const Tree* value = tree.find(key);
    if (value != nullptr)
      span = read_time(*value, key, binding.diagnostics, above_zero).value_or(span);
  };
  const auto condition = [&](const char* key, ConditionPtr& into) {
    const Tree* value = tree.find(key);
    if (value != nullptr) into = read_check_condition(*value, key, binding);
  };
  condition("after", check.after);
  condition("until", check.until);
  condition("while", check.during);
  time("delay", check.delay, false);
  time("within", check.within, false);
  time("for", check.lasting, true);
  time("except_shorter_than", check.except_shorter_than, true);
}

/// "always block.dropped == 0, until events.both": claim and scope in one order, as they were
/// typed.
std::string sentence_of(const Tree& tree, const TreeEntry& claim) {
  std::string sentence = fmt::format("{} {}", claim.key, claim.value.text);
  for (const ScopeSpec& scope : kScopes) {
    const Tree* value = tree.find(scope.name);
    if (value != nullptr) sentence += fmt::format(", {} {}", scope.name, value->text);
  }
  return sentence;
}

/// `level:` and `if_never:`: the number of the word, 0 if absent or after a finding.
std::size_t bind_choice(const Tree& tree, std::string_view key,
                        std::span<const std::string_view> words, Diagnostics& diagnostics) {
  const Tree* value = tree.find(key);
  if (value == nullptr) return 0;
  const devices::ParamSpec spec{.name = key,
                                .kind = devices::Kind::word,
                                .unit = "",
                                .fallback = "",
                                .text = "",
                                .words = words};
  ValueContext context{.diagnostics = diagnostics, .owner = "check"};
  const auto word = bind_value(*value, spec, context);
  if (!word) return 0;
  return static_cast<std::size_t>(std::ranges::find(words, word->word()) - words.begin());
}

void refuse_unknown(const Tree& tree, Diagnostics& diagnostics) {
  std::vector<std::string> known = {"id", "note", "level", "if_never"};
  for (const ClaimSpec& claim : kClaims) known.emplace_back(claim.name);
  for (const ScopeSpec& scope : kScopes) known.emplace_back(scope.name);
  refuse_unknown_keys(tree, known, "a check", diagnostics);
}

CheckSpec bind_check(const Tree& tree, Binding& binding) {
  Diagnostics& diagnostics = binding.diagnostics;
  CheckSpec check;
  check.place = tree.place;
  refuse_unknown(tree, diagnostics);
  if (const Tree* id = tree.find("id")) {
    check.id = id->text;
    check.place = id->place;
    check_name(id->text, id->place, "check", diagnostics);
  } else {
    diagnostics.error("RT0808", "this check has no id", tree.place,
                      "add 'id:', a name such as no-rack-drops");
  }
  static constexpr std::string_view kLevels[] = {"fail", "warn"};
  static constexpr std::string_view kNever[] = {"fail", "warn", "pass"};
  check.level = static_cast<Level>(bind_choice(tree, "level", kLevels, diagnostics));
  check.if_never = static_cast<IfNever>(bind_choice(tree, "if_never", kNever, diagnostics));
  bind_scope(tree, check, binding);
  const TreeEntry* claim = claim_of(tree, check.place, diagnostics);
  if (claim == nullptr) return check;
  check.claim = std::ranges::find(kClaims, claim->key, &ClaimSpec::name)->claim;
  check.claim_place = claim->value.place;
  check.condition = read_check_condition(claim->value, claim->key, binding);
  check.sentence = sentence_of(tree, *claim);
  check_scope(tree, *claim, check, diagnostics);
  return check;
}

}  // namespace

void bind_checks(const Tree& checks, Binding& binding) {
  if (!expect_kind(checks, Tree::Kind::list, "'checks'", binding.diagnostics)) return;
  for (const Tree& entry : checks.items) {
    if (!expect_kind(entry, Tree::Kind::map, "a check", binding.diagnostics)) continue;
    binding.model.checks.push_back(bind_check(entry, binding));
  }
}

}  // namespace ridethrough::scenario
