#include <algorithm>
#include <cmath>
#include <vector>

#include "devices/grid/generator_plant_device.hpp"

// What the control of a plant decides.
namespace ridethrough::devices {

namespace {

/// A plant that gives less than this part of its rating carries nothing.
constexpr double kIdleFrac = 0.01;

}  // namespace

double GeneratorPlant::called_w(const PlantSet* without) const {
  std::vector<double> ratings_w;
  for (const PlantSet& own : sets_) {
    if (own.is_called && !own.is_lost() && &own != without) {
      ratings_w.push_back(own.set->rating_w());
    }
  }
  std::sort(ratings_w.begin(), ratings_w.end());
  double sum_w = 0.0;
  for (std::size_t i = 0; i + settings_.spare < ratings_w.size(); ++i) sum_w += ratings_w[i];
  return sum_w;
}

bool GeneratorPlant::is_wanted(core::Tick now) const {
  if (is_ordered_) return true;
  if (is_stopped_ || observer_ < 0) return false;
  return state() == kPlantStandby ? lost_.has_tripped(now) : !back_.has_tripped(now);
}

bool GeneratorPlant::step(Ports& ports) {
  const core::Tick now = ports.now();
  most_sets_ = std::max(most_sets_, on_line());
  switch (state()) {
    case kPlantStandby:
      return is_wanted(now) && begin(ports);
    case kPlantStarting:
      return is_wanted(now) ? close(ports) : release(ports, "withdrawn");
    default:
      return carry(ports);
  }
}

bool GeneratorPlant::begin(Ports& ports) {
  began_at_ = ports.now();
  const std::size_t count = std::min(starts_with_, sets_.size());
  for (std::size_t i = 0; i < count; ++i) call(ports, sets_[i]);
  while (settings_.is_in_turn && stages_.has_more()) stages_.shed_next(ports);
  enter(ports, kPlantStarting, is_ordered_ ? "start_order" : "mains_lost");
  return true;
}

bool GeneratorPlant::close(Ports& ports) {
  replace_lost(ports);
  const bool is_late = ports.now() >= core::later(began_at_, settings_.closing_timeout);
  const bool is_enough = on_line() >= settings_.before_closing;
  if (!is_enough && !(is_late && on_line() > 0)) return false;
  for (std::size_t i = on_line(); i < settings_.before_closing && stages_.has_more(); ++i) {
    shed(ports, "too_few_sets");
  }
  order_main(ports, Verb::close);
  known_on_line_ = on_line();
  enter(ports, kPlantCarrying, is_enough ? "enough_sets" : "timeout");
  return true;
}

bool GeneratorPlant::release(Ports& ports, std::string_view reason) {
  for (PlantSet& own : sets_) {
    if (own.is_called) dismiss(ports, own);
  }
  order_main(ports, Verb::open);
  while (stages_.shed() > 0) stages_.restore_last(ports);
  for (OverloadTimer* timer : {&start_, &stop_, &shed_, &restore_}) timer->clear();
  idle_.clear();
  enter(ports, kPlantStandby, reason);
  return true;
}

bool GeneratorPlant::carry(Ports& ports) {
  const core::Tick now = ports.now();
  const core::Line power = this->power(ports.network());
  idle_.watch(now, std::abs(power.watts(now)) <= kIdleFrac * capacity_w());
  if (is_stopped_ || (!is_wanted(now) && idle_.has_tripped(now))) {
    return release(ports, is_stopped_ ? "stop_order" : "mains_restored");
  }
  replace_lost(ports);
  if (on_line() < known_on_line_) shed_for_lost(ports, power.watts(now));
  known_on_line_ = on_line();
  watch(now, power);
  return act(ports);
}

void GeneratorPlant::watch(core::Tick now, const core::Line& power) {
  const auto beyond = [&](double limit_w) { return power + core::Line::of_watts(now, -limit_w); };
  const double capacity = capacity_w();
  const bool is_shed = stages_.shed() > 0;
  shed_.watch(now, beyond(settings_.shed_above * capacity));
  next_free() == nullptr ? start_.clear()
                         : start_.watch(now, beyond(settings_.start_above * called_w(nullptr)));
  const PlantSet* last = last_running();
  const bool may_stop = last != nullptr && !is_shed;
  may_stop ? stop_.watch(now, beyond(settings_.stop_below * called_w(last)) * -1) : stop_.clear();
  const double restored_w = settings_.restore_below * capacity - stages_.last_w();
  is_shed ? restore_.watch(now, beyond(restored_w) * -1) : restore_.clear();
}

bool GeneratorPlant::act(Ports& ports) {
  const core::Tick now = ports.now();
  if (start_.has_tripped(now)) {
    start_.clear();
    call(ports, *next_free());
    return true;
  }
  if (shed_.has_tripped(now) && stages_.has_more()) {
    shed_.clear();
    shed(ports, "overload");
    return true;
  }
  if (stop_.has_tripped(now)) {
    stop_.clear();
    dismiss(ports, *last_running());
    return true;
  }
  if (!restore_.has_tripped(now)) return false;
  restore_.clear();
  stages_.restore_last(ports);
  return true;
}

void GeneratorPlant::shed_for_lost(Ports& ports, double power_w) {
  const View view{ports.now(), ports.network()};
  while (stages_.has_more() && power_w > settings_.shed_above * capacity_w()) {
    power_w -= stages_.next_w(view);
    shed(ports, "set_lost");
  }
}

void GeneratorPlant::shed(Ports& ports, std::string_view reason) {
  stages_.shed_next(ports);
  ports.log_count(*this, "sheds", sheds_, sheds_ + 1, reason);
  ++sheds_;
}

void GeneratorPlant::replace_lost(Ports& ports) {
  for (PlantSet& own : sets_) {
    if (!own.is_called || !own.is_lost()) continue;
    own.is_called = false;
    if (PlantSet* next = next_free()) call(ports, *next);
  }
}

PlantSet* GeneratorPlant::next_free() {
  const auto found = std::find_if(sets_.begin(), sets_.end(), [](const PlantSet& own) {
    return !own.is_called && !own.is_lost();
  });
  return found == sets_.end() ? nullptr : &*found;
}

PlantSet* GeneratorPlant::last_running() {
  if (on_line() <= std::max<std::size_t>(settings_.minimum, 1)) return nullptr;
  const auto found = std::find_if(sets_.rbegin(), sets_.rend(), [](const PlantSet& own) {
    return own.is_called && own.is_on_line();
  });
  return found == sets_.rend() ? nullptr : &*found;
}

}  // namespace ridethrough::devices
