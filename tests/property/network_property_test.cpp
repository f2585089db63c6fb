#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <vector>

#include "support/network_world.hpp"
#include "support/ticks.hpp"

namespace {

using namespace ridethrough::network;
using ridethrough::core::Energy;
using ridethrough::core::kTicksPerSecond;
using ridethrough::core::Line;
using ridethrough::core::Tick;
using ridethrough::support::Draw;
using ridethrough::support::Plan;
using ridethrough::support::random_event;
using ridethrough::support::random_mesh;
using ridethrough::support::random_plan;
using ridethrough::support::test_seed;
using ridethrough::support::World;
using ridethrough::support::WorldEvent;

using ridethrough::support::kYear;
constexpr int kWorlds = 60;
constexpr int kEvents = 60;

std::size_t share(std::size_t member, std::size_t many, std::size_t few) {
  return member / (many / few);
}

std::vector<SourceId> all_sources(const World& world) {
  std::vector<SourceId> all = world.sources;
  all.insert(all.end(), world.second_sources.begin(), world.second_sources.end());
  return all;
}

/// Number of published values of `many` that differ by any bit from those of the same member of
/// `few`.
int count_differences(World& few, World& many) {
  const Network& left = few.rig.network;
  const Network& right = many.rig.network;
  const Tick now = few.rig.engine.now();
  int differences = 0;
  for (std::size_t i = 0; i < few.nodes.size(); ++i) {
    for (std::size_t member = 0; member < many.nodes[i].size(); ++member) {
      const NodeId id = few.nodes[i][share(member, many.nodes[i].size(), few.nodes[i].size())];
      differences += left.voltage_pu(id) != right.voltage_pu(many.nodes[i][member]);
      differences += left.angle_rad(id) != right.angle_rad(many.nodes[i][member]);
    }
  }
  for (std::size_t i = 0; i < few.links.size(); ++i) {
    for (std::size_t member = 0; member < many.links[i].size(); ++member) {
      const LinkId id = few.links[i][share(member, many.links[i].size(), few.links[i].size())];
      const LinkId other = many.links[i][member];
      differences += left.upper_energy(id, now) != right.upper_energy(other, now);
      differences += left.lower_energy(id, now) != right.lower_energy(other, now);
      differences += left.loss_check_j(id, now) != right.loss_check_j(other, now);
    }
  }
  for (std::size_t i = 0; i < few.loads.size(); ++i) {
    for (std::size_t member = 0; member < many.loads[i].size(); ++member) {
      const DemandId id = few.loads[i][share(member, many.loads[i].size(), few.loads[i].size())];
      const DemandId other = many.loads[i][member];
      differences += left.served(id) != right.served(other);
      differences += left.served_energy(id, now) != right.served_energy(other, now);
      differences += left.supply(id).served_frac != right.supply(other).served_frac;
    }
  }
  for (std::size_t i = 0; i < few.ties.size(); ++i) {
    for (std::size_t member = 0; member < many.ties[i].size(); ++member) {
      const LinkId id = few.ties[i][share(member, many.ties[i].size(), few.ties[i].size())];
      const LinkId other = many.ties[i][member];
      differences += left.upper_energy(id, now) != right.upper_energy(other, now);
      differences += left.lower_energy(id, now) != right.lower_energy(other, now);
    }
  }
  const auto few_sources = all_sources(few), many_sources = all_sources(many);
  for (std::size_t member = 0; member < many_sources.size(); ++member) {
    const SourceId id = few_sources[share(member, many_sources.size(), few_sources.size())];
    const SourceId other = many_sources[member];
    differences += left.source_flow(id).power != right.source_flow(other).power;
    differences += left.source_flow(id).reactive != right.source_flow(other).reactive;
    differences += left.source_energy(id, now) != right.source_energy(other, now);
    differences += left.has_collapsed(id) != right.has_collapsed(other);
  }
  return differences;
}

std::int64_t count(std::size_t items) { return static_cast<std::int64_t>(items); }

/// All sources minus all served demands minus all link losses, in units of energy.
Energy imbalance(const World& world) {
  const Network& net = world.rig.network;
  const Tick now = world.rig.engine.now();
  Energy sum;
  for (const SourceId id : all_sources(world)) {
    sum += net.source_energy(id, now) * (world.plan.members(0) / count(world.sources.size()));
  }
  for (std::size_t i = 0; i < world.loads.size(); ++i) {
    const auto& spec = world.plan.loads[i];
    const std::int64_t members = world.plan.members(spec.node) * spec.copies;
    for (const DemandId id : world.loads[i]) {
      sum -= net.served_energy(id, now) * (members / count(world.loads[i].size()));
    }
  }
  for (std::size_t i = 1; i < world.links.size(); ++i) {
    const std::int64_t members = world.plan.members(static_cast<int>(i));
    for (const LinkId id : world.links[i]) {
      const Energy loss = net.upper_energy(id, now) - net.lower_energy(id, now);
      sum -= loss * (members / count(world.links[i].size()));
    }
  }
  for (const auto& tie : world.ties) {
    for (const LinkId id : tie) {
      const Energy loss = net.upper_energy(id, now) - net.lower_energy(id, now);
      sum -= loss * (world.plan.members(0) / count(tie.size()));
    }
  }
  return sum;
}

void note_demand(const WorldEvent& event, Tick now, std::vector<Demand>& asked) {
  if (event.kind != WorldEvent::Kind::demand) return;
  asked[event.index] = {Line::of_watts(now, event.value, event.ramp_w_per_s), event.tan_phi,
                        event.limit_w};
}

/// Some time later, every load asks again for what it has and looks at it.
void wake_for_nothing(World& world, const std::vector<Demand>& asked, Tick pause) {
  world.rig.act(world.rig.engine.now() + pause, [&] {
    for (std::size_t i = 0; i < asked.size(); ++i) {
      world.rig.network.set_demand(world.loads[i][0], asked[i]);
      world.rig.network.supply(world.loads[i][0]);
    }
  });
}

/// Waits for `pause` with ten wakes within it; returns what is left of it.
Tick wait_nervously(World& world, const std::vector<Demand>& asked, Draw& draw, Tick pause) {
  for (int wake = 0; wake < 10; ++wake) {
    const Tick part = draw.below(pause / 10) + 1;
    pause -= part;
    wake_for_nothing(world, asked, part);
  }
  return pause;
}

bool has_same_voltages(const World& left, const World& right) {
  bool is_same = true;
  for (std::size_t i = 0; i < left.nodes.size(); ++i) {
    is_same = is_same && left.rig.network.voltage_pu(left.nodes[i][0]) ==
                             right.rig.network.voltage_pu(right.nodes[i][0]);
  }
  return is_same;
}

}  // namespace

