#include "ridethrough/network/ideal_loops.hpp"

#include <catch2/catch.hpp>

#include "support/network_rig.hpp"

namespace ridethrough::network {
namespace {

using Nodes = std::vector<NodeId>;

/// Four nodes in a row, each joined with the next one.
struct RowRig : support::NetworkRig {
  explicit RowRig(double last_ohm) {
    for (const char* name : {"a", "b", "c", "d"}) {
      nodes.push_back(network.add_node({name, 400.0, false, 1}));
    }
    for (std::size_t i = 0; i + 1 < nodes.size(); ++i) {
      network.add_link({.upper = nodes[i], .lower = nodes[i + 1]});
    }
    ring = network.add_link(
        {.upper = nodes[3], .lower = nodes[0], .resistance_ohm = last_ohm, .is_closed = false});
  }
  Nodes nodes;
  LinkId ring = -1;
};

TEST_CASE("a ring without impedance is a loop once it is closed", "[network][loops]") {
  RowRig row(0.0);
  CHECK_FALSE(ideal_loop(row.network));
  row.network.set_link(row.ring, true);
  const auto loop = ideal_loop(row.network);
  REQUIRE(loop);
  CHECK(loop->link == row.ring);
  CHECK(loop->nodes == Nodes{row.nodes[0], row.nodes[1], row.nodes[2], row.nodes[3]});
}

TEST_CASE("an impedance on the way divides the current", "[network][loops]") {
  RowRig row(1e-6);
  row.network.set_link(row.ring, true);
  CHECK_FALSE(ideal_loop(row.network));
}

TEST_CASE("nodes are one over closed contacts only", "[network][loops]") {
  RowRig row(0.0);
  CHECK(are_one_node(row.network, row.nodes[0], row.nodes[3]));
  row.network.set_link(1, false);
  CHECK_FALSE(are_one_node(row.network, row.nodes[0], row.nodes[3]));
  CHECK(are_one_node(row.network, row.nodes[2], row.nodes[3]));
}

}  // namespace
}  // namespace ridethrough::network
