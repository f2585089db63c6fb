#include "study/outcome_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "ridethrough/core/fingerprint.hpp"
#include "ridethrough/scenario/units.hpp"
#include "study/check_cause.hpp"
#include "study/record_digest.hpp"
#include "study/trace_provider.hpp"

namespace ridethrough::study {

namespace {

void add_books(core::Books& sum, const core::Books& part, std::int64_t count) {
  const auto n = static_cast<double>(count);
  sum.in_j += n * part.in_j;
  sum.out_j += n * part.out_j;
  sum.loss_j += n * part.loss_j;
  sum.stored_change_j += n * part.stored_change_j;
  sum.unserved_j += n * part.unserved_j;
  sum.gap_j += n * part.gap_j;
}

bool is_source(const devices::TypeSchema& type) {
  return type.terminals.inlets_max == 0 && type.terminals.outlet;
}

}  // namespace

std::vector<std::string> OutcomeBuilder::feeders_of(const Unit& unit) const {
  const std::vector<scenario::ComponentSpec>* beside = &model_.components;
  const scenario::ComponentSpec* spec = nullptr;
  for (const std::string& name : unit.names) {
    const auto found = std::find_if(beside->begin(), beside->end(),
                                    [&](const auto& each) { return each.name == name; });
    if (found == beside->end()) return {};  // cells inside a bess, and jobs
    spec = &*found;
    beside = &spec->children;
  }
  std::vector<std::string> feeders;
  for (const scenario::Reference& feeder : spec->from) feeders.push_back(feeder.path.text());
  return feeders;
}

OutcomeBuilder::OutcomeBuilder(const scenario::Model& model, Plant& plant, std::vector<Unit> units,
                               const Witnesses& witnesses)
    : model_(model),
      plant_(plant),
      units_(std::move(units)),
      recorder_(witnesses.recorder),
      metering_(witnesses.metering),
      script_(witnesses.script) {}

Outcome OutcomeBuilder::build() {
  outcome_.file = model_.file;
  outcome_.name = model_.name;
  outcome_.digest = model_.digest;
  outcome_.seed = model_.seed;
  outcome_.duration = model_.duration;
  outcome_.currency = model_.currency.code;
  outcome_.parts = model_.parts;
  collect();
  canonical_ = canonicalise(units_, digests_);
  add_events();
  add_components();
  add_advice();
  add_signals();
  add_checks();
  add_ledger();
  add_meters();
  const auto& engine = plant_.engine().statistics();
  outcome_.statistics = {engine.instants, engine.reactions, engine.rounds_max,
                         plant_.network().statistics().solves};
  return std::move(outcome_);
}

void OutcomeBuilder::collect() {
  const devices::View view = plant_.view(model_.duration);
  std::vector<RecordDigest> digests(units_.size());
  for (const core::EventRow& row : plant_.log().rows()) {
    if (row.component >= 0) digests[static_cast<std::size_t>(row.component)].add(row);
  }
  for (std::size_t unit = 0; unit < units_.size(); ++unit) {
    books_.push_back(plant_.device(unit).account(view));
    reports_.emplace_back();
    plant_.device(unit).report(view, reports_.back());
    digests[unit].add(books_.back());
    digests[unit].add(reports_.back());
  }
  for (const auto& [key, trace] : recorder_.traces()) digests[key.unit].add(trace);
  for (const RecordDigest& digest : digests) digests_.push_back(digest.value());
}

/// A row of a member that is not its set's first stands for the same row of the first.
void OutcomeBuilder::add_events() {
  const auto& rows = plant_.log().rows();
  std::vector<std::int64_t> seen(units_.size(), 0);
  std::map<std::pair<std::size_t, std::int64_t>, std::int64_t> seq_by_place;
  std::vector<std::pair<std::size_t, std::int64_t>> place_by_row(rows.size());
  seq_by_row_.assign(rows.size(), 0);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const core::EventRow& row = rows[i];
    OutcomeEvent event{row.time, 0, row.subject, 1, row.what, row.from, row.to, row.reason, 0};
    if (row.component >= 0) {
      const auto raw = static_cast<std::size_t>(row.component);
      const std::size_t unit = canonical_.canonical_of[raw];
      place_by_row[i] = {unit, seen[raw]++};
      if (canonical_.representative[unit] != raw) continue;
      event.component = path_of(canonical_.units[unit]);
      event.members = canonical_.units[unit].count;
    }
    if (row.what == "warning") {
      outcome_.warnings.push_back({row.from, event.component, row.time, row.to});
      continue;
    }
    event.seq = static_cast<std::int64_t>(outcome_.events.size()) + 1;
    seq_by_row_[i] = event.seq;
    if (row.component >= 0) seq_by_place[place_by_row[i]] = event.seq;
    outcome_.events.push_back(std::move(event));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (seq_by_row_[i] != 0 || rows[i].component < 0) continue;
    const auto found = seq_by_place.find(place_by_row[i]);
    if (found != seq_by_place.end()) seq_by_row_[i] = found->second;
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::int64_t seq = seq_by_row_[i];
    if (seq == 0) continue;
    OutcomeEvent& event = outcome_.events[static_cast<std::size_t>(seq - 1)];
    const std::int64_t cause = seq_of(rows[i].cause);
    if (event.cause == 0 && cause < seq) event.cause = cause;
  }
}