TEST_CASE("a cohort is its members, bit for bit", "[network][property]") {
  const std::uint64_t seed = test_seed(11);
  INFO("RIDETHROUGH_SEED=" << seed);
  Draw draw(seed);
  for (int trial = 0; trial < kWorlds; ++trial) {
    const Plan plan = trial % 2 == 0 ? random_plan(draw, 3) : random_mesh(draw, 3);
    World lumped(plan, true), listed(plan, false);
    lumped.rig.start();
    listed.rig.start();
    for (int step = 0; step < kEvents; ++step) {
      const WorldEvent event = random_event(draw, plan);
      lumped.apply(event);
      listed.apply(event);
      INFO("world " << trial << ", event " << step);
      REQUIRE(count_differences(lumped, listed) == 0);
    }
    // Every member of the root is a zone of its own.
    CHECK(listed.rig.network.statistics().solves >= lumped.rig.network.statistics().solves);
  }
}

TEST_CASE("the order in which a network is built changes no bit", "[network][property]") {
  const std::uint64_t seed = test_seed(12);
  INFO("RIDETHROUGH_SEED=" << seed);
  Draw draw(seed);
  for (int trial = 0; trial < kWorlds; ++trial) {
    const Plan plan = random_plan(draw, 3);
    World sorted(plan, false), shuffled(plan, false, &draw);
    sorted.rig.start();
    shuffled.rig.start();
    for (int step = 0; step < kEvents; ++step) {
      const WorldEvent event = random_event(draw, plan);
      sorted.apply(event);
      shuffled.apply(event);
      INFO("world " << trial << ", event " << step);
      REQUIRE(count_differences(sorted, shuffled) == 0);
    }
    CHECK(sorted.rig.network.statistics().solves == shuffled.rig.network.statistics().solves);
  }
}

