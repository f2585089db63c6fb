#include "scenario/study_keys.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/units.hpp"
#include "scenario/bind_text.hpp"

namespace ridethrough::scenario {

namespace {

constexpr std::int64_t kReplicasMax = 10'000'000;
constexpr std::int64_t kSamplesMax = 10'000;
constexpr double kImportanceMax = 1e6;

struct DrawWord {
  std::string_view name;
  bool Draws::*flag;
};
constexpr DrawWord kDrawWords[] = {
    {"failures", &Draws::failures},
    {"disturbances", &Draws::disturbances},
    {"spread", &Draws::spread},
    {"uncertainty", &Draws::uncertainty},
};

std::string with_commas(std::int64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, ',');
  return text;
}

void read_draw_word(const Tree& item, Study& study, Diagnostics& diagnostics) {
  const auto found = std::ranges::find(kDrawWords, item.text, &DrawWord::name);
  if (found != std::end(kDrawWords)) {
    study.draw.*(found->flag) = true;
    return;
  }
  std::vector<std::string> names;
  for (const DrawWord& word : kDrawWords) names.emplace_back(word.name);
  diagnostics.error("RT1004", fmt::format("'{}' is nothing that can be drawn", item.text),
                    item.place,
                    did_you_mean(item.text, names, "one of: " + listed(names, names.size())));
}

void read_draw(const Tree& tree, Study& study, Diagnostics& diagnostics) {
  const Tree* draw = tree.find("draw");
  if (draw == nullptr) return;
  if (draw->kind == Tree::Kind::scalar) return read_draw_word(*draw, study, diagnostics);
  if (!expect_kind(*draw, Tree::Kind::list, "'draw'", diagnostics)) return;
  for (const Tree& item : draw->items) read_draw_word(item, study, diagnostics);
}

void read_importance(const Tree& tree, Study& study, Diagnostics& diagnostics) {
  const Tree* importance = tree.find("importance");
  if (importance == nullptr) return;
  Quantity factor;
  const bool is_factor = !parse_quantity(importance->text, factor) && factor.unit.empty() &&
                         factor.si >= 1.0 && factor.si <= kImportanceMax;
  if (!is_factor) {
    diagnostics.error("RT1004", "'importance' is how many times as often failures come",
                      importance->place, "a plain number from 1 on: importance: 20");
    return;
  }
  study.draw.importance = factor.si;
}

void read_count(const Tree& tree, Study& study, Diagnostics& diagnostics) {
  const Tree* replicas = tree.find("replicas");
  if (replicas == nullptr) return;
  std::int64_t count = 0;
  if (parse_count(replicas->text, count) || count < 1 || count > kReplicasMax) {
    diagnostics.error("RT1004", "'replicas' is a whole number from 1 on", replicas->place,
                      "runs of each cell: replicas: 1000");
    return;
  }
  study.replicas = static_cast<std::uint32_t>(count);
  study.replicas_place = replicas->place;
}

void read_checks(const Tree& tree, Study& study, Diagnostics& diagnostics) {
  const Tree* checks = tree.find("checks");
  if (checks == nullptr) return;
  if (!expect_kind(*checks, Tree::Kind::list, "'checks' of a study", diagnostics)) return;
  for (const Tree& item : checks->items) {
    if (!expect_kind(item, Tree::Kind::map, "a check of a study", diagnostics)) continue;
    refuse_unknown_keys(item, {"id", "at_end", "level", "note"}, "a check of a study", diagnostics);
    StudyCheck check;
    check.place = item.place;
    check.id = text_of(item, "id");
    const std::string level = text_of(item, "level");
    if (!level.empty() && level != "fail" && level != "warn") {
      diagnostics.error("RT1008", fmt::format("'level' can not be '{}'", level),
                        item.find("level")->place, "fail or warn");
    }
    check.level = level == "warn" ? Level::warn : Level::fail;
    const Tree* claim = item.find("at_end");
    if (claim == nullptr || check.id.empty()) {
      diagnostics.error("RT1008", "a check of a study needs 'id' and 'at_end'", item.place,
                        "write {id: nines, at_end: lower95(share(run.passed)) >= 99 %}");
      continue;
    }
    if (read_study_claim(*claim, check, diagnostics)) study.checks.push_back(std::move(check));
  }
}

/// E39.
void refuse_equal_replicas(const Study& study, Diagnostics& diagnostics) {
  if (study.replicas < 2 || study.draw.any() || study.has_drawn_axis()) return;
  diagnostics.error(
      "RT1003", fmt::format("{} replicas would all be equal", with_commas(study.replicas)),
      study.replicas_place,
      "nothing is drawn: add 'draw: [failures, disturbances]' or a distribution on an axis");
}

/// What only replicas can give has no meaning without them.
void refuse_without_replicas(const Tree& tree, const Study& study, Diagnostics& diagnostics) {
  if (tree.find("replicas") != nullptr) return;
  for (const Axis& axis : study.axes) {
    if (!axis.drawn) continue;
    diagnostics.error("RT1004", "an axis that is drawn needs 'replicas' or a sample", axis.place,
                      "add 'replicas: 1000', or 'sample: latin 100'");
  }
  for (const char* key : {"draw", "checks", "importance"}) {
    const TreeEntry* entry = tree.entry(key);
    if (entry == nullptr) continue;
    diagnostics.error("RT1004", fmt::format("'{}' needs 'replicas'", key), entry->place,
                      "add 'replicas: 1000'");
  }
}

}  // namespace

