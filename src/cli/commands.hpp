#pragma once

#include "cli/options.hpp"
#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/study/suite.hpp"

/// One function for each command; each returns the exit code. Results go to standard output, all
/// else to standard error.
namespace ridethrough::cli {

int run_command(const Options& options);
int compare_command(const Options& options);
int test_command(const Options& options);
int sweep_command(const Options& options);
int plan_command(const Options& options);
int shard_command(const Options& options);
int status_command(const Options& options);
int missing_command(const Options& options);
int merge_command(const Options& options);
int size_command(const Options& options);
int contingency_command(const Options& options);
int montecarlo_command(const Options& options);
int availability_command(const Options& options);
int baseline_command(const Options& options);
int check_command(const Options& options);
int powerflow_command(const Options& options);
int discharge_command(const Options& options);
int fit_command(const Options& options);
int schema_command(const Options& options);
int parts_command(const Options& options);
int explain_command(const Options& options);

/// The exit code of a suite or a study whose worst end is this.
int exit_of(study::SuiteEnd worst);

/// Findings as data on standard output, if the user asked for that; returns whether he did.
bool print_findings(const scenario::Diagnostics& diagnostics, const Options& options);

}  // namespace ridethrough::cli
