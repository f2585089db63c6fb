#include "devices/conversion/frequency_response.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace ridethrough::devices::conversion {

FrequencyResponse::FrequencyResponse(const ResponseSettings& settings) : settings_(settings) {
  if (settings.deadband_hz < settings.full_hz) return;
  throw std::invalid_argument("'frequency_response.deadband' is not below 'full'");
}

double FrequencyResponse::power_w(double off_hz) const {
  const double beyond = std::abs(off_hz) - settings_.deadband_hz;
  const double part = beyond / (settings_.full_hz - settings_.deadband_hz);
  return std::copysign(settings_.power_w * std::clamp(part, 0.0, 1.0), -off_hz);
}

network::FrequencyBand FrequencyResponse::band() const {
  // While it acts, every new line is to be read: no frequency is inside of this.
  if (is_acting_) return {.low_hz = std::numeric_limits<double>::infinity()};
  return {.low_hz = settings_.nominal_hz - settings_.deadband_hz,
          .high_hz = settings_.nominal_hz + settings_.deadband_hz};
}

bool FrequencyResponse::is_quiet(double hz) const {
  return hz == 0.0 || (hz >= settings_.nominal_hz - settings_.deadband_hz &&
                       hz <= settings_.nominal_hz + settings_.deadband_hz);
}

bool FrequencyResponse::follow(core::Tick now, const network::Frequency& line) {
  if (!is_acting_ && is_quiet(line.hz_at(now))) return false;
  if (!is_acting_ || !(line == seen_)) {
    if (!is_acting_) acting_ = {now, settings_.nominal_hz, 0.0};
    is_acting_ = true;
    seen_ = line;
    queue_.push_back(line.hz == 0.0 ? network::Frequency{now, settings_.nominal_hz, 0.0} : line);
    due_.push_back(core::later(now, settings_.delay));
  }
  bool is_new = false;
  for (; !due_.empty() && due_.front() <= now; due_.pop_front(), queue_.pop_front()) {
    acting_ = queue_.front();
    is_new = true;
  }
  if (!is_new && now < piece_.until) return false;
  renew(now);
  return true;
}

void FrequencyResponse::renew(core::Tick now) {
  const double off_hz = acting_.hz_at(now - settings_.delay) - settings_.nominal_hz;
  const double rate = acting_.hz_per_s;
  core::Tick span = core::kNever;
  for (const double kink : {settings_.deadband_hz, settings_.full_hz}) {
    for (const double edge : {-kink, kink}) {
      const double wait_s = rate == 0.0 ? -1.0 : (edge - off_hz) / rate;
      if (wait_s > 0.0) span = std::min(span, std::max<core::Tick>(core::ticks_up(wait_s), 1));
    }
  }
  // Which of the straight parts comes next shows in the middle of it.
  const double half_s = span == core::kNever ? 0.5 : 0.5 * core::seconds(span);
  const double middle = std::abs(off_hz + rate * half_s);
  const bool is_sloping = middle > settings_.deadband_hz && middle < settings_.full_hz;
  const double steepness = settings_.power_w / (settings_.full_hz - settings_.deadband_hz);
  piece_ = {now, power_w(off_hz), is_sloping ? -steepness * rate : 0.0, core::later(now, span)};
  const bool rests = piece_.value == 0.0 && piece_.per_s == 0.0 && queue_.empty();
  if (!rests || !is_quiet(seen_.hz_at(now))) return;
  is_acting_ = false;
  piece_.until = core::kNever;
}

core::Tick FrequencyResponse::next() const {
  const core::Tick due = due_.empty() ? core::kNever : due_.front();
  return is_acting_ ? std::min(due, piece_.until) : core::kNever;
}

}  // namespace ridethrough::devices::conversion