TEST_CASE("extra wakes that change nothing change no bit", "[network][property]") {
  const std::uint64_t seed = test_seed(13);
  INFO("RIDETHROUGH_SEED=" << seed);
  Draw draw(seed);
  for (int trial = 0; trial < kWorlds; ++trial) {
    const Plan plan = trial % 2 == 0 ? random_plan(draw, 2) : random_mesh(draw, 2);
    World calm(plan, true), nervous(plan, true);
    calm.rig.start();
    nervous.rig.start();
    std::vector<WorldEvent> last(plan.loads.size());
    std::vector<Demand> asked(plan.loads.size());
    for (int step = 0; step < kEvents; ++step) {
      WorldEvent event = random_event(draw, plan);
      event.after += 20;
      calm.apply(event);
      event.after = wait_nervously(nervous, asked, draw, event.after);
      nervous.apply(event);
      note_demand(event, calm.rig.engine.now(), asked);
      INFO("world " << trial << ", event " << step);
      REQUIRE(count_differences(calm, nervous) == 0);
    }
    CHECK(calm.rig.network.statistics().solves == nervous.rig.network.statistics().solves);
    CHECK(calm.rig.network.statistics().sweeps == nervous.rig.network.statistics().sweeps);
  }
}

TEST_CASE("a year later the same events have the same effects", "[network][property]") {
  const std::uint64_t seed = test_seed(14);
  INFO("RIDETHROUGH_SEED=" << seed);
  Draw draw(seed);
  for (int trial = 0; trial < kWorlds; ++trial) {
    const Plan plan = trial % 2 == 0 ? random_plan(draw, 2) : random_mesh(draw, 2);
    World now(plan, true), late(plan, true);
    now.rig.start();
    late.rig.start();
    late.rig.engine.run_until(kYear);
    const SourceId source = 0;
    const Energy before = late.rig.network.source_energy(source, kYear);
    for (int step = 0; step < kEvents; ++step) {
      const WorldEvent event = random_event(draw, plan);
      now.apply(event);
      late.apply(event);
      INFO("world " << trial << ", event " << step);
      const Tick at = now.rig.engine.now();
      REQUIRE(late.rig.engine.now() == at + kYear);
      REQUIRE(has_same_voltages(now, late));
      const Line early = now.rig.network.source_flow(source).power;
      const Line later = late.rig.network.source_flow(source).power;
      REQUIRE(early.watts(at) == later.watts(at + kYear));
      REQUIRE(early.slope == later.slope);
      // The no-load losses of the idle year are subtracted; all else began with the first event.
      const Energy drawn = now.rig.network.source_energy(source, at);
      REQUIRE(late.rig.network.source_energy(source, at + kYear) - before == drawn);
    }
  }
}

TEST_CASE("sources deliver what demands and links take, to the last unit", "[network][property]") {
  const std::uint64_t seed = test_seed(15);
  INFO("RIDETHROUGH_SEED=" << seed);
  Draw draw(seed);
  for (int trial = 0; trial < kWorlds; ++trial) {
    const Plan plan = trial % 3 == 0 ? random_plan(draw, 3) : random_mesh(draw, 3);
    World world(plan, trial % 2 == 0);
    world.rig.start();
    for (int step = 0; step < kEvents; ++step) {
      world.apply(random_event(draw, plan));
      INFO("world " << trial << ", event " << step);
      REQUIRE(imbalance(world) == Energy{});
    }
  }
}

TEST_CASE("r I^2 integrated by itself is what the ends of a link differ by",
          "[network][property]") {
  const std::uint64_t seed = test_seed(16);
  INFO("RIDETHROUGH_SEED=" << seed);
  Draw draw(seed);
  for (int trial = 0; trial < kWorlds; ++trial) {
    const Plan plan = trial % 2 == 0 ? random_plan(draw, 3) : random_mesh(draw, 3);
    World world(plan, true);
    world.rig.start();
    for (int step = 0; step < kEvents; ++step) {
      WorldEvent event = random_event(draw, plan);
      event.ramp_w_per_s = 0.0;  // a published line can not follow the parabola of a ramp's loss
      world.apply(event);
    }
    const Tick now = world.rig.engine.now();
    const Network& net = world.rig.network;
    for (LinkId id = 0; id < static_cast<LinkId>(net.links()); ++id) {
      const double booked_j = (net.upper_energy(id, now) - net.lower_energy(id, now)).joules();
      INFO("world " << trial << ", link " << id);
      // Losses are published to half of 2^-10 W; the rest is the invariant's 1e-6.
      const double rounding_j = 0x1p-11 * ridethrough::core::seconds(now);
      CHECK(net.loss_check_j(id, now) == Approx(booked_j).epsilon(1e-6).margin(rounding_j));
    }
  }
}