std::int64_t OutcomeBuilder::seq_of(core::Cause cause) const {
  const auto& rows = plant_.log().rows();
  while (cause != core::kNoCause) {
    const auto row = static_cast<std::size_t>(cause);
    if (seq_by_row_[row] != 0) return seq_by_row_[row];
    cause = rows[row].cause;
  }
  return 0;
}

std::int64_t OutcomeBuilder::incident_seq(std::size_t unit,
                                          const devices::Incident& incident) const {
  const std::string path = path_of(canonical_.units[unit]);
  for (const OutcomeEvent& event : outcome_.events) {
    if (event.time == incident.at && event.component == path &&
        (event.reason == incident.reason || event.what == "state")) {
      return event.seq;
    }
  }
  return 0;
}

void OutcomeBuilder::add_components() {
  core::Fingerprint fingerprint;
  for (std::size_t unit = 0; unit < canonical_.units.size(); ++unit) {
    const Unit& names = canonical_.units[unit];
    const std::size_t raw = canonical_.representative[unit];
    fingerprint.add(digests_[raw] ^ core::hash_text(plain_path_of(names)), names.count);
    auto& list = names.type->is_job ? outcome_.jobs : outcome_.components;
    const std::string path = plain_path_of(names);
    auto found = std::find_if(list.begin(), list.end(),
                              [&](const ComponentOutcome& other) { return other.path == path; });
    if (found == list.end()) {
      list.push_back({path, std::string(names.type->name), 0, {}, {}, {}, {}, feeders_of(names)});
      found = list.end() - 1;
    }
    found->members += names.count;
    add_books(found->books, books_[raw], names.count);
    for (const devices::Finding& finding : reports_[raw].findings) {
      found->findings.push_back({finding, path_of(names), names.count});
      std::string& printed = found->findings.back().finding.unit;
      printed = scenario::in_currency(printed, outcome_.currency);
    }
    for (const devices::Incident& incident : reports_[raw].incidents) {
      found->incidents.push_back(
          {incident, path_of(names), names.count, incident_seq(unit, incident)});
    }
    for (const devices::Judgement& judgement : reports_[raw].judgements) {
      found->judgements.push_back({judgement, path_of(names), names.count});
    }
  }
  outcome_.fingerprint = fingerprint.text();
}

void OutcomeBuilder::add_advice() {
  const auto figure = [](const ComponentOutcome& job, std::string_view name) {
    const auto found = std::find_if(job.findings.begin(), job.findings.end(),
                                    [&](const auto& each) { return each.finding.name == name; });
    return found == job.findings.end() ? 0.0 : found->finding.value;
  };
  for (const scenario::JobSpec& spec : model_.jobs) {
    for (ComponentOutcome& job : outcome_.jobs) {
      if (job.path != spec.name) continue;
      job.checkpoint = checkpoint_advice(
          spec, figure(job, "gpus"), std::llround(figure(job, "interruptions")), model_.duration);
    }
  }
}

