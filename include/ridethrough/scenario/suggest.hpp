#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ridethrough::scenario {

/// Edits (insert, delete, replace, swap of neighbours) from `a` to `b`: optimal string alignment.
int edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `word`: at most 3 edits and fewer than half of the longer word. Ties go
/// to the candidate that is first in the alphabet, so the order of `candidates` has no influence.
std::optional<std::string> suggest(std::string_view word,
                                   const std::vector<std::string>& candidates);

/// "did you mean 'ups-a'?" or, without a near candidate, `otherwise`.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates,
                         std::string_view otherwise);

/// "a, b, c, ..." with at most `most` words.
std::string listed(const std::vector<std::string>& words, std::size_t most);

}  // namespace ridethrough::scenario
