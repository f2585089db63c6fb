#include "devices/grid/shed_stages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace ridethrough::devices {

namespace {

constexpr std::array<std::string_view, 4> kShedNames{"shed_1", "shed_2", "shed_3", "shed_4"};

bool takes_order(const TypeSchema& schema, Verb verb) {
  return std::find(schema.verbs.begin(), schema.verbs.end(), verb) != schema.verbs.end();
}

int power_quantity(const TypeSchema& schema) {
  const auto found = std::find_if(schema.quantities.begin(), schema.quantities.end(),
                                  [](const QuantitySpec& own) { return own.name == "power"; });
  return found == schema.quantities.end() ? -1
                                          : static_cast<int>(found - schema.quantities.begin());
}

}  // namespace

ShedStages::Item ShedStages::item_of(std::string_view name, Device& device) {
  const TypeSchema& schema = device.schema();
  const bool is_switch = takes_order(schema, Verb::open) && takes_order(schema, Verb::close);
  if (!is_switch && !schema.is_gear) {
    throw std::invalid_argument(fmt::format(
        "'{}' names a {}, which can not be shed: name a load or a breaker", name, schema.name));
  }
  return {&device, is_switch, power_quantity(schema)};
}

void ShedStages::wire(const Wiring& wiring) {
  for (const std::string_view name : kShedNames) {
    Stage stage;
    for (const auto& [parameter, peer] : wiring.peers) {
      if (parameter == name) stage.items.push_back(item_of(name, *peer));
    }
    if (!stage.items.empty()) stages_.push_back(std::move(stage));
  }
}

double ShedStages::next_w(const View& view) const {
  double sum_w = 0.0;
  for (const Item& item : stages_[shed_].items) {
    if (item.power < 0) continue;
    sum_w += item.device->look(static_cast<std::size_t>(item.power), view);
  }
  return sum_w;
}

void ShedStages::shed_next(Ports& ports) {
  Stage& stage = stages_[shed_];
  stage.drew_w = next_w({ports.now(), ports.network()});
  order(ports, stage, true);
  ++shed_;
}

void ShedStages::restore_last(Ports& ports) { order(ports, stages_[--shed_], false); }

void ShedStages::order(Ports& ports, const Stage& stage, bool takes_off) {
  for (const Item& item : stage.items) {
    Command command;
    if (item.is_switch) {
      command.verb = takes_off ? Verb::open : Verb::close;
    } else {
      command.verb = takes_off ? Verb::stop : Verb::start;
    }
    item.device->order(command);
    ports.mark(*item.device);
  }
}

}  // namespace ridethrough::devices