void OutcomeBuilder::add_signals() {
  for (const auto& [key, trace] : recorder_.traces()) {
    const std::size_t unit = canonical_.canonical_of[key.unit];
    if (canonical_.representative[unit] != key.unit) continue;
    const devices::TypeSchema& own = *canonical_.units[unit].type;
    const devices::TypeSchema& type = key.part < 0 ? own : *own.inner.type;
    RecordedSignal signal;
    signal.name = path_of(canonical_.units[unit]) + ".";
    if (key.part >= 0) signal.name += fmt::format("{}.{}.", type.name, key.part + 1);
    signal.trace = trace;
    if (key.quantity < 0) {
      signal.name += "state";
      for (const devices::WordSpec& word : type.states) signal.words.emplace_back(word.name);
    } else {
      const auto& quantity = type.quantities[static_cast<std::size_t>(key.quantity)];
      signal.name += quantity.name;
      signal.unit = scenario::in_currency(quantity.unit, outcome_.currency);
    }
    outcome_.signals.push_back(std::move(signal));
  }
  std::sort(outcome_.signals.begin(), outcome_.signals.end(),
            [](const auto& left, const auto& right) { return left.name < right.name; });
}

void OutcomeBuilder::add_checks() {
  TraceProvider provider(model_, canonical_, recorder_.traces(), script_.spans(), reports_);
  provider.set_flickers(metering_.flickers());
  for (const scenario::CheckSpec& check : model_.checks) {
    outcome_.checks.push_back(evaluate(check, provider, model_.duration));
    CheckResult& result = outcome_.checks.back();
    result.cause = causes_of(check, result, outcome_.events);
    if (!result.fails_run || outcome_.verdict == Verdict::fail) continue;
    outcome_.verdict = Verdict::fail;
    outcome_.decided_by = result.id;
  }
}

void OutcomeBuilder::add_ledger() {
  Ledger& ledger = outcome_.ledger;
  for (std::size_t unit = 0; unit < canonical_.units.size(); ++unit) {
    const Unit& names = canonical_.units[unit];
    core::Books books;
    add_books(books, books_[canonical_.representative[unit]], names.count);
    if (is_source(*names.type)) ledger.in_j += books.out_j;
    if (names.type->is_gear) ledger.out_j += books.out_j;
    if (is_source(*names.type)) continue;
    ledger.loss_j += books.loss_j;
    ledger.stored_change_j += books.stored_change_j;
    ledger.unserved_j += books.unserved_j;
    ledger.gap_j += books.gap_j;
  }
  ledger.fault_j = plant_.network().fault_energy(model_.duration).joules();
  ledger.throughput_j =
      std::max({std::abs(ledger.in_j), std::abs(ledger.stored_change_j), std::abs(ledger.out_j)});
  const double open =
      ledger.in_j - ledger.out_j - ledger.loss_j - ledger.fault_j - ledger.stored_change_j;
  ledger.residual = ledger.throughput_j > 0.0 ? std::abs(open) / ledger.throughput_j : 0.0;
  const network::Network::Losses losses = plant_.network().losses(model_.duration);
  if (losses.integrated_j > 0.0) {
    ledger.loss_check = std::abs(losses.booked_j / losses.integrated_j - 1.0);
  }
}

void OutcomeBuilder::add_meters() {
  for (const Metering::Feed& feed : metering_.feeds()) {
    const std::size_t raw = feed.power.unit;
    const std::size_t unit = canonical_.canonical_of[raw];
    if (canonical_.representative[unit] != raw) continue;
    const Unit& names = canonical_.units[unit];
    outcome_.meters.push_back(
        {feed.meter.figures(), plain_path_of(names), path_of(names), names.count});
  }
}

std::vector<OutcomeEvent> chain_to(const Outcome& outcome, std::int64_t seq) {
  std::vector<OutcomeEvent> chain;
  while (seq > 0) {
    chain.push_back(outcome.events[static_cast<std::size_t>(seq - 1)]);
    seq = chain.back().cause;
  }
  std::reverse(chain.begin(), chain.end());
  return chain;
}

}  // namespace ridethrough::study
