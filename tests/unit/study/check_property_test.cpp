#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <random>

#include "check_support.hpp"

using namespace check_support;

// An independent evaluator that samples: everything here is an array of values just before and just
// after each sample, and every claim is a pair of nested loops.
namespace {

constexpr int kSamples = 5000;
constexpr double kStepS = kLast / kSamples;
constexpr double kUnbounded = std::numeric_limits<double>::infinity();

int samples_of(double time_s) { return static_cast<int>(std::lround(time_s / kStepS)); }

/// values[2 k] just before and values[2 k + 1] at sample k.
using Samples = std::vector<double>;

Samples sampled(const study::Trace& trace) {
  Samples values;
  for (int k = 0; k <= kSamples; ++k) {
    const core::Tick time = tick(k * kStepS);
    const auto corner = std::find_if(trace.corners.begin(), trace.corners.end(),
                                     [&](const auto& c) { return c.time == time; });
    const bool is_corner = corner != trace.corners.end();
    values.push_back(is_corner ? corner->before : study::value_at(trace, time));
    values.push_back(study::value_at(trace, time));
  }
  values[0] = values[1];
  return values;
}

Samples map2(const Samples& a, const Samples& b, const std::function<double(double, double)>& f) {
  Samples result(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) result[i] = f(a[i], b[i]);
  return result;
}

Samples change_by_samples(const Samples& a, int span) {
  Samples result(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::size_t back = 2 * static_cast<std::size_t>(span);
    result[i] = a[i] - (i >= back ? a[i - back] : a[1]);
  }
  return result;
}

double least(const Samples& a, int from, int to) {
  return *std::min_element(a.begin() + from, a.begin() + to + 1);
}

double greatest(const Samples& a, int from, int to) {
  return *std::max_element(a.begin() + from, a.begin() + to + 1);
}

/// Corners at whole seconds, values within [-3, 3], every fourth corner a jump.
study::Trace random_lines(std::mt19937_64& random) {
  const auto uniform = [&] { return -3.0 + 6.0 * static_cast<double>(random() % 10001) / 1e4; };
  std::vector<Point> points = {{0.0, uniform()}};
  for (double time_s = 0.0;;) {
    time_s += 1.0 + static_cast<double>(random() % 12);
    if (time_s >= kLast) break;
    const double before = uniform();
    points.emplace_back(time_s, before, random() % 4 == 0 ? uniform() : before);
  }
  return lines(points);
}

/// Ends its changes early, so that no window of the tests is cut by the end of the run.
study::Trace random_state(std::mt19937_64& random) {
  std::vector<std::pair<double, double>> changes = {{0.0, static_cast<double>(random() % 3)}};
  for (double time_s = 0.0; changes.back().first < 60.0;) {
    time_s += 3.0 + static_cast<double>(random() % 20);
    changes.emplace_back(time_s, static_cast<double>(random() % 3));
  }
  changes.emplace_back(95.0, 0.0);
  return steps(changes);
}

struct Claimed {
  std::string text;
  std::function<Samples(const Samples& a, const Samples& b)> robustness;
};

const std::vector<Claimed>& claims() {
  static const std::vector<Claimed> all = {
      {"a.x >= 0.5",
       [](const Samples& a, const Samples& b) {
         return map2(a, b, [](double x, double) { return x - 0.5; });
       }},
      {"a.x <= 1 and b.x >= -1",
       [](const Samples& a, const Samples& b) {
         return map2(a, b, [](double x, double y) { return std::min(1.0 - x, y + 1.0); });
       }},
      {"a.x >= b.x or not b.x >= 0",
       [](const Samples& a, const Samples& b) {
         return map2(a, b, [](double x, double y) { return std::max(x - y, -y); });
       }},
      {"abs(a.x - b.x) <= 2",
       [](const Samples& a, const Samples& b) {
         return map2(a, b, [](double x, double y) { return 2.0 - std::abs(x - y); });
       }},
      {"change(a.x over 2 s) <= 1.5 and a.x >= -2", [](const Samples& a, const Samples&) {
         return map2(change_by_samples(a, samples_of(2.0)), a,
                     [](double change, double x) { return std::min(1.5 - change, x + 2.0); });
       }}};
  return all;
}

/// Samples at which the state becomes battery (2), also at the start.
std::vector<int> starts_of(const Samples& state) {
  std::vector<int> starts;
  for (int k = 0; k <= kSamples; ++k) {
    const std::size_t i = 2 * static_cast<std::size_t>(k);
    if (state[i + 1] == 2.0 && (k == 0 || state[i] != 2.0)) starts.push_back(k);
  }
  return starts;
}

/// The checked bound: the sum of two slopes of at most 6 per second, and a window whose two ends
/// each may lie one sample off.
constexpr double kTolerance = 2.0 * 12.0 * kStepS;

void compare_margins(const study::CheckResult& exact, double expected) {
  REQUIRE(exact.margin);
  CHECK(exact.unit == "1");
  CHECK(*exact.margin == Approx(expected).margin(kTolerance));
}

std::string status_for(const std::optional<double>& robustness) {
  if (!robustness) return "vacuous";
  return *robustness > 0.0 ? "pass" : "fail";
}

void compare(const study::CheckResult& exact, const std::optional<double>& expected) {
  const bool has_margin = expected && !std::isinf(*expected);
  if (has_margin) compare_margins(exact, *expected);
  const bool may_be_either = has_margin && std::abs(*expected) <= kTolerance;
  if (!may_be_either) CHECK(status_of(exact) == status_for(expected));
}

/// Robustness of staying for `span` samples from some sample of [from, to] on.
double best_stay(const Samples& robustness, int from, int to, int span) {
  double best = -kUnbounded;
  for (int t = from; t <= to; ++t) {
    best = std::max(best, least(robustness, 2 * t + 1, 2 * (t + span)));
  }
  return best;
}

struct Case {
  FakeProvider provider;
  std::string text;
  Samples robustness, state;
};

Case random_case(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Case result;
  const study::Trace a = random_lines(random), b = random_lines(random);
  const study::Trace state = random_state(random);
  result.provider.add("a.x", a);
  result.provider.add("b.x", b);
  result.provider.add_state("s.state", state);
  const Claimed& claimed = claims()[random() % claims().size()];
  result.text = claimed.text;
  result.robustness = claimed.robustness(sampled(a), sampled(b));
  result.state = sampled(state);
  return result;
}

constexpr std::uint64_t kCases = 60;

}  // namespace

