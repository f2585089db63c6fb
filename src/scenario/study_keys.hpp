#pragma once

#include "scenario/study_axes.hpp"

/// Keys of `study:` for many runs of one cell.
namespace ridethrough::scenario {

/// `sample:`.
Sample sample_of(const Tree& study, std::uint64_t seed, Diagnostics& diagnostics);

/// `replicas:`, `draw:` and `checks:`; the axes have been read.
void read_replicas(const Tree& tree, Study& study, Diagnostics& diagnostics);

/// The sentence of a check over replicas: "lower95(share(run.passed)) >= 99 %". False after a
/// finding.
bool read_study_claim(const Tree& sentence, StudyCheck& check, Diagnostics& diagnostics);

}  // namespace ridethrough::scenario
