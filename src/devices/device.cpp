#include "ridethrough/devices/device.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace ridethrough::devices {

Device* Wiring::peer(std::string_view parameter) const {
  for (const auto& [name_of_parameter, device] : peers) {
    if (name_of_parameter == parameter) return device;
  }
  return nullptr;
}

network::NodeId Wiring::make_outlet(double nominal_v, bool is_dc) {
  outlet = network.add_node({name, nominal_v, is_dc, members});
  return outlet;
}

void Ports::wake(const Device& device, core::Tick at) const {
  engine_.set_timer(device.process(), at);
}

void Ports::mark(const Device& device) const { engine_.mark(device.process()); }

void Ports::log_state(const Device& device, std::string_view from, std::string_view to,
                      std::string_view reason) const {
  core::EventRow row;
  row.component = device.component();
  row.what = "state";
  row.from = from;
  row.to = to;
  row.reason = reason;
  log_.add(std::move(row));
}

void Ports::log_count(const Device& device, std::string_view counter, std::int64_t from,
                      std::int64_t to, std::string_view reason) const {
  core::EventRow row;
  row.component = device.component();
  row.what = fmt::format("count:{}", counter);
  row.from = fmt::format("{}", from);
  row.to = fmt::format("{}", to);
  row.reason = reason;
  log_.add(std::move(row));
}

void Ports::warn(const Device& device, std::string_view rule, std::string_view text) const {
  for (const core::EventRow& row : log_.rows()) {
    if (row.component == device.component() && row.what == "warning" && row.to == text) return;
  }
  core::EventRow row;
  row.component = device.component();
  row.what = "warning";
  row.from = rule;
  row.to = text;
  log_.add(std::move(row));
}

void RackPort::leave(const Device& job, const Ports& ports) {
  if (holder_ != &job) return;
  holder_ = nullptr;
  for (const Device* other : jobs_) {
    if (other != &job) ports.mark(*other);
  }
}

void Device::order(const Command&) {}

double Device::look_inner(std::size_t, int, const View&) const {
  throw std::out_of_range("this device has no inner parts");
}

core::Books Device::account(const View&) const { return {}; }

void Device::report(const View&, Report&) const {}

void Device::enter(Ports& ports, int state, std::string_view reason) {
  if (state == state_) return;
  const auto& states = schema_.states;
  const auto from = states[static_cast<std::size_t>(state_)].name;
  state_ = state;
  ports.log_state(*this, from, states[static_cast<std::size_t>(state)].name, reason);
}

}  // namespace ridethrough::devices
