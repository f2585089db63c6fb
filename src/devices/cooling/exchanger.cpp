#include "devices/cooling/exchanger.hpp"

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

double power_at_speed(const Parameters& parameters) {
  const double speed = number_of(parameters, "speed");
  return number_of(parameters, "power") * speed * speed * speed;
}

Exchanger::Exchanger(const TypeSchema& schema, const Parameters& parameters, const Make& make)
    : ContactedGear(schema, parameters),
      make_(make),
      power_(core::Line::of_watts(0, power_at_speed(parameters))),
      capacity_(core::Line::of_watts(
          0, number_of(parameters, "capacity") * number_of(parameters, "speed"))),
      loop_({number_of(parameters, "temperature"), number_of(parameters, "approach"),
             make.j_per_k}) {}

void Exchanger::wire(Wiring& wiring) {
  ContactedGear::wire(wiring);
  stand_for(*this, wiring.members);
  loop_.wire(wiring, *this);
}

CoolantOffer Exchanger::offer() const {
  CoolantOffer offer;
  offer.flows = is_on() || make_.flows_by_itself;
  offer.is_unlimited = true;
  offer.temperature = loop_.course();
  return offer;
}

core::Line Exchanger::draw(Ports& ports) {
  CooledLoop::Input input;
  input.heat = heat_taken();
  input.capacity_units = capacity_carried();
  input.is_on = is_on();
  input.most = capacity_;
  loop_.settle(ports, input);
  watch_.follow(ports, *this, loop_, is_on());
  tell(ports);
  return power_;
}

double Exchanger::look(std::size_t quantity, const View& view) const {
  if (quantity < kGearQuantities) return ContactedGear::look(quantity, view);
  switch (quantity - kGearQuantities) {
    case 0:
      return loop_.temperature_k(view.now);
    case 1:
      return heat_taken().watts(view.now);
    default:
      return watch_.is_lost() ? 1.0 : 0.0;
  }
}

void Exchanger::report(const View& view, Report& report) const {
  ContactedGear::report(view, report);
  watch_.report(view, loop_, report);
}

}  // namespace ridethrough::devices
