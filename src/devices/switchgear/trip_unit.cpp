#include "devices/switchgear/trip_unit.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

/// Constants of an inverse curve, and how long its disk takes back.
struct CurveConstants {
  std::string_view name;
  double k, exponent, c;
  double reset_s = 0.0;  // 0: the standard has none
};

// IEC 60255-151 and IEEE C37.112, t = multiplier (k / (M^exponent - 1) + c). The resets are
// unverified.
constexpr CurveConstants kCurveConstants[] = {
    {"iec_standard_inverse", 0.14, 0.02, 0.0},
    {"iec_very_inverse", 13.5, 1.0, 0.0},
    {"iec_extremely_inverse", 80.0, 2.0, 0.0},
    {"iec_long_time", 120.0, 1.0, 0.0},
    {"iec_short_time", 0.05, 0.04, 0.0},
    {"ieee_moderately_inverse", 0.0515, 0.02, 0.114, 4.85},
    {"ieee_very_inverse", 19.61, 2.0, 0.491, 21.6},
    {"ieee_extremely_inverse", 28.2, 2.0, 0.1217, 29.1},
};

const CurveConstants* constants_of(const Parameters& trip) {
  const std::string& name = get(trip, "curve").word();
  const auto* const found = std::find_if(std::begin(kCurveConstants), std::end(kCurveConstants),
                                         [&](const auto& each) { return each.name == name; });
  return found == std::end(kCurveConstants) ? nullptr : found;
}

double reset_s(const Parameters& trip) {
  if (get(trip, "reset").word() == "instant") return 0.0;
  if (const Value& stated = get(trip, "reset_time"); stated.present()) return stated.number();
  const CurveConstants* constants = constants_of(trip);
  if (constants == nullptr || constants->reset_s == 0.0) {
    throw std::invalid_argument("trip: reset 'disk' needs a 'reset_time' with this curve");
  }
  return constants->reset_s;
}

/// Elements that lie above each other: what is swifter must not begin below what is slower.
void require_order(std::string_view name, double pickup_a, double below_a) {
  if (pickup_a >= below_a) return;
  throw std::invalid_argument("trip: '" + std::string(name) + "' lies below the pickup under it");
}

}  // namespace

TripCurve trip_curve(const Parameters& trip) {
  const Value& delay = get(trip, "delay");
  const CurveConstants* constants = constants_of(trip);
  if (constants == nullptr) {
    if (!delay.present()) throw std::invalid_argument("trip: a definite curve needs its 'delay'");
    return TripCurve::definite(delay.number());
  }
  if (delay.present()) {
    throw std::invalid_argument("trip: 'delay' goes with 'curve: definite'");
  }
  return {.k = constants->k,
          .exponent = constants->exponent,
          .c = constants->c,
          .multiplier = get(trip, "time_multiplier").number()};
}

TripUnit::TripUnit(const Parameters& trip) : record_(get(trip, "pickup").number()) {
  double highest_a = get(trip, "pickup").number();
  elements_.push_back({"overcurrent", {trip_curve(trip), highest_a, reset_s(trip)}});
  if (const Value& second = get(trip, "short_time"); second.present()) {
    const double pickup_a = get(second.map(), "pickup").number();
    require_order("short_time", pickup_a, highest_a);
    highest_a = pickup_a;
    const TripCurve curve = TripCurve::definite(get(second.map(), "delay").number());
    elements_.push_back({"short_time", {curve, pickup_a, 0.0}});
  }
  if (const Value& third = get(trip, "instantaneous"); third.present()) {
    require_order("instantaneous", third.number(), highest_a);
    const TripCurve curve = TripCurve::definite(get(trip, "instantaneous_delay").number());
    elements_.push_back({"instantaneous", {curve, third.number(), 0.0}});
  }
}

void TripUnit::wire(network::Network& network, network::LinkId link, core::ProcessId owner) {
  current_.wire(network, link, owner);
}

std::optional<TripUnit::Operation> TripUnit::react(const network::Network& network,
                                                   core::Tick now) {
  // What is due by now is due by the course up to here, whatever this instant still brings.
  const Element* first = nullptr;
  for (const Element& element : elements_) {
    const bool is_due = !is_resting_ && element.clock.expires() <= now;
    if (is_due && (first == nullptr || element.clock.expires() <= first->clock.expires())) {
      first = &element;
    }
  }
  const double amperes = current_.amperes(now);
  if (current_.follow(network, now)) {
    for (Element& element : elements_) element.clock.carry(now, current_.course());
    record_.carry(now, current_.course());
  }
  if (first == nullptr) return std::nullopt;
  is_resting_ = true;
  operations_.push_back({first->reason, amperes / first->clock.pickup_a(), now});
  return operations_.back();
}

void TripUnit::release(core::Tick now) {
  if (!is_resting_) return;
  is_resting_ = false;
  for (Element& element : elements_) element.clock.clear(now);
}

core::Tick TripUnit::next() const {
  core::Tick next = core::kNever;
  if (is_resting_) return next;
  for (const Element& element : elements_) next = std::min(next, element.clock.expires());
  return next;
}

double TripUnit::used_frac(core::Tick now) const {
  double used = 0.0;
  for (const Element& element : elements_) used = std::max(used, element.clock.used_frac(now));
  return used;
}

std::vector<Pickup> TripUnit::pickups(core::Tick now) const { return record_.until(now); }

}  // namespace ridethrough::devices
