#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ridethrough/study/montecarlo.hpp"

/// Intervals of the reduction over replicas.
namespace ridethrough::study {

/// Two-sided 95 % interval of a share after `hits` of `trials`: Clopper and Pearson, Biometrika 26
/// (1934) 404. It holds the true share with at least that probability, whatever it is.
Interval clopper_pearson(std::size_t hits, std::size_t trials);

/// Two-sided 95 % intervals of the means of several columns of equal length: percentile bootstrap
/// (Efron, Annals of Statistics 7 (1979) 1) with 1,000 resamples of whole rows, drawn from a stream
/// that `seed` names. For few or skewed rows it is too narrow.
std::vector<Interval> bootstrap_means(const std::vector<std::vector<double>>& columns,
                                      std::uint64_t seed);

}  // namespace ridethrough::study
