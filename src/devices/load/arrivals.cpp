#include "devices/load/arrivals.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

constexpr double kDayS = 86'400.0;
constexpr double kPerDay = 2.0 * std::numbers::pi / kDayS;

/// Mean equal to shape.
double standard_gamma(core::RandomStream& stream, double shape) {
  if (shape < 1.0) {
    const double boost = std::pow(1.0 - stream.uniform(), 1.0 / shape);
    return standard_gamma(stream, shape + 1.0) * boost;
  }
  const double d = shape - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  while (true) {
    const double x = stream.normal();
    const double v = std::pow(1.0 + c * x, 3);
    if (v <= 0.0) continue;
    const double u = 1.0 - stream.uniform();
    if (std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

}  // namespace

double gamma_draw(core::RandomStream& stream, double cv) {
  if (cv == 0.0) return 1.0;
  const double shape = 1.0 / (cv * cv);
  return standard_gamma(stream, shape) / shape;
}

core::Tick Arrivals::Log::period() const {
  const auto count = static_cast<core::Tick>(rows());
  const core::Tick span = times->rows().back().at - times->rows().front().at;
  return span + span / (count - 1);
}

Arrivals::Arrivals(const Parameters& serving)
    : prefill_s_(number_of(map_of(serving, "prefill"), "takes")),
      prefill_token_s_(number_of(map_of(serving, "prefill"), "per_token")),
      decode_s_(number_of(map_of(serving, "decode"), "takes")),
      decode_token_s_(number_of(map_of(serving, "decode"), "per_token")) {
  const Parameters& arrivals = map_of(serving, "arrivals");
  const Parameters* log = optional_map(arrivals, "log");
  const Value& rate = get(arrivals, "rate");
  if ((log != nullptr) == rate.present()) {
    throw std::invalid_argument("'arrivals' has either a 'rate' or a 'log'");
  }
  if (rate.present()) rate_per_gpu_s_ = rate.number();
  cv_ = number_of(arrivals, "cv");
  if (const Parameters* day = optional_map(arrivals, "day")) {
    swing_ = number_of(*day, "swing");
    peak_at_s_ = number_of(*day, "peak_at");
  }
  mean_prefill_s_ = prefill_s_;
  mean_decode_s_ = decode_s_;
  if (log != nullptr) read_log(*log);
}

void Arrivals::read_log(const Parameters& log) {
  const auto column = [&log](std::string_view name) {
    const Value& rows = get(log, name);
    return rows.is_played() ? rows.playback() : nullptr;
  };
  log_ = Log{column("trace_rows"), column("context_rows"), column("generated_rows"),
             get(log, "outside").word() == "repeat"};
  mean_prefill_s_ = mean_of(log_->context, prefill_token_s_, prefill_s_);
  mean_decode_s_ = mean_of(log_->generated, decode_token_s_, decode_s_);
}

double Arrivals::mean_of(const std::shared_ptr<const Playback>& tokens, double per_token_s,
                         double otherwise_s) const {
  if (!tokens) return otherwise_s;
  double sum = 0.0;
  for (const Playback::Row& row : tokens->rows()) sum += row.value;
  return sum / static_cast<double>(tokens->rows().size()) * per_token_s;
}

void Arrivals::begin(core::Tick begin, double gpus, const core::RandomStream& stream) {
  begin_ = begin;
  stream_ = stream;
  rate_ = rate_per_gpu_s_ * gpus;
  time_s_ = core::seconds(begin);
  expected_ = expected(time_s_);
  pop();
}

void Arrivals::pop() {
  if (log_) return take_row();
  head_.prefill = core::ticks_nearest(prefill_s_);
  head_.decode = core::ticks_nearest(decode_s_);
  head_.at = next_of_process();
  head_.place = stream_.uniform();
}

void Arrivals::take_row() {
  if (row_ == log_->rows()) {
    row_ = 0;
    ++round_;
  }
  if (round_ > 0 && !log_->repeats) {
    head_ = {};
    return;
  }
  const core::Tick moved = begin_ + (round_ > 0 ? round_ * log_->period() : 0);
  const auto phase = [this](const std::shared_ptr<const Playback>& tokens, double per_token_s,
                            double otherwise_s) {
    return core::ticks_nearest(tokens ? tokens->rows()[row_].value * per_token_s : otherwise_s);
  };
  head_.at = core::later(moved, log_->times->rows()[row_].at);
  head_.prefill = phase(log_->context, prefill_token_s_, prefill_s_);
  head_.decode = phase(log_->generated, decode_token_s_, decode_s_);
  head_.place = stream_.uniform();
  ++row_;
}

double Arrivals::rate_at(double time_s) const {
  return rate_ * (1.0 + swing_ * std::cos(kPerDay * (time_s - peak_at_s_)));
}

double Arrivals::expected(double time_s) const {
  const double moved = std::sin(kPerDay * (time_s - peak_at_s_)) + std::sin(kPerDay * peak_at_s_);
  return rate_ * (time_s + swing_ / kPerDay * moved);
}

double Arrivals::rate_per_s(core::Tick at) const {
  if (!log_) return rate_at(core::seconds(at));
  return static_cast<double>(log_->rows()) / core::seconds(log_->period());
}

/// The time at which so many more are expected as the gap has drawn.
core::Tick Arrivals::next_of_process() {
  if (rate_ == 0.0) return core::kNever;
  constexpr double kNearRequests = 1e-7;
  expected_ += gamma_draw(stream_, cv_);
  double low_s = time_s_;
  double high_s = expected_ / rate_ + 2.0 * swing_ / kPerDay;
  double time_s = std::clamp(expected_ / rate_, low_s, high_s);
  for (int round = 0; round < 100 && swing_ > 0.0; ++round) {
    const double excess = expected(time_s) - expected_;
    if (std::abs(excess) <= kNearRequests) break;
    (excess > 0.0 ? high_s : low_s) = time_s;
    const double newton_s = time_s - excess / rate_at(time_s);
    time_s = newton_s > low_s && newton_s < high_s ? newton_s : 0.5 * (low_s + high_s);
  }
  time_s_ = time_s;
  return core::ticks_nearest(time_s);
}

}  // namespace ridethrough::devices
