#include "study/point_meter.hpp"

#include <algorithm>
#include <cmath>

#include "study/flickermeter.hpp"
#include "study/line_spectrum.hpp"
#include "study/robustness.hpp"

namespace ridethrough::study {

namespace {

/// The interval of short-term flicker; it also parts lines that are 4 mHz apart.
constexpr core::Tick kRecord = 600'000'000'000;
constexpr core::Tick kRampSpans[] = {1'000'000'000, 100'000'000};
constexpr core::Tick kLongestRamp = kRampSpans[0];

void raise(MeteredExtreme& extreme, double value, core::Tick at) {
  if (extreme.at < 0 || value > extreme.value) extreme = {value, at};
}

void raise_change(MeteredExtreme& extreme, const Signal& change, core::Tick origin) {
  const Extreme most = highest(change);
  if (most.value > extreme.value) extreme = {most.value, origin + most.time};
}

void raise_line(MeteredLine& line, const SpectralPeak& peak, core::Tick from) {
  if (peak.amplitude > line.amplitude_w) line = {peak.frequency_hz, peak.amplitude, from};
}

Metered between(const Metered& first, const Metered& last, double share_frac) {
  return {std::lerp(first.power_w, last.power_w, share_frac),
          std::lerp(first.reactive_var, last.reactive_var, share_frac), first.is_live};
}

/// x(t) less the least of x within the window that ends at t.
Signal rise_within(const Signal& power, core::Tick span) {
  const Signal fallen = scaled(power, -1.0);
  const double before = fallen.pieces.front().first;
  return weighted_sum(power, 1.0, highest_within(fallen, span, before), 1.0);
}

}  // namespace

PointMeter::PointMeter(const Connection& connection, const MeterBand& band)
    : connection_(connection) {
  figures_.band = band;
  for (const core::Tick span : kRampSpans) figures_.ramps.push_back({span, {}, {}});
}

void PointMeter::see(core::Tick now, const Metered& before, const Metered& after) {
  const bool is_first = !has_begun_;
  has_begun_ = true;
  if (!is_first && before == value_ && after == value_) {
    last_ = now;
    return;
  }
  if (!is_first) hold(now, before);
  if (is_first || after.is_live != value_.is_live) {
    close();
    tail_.clear();
    border_ = now + kRecord;
  }
  value_ = after;
  from_ = last_ = now;
}

void PointMeter::finish(core::Tick end, const Metered& before) {
  if (has_begun_) hold(end, before);
  close();
}

/// What was at rest moved since the last instant at the earliest.
void PointMeter::hold(core::Tick now, const Metered& before) {
  if (!value_.is_live) return;
  Metered reached = before;
  reached.is_live = true;  // the feed was alive until now
  if (reached == value_) {
    add({from_, now, value_, value_});
    return;
  }
  add({from_, last_, value_, value_});
  add({last_, now, value_, reached});
}

void PointMeter::add(Stretch stretch) {
  while (stretch.end > border_) {
    const double share_frac = static_cast<double>(border_ - stretch.begin) /
                              static_cast<double>(stretch.end - stretch.begin);
    const Metered middle = between(stretch.first, stretch.last, share_frac);
    if (border_ > stretch.begin) record_.push_back({stretch.begin, border_, stretch.first, middle});
    stretch.begin = border_;
    stretch.first = middle;
    close();
    border_ += kRecord;
  }
  if (stretch.end > stretch.begin) record_.push_back(stretch);
}

void PointMeter::close() {
  if (record_.empty()) return;
  const core::Tick from = record_.front().begin, to = record_.back().end;
  measure_extremes();
  if (!is_flat(true)) measure_ramps();
  const double span_s = core::seconds(to - from);
  if (span_s >= kLeastSpectrumSpanS) {
    figures_.has_spectrum = true;
    if (!is_flat(false)) measure_spectrum(from, to);
  }
  if (span_s >= kLeastFlickerSpanS && meters_flicker()) {
    measure_flicker(from, to);
  }
  keep_tail();
}

void PointMeter::keep_tail() {
  const core::Tick begin = record_.back().end - kLongestRamp;
  const auto first = std::find_if(record_.begin(), record_.end(),
                                  [&](const Stretch& each) { return each.end > begin; });
  tail_.assign(first, record_.end());
  record_.clear();
}

bool PointMeter::is_flat(bool with_tail) const {
  const Metered& value = record_.front().first;
  const auto rests = [&](const Stretch& each) { return each.first == value && each.last == value; };
  return std::all_of(record_.begin(), record_.end(), rests) &&
         (!with_tail || std::all_of(tail_.begin(), tail_.end(), rests));
}

std::pair<double, double> PointMeter::span_w() const {
  double lowest_w = record_.front().first.power_w;
  double highest_w = lowest_w;
  for (const Stretch& each : record_) {
    lowest_w = std::min({lowest_w, each.first.power_w, each.last.power_w});
    highest_w = std::max({highest_w, each.first.power_w, each.last.power_w});
  }
  return {lowest_w, highest_w};
}

void PointMeter::measure_extremes() {
  for (const Stretch& each : record_) {
    for (const auto& [power_w, at] :
         {std::pair{each.first.power_w, each.begin}, std::pair{each.last.power_w, each.end}}) {
      raise(figures_.peak, power_w, at);
      if (figures_.lowest.at < 0 || power_w < figures_.lowest.value) {
        figures_.lowest = {power_w, at};
      }
    }
  }
  const auto [lowest_w, highest_w] = span_w();
  raise(figures_.range, highest_w - lowest_w, record_.front().begin);
}

void PointMeter::measure_ramps() {
  const core::Tick origin = tail_.empty() ? record_.front().begin : tail_.front().begin;
  const Signal rising = power(true);
  const Signal falling = scaled(rising, -1.0);
  for (MeteredRamp& ramp : figures_.ramps) {
    raise_change(ramp.rise, rise_within(rising, ramp.span), origin);
    raise_change(ramp.fall, rise_within(falling, ramp.span), origin);
  }
}

void PointMeter::measure_spectrum(core::Tick from, core::Tick to) {
  const auto [from_hz, to_hz] = figures_.band;
  const double highest_hz = std::max(kMeterRange.to_hz, to_hz);
  const LineSpectrum spectrum = line_spectrum(power(false), 0, to - from, highest_hz);
  raise(figures_.in_band, band_amplitude(spectrum, from_hz, to_hz), from);
  const double below_hz = from_hz - spectrum.step_hz, above_hz = to_hz + spectrum.step_hz;
  raise_line(figures_.inside, largest_line(spectrum, from_hz, to_hz), from);
  raise_line(figures_.outside, largest_line(spectrum, kMeterRange.from_hz, below_hz), from);
  raise_line(figures_.outside, largest_line(spectrum, above_hz, highest_hz), from);
  keep_lines(largest_lines(spectrum, kMeterRange.from_hz, highest_hz), from);
}

/// A record with a single step swings more than one with a line, but its crests are low.
void PointMeter::keep_lines(const std::vector<SpectralPeak>& lines, core::Tick from) {
  double strongest_w = 0.0;
  for (const SpectralPeak& line : lines) strongest_w = std::max(strongest_w, line.amplitude);
  if (strongest_w <= strongest_line_w_) return;
  strongest_line_w_ = strongest_w;
  figures_.lines.clear();
  for (const SpectralPeak& line : lines) {
    figures_.lines.push_back({line.frequency_hz, line.amplitude, from});
  }
}

void PointMeter::measure_flicker(core::Tick from, core::Tick to) {
  const double severity =
      is_flat(false) ? 0.0
                     : short_term_flicker(relative_voltage(), 0, to - from, connection_.nominal_hz);
  const auto [lowest_w, highest_w] = span_w();
  figures_.flickers.push_back({from, to, severity, highest_w - lowest_w});
  if (figures_.flicker && severity <= figures_.flicker->value) return;
  figures_.flicker = {severity, from};
  figures_.flicker_span = to - from;
}

Signal PointMeter::power(bool with_tail) const {
  std::vector<Stretch> all = with_tail ? tail_ : std::vector<Stretch>();
  all.insert(all.end(), record_.begin(), record_.end());
  const core::Tick origin = all.front().begin;
  Signal signal;
  signal.end = all.back().end - origin;
  for (const Stretch& each : all) {
    signal.append({each.begin - origin, each.first.power_w, each.last.power_w});
  }
  signal.append({signal.end, all.back().last.power_w, all.back().last.power_w});
  return signal;
}

/// Drop over the source impedance at nominal voltage, (R P + X Q) / U^2; with |Z| = U^2 / S that is
/// (r P + x Q) / S, r and x as shares of |Z|.
Signal PointMeter::relative_voltage() const {
  const double r = 1.0 / std::hypot(1.0, connection_.x_over_r);
  const double x = connection_.x_over_r * r;
  const auto voltage = [&](const Metered& seen) {
    return 1.0 - (r * seen.power_w + x * seen.reactive_var) / connection_.short_circuit_va;
  };
  const core::Tick origin = record_.front().begin;
  Signal signal;
  signal.end = record_.back().end - origin;
  for (const Stretch& each : record_) {
    signal.append({each.begin - origin, voltage(each.first), voltage(each.last)});
  }
  return signal;
}

}  // namespace ridethrough::study
