#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ridethrough/core/ledger.hpp"
#include "ridethrough/devices/device.hpp"
#include "ridethrough/scenario/model.hpp"
#include "ridethrough/study/check.hpp"
#include "ridethrough/study/checkpoint.hpp"
#include "ridethrough/study/meter.hpp"
#include "ridethrough/study/trace.hpp"

/// All that one run says. Tables, JSON and CSV are renderings of it and add nothing.
namespace ridethrough::study {

/// A row of events.csv: equal rows of equal members are one.
struct OutcomeEvent {
  core::Tick time = 0;
  std::int64_t seq = 0;   ///< from 1
  std::string component;  ///< canonical member path, or "events.<id>"
  std::int64_t members = 1;
  std::string what, from, to, reason;
  std::int64_t cause = 0;  ///< seq of the row that led here; 0: the scenario itself
};

/// A finding with the members that it holds for.
struct MemberFinding {
  devices::Finding finding;
  std::string match;  ///< canonical member path
  std::int64_t members = 1;
};

struct MemberIncident {
  devices::Incident incident;
  std::string match;
  std::int64_t members = 1;
  std::int64_t event_seq = 0;  ///< row of events.csv that began it; 0 if none
};

struct MemberJudgement {
  devices::Judgement judgement;
  std::string match;
  std::int64_t members = 1;
};

/// A component as written in the scenario, all members together.
struct ComponentOutcome {
  std::string path;  ///< "block.vrla-a"
  std::string type;
  std::int64_t members = 1;
  core::Books books;                    ///< summed over members
  std::vector<MemberFinding> findings;  ///< per cohort; the reader picks extremes
  std::vector<MemberIncident> incidents;
  std::vector<MemberJudgement> judgements = {};
  std::vector<std::string> feeders = {};            ///< as written in `from:`, one for each inlet
  std::optional<CheckpointAdvice> checkpoint = {};  ///< of a training job
};

struct Ledger {
  double in_j = 0.0;   ///< from utilities and generators
  double out_j = 0.0;  ///< delivered to IT and other loads
  double loss_j = 0.0;
  double stored_change_j = 0.0;
  double unserved_j = 0.0;
  double fault_j = 0.0;  ///< into short circuits
  double gap_j = 0.0;    ///< |exact - published|, integrated: discretisation
  double throughput_j = 0.0;
  double residual = 0.0;    ///< |in - out - loss - faults - stored change| / throughput
  double loss_check = 0.0;  ///< relative difference of branch losses to the integral of r I^2
};

struct RecordedSignal {
  std::string name;                ///< "block.1-15.ups-a.voltage"
  std::string unit;                ///< of printing
  std::vector<std::string> words;  ///< of a state; else empty
  Trace trace;                     ///< SI, or index of the word
};

struct RunWarning {
  std::string rule;
  std::string component;  ///< empty for a warning of the file
  core::Tick time = 0;
  std::string text;
};

/// A trip that operated, and whether it was the one that should have.
struct TripVerdict {
  core::Tick at = 0;   ///< of the operation, before the contacts part
  std::string device;  ///< canonical member path
  std::int64_t members = 1;
  std::string reason;         ///< the element: "overcurrent", "instantaneous", "under_voltage"
  double multiple = 0.0;      ///< what it measures over the pickup of that element
  std::string expected = {};  ///< a trip nearer to the load that should have been first
  std::string backs_up = {};  ///< one nearer to the load that operated and did not open

  bool is_selective() const { return expected.empty(); }
};

/// Racks that something cools: their battery against their heat.
struct CoolingRace {
  std::string racks;  ///< component path
  std::int64_t members = 1;
  double throttle_s = 0.0;  ///< from a loss of all coolant, at their rating
  double trip_s = 0.0;
  std::string battery = {};              ///< component path; empty: none
  std::optional<double> battery_s = {};  ///< full, at the rating of its racks; empty: years
  core::Tick lost_at = core::kNever;     ///< the cooling, first
  std::string lost_by = {};              ///< what stopped or could not give its heat away
  std::string why = {};
  core::Tick throttled_at = core::kNever;  ///< the first of them
  core::Tick tripped_at = core::kNever;    ///< by heat
  core::Tick lost_feed_at = core::kNever;  ///< dropped for want of power
};

/// Power usage effectiveness; no interval: the site has no cooling.
struct PowerUse {
  core::Tick interval = 0;
  std::vector<double> ratios = {};  ///< by interval; NaN where no rack drew anything
  double mean = 0.0;
};

struct RunStatistics {
  std::int64_t instants = 0;
  std::int64_t reactions = 0;
  int rounds_max = 0;
  std::int64_t solves = 0;
};

enum class Verdict { pass, fail };

struct Outcome {
  std::string file, name, digest;
  std::uint64_t seed = 0;
  core::Tick duration = 0;
  std::string currency;  ///< of all prices; empty if the scenario states none
  std::vector<scenario::PartUse> parts;
  Verdict verdict = Verdict::pass;
  std::string decided_by;  ///< id of the check that failed, empty if none
  std::vector<CheckResult> checks;
  std::vector<ComponentOutcome> components;  ///< sorted by path; jobs are in `jobs`
  std::vector<ComponentOutcome> jobs;
  Ledger ledger;
  std::vector<RunWarning> warnings;
  std::vector<TripVerdict> trips;
  std::vector<MemberMeter> meters;  ///< of every utility, by path
  std::vector<CoolingRace> cooling = {};
  PowerUse power_use = {};
  std::vector<OutcomeEvent> events;
  std::vector<RecordedSignal> signals;
  std::string fingerprint;  ///< "rt1:..."
  RunStatistics statistics;
};

/// Rows that led to `seq`, first cause first, ending with it.
std::vector<OutcomeEvent> chain_to(const Outcome& outcome, std::int64_t seq);

}  // namespace ridethrough::study
