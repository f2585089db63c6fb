#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "support/draw.hpp"
#include "support/network_rig.hpp"

namespace {

using namespace ridethrough::network;
using ridethrough::core::kTicksPerSecond;
using ridethrough::core::Line;
using ridethrough::support::Draw;
using ridethrough::support::NetworkRig;

constexpr int kCases = 1000;
/// Published powers balance at each bus to about 0.1 W of 1 MW, and are rounded to milliwatts,
/// which a bolted fault makes large currents.
constexpr double kCurrentFrac = 1e-6;
constexpr double kGridW = 0.01;

/// Two to five converters, most of them limited, on a string of buses with demands and a fault.
struct LimitedString : NetworkRig {
  explicit LimitedString(Draw& draw) {
    const auto sources = 2 + draw.below(4);
    for (std::int64_t i = 0; i < sources; ++i) {
      nodes.push_back(node());
      if (i > 0) {
        link(nodes[nodes.size() - 2], nodes.back(), draw.between(0.001, 0.05),
             draw.between(0.0, 0.05));
      }
      SourceSpec spec;
      spec.node = nodes.back();
      spec.resistance_ohm = draw.happens(0.3) ? 0.0 : draw.between(0.001, 0.2);
      spec.reactance_ohm = spec.resistance_ohm == 0.0 ? 0.0 : draw.between(0.0, 0.2);
      spec.kind = SourceKind::converter;
      spec.current_limit_w =
          draw.happens(0.2) ? std::numeric_limits<double>::infinity() : draw.between(1e5, 2e6);
      limits_w.push_back(spec.current_limit_w);
      feeds.push_back(network.add_source(spec));
      loads.push_back(demand(nodes.back()));
    }
    network.start();
  }

  std::vector<NodeId> nodes;
  std::vector<SourceId> feeds;
  std::vector<DemandId> loads;
  std::vector<double> limits_w;
};

TEST_CASE("no limited source in parallel gives or takes more than its limit",
          "[property][network][limit]") {
  const std::uint64_t first = ridethrough::support::test_seed(1);
  int limiting = 0;
  for (std::uint64_t seed = first; seed < first + kCases; ++seed) {
    CAPTURE(seed);
    Draw draw(seed);
    LimitedString rig(draw);
    rig.act(0, [&] {
      for (const SourceId feed : rig.feeds) rig.network.set_source(feed, true, 1.0);
      for (const DemandId load : rig.loads) {
        Demand asked;
        asked.power = Line::of_watts(0, draw.between(0.0, 1.5e6));
        asked.tan_phi = draw.between(0.0, 0.4);
        if (draw.happens(0.5)) asked.current_limit_w = asked.power.watts(0) * 1.3;
        rig.network.set_demand(load, asked);
      }
    });
    rig.act(kTicksPerSecond, [&] {
      if (draw.happens(0.5)) {
        const double contact_ohm = draw.happens(0.3) ? 0.0 : draw.between(0.001, 0.5);
        rig.network.set_fault(rig.nodes.back(), {FaultKind::three_phase, contact_ohm});
      }
    });
    for (std::size_t i = 0; i < rig.feeds.size(); ++i) {
      CAPTURE(i);
      const Flow flow = rig.network.source_flow(rig.feeds[i]);
      const auto now = rig.engine.now();
      const double voltage_pu = rig.network.voltage_pu(rig.nodes[i]);
      if (voltage_pu == 0.0) continue;  // a source without limit or impedance onto a bolted fault
      const double current_w =
          std::hypot(flow.power.watts(now), flow.reactive.watts(now)) / voltage_pu;
      const double margin_w = kCurrentFrac * rig.limits_w[i] + kGridW / voltage_pu;
      CHECK(current_w <= rig.limits_w[i] + margin_w);
      const bool is_limiting = rig.network.is_limiting(rig.feeds[i]);
      if (is_limiting) CHECK(current_w >= rig.limits_w[i] - margin_w);
      limiting += is_limiting ? 1 : 0;
    }
  }
  CHECK(limiting > kCases / 2);
}

}  // namespace
