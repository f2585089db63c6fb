#include <algorithm>
#include <cmath>

#include "devices/conversion/ups_device.hpp"

// What a UPS tells about itself; nothing here changes it.
namespace ridethrough::devices::conversion {
namespace {

// In the order of the schema's table.
enum UpsQuantity : std::size_t {
  kUpsPower,
  kUpsVoltage,
  kUpsInputPower,
  kUpsInputVoltage,
  kUpsLoadLevel,
  kUpsLoss,
  kUpsDcVoltage,
  kUpsBatteryPower,
  kUpsEnergyIn,
  kUpsEnergyOut,
  kUpsOnBattery,
  kUpsDips,
  kUpsBreaks,
  kUpsRefused,
  kUpsFrequency,
  kUpsShortCircuitCount,
  kUpsTapChangeCount,
  kUpsLatch,
  kUpsBypassOverloadCount,
  kUpsModulesInService,
};

}  // namespace

double UpsDevice::output_w(const View& view) const {
  const network::Network& network = view.network;
  return network.source_flow(source_).power.watts(view.now) +
         beside_inverter(
             [&](network::LinkId link) { return network.lower_flow(link).power.watts(view.now); });
}

double UpsDevice::tapped_w(const View& view) const {
  return tapped_ >= 0 ? view.network.served(tapped_).watts(view.now) : 0.0;
}

double UpsDevice::lost_w(const View& view) const {
  double loss_w = piece_.idle_w;
  if (mains_ >= 0) {
    loss_w += view.network.upper_flow(mains_).power.watts(view.now) -
              view.network.lower_flow(mains_).power.watts(view.now);
  }
  const double since_s = core::seconds(view.now - piece_.link.start);
  loss_w += rating_w() * settings_.mains.series.loss_frac(piece_.passed.at(since_s) / rating_w());
  if (!piece_.has_loss) return loss_w;
  return loss_w + rating_w() * settings_.loss.loss_frac(piece_.output.at(since_s) / rating_w());
}

double UpsDevice::look(std::size_t quantity, const View& view) const {
  const network::Network& network = view.network;
  const core::Tick now = view.now;
  const auto entered = [&](network::LinkId link) { return network.upper_energy(link, now); };
  const auto left = [&](network::LinkId link) { return network.lower_energy(link, now); };
  switch (quantity) {
    case kUpsPower:
      return output_w(view);
    case kUpsVoltage:
      return network.voltage_pu(outlet_);
    case kUpsInputPower:
      return network.served(input_).watts(now) + tapped_w(view) +
             beside_inverter(
                 [&](network::LinkId link) { return network.upper_flow(link).power.watts(now); });
    case kUpsInputVoltage:
      return network.supply(input_).voltage_pu;
    case kUpsLoadLevel:
      return rating_w() > 0.0 ? output_w(view) / rating_w() : 0.0;
    case kUpsLoss:
      return lost_w(view);
    case kUpsDcVoltage:
      return full_j() > 0.0 ? std::sqrt(std::max(0.0, piece_.link.at(now) / full_j())) : 0.0;
    case kUpsBatteryPower:
      return bank_.power_w(now);
    case kUpsEnergyIn:
      return (tapped_ >= 0 ? network.served_energy(tapped_, now).joules() : 0.0) +
             (network.served_energy(input_, now) + beside_inverter(entered)).joules();
    case kUpsEnergyOut:
      return (network.source_energy(source_, now) + beside_inverter(left)).joules();
    case kUpsOnBattery:
      return static_cast<double>(on_battery_);
    case kUpsDips:
      return static_cast<double>(dips_counted_);
    case kUpsBreaks:
      return static_cast<double>(breaks_);
    case kUpsRefused:
      return static_cast<double>(refused_);
    case kUpsShortCircuitCount:
      return static_cast<double>(short_circuits_);
    case kUpsTapChangeCount:
      return static_cast<double>(taps_.changes());
    case kUpsLatch:
      return latch_.is_closed() ? 1.0 : 0.0;
    case kUpsBypassOverloadCount:
      return static_cast<double>(bypass_overloads_);
    case kUpsModulesInService:
      return has_modules_ ? static_cast<double>(modules_) : 0.0;
    default:
      return clock_.emf().frequency.hz_at(now);
  }
}

core::Books UpsDevice::account(const View& view) const {
  const double battery_j = bank_.delivered_j(view.now);
  core::Books books;
  books.in_j = look(kUpsEnergyIn, view) + std::max(0.0, battery_j);
  books.out_j = look(kUpsEnergyOut, view) + std::max(0.0, -battery_j);
  const double stored_at_start_j = settings_.modules * settings_.module_w * settings_.link_s;
  books.stored_change_j = piece_.link.at(view.now) - stored_at_start_j;
  // What chords and rounding leave over is booked as loss, and shown as gap beside the equation.
  books.loss_j = books.in_j - books.out_j - books.stored_change_j;
  double equation_j = loss_j(view.now) + link_change_j_;
  equation_j += beside_inverter(
      [&](network::LinkId link) { return view.network.loss_check_j(link, view.now); });
  books.gap_j = std::abs(books.loss_j - equation_j);
  return books;
}

void UpsDevice::report(const View& view, Report& report) const {
  report.findings.push_back({"on_battery", static_cast<double>(on_battery_), ""});
  report.findings.push_back({"loss_energy", account(view).loss_j, "kWh"});
  report.incidents.insert(report.incidents.end(), incidents_.begin(), incidents_.end());
  output_watch_.report(view.now, report);
}

}  // namespace ridethrough::devices::conversion
