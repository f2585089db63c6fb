#include "devices/switchgear/closing_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "devices/loop_check.hpp"
#include "devices/parameter_access.hpp"
#include "ridethrough/network/windings.hpp"

namespace ridethrough::devices {

namespace {

/// As both sides will stand at `at`; all zero unless both are live and alternating.
SyncGap gap_across(const network::Network& network, const network::LinkSpec& contact,
                   core::Tick at) {
  const bool are_live = network.is_energised(contact.upper) && network.is_energised(contact.lower);
  if (!are_live || network.node(contact.upper).is_dc) return {};
  return gap_between(network, contact.upper, contact.lower, at);
}

/// By how much the vector groups on the way round do not cancel.
int degrees_round(const network::Network& network, const network::LinkSpec& contact) {
  const int hours = network::hours_between(network, contact.upper, contact.lower).value_or(0);
  return 30 * std::min(hours, 12 - hours);
}

}  // namespace

ClosingCheck::ClosingCheck(const Parameters& parameters) {
  const Parameters* check = optional_map(parameters, "sync_check");
  if (check != nullptr) limits_ = sync_limits(*check);
}

bool ClosingCheck::blocks(const Device& device, const network::LinkSpec& contact, core::Tick at,
                          Ports& ports) const {
  if (!limits_) return false;
  const SyncGap across = gap_across(ports.network(), contact, at);
  if (limits_->allow(across)) return false;
  ports.warn(device, "RT1321", "was not closed: its sync check found both sides " + across.text());
  return true;
}

ClosingCheck::Answer ClosingCheck::touch(const Device& device, const network::LinkSpec& contact,
                                         Ports& ports) {
  const network::Network& network = ports.network();
  if (const int degrees = degrees_round(network, contact); degrees != 0) {
    if (std::exchange(asked_at_, ports.now()) != ports.now()) return Answer::ask_again;
    ports.warn(
        device, "RT1335",
        fmt::format("was not closed: '{}' and '{}' are joined already, by transformers "
                    "whose vector groups put them {} deg apart",
                    network.node(contact.upper).name, network.node(contact.lower).name, degrees));
    count(device, ports);
    return Answer::stay_open;
  }
  tell_loop(device, contact, ports);
  const SyncGap across = gap_across(network, contact, ports.now());
  if (is_out_of_phase(across)) {
    ports.warn(device, "RT1322", "out-of-phase closing: both sides were " + across.text());
    count(device, ports);
  }
  return Answer::close;
}

void ClosingCheck::count(const Device& device, Ports& ports) {
  ports.log_count(device, "out_of_phase", out_of_phase_, out_of_phase_ + 1, "close_order");
  ++out_of_phase_;
}

}  // namespace ridethrough::devices
