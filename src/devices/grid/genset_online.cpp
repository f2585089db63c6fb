#include "devices/grid/genset_online.hpp"

#include <utility>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

/// A follower looks so often at a leader whose frequency is on its way. At rest they are equal.
constexpr core::Tick kFollowEvery = core::kTicksPerSecond / 200;

}  // namespace

GensetOnline::GensetOnline(const Parameters& genset, const MachineConstants& constants)
    : frequency_hz_(get(genset, "frequency").number()),
      drive_(constants, frequency_hz_, get(genset, "rating").number()),
      protection_(get(genset, "trips").map(), get(genset, "rating").number(),
                  number_or(genset, "power_factor", constants.power_factor), frequency_hz_),
      record_{LoadStepJudge(number_or(genset, "judged_step", 0.05))} {
  drive_.watch_speeds(protection_.speeds());
}

void GensetOnline::wire(network::NodeId node, network::SourceId source,
                        network::DemandId observer) {
  node_ = node;
  source_ = source;
  observer_ = observer;
}

void GensetOnline::start(core::Tick now) { drive_.start(now); }

void GensetOnline::start_settled(core::Tick now) {
  drive_.start(now);
  settles_at_ = now;
}

void GensetOnline::stop(core::Tick now, std::string_view trip) {
  note(now);
  drive_.stop(now);
  follow_at_ = core::kNever;
  protection_.clear();
  lowest_.hold(now, 0.0, false);
  trip.empty() ? record_.judge.drop() : record_.judge.break_off(trip);
}

void GensetOnline::react(core::Tick now, network::Network& network) {
  const network::Flow flow = network.source_flow(source_);
  share(now, network);
  const bool is_low = network.is_energised(node_) &&
                      drive_.machine().is_below_nose(network.voltage_pu(node_), drive_.state(now),
                                                     drive_.load(now));
  if (!drive_.is_fed(flow, is_low)) {
    const StepPoint before = point(now);
    note(now);
    drive_.feed(now, flow, is_low);
    if (now == settles_at_ && !drive_.is_following()) drive_.settle(now);
    const bool has_collapsed = network.has_collapsed(source_);
    lowest_.hold(now, network.voltage_pu(node_), !moves() || has_collapsed);
    judge_change(now, before, is_low || has_collapsed || is_short_circuited(network));
  } else if (drive_.is_due(now)) {
    note(now);
    drive_.next_chord(now);
  }
  protection_.watch(now, flow, drive_.state(now)[kSpeed]);
}

void GensetOnline::judge_change(core::Tick now, const StepPoint& before, bool is_faulted) {
  const bool was_faulted = std::exchange(is_faulted_, is_faulted);
  if (!moves() || now == settles_at_ || drive_.is_following()) return;
  if (is_faulted || was_faulted) return record_.judge.disturb(drive_.settled_speed());
  record_.judge.load_changes(now, before, drive_.settled_speed());
}

/// Somewhere in the zone that it leads.
bool GensetOnline::is_short_circuited(const network::Network& network) const {
  const auto nodes = static_cast<network::NodeId>(network.nodes());
  for (network::NodeId node = 0; node < nodes; ++node) {
    if (network.has_fault(node) && network.leader(node) == source_) return true;
  }
  return false;
}

/// One source sets the frequency of a zone. A grid does before a generator; of several generators
/// the first, the others turn with it.
void GensetOnline::share(core::Tick now, network::Network& network) {
  const network::SourceId leader = network.leader(node_);
  if (leader >= 0 && leader != source_) return follow(now, network);
  if (!drive_.is_following()) return;
  note(now);
  drive_.lead(now);
  follow_at_ = core::kNever;
  network.set_frequency_watch(observer_, {});
}

void GensetOnline::follow(core::Tick now, network::Network& network) {
  const network::Frequency line = network.frequency(node_);
  const network::Frequency& own = drive_.emf().frequency;
  const bool is_same = line.hz_at(now) == own.hz_at(now) && line.hz_per_s == own.hz_per_s;
  const bool waits = follow_at_ != core::kNever ? now < follow_at_ : is_same;
  if (drive_.is_following() && waits) return;
  note(now);
  record_.judge.drop();
  network::Emf emf = drive_.emf();
  emf.frequency = line;
  emf.angle_rad = network.phase_rad(node_, line.at) - network.angle_rad(node_);
  drive_.follow(now, emf);
  const bool is_flat = line.hz_per_s == 0.0;
  follow_at_ = is_flat ? core::kNever : core::later(now, kFollowEvery);
  const network::FrequencyBand exactly{line.hz, line.hz, 0.0};
  network.set_frequency_watch(observer_, is_flat ? exactly : network::FrequencyBand{});
}

StepPoint GensetOnline::point(core::Tick now) const {
  return {drive_.load(now).power, drive_.state(now)[kSpeed], drive_.voltage(now)};
}

StepSpan GensetOnline::span(core::Tick now) const {
  return {drive_.load(drive_.span_from()).power, point(now), drive_.extremes(now),
          drive_.is_resting(), drive_.span_from()};
}

/// Takes notice of what was since the last boundary.
void GensetOnline::note(core::Tick now) {
  if (now > drive_.span_from() && moves()) record_.take(now, span(now), !drive_.is_following());
}

void GensetOnline::report_voltage(const Extreme& lowest, Report& report) {
  if (lowest.time < 0) return;
  report.findings.push_back({"lowest_voltage", lowest.value, "pu", lowest.time});
}

void GensetOnline::Record::take(core::Tick now, const StepSpan& span, bool is_judged) {
  seen.take(span.seen);
  if (is_judged) judge.observe(now, span);
}

void GensetOnline::report(core::Tick now, bool is_on_line, Report& report) const {
  if (!moves()) return report_voltage(lowest_.at(now), report);
  Record last = record_;
  if (is_on_line && now > drive_.span_from()) {
    last.take(now, span(now), !drive_.is_following());
  }
  const auto hz = [this](const Extreme& speed) { return frequency_hz_ * (1.0 + speed.value); };
  // The machine knows nothing of a zone without a solution, whose voltage is zero.
  const Extreme collapsed = lowest_.at(now);
  report_voltage(collapsed.time >= 0 ? collapsed : last.seen.low_voltage, report);
  if (last.seen.low_speed.time >= 0) {
    report.findings.push_back(
        {"lowest_frequency", hz(last.seen.low_speed), "Hz", last.seen.low_speed.time});
    report.findings.push_back(
        {"highest_frequency", hz(last.seen.high_speed), "Hz", last.seen.high_speed.time});
  }
  report.findings.push_back({"load_steps", static_cast<double>(last.judge.steps()), "1"});
  report.findings.push_back({"steps_cut_short", static_cast<double>(last.judge.cut_short()), "1"});
  if (const auto worst = last.judge.worst_class()) {
    report.findings.push_back({"worst_class", static_cast<double>(*worst), "1"});
  }
  const std::vector<Judgement> verdicts = last.judge.judgements();
  report.judgements.insert(report.judgements.end(), verdicts.begin(), verdicts.end());
}

}  // namespace ridethrough::devices