Sample sample_of(const Tree& study, std::uint64_t seed, Diagnostics& diagnostics) {
  const Tree* sample = study.find("sample");
  if (sample == nullptr || sample->text == "grid") return {0, seed};
  std::int64_t count = 0;
  constexpr std::string_view kLatin = "latin ";
  const bool is_latin = sample->text.starts_with(kLatin) &&
                        !parse_count(sample->text.substr(kLatin.size()), count) && count >= 2 &&
                        count <= kSamplesMax;
  if (is_latin) return {count, seed};
  diagnostics.error("RT1004", fmt::format("there is no sample '{}'", sample->text), sample->place,
                    "grid, or latin and how many: 'sample: latin 100'");
  return {0, seed};
}

const Tree* read_sized(const Tree& tree, Study& study, Diagnostics& diagnostics) {
  const Tree* smallest = tree.find("smallest");
  const Tree* largest = tree.find("largest");
  if (smallest != nullptr && largest != nullptr) {
    diagnostics.error("RT1004", "'smallest' and 'largest' in one study", largest->place,
                      "one study looks for one value");
  }
  const Tree* sized = smallest != nullptr ? smallest : largest;
  if (sized == nullptr) return nullptr;
  study.sized = sized->text;
  study.wants_largest = smallest == nullptr;
  return sized;
}

void check_sized(const Study& study, const Tree& sized, Diagnostics& diagnostics) {
  const std::string word = study.wants_largest ? "largest" : "smallest";
  std::vector<std::string> paths;
  for (const Axis& axis : study.axes) paths.push_back(axis.path);
  const auto found = std::ranges::find(study.axes, study.sized, &Axis::path);
  if (found == study.axes.end()) {
    diagnostics.error(
        "RT1004", fmt::format("'{}' is no axis of this study", study.sized), sized.place,
        did_you_mean(study.sized, paths, fmt::format("'{}' names one line of 'vary'", word)));
  } else if (found->drawn || found->is_sampled) {
    diagnostics.error("RT1004", fmt::format("'{}' is drawn: it has no {} value", study.sized, word),
                      sized.place, "write a list or {from: A, to: B} on that axis");
  }
}

void read_replicas(const Tree& tree, Study& study, Diagnostics& diagnostics) {
  const int errors_before = diagnostics.errors();
  read_count(tree, study, diagnostics);
  read_draw(tree, study, diagnostics);
  read_importance(tree, study, diagnostics);
  read_checks(tree, study, diagnostics);
  refuse_without_replicas(tree, study, diagnostics);
  if (diagnostics.errors() == errors_before) refuse_equal_replicas(study, diagnostics);
}

}  // namespace ridethrough::scenario
