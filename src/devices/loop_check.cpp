#include "devices/loop_check.hpp"

#include <fmt/format.h>

#include "ridethrough/network/ideal_loops.hpp"

namespace ridethrough::devices {

void tell_loop(const Device& device, const network::LinkSpec& contact, Ports& ports) {
  const network::Network& network = ports.network();
  if (!network::are_one_node(network, contact.upper, contact.lower)) return;
  ports.warn(device, "RT1324",
             fmt::format("closed a loop without impedance: '{}' and '{}' were joined already, and "
                         "the current divides by the number of contacts on each way",
                         network.node(contact.upper).name, network.node(contact.lower).name));
}

}  // namespace ridethrough::devices
