#include "devices/storage/string_growth.hpp"

namespace ridethrough::devices::storage {
namespace {

std::int64_t ready_strings(const Parameters& parameters) {
  const Value& ready = get(parameters, "ready_strings");
  return ready.present() ? ready.count() : 0;
}

}  // namespace

StringGrowth::StringGrowth(const Parameters& parameters)
    : ready_(static_cast<int>(ready_strings(parameters))), is_planned_(ready_ > 0) {
  if (!is_planned_) return;
  const Value& hot_plug = get(parameters, "hot_plug");
  if (hot_plug.present() && hot_plug.flag()) return;
  takes_ = core::ticks_nearest(get(parameters, "growth_time").number());
}

Parameters StringGrowth::grown(Parameters parameters) {
  const std::int64_t ready = ready_strings(parameters);
  if (ready > 0) parameters["strings"] = Value(get(parameters, "strings").count() + ready);
  return parameters;
}

void StringGrowth::begin(core::Tick now) {
  began_ = now;
  ends_ = core::later(now, takes_);
}

void StringGrowth::finish(core::Tick now) {
  exposed_ += now - began_;
  ends_ = core::kNever;
  ready_ = 0;
}

double StringGrowth::exposed_s(core::Tick now) const {
  return core::seconds(exposed_ + (is_off() ? now - began_ : 0));
}

}  // namespace ridethrough::devices::storage
