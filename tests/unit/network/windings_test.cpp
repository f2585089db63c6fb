#include "ridethrough/network/windings.hpp"

#include <catch2/catch.hpp>

#include "support/network_rig.hpp"

namespace {

using namespace ridethrough::network;
using ridethrough::support::NetworkRig;

/// A grid, transformers of two clock numbers, a breaker behind the second, a bus.
struct TwoTransformers : NetworkRig {
  TwoTransformers(int first, int second)
      : grid(node()), low{node(), node()}, behind(node()), bus(node()) {
    transformer(low[0], first);
    transformer(low[1], second);
    link(low[0], bus, 0.0);
    breaker = link(low[1], behind, 0.0);
    link(behind, bus, 0.0);
  }
  void transformer(NodeId lower, int clock) {
    LinkSpec spec{grid, lower, 0.0, 0.05};
    spec.clock = clock;
    network.add_link(spec);
  }

  NodeId grid;
  NodeId low[2];
  NodeId behind, bus;
  LinkId breaker = -1;
};

}  // namespace

TEST_CASE("the way round an unequal loop is told, and what is left over", "[network][windings]") {
  const auto [first, second, degrees] =
      GENERATE(std::tuple{11, 0, 30}, std::tuple{0, 11, 30}, std::tuple{5, 11, 180},
               std::tuple{1, 11, 60}, std::tuple{7, 0, 150});
  TwoTransformers rig(first, second);
  const auto loop = unequal_loop(rig.network);
  REQUIRE(loop);
  CHECK(loop->degrees == degrees);
  CHECK(loop->nodes.size() == 5);
  CHECK(loop_text(rig.network, *loop).find("'bus 1', 'bus 0', 'bus 2'") != std::string::npos);
}

TEST_CASE("equal groups and open loops may stand", "[network][windings]") {
  CHECK_FALSE(unequal_loop(TwoTransformers(11, 11).network));
  TwoTransformers rig(11, 0);
  rig.network.set_link(rig.breaker, false);
  CHECK_FALSE(unequal_loop(rig.network));
}

TEST_CASE("lags add up along closed links", "[network][windings]") {
  TwoTransformers rig(11, 0);
  rig.network.set_link(rig.breaker, false);
  CHECK(hours_between(rig.network, rig.grid, rig.bus) == 11);
  CHECK(hours_between(rig.network, rig.bus, rig.grid) == 1);
  CHECK(hours_between(rig.network, rig.low[1], rig.bus) == 11);
  const NodeId alone = rig.node();
  CHECK_FALSE(hours_between(rig.network, rig.grid, alone));
}
