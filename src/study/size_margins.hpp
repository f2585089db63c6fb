#pragma once

#include <map>
#include <optional>
#include <vector>

#include "ridethrough/study/size.hpp"

/// What the margins at the values of a sized axis say. Places count values in the order in which
/// they are looked at. The cells of all of them have choice 0 on that axis.
namespace ridethrough::study {

using SizeSteps = std::map<std::size_t, SizeStep>;

/// Runs of places that hold, without one that fails among those that were run between them.
std::vector<SizeSpan> held_spans(const SizeSteps& steps);

/// How far it is from the one to the other, from 0 to 1, until every check that fails at the first
/// has a margin of zero on a straight line; empty where one of them has no margin that tells.
std::optional<double> root_share(const SizeStep& failing, const SizeStep& holding);

/// The check that fails last before the first place that holds, or at the last of all.
std::optional<SizeLimit> limit_of(const SizeSteps& steps);

/// Margin of that check in that cell; empty where it has none, or the run did not end.
std::optional<double> margin_at(const SizeStep& step, const SizeLimit& limit);

/// A place that fails behind one that holds.
std::optional<SizeBend> falling(const SizeSteps& steps);

/// Two neighbours among `places` between which the margin of the limit falls.
std::optional<SizeBend> falling_margin(const SizeSteps& steps,
                                       const std::vector<std::size_t>& places,
                                       const SizeLimit& limit);

}  // namespace ridethrough::study
