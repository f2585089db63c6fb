#include "ridethrough/scenario/suggest.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <tuple>

namespace ridethrough::scenario {

namespace {

constexpr int kMostEdits = 3;
constexpr std::size_t kLongestWord = 128;  // bounds the work for a word that is no word

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& letter : result) {
    letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return result;
}

bool is_near(int edits, std::size_t longer) {
  return edits <= kMostEdits && 2 * static_cast<std::size_t>(edits) < longer;
}

}  // namespace

// Optimal string alignment: Levenshtein's table with one more case for swapped neighbours
// (Damerau, CACM 7(3), 1964); a substring is edited once.
int edit_distance(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<int> before(width), above(width), row(width);
  for (std::size_t j = 0; j < width; ++j) above[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j < width; ++j) {
      const int replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

std::optional<std::string> suggest(std::string_view word,
                                   const std::vector<std::string>& candidates) {
  if (word.empty() || word.size() > kLongestWord) return std::nullopt;
  const std::string wanted = lower_case(word);
  std::optional<std::tuple<int, std::string>> best;
  for (const std::string& candidate : candidates) {
    const std::size_t longer = std::max(word.size(), candidate.size());
    const std::size_t shorter = std::min(word.size(), candidate.size());
    if (longer - shorter > static_cast<std::size_t>(kMostEdits) || candidate == word) continue;
    const int edits = edit_distance(wanted, lower_case(candidate));
    if (!is_near(edits, longer)) continue;
    if (const std::tuple found{edits, candidate}; !best || found < *best) best = found;
  }
  if (!best) return std::nullopt;
  return std::get<1>(*best);
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates,
                         std::string_view otherwise) {
  const std::optional<std::string> near = suggest(word, candidates);
  return near ? "did you mean '" + *near + "'?" : std::string(otherwise);
}

std::string listed(const std::vector<std::string>& words, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < std::min(most, words.size()); ++i) {
    text += (i == 0 ? "" : ", ") + words[i];
  }
  return words.size() > most ? text + ", ..." : text;
}

}  // namespace ridethrough::scenario
