#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ridethrough/core/random.hpp"
#include "scenario/drawn_failures.hpp"
#include "scenario/drawn_members.hpp"

namespace ridethrough::scenario {

namespace {

using core::RandomStream;
using devices::get;
using devices::Parameters;
using devices::Value;
using devices::Verb;

constexpr double kYear = 8760.0 * 3600.0;

struct Disturbance {
  core::Tick at = 0;
  core::Tick lasting = 0;
  Verb verb = Verb::outage;
  Parameters arguments = {};
  std::string kind;  ///< "sag", "outage"

  core::Tick end() const { return core::later(at, lasting); }
};

/// A lognormal between its limits: one number of the stream for each.
double drawn_duration(const Parameters& duration, RandomStream& stream) {
  const Distribution all{Distribution::Shape::lognormal, get(duration, "median").number(),
                         get(duration, "sigma").number()};
  const Value &least = get(duration, "at_least"), &most = get(duration, "at_most");
  const double share = stream.uniform();
  if (all.second <= 0.0) return all.first;
  const double low = least.present() ? all.share_below(least.number()) : 0.0;
  const double high = most.present() ? all.share_below(most.number()) : 1.0;
  return all.quantile(std::clamp(std::lerp(low, high, share), 1e-15, 1.0 - 1e-15));
}

/// A fault anywhere along a line with equal chance: the number of sags to below V goes as
/// V / (1 - V).
double drawn_residual(double below_pu, RandomStream& stream) {
  const double x = stream.uniform() * below_pu / (1.0 - below_pu);
  return x / (1.0 + x);
}

std::string drawn_type(const Value& types, RandomStream& stream) {
  double left = stream.uniform();
  if (!types.present()) return {};
  for (const Value& each : types.list()) {
    left -= get(each.map(), "share").number();
    if (left < 0.0) return get(each.map(), "type").word();
  }
  return {};
}

class DisturbanceDraw {
 public:
  DisturbanceDraw(Model& model, const DrawnMember& utility, std::uint32_t replica)
      : model_(model), utility_(utility), replica_(replica) {}

  void draw(const Parameters& statistics) {
    add(statistics, "sags", "sag", [](const Parameters& sags, RandomStream& stream) {
      Disturbance dip;
      dip.verb = Verb::dip;
      dip.arguments["to"] = Value(drawn_residual(get(sags, "below").number(), stream));
      const std::string type = drawn_type(get(sags, "types"), stream);
      if (!type.empty() && type != "A") dip.arguments["type"] = Value(type);
      return dip;
    });
    const auto outage = [](const Parameters&, RandomStream&) { return Disturbance{}; };
    add(statistics, "momentary", "momentary outage", outage);
    add(statistics, "sustained", "sustained outage", outage);
    write();
  }

 private:
  template <class Make>
  void add(const Parameters& statistics, const char* key, const char* kind, const Make& make) {
    const Value& map = get(statistics, key);
    if (!map.present()) return;
    const double per_year = get(map.map(), "per_year").number();
    if (per_year <= 0.0) return;
    RandomStream stream(model_.seed, replica_, fmt::format("{} {}", utility_.path, key));
    const double horizon_s = core::seconds(model_.duration);
    for (double at = 0.0;;) {
      at -= kYear / per_year * std::log1p(-stream.uniform());
      if (at >= horizon_s) return;
      Disturbance next = make(map.map(), stream);
      next.at = core::ticks_nearest(at);
      next.lasting = std::max<core::Tick>(
          1, core::ticks_nearest(drawn_duration(get(map.map(), "duration").map(), stream)));
      next.kind = kind;
      drawn_.push_back(std::move(next));
    }
  }

  /// Times at which a written event has the utility already.
  bool is_taken(const Disturbance& disturbance) const {
    return std::ranges::any_of(model_.events, [&](const EventSpec& event) {
      const bool is_ours = std::ranges::any_of(event.targets, [&](const Reference& target) {
        return target.path.text() == utility_.path || target.path.text() == utility_.plain;
      });
      if (!is_ours || !event.drawn_as.empty()) return false;
      return std::ranges::any_of(event.at, [&](core::Tick at) {
        return disturbance.at <= core::later(at, event.duration) && at <= disturbance.end();
      });
    });
  }

  /// One that begins while another lasts is part of it.
  void write() {
    std::stable_sort(drawn_.begin(), drawn_.end(),
                     [](const auto& a, const auto& b) { return a.at < b.at; });
    core::Tick free_from = 0;
    int number = 0;
    for (Disturbance& each : drawn_) {
      if (each.at <= free_from || is_taken(each)) continue;
      free_from = each.end();
      EventSpec event =
          drawn_event(fmt::format("{}.{}.{}", utility_.path,
                                  each.verb == Verb::dip ? "sag" : "outage", ++number),
                      utility_.path, utility_.spec->place);
      event.verb = each.verb;
      event.at = {each.at};
      event.duration = each.lasting;
      event.arguments = std::move(each.arguments);
      event.drawn_as = utility_.plain + " " + each.kind;
      model_.events.push_back(std::move(event));
    }
  }

  Model& model_;
  const DrawnMember& utility_;
  std::uint32_t replica_;
  std::vector<Disturbance> drawn_;
};

}  // namespace

void draw_disturbances(Model& model, std::uint32_t replica) {
  std::vector<DrawnMember> utilities;
  visit_boxes(model, [&](const DrawnMember& member) {
    if (get(member.spec->parameters.values, "disturbances").present()) utilities.push_back(member);
  });
  for (const DrawnMember& utility : utilities) {
    DisturbanceDraw(model, utility, replica)
        .draw(get(utility.spec->parameters.values, "disturbances").map());
  }
}

}  // namespace ridethrough::scenario
