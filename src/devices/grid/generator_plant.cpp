#include <algorithm>
#include <utility>

#include "devices/grid/generator_plant_device.hpp"

namespace ridethrough::devices {

namespace {

// In the order of the schema's table.
enum PlantQuantity {
  kPlantPower,
  kPlantLoadLevel,
  kPlantSetsOnLine,
  kPlantCapacity,
  kPlantStagesShed,
  kPlantSheds
};

}  // namespace

void GeneratorPlant::wire(Wiring& wiring) {
  name_ = wiring.name;
  for (Device* feeder : wiring.feeders) {
    auto* set = dynamic_cast<Genset*>(feeder);
    if (set == nullptr) throw std::invalid_argument("'from' names what is not a genset");
    sets_.push_back({set, set->state() == kSetRunning});
    set->add_watcher(*this);
    wiring.network.add_owner(set->metered_source(), wiring.process);
  }
  if (settings_.before_closing > sets_.size() || settings_.minimum > sets_.size()) {
    throw std::invalid_argument("there are fewer sets than sets_before_closing or minimum_sets");
  }
  if (on_line() > 0) start_in(kPlantCarrying);
  known_on_line_ = on_line();
  main_ = wiring.peer("main");
  if (main_ != nullptr && main_->islanding() == nullptr) {
    throw std::invalid_argument("'main' is not a breaker");
  }
  stages_.wire(wiring);
  const Device* mains = wiring.peer("mains");
  if (mains == nullptr) return;
  if (mains->outlet_node() < 0) throw std::invalid_argument("'mains' has no outlet");
  observer_ = wiring.network.add_observer(mains->outlet_node(), wiring.process);
}

void GeneratorPlant::react(Ports& ports) {
  for (const Command& command : std::exchange(commands_, {})) {
    is_ordered_ = (command.verb == Verb::start) == command.begins;
    is_stopped_ = !is_ordered_;
  }
  sense_mains(ports);
  while (step(ports)) {
  }
  ports.wake(*this, next_time(ports.now()));
}

double GeneratorPlant::look(std::size_t quantity, const View& view) const {
  switch (quantity) {
    case kPlantPower:
      return power(view.network).watts(view.now);
    case kPlantLoadLevel:
      return on_line() > 0 ? power(view.network).watts(view.now) / capacity_w() : 0.0;
    case kPlantSetsOnLine:
      return static_cast<double>(on_line());
    case kPlantCapacity:
      return capacity_w();
    case kPlantStagesShed:
      return static_cast<double>(stages_.shed());
    default:
      return static_cast<double>(sheds_);
  }
}

void GeneratorPlant::report(const View&, Report& report) const {
  report.findings.push_back({"sheds", static_cast<double>(sheds_), "1"});
  report.findings.push_back({"most_sets", static_cast<double>(most_sets_), "1"});
}

std::size_t GeneratorPlant::on_line() const {
  return static_cast<std::size_t>(std::count_if(
      sets_.begin(), sets_.end(), [](const PlantSet& own) { return own.is_on_line(); }));
}

double GeneratorPlant::capacity_w() const {
  double sum_w = 0.0;
  for (const PlantSet& own : sets_) sum_w += own.is_on_line() ? own.set->rating_w() : 0.0;
  return sum_w;
}

core::Line GeneratorPlant::power(const network::Network& network) const {
  core::Line sum;
  for (const PlantSet& own : sets_) sum += network.source_flow(own.set->metered_source()).power;
  return sum;
}

void GeneratorPlant::sense_mains(Ports& ports) {
  if (observer_ < 0) return;
  const network::Supply supply = ports.network().supply(observer_);
  const double limit = is_good_ ? settings_.mains_low : settings_.mains_return;
  is_good_ = supply.is_energised && supply.lowest_phase_pu >= limit;
  const double edge = is_good_ ? settings_.mains_low : settings_.mains_return;
  ports.network().set_watch(
      observer_, is_good_ ? network::Band{edge} : network::Band{.low_pu = 0.0, .high_pu = edge});
  lost_.watch(ports.now(), !is_good_);
  back_.watch(ports.now(), is_good_);
}

void GeneratorPlant::call(Ports& ports, PlantSet& own) {
  own.is_called = true;
  Command command;
  command.verb = Verb::start;
  command.arguments.emplace("caller", Value(name_));
  own.set->order(command);
  ports.mark(*own.set);
}

void GeneratorPlant::dismiss(Ports& ports, PlantSet& own) {
  own.is_called = false;
  Command command;
  command.verb = Verb::stop;
  own.set->order(command);
  ports.mark(*own.set);
}

void GeneratorPlant::order_main(Ports& ports, Verb verb) {
  if (main_ == nullptr) return;
  Command command;
  command.verb = verb;
  main_->order(command);
  ports.mark(*main_);
}

core::Tick GeneratorPlant::next_time(core::Tick now) const {
  core::Tick next = core::kNever;
  const auto wake_at = [&](core::Tick due) {
    if (due > now) next = std::min(next, due);
  };
  wake_at(lost_.next());
  wake_at(back_.next());
  if (state() == kPlantStarting) wake_at(core::later(began_at_, settings_.closing_timeout));
  if (state() != kPlantCarrying) return next;
  wake_at(idle_.next());
  for (const OverloadTimer* timer : {&start_, &stop_, &shed_, &restore_}) wake_at(timer->next());
  return next;
}

std::unique_ptr<Device> make_generator_plant(const Parameters& parameters) {
  return std::make_unique<GeneratorPlant>(parameters);
}

}  // namespace ridethrough::devices
