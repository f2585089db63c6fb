#include "devices/grid/genset_online.hpp"

#include <utility>

#include "devices/parameter_access.hpp"
#include "devices/zone_fault.hpp"

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

void GensetOnline::wire(const SwingTerminal& terminal, network::DemandId observer) {
  terminal_ = terminal;
  observer_ = observer;
}

void GensetOnline::join(const Device& device, std::shared_ptr<SwingPool> pool) {
  pool_ = std::move(pool);
  device_ = &device;
  handle_ = pool_->join(*this);
  drive_.share(pool_->store().kept<MachineCourses>());
}

SwingPart GensetOnline::part(const network::Network& /*network*/) const {
  return can_swing() ? SwingPart::swings : SwingPart::bars;
}

/// It comes onto a bus that swings as it turned before. An ideal voltage does not swing: beside
/// converters it takes their angle.
bool GensetOnline::keeps_its_turn(const network::Network& network) const {
  if (!pool_ || !pool_->is_led_by_member(network, terminal_.node)) return false;
  return can_swing() || network.supply(observer_).fed_by != network::SourceKind::converter;
}

void GensetOnline::start(core::Tick now) { drive_.start(now); }

void GensetOnline::come_in(core::Tick now, const network::Emf& engine,
                           const network::Network& network) {
  if (keeps_its_turn(network)) drive_.turn(now, engine);
}

void GensetOnline::start_settled(core::Tick now) {
  drive_.start(now);
  settles_at_ = now;
}

void GensetOnline::stop(core::Tick now, std::string_view trip) {
  note(now);
  drive_.stop(now);
  if (pool_) pool_->leave(handle_);
  follow_at_ = core::kNever;
  protection_.clear();
  lowest_.hold(now, 0.0, false);
  trip.empty() ? record_.judge.drop() : record_.judge.break_off(trip);
}

void GensetOnline::react(Ports& ports) {
  network::Network& network = ports.network();
  const core::Tick now = ports.now();
  const network::Flow flow = network.source_flow(terminal_.source);
  if (swings(ports)) {
    if (drive_.is_resting() && !drive_.is_fed(flow, false)) {
      note(now);
      drive_.hold(now, flow);
    }
  } else {
    carry_alone(now, network, flow);
  }
  protection_.watch(now, flow, drive_.state(now)[kSpeed]);
}

void GensetOnline::carry_alone(core::Tick now, network::Network& network,
                               const network::Flow& flow) {
  lead_or_follow(now, network);
  const bool is_low = network.is_energised(terminal_.node) &&
                      drive_.machine().is_below_nose(network.voltage_pu(terminal_.node),
                                                     drive_.state(now), drive_.load(now));
  if (!drive_.is_fed(flow, is_low)) {
    leave_span(now);
    drive_.feed(now, flow, is_low);
    if (now == settles_at_ && !drive_.is_following()) drive_.settle(now);
    judge_load(now, network, is_low);
  } else if (drive_.is_due(now)) {
    note(now);
    drive_.next_chord(now);
  }
}

void GensetOnline::judge_load(core::Tick now, const network::Network& network, bool is_low) {
  const bool has_collapsed = network.has_collapsed(terminal_.source);
  lowest_.hold(now, network.voltage_pu(terminal_.node), !moves() || has_collapsed);
  judge_change(now, before_, is_low || has_collapsed || has_fault_around(network, terminal_.node));
}

bool GensetOnline::swings(Ports& ports) {
  if (!pool_ || !pool_->carry(ports, handle_, *device_, ports.now() == settles_at_)) return false;
  has_swung_ = true;
  if (follow_at_ != core::kNever) stop_following(ports.network());
  return true;
}

void GensetOnline::leave_span(core::Tick now) {
  before_ = point(now);
  note(now);
}

void GensetOnline::take_load(core::Tick now, const network::Network& network) {
  judge_load(now, network, drive_.load(now).is_on_low_root);
}

void GensetOnline::judge_change(core::Tick now, const StepPoint& before, bool is_faulted) {
  const bool was_faulted = std::exchange(is_faulted_, is_faulted);
  if (!moves() || now == settles_at_ || drive_.is_following()) return;
  if (is_faulted || was_faulted) return record_.judge.disturb(drive_.settled_speed());
  record_.judge.load_changes(now, before, drive_.settled_speed());
}

/// A grid, or a set whose voltage is ideal, sets the frequency of a zone: a set turns with it. One
/// that has just closed onto another set keeps its own until the network has joined them.
void GensetOnline::lead_or_follow(core::Tick now, network::Network& network) {
  const bool is_joining = !network.is_on(terminal_.source);
  if (is_joining && keeps_its_turn(network)) return;
  const network::SourceId leader = network.leader(terminal_.node);
  if (leader >= 0 && leader != terminal_.source) return follow(now, network);
  if (!drive_.is_following()) return;
  note(now);
  drive_.lead(now);
  stop_following(network);
}

void GensetOnline::stop_following(network::Network& network) {
  follow_at_ = core::kNever;
  network.set_frequency_watch(observer_, {});
}

void GensetOnline::follow(core::Tick now, network::Network& network) {
  const network::Frequency line = network.frequency(terminal_.node);
  const network::Frequency& own = drive_.emf().frequency;
  const bool is_same = line.hz_at(now) == own.hz_at(now) && line.hz_per_s == own.hz_per_s;
  const bool waits = follow_at_ != core::kNever ? now < follow_at_ : is_same;
  if (drive_.is_following() && waits) return;
  note(now);
  record_.judge.drop();
  network::Emf emf = drive_.emf();
  emf.frequency = line;
  emf.angle_rad = network.phase_rad(terminal_.node, line.at) - network.angle_rad(terminal_.node);
  drive_.follow(now, emf);
  const bool is_flat = line.hz_per_s == 0.0;
  follow_at_ = is_flat ? core::kNever : core::later(now, kFollowEvery);
  const network::FrequencyBand exactly{line.hz, line.hz, 0.0};
  network.set_frequency_watch(observer_, is_flat ? exactly : network::FrequencyBand{});
}

StepPoint GensetOnline::point(core::Tick now) const {
  return {drive_.judged_load(now), drive_.state(now)[kSpeed], drive_.voltage(now)};
}

StepSpan GensetOnline::span(core::Tick now) const {
  return {drive_.judged_load(drive_.span_from()), point(now), drive_.extremes(now),
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
