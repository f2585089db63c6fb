#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/units.hpp"
#include "scenario/bind_text.hpp"
#include "scenario/condition_lexer.hpp"
#include "scenario/study_keys.hpp"

namespace ridethrough::scenario {

namespace {

using Bound = StudyCheck::Bound;
using Statistic = StudyCheck::Statistic;
using Token = ConditionToken;

constexpr std::pair<std::string_view, Bound> kBounds[] = {{"lower95", Bound::lower95},
                                                          {"upper95", Bound::upper95}};
constexpr std::pair<std::string_view, Statistic> kStatistics[] = {
    {"mean", Statistic::mean}, {"share", Statistic::share}, {"p1", Statistic::p1},
    {"p5", Statistic::p5},     {"p50", Statistic::p50},     {"p95", Statistic::p95},
    {"p99", Statistic::p99}};

/// claim = (bound | statistic) relation quantity; bound = ("lower95" | "upper95") "(" statistic
/// ")"; statistic = name "(" outcome [relation quantity] ")".
class ClaimParser {
  // Deduced, so it stands before what uses it.
  template <class Table>
  const auto* found_in(const Table& table) const {
    const auto found =
        std::ranges::find_if(table, [&](const auto& each) { return each.first == peek().text; });
    return found == std::end(table) ? nullptr : &*found;
  }

 public:
  ClaimParser(const Tree& sentence, StudyCheck& check)
      : sentence_(sentence), tokens_(condition_tokens(sentence.text)), check_(check) {}

  void parse() {
    if (const auto* bound = found_in(kBounds)) {
      check_.bound = bound->second;
      take();
      expect(Token::Kind::open, "write lower95(share(run.passed))");
      parse_statistic();
      expect(Token::Kind::close, "')' closes it");
      const bool has_bound =
          check_.statistic == Statistic::share || check_.statistic == Statistic::mean;
      if (!has_bound) fail(tokens_.front(), "bounds are of a share or a mean");
    } else {
      parse_statistic();
    }
    check_.relation = std::string(expect(Token::Kind::relation, "compare it: >= 99 %").text);
    check_.limit = take_quantity();
    if (peek().kind != Token::Kind::end) fail(peek(), "the sentence ends before this");
  }

 private:
  const Token& peek() const { return tokens_[at_]; }
  const Token& take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }

  [[noreturn]] static void fail(const Token& token, const std::string& advice) {
    throw ConditionError("RT1008", "this is no check over replicas", token.offset,
                         std::max(1, static_cast<int>(token.text.size())), advice);
  }

  const Token& expect(Token::Kind kind, const char* advice) {
    if (peek().kind != kind) fail(peek(), advice);
    return take();
  }

  void parse_statistic() {
    const auto* statistic = found_in(kStatistics);
    if (statistic == nullptr) {
      std::vector<std::string> names;
      for (const auto& [name, each] : kStatistics) names.emplace_back(name);
      for (const auto& [name, each] : kBounds) names.emplace_back(name);
      fail(peek(), did_you_mean(peek().text, names, "one of: " + listed(names, names.size())));
    }
    check_.statistic = statistic->second;
    take();
    expect(Token::Kind::open, "write mean(pretrain.interruptions)");
    const Token& outcome = expect(Token::Kind::word, "name an outcome: run.passed");
    check_.outcome = std::string(outcome.text);
    check_.outcome_place =
        place_within(sentence_, outcome.offset, static_cast<int>(outcome.text.size()));
    if (peek().kind == Token::Kind::relation) {
      if (check_.statistic != Statistic::share) fail(peek(), "only 'share' counts a comparison");
      check_.inner = std::string(take().text);
      check_.inner_limit = take_quantity();
    }
    expect(Token::Kind::close, "')' closes it");
  }

  Quantity take_quantity() {
    const Token& number = expect(Token::Kind::number, "write a value with its unit");
    auto end = static_cast<std::size_t>(number.offset) + number.text.size();
    if (peek().kind == Token::Kind::word || peek().kind == Token::Kind::unit) {
      const Token& unit = take();
      end = static_cast<std::size_t>(unit.offset) + unit.text.size();
    }
    const auto begin = static_cast<std::size_t>(number.offset);
    Quantity quantity;
    if (const auto fault =
            parse_quantity(std::string_view(sentence_.text).substr(begin, end - begin), quantity)) {
      throw ConditionError(fault->rule, fault->message, number.offset + fault->offset,
                           fault->length, fault->label);
    }
    return quantity;
  }

  const Tree& sentence_;
  std::vector<Token> tokens_;
  StudyCheck& check_;
  std::size_t at_ = 0;
};

}  // namespace

bool read_study_claim(const Tree& sentence, StudyCheck& check, Diagnostics& diagnostics) {
  check.sentence = sentence.text;
  check.claim_place = sentence.place;
  try {
    ClaimParser(sentence, check).parse();
    return true;
  } catch (const ConditionError& error) {
    diagnostics.error(error.rule, error.what(), place_within(sentence, error.offset, error.length),
                      error.label);
    return false;
  }
}

}  // namespace ridethrough::scenario
