#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "ridethrough/study/signal_provider.hpp"
#include "study/canonical.hpp"
#include "study/metering.hpp"
#include "study/recorder.hpp"
#include "study/script.hpp"

/// Answers checks from a plan (before the run, without traces) or from what was recorded.
namespace ridethrough::study {

class TraceProvider final : public SignalProvider {
 public:
  /// Before the run.
  TraceProvider(const scenario::Model& model, std::vector<Unit> units)
      : model_(model), index_(std::move(units)) {}
  /// After the run.
  TraceProvider(const scenario::Model& model, const Canonical& canonical,
                const std::map<Recorder::Key, Trace>& traces,
                const std::vector<Script::Spans>& spans,
                const std::vector<devices::Report>& reports)
      : model_(model),
        index_(canonical.units),
        representative_(canonical.representative),
        traces_(&traces),
        spans_(&spans),
        reports_(&reports) {}

  /// Who meters the flicker of its feed, and after the run what it was.
  void set_flickers(FlickersByUnit flickers) { flickers_ = std::move(flickers); }

  std::vector<SignalMatch> matches(const scenario::Path& path) const override;
  Refusal why_not(const scenario::Path& path) const override { return index_.why_not(path); }
  std::string currency() const override { return model_.currency.code; }
  bool has_event(const scenario::Path& event) const override;
  std::vector<std::pair<core::Tick, core::Tick>> event_spans(
      const scenario::Path& event) const override;

  const Trace* trace_of(const SignalGroup& group) const;
  const SignalIndex& index() const { return index_; }

 private:
  void add_flicker(const SignalGroup& group, SignalMatch& match) const;
  std::size_t event_index(const scenario::Path& event) const;

  const scenario::Model& model_;
  SignalIndex index_;
  std::vector<std::size_t> representative_;
  const std::map<Recorder::Key, Trace>* traces_ = nullptr;
  const std::vector<Script::Spans>* spans_ = nullptr;
  const std::vector<devices::Report>* reports_ = nullptr;  ///< by raw unit
  FlickersByUnit flickers_;
  mutable std::deque<Trace> sums_;  // stable addresses
  mutable std::map<std::pair<std::string, int>, const Trace*> summed_;
};

/// Sum of `terms`, each trace as often as its count says.
Trace sum_of(const std::vector<std::pair<const Trace*, std::int64_t>>& terms);

}  // namespace ridethrough::study
