#include "devices/load/rack_device.hpp"
#include "devices/load/rack_totals.hpp"

namespace ridethrough::devices {

double Rack::hold_up_frac(core::Tick now) const {
  const double full_j = settings_.hold_up_j * static_cast<double>(cords_.size());
  return full_j > 0.0 ? stored_j(cords_, now) / full_j : 0.0;
}

double Rack::look(std::size_t quantity, const View& view) const {
  switch (quantity) {
    case 0:
      return drawn_w(cords_, view);
    case 1:
      return is_up_ ? 0.0 : 1.0;
    case 2:
      return best_voltage_pu(cords_, view.network);
    case 3:
      return meters_.given_w(view.now) + bus_.given_w(view.now) - bus_.taken_w(view.now);
    case 4:
      return drawn_j(cords_, view);
    case 5:
      return stored_j(cords_, view.now);
    case 6:
      return static_cast<double>(drops_.size());
    case 7:
      return bus_.voltage_v(view.now, demand_.line().watts(view.now));
    case 8:
      return demand_.storage_j(view.now);
    case 9:
      return cooling_.temperature_k(view.now);
    default:
      return cooling_.band() == RackCooling::Band::throttled ? 1.0 : 0.0;
  }
}

double Rack::look_inner(std::size_t part, int quantity, const View& view) const {
  const RackCord& cord = cords_.at(part);
  switch (quantity) {
    case 0:
      return view.network.supply(cord.demand()).voltage_pu;
    case 1:
      return view.network.served(cord.demand()).watts(view.now);
    case 2:
      return cord.stored_j(view.now);
    default:
      return static_cast<double>(cord.mode());
  }
}

core::Books Rack::account(const View& view) const {
  core::Books books = meters_.books(view.now);
  // What charges a shelf passes through: only what the servers get is out.
  const double shelf_j = bus_.given_j(view.now) - bus_.taken_j(view.now);
  books.in_j = drawn_j(cords_, view) + shelf_j;
  books.out_j += shelf_j;
  for (const RackCord& cord : cords_) {
    books.stored_change_j -= cord.drained_j(view.now);
    books.loss_j += cord.inrush_j(view.now);
  }
  books.gap_j = demand_.gap_j(view.now);
  return books;
}

void Rack::report(const View& view, Report& report) const {
  report.findings.push_back({"energy", drawn_j(cords_, view), "kWh"});
  report.findings.push_back({"unserved", meters_.unserved_j(view.now), "kWh"});
  if (demand_.may_burn()) {
    report.findings.push_back({"burnt", meters_.burnt_at_input_j(view.now), "kWh"});
  }
  if (demand_.has_storage()) {
    report.findings.push_back({"storage_loss", meters_.storage_loss_j(view.now), "kWh"});
  }
  const network::Low low = view.network.lowest(low_);
  report.findings.push_back({"voltage_min", low.voltage_pu, "pu", low.at});
  cooling_.report(view.now, report);
  for (const Incident& drop : drops_) report.incidents.push_back(drop);
  for (std::size_t i = 0; i < cords_.size(); ++i) {
    cords_[i].immunity().report(view.now, i + 1, report);
  }
  envelope_.report(settings_, cords_.size(), report);
}

}  // namespace ridethrough::devices
