#pragma once

#include "scenario/study_axes.hpp"

/// Keys of `study:` for many runs of one cell.
namespace ridethrough::scenario {

/// `sample:`.
Sample sample_of(const Tree& study, std::uint64_t seed, Diagnostics& diagnostics);

/// `smallest:` or `largest:`, before the axes are read; null if neither is written.
const Tree* read_sized(const Tree& tree, Study& study, Diagnostics& diagnostics);

/// That it names an axis with values; the axes have been read.
void check_sized(const Study& study, const Tree& sized, Diagnostics& diagnostics);

/// `replicas:`, `draw:` and `checks:`; the axes have been read.
void read_replicas(const Tree& tree, Study& study, Diagnostics& diagnostics);

/// The sentence of a check over replicas: "lower95(share(run.passed)) >= 99 %". False after a
/// finding.
bool read_study_claim(const Tree& sentence, StudyCheck& check, Diagnostics& diagnostics);

}  // namespace ridethrough::scenario