TEST_CASE("always agrees with sampling", "[check][property]") {
  for (std::uint64_t seed = 1; seed <= kCases; ++seed) {
    const Case c = random_case(seed);
    INFO("seed " << seed << ": " << c.text);
    const Samples& rho = c.robustness;
    compare(always(c.text).on(c.provider), least(rho, 1, 2 * kSamples + 1));

    std::optional<double> in_windows;
    for (const int k : starts_of(c.state)) {
      const int to = std::min(k + samples_of(7.0), kSamples);
      in_windows = std::min(in_windows.value_or(kUnbounded), least(rho, 2 * k + 1, 2 * to + 1));
    }
    compare(always(c.text).after("s.state == battery").lasting(7).on(c.provider), in_windows);

    std::optional<double> on_battery;
    for (std::size_t i = 1; i < rho.size(); ++i) {
      if (c.state[i] == 2.0) on_battery = std::min(on_battery.value_or(kUnbounded), rho[i]);
    }
    compare(always(c.text).during("s.state == battery").on(c.provider), on_battery);

    int first = 0;
    while (first <= kSamples && c.state[2 * static_cast<std::size_t>(first) + 1] != 2.0) ++first;
    std::optional<double> until;
    if (first > 0) until = least(rho, 1, std::min(2 * first, 2 * kSamples + 1));
    compare(always(c.text).until("s.state == battery").on(c.provider), until);
  }
}

TEST_CASE("except_shorter_than agrees with sampling", "[check][property]") {
  for (std::uint64_t seed = 1; seed <= kCases; ++seed) {
    const Case c = random_case(seed);
    const double span_s = 0.5 + 0.1 * static_cast<double>(seed % 40);
    INFO("seed " << seed << ": " << c.text << ", except_shorter_than " << span_s);
    const int span = samples_of(span_s);
    double worst = kUnbounded;
    for (int k = 0; k + span <= kSamples; ++k) {
      worst = std::min(worst, greatest(c.robustness, 2 * k + 1, 2 * (k + span)));
    }
    compare(always(c.text).except(span_s).on(c.provider), worst);
  }
}

TEST_CASE("eventually agrees with sampling", "[check][property]") {
  for (std::uint64_t seed = 1; seed <= kCases; ++seed) {
    const Case c = random_case(seed);
    const double span_s = 0.1 * static_cast<double>(seed % 50 + 1);
    INFO("seed " << seed << ": " << c.text << ", for " << span_s);
    const int span = samples_of(span_s), within = samples_of(8.0);
    std::optional<double> touched, stayed;
    for (const int k : starts_of(c.state)) {
      const double best = greatest(c.robustness, 2 * k + 1, 2 * (k + within) + 1);
      touched = std::min(touched.value_or(kUnbounded), best);
      const double stay = best_stay(c.robustness, k, k + within, span);
      stayed = std::min(stayed.value_or(kUnbounded), stay);
    }
    compare(eventually(c.text).after("s.state == battery").within(8).on(c.provider), touched);
    compare(eventually(c.text).after("s.state == battery").within(8).lasting(span_s).on(c.provider),
            stayed);
  }
}
