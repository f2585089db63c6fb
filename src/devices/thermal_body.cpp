#include "devices/thermal_body.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace ridethrough::devices {
namespace {

constexpr double kHorizonS = 1e9;     // after thirty years nothing that fades is left
constexpr double kHysteresisK = 5.0;  // assumed: no relay chatters about a limit

}  // namespace

double ThermalBody::Course::at(double t_s) const {
  return base + t_s * (rise + t_s * bend) + fading * std::exp(-t_s / time_s);
}

ThermalBody::ThermalBody(double ambient_k, std::vector<Lag> lags)
    : ambient_k_(ambient_k), lags_(std::move(lags)), courses_(lags_.size()) {}

void ThermalBody::carry(core::Tick now, const CurrentCourse& course, bool is_energised) {
  peak_ = hottest(now);
  const double since_s = core::seconds(now - anchor_);
  for (std::size_t i = 0; i < lags_.size(); ++i) {
    const Lag& lag = lags_[i];
    const double before_k = courses_[i].at(since_s);
    Course& next = courses_[i];
    next.time_s = lag.time_s;
    next.bend = lag.gain_k_per_a2 * course.bend;
    next.rise = lag.gain_k_per_a2 * course.slope - 2.0 * lag.time_s * next.bend;
    const double steady_k = lag.gain_k_per_a2 * course.square + (is_energised ? lag.idle_k : 0.0);
    next.base = steady_k - lag.time_s * next.rise;
    next.fading = (now == 0 ? steady_k : before_k) - next.base;
  }
  anchor_ = now;
}

double ThermalBody::temperature_k(core::Tick now, std::size_t lags) const {
  double sum = ambient_k_;
  for (std::size_t i = 0; i < std::min(lags, courses_.size()); ++i) {
    sum += courses_[i].at(core::seconds(now - anchor_));
  }
  return sum;
}

double ThermalBody::derivative(int order, double t_s) const {
  double sum = order == 0 ? ambient_k_ : 0.0;
  for (const Course& course : courses_) {
    const double fading = course.fading * std::exp(-t_s / course.time_s);
    sum += fading * std::pow(-1.0 / course.time_s, order);
    if (order == 0) sum += course.base + t_s * (course.rise + t_s * course.bend);
    if (order == 1) sum += course.rise + 2.0 * t_s * course.bend;
    if (order == 2) sum += 2.0 * course.bend;
  }
  return sum;
}

/// Of the third derivative only the exponentials are left, and two of them meet once.
std::vector<double> ThermalBody::fading_root(double from_s, double to_s) const {
  if (courses_.size() < 2) return {};
  const auto& [first, second] = std::pair(courses_[0], courses_[1]);
  const double ratio = -(second.fading / first.fading) * std::pow(first.time_s / second.time_s, 3);
  const double at_s = std::log(ratio) / (1.0 / second.time_s - 1.0 / first.time_s);
  return at_s > from_s && at_s < to_s ? std::vector<double>{at_s} : std::vector<double>{};
}

/// Where a derivative takes the value `level`, ascending: between two roots of the next derivative
/// it only grows or only falls.
std::vector<double> ThermalBody::roots(int order, double level, double from_s, double to_s) const {
  if (order == 3) return fading_root(from_s, to_s);
  std::vector<double> found;
  std::vector<double> stops = roots(order + 1, 0.0, from_s, to_s);
  stops.push_back(to_s);
  double low_s = from_s;
  for (const double stop_s : stops) {
    double high_s = stop_s;
    const bool begins_above = derivative(order, low_s) > level;
    if ((derivative(order, high_s) > level) != begins_above) {
      for (int i = 0; i < 100 && high_s - low_s > 1e-10; ++i) {
        const double middle_s = 0.5 * (low_s + high_s);
        ((derivative(order, middle_s) > level) == begins_above ? low_s : high_s) = middle_s;
      }
      found.push_back(high_s);
    }
    low_s = stop_s;
  }
  return found;
}

/// Without a ramp each lag lies between what it is and where it goes.
bool ThermalBody::stays_on_its_side(double level_k, double now_s) const {
  double lowest_k = ambient_k_;
  double highest_k = ambient_k_;
  for (const Course& course : courses_) {
    if (course.rise != 0.0 || course.bend != 0.0) return false;
    lowest_k += std::min(course.at(now_s), course.base);
    highest_k += std::max(course.at(now_s), course.base);
  }
  return highest_k <= level_k || lowest_k > level_k;
}

core::Tick ThermalBody::next_crossing(double level_k, bool is_rising, core::Tick now) const {
  const double now_s = core::seconds(now - anchor_);
  if ((temperature_k(now) > level_k) == is_rising) return now + 1;
  if (stays_on_its_side(level_k, now_s)) return core::kNever;
  const std::vector<double> found = roots(0, level_k, now_s, kHorizonS);
  if (found.empty()) return core::kNever;
  return std::max(core::later(anchor_, core::ticks_up(found.front())), now + 1);
}

void ThermalBody::raise(Peak& peak, core::Tick at) const {
  const double temperature = temperature_k(at);
  if (peak.at < 0 || temperature > peak.temperature_k) peak = {temperature, at};
}

ThermalBody::Peak ThermalBody::hottest(core::Tick now) const {
  Peak peak = peak_;
  if (now <= anchor_) return peak;
  raise(peak, anchor_);
  for (const double root : roots(1, 0.0, 0.0, core::seconds(now - anchor_))) {
    raise(peak, std::min(now, core::later(anchor_, core::ticks_up(root))));
  }
  raise(peak, now);
  return peak;
}

ThermalBands::ThermalBands(std::vector<double> limits_k) : limits_k_(std::move(limits_k)) {
  if (std::is_sorted(limits_k_.begin(), limits_k_.end())) return;
  throw std::invalid_argument("the limits of temperature must rise from warning to trip");
}

double ThermalBands::floor_k(int band) const {
  return limits_k_[static_cast<std::size_t>(band - 1)] - kHysteresisK;
}

int ThermalBands::follow(core::Tick now) {
  if (now >= rises_) {
    ++band_;
  } else if (now >= falls_) {
    --band_;
  }
  return band_;
}

void ThermalBands::plan(const ThermalBody& body, core::Tick now) {
  const auto bands = static_cast<int>(limits_k_.size());
  const auto limit_k = [this](int band) { return limits_k_[static_cast<std::size_t>(band)]; };
  if (now == 0) {
    band_ = 0;
    while (band_ < bands && body.temperature_k(now) > limit_k(band_)) ++band_;
  }
  rises_ = falls_ = core::kNever;
  if (band_ < bands) rises_ = body.next_crossing(limit_k(band_), true, now);
  if (band_ > 0) falls_ = body.next_crossing(floor_k(band_), false, now);
}

}  // namespace ridethrough::devices
