#pragma once

#include <vector>

#include "ridethrough/study/outcome.hpp"
#include "study/canonical.hpp"
#include "study/metering.hpp"
#include "study/plant.hpp"
#include "study/recorder.hpp"
#include "study/script.hpp"

/// Turns a finished run into its outcome.
namespace ridethrough::study {

/// Those who looked on while it ran.
struct Witnesses {
  const Recorder& recorder;
  const Metering& metering;
  const Script& script;
};

class OutcomeBuilder {
 public:
  OutcomeBuilder(const scenario::Model& model, Plant& plant, std::vector<Unit> units,
                 const Witnesses& witnesses);

  Outcome build();
  // After build(): by raw unit.
  const std::vector<devices::Report>& reports() const { return reports_; }
  const Canonical& canonical() const { return canonical_; }

 private:
  void collect();
  void add_events();
  void add_components();
  void add_advice();
  void add_signals();
  void add_checks();
  void add_ledger();
  void add_meters();
  std::vector<std::string> feeders_of(const Unit& unit) const;
  std::int64_t seq_of(core::Cause cause) const;
  std::int64_t incident_seq(std::size_t unit, const devices::Incident& incident) const;

  const scenario::Model& model_;
  Plant& plant_;
  std::vector<Unit> units_;
  const Recorder& recorder_;
  const Metering& metering_;
  const Script& script_;
  std::vector<core::Books> books_;        // by raw unit
  std::vector<devices::Report> reports_;  // by raw unit
  std::vector<std::uint64_t> digests_;    // by raw unit
  Canonical canonical_;
  std::vector<std::int64_t> seq_by_row_;  // by raw log row; 0: not in the outcome
  Outcome outcome_;
};

}  // namespace ridethrough::study
