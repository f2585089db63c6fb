#include <catch2/catch.hpp>
#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "ridethrough/core/engine.hpp"
#include "ridethrough/core/error.hpp"
#include "ridethrough/core/event_log.hpp"
#include "support/draw.hpp"

namespace {

using namespace ridethrough::core;
using ridethrough::support::Draw;
using ridethrough::support::test_seed;

/// A process whose reaction is given as a function and that notes when it ran.
class Actor final : public Process {
 public:
  using Action = std::function<void(Tick)>;
  Actor(Engine& engine, std::string name, Phase phase, std::vector<std::string>* notes = nullptr)
      : name_(std::move(name)), notes_(notes), id(engine.add(*this, phase)) {}
  void react(Tick now) override {
    ++reactions;
    if (notes_ != nullptr) notes_->push_back(name_);
    if (action) action(now);
  }
  std::string_view name() const override { return name_; }

 private:
  std::string name_;
  std::vector<std::string>* notes_;

 public:
  ProcessId id;
  Action action;
  int reactions = 0;
};

}  // namespace

TEST_CASE("everybody runs at the start, phase by phase and by id", "[core][engine]") {
  Engine engine;
  std::vector<std::string> notes;
  Actor high(engine, "high", Phase::high_zone, &notes);
  Actor second(engine, "load 1", Phase::load, &notes);
  Actor script(engine, "script", Phase::script, &notes);
  Actor third(engine, "load 2", Phase::load, &notes);
  engine.run_until(0);
  CHECK(notes == std::vector<std::string>{"script", "load 1", "load 2", "high"});
  CHECK(engine.statistics().instants == 1);
  CHECK(engine.statistics().reactions == 4);
}

TEST_CASE("marks run by id, not in the order in which they were set", "[core][engine]") {
  Engine engine;
  std::vector<std::string> notes;
  Actor script(engine, "script", Phase::script);
  Actor a(engine, "a", Phase::load, &notes);
  Actor b(engine, "b", Phase::load, &notes);
  Actor c(engine, "c", Phase::load, &notes);
  engine.run_until(0);
  notes.clear();
  script.action = [&](Tick) {
    for (const ProcessId id : {c.id, a.id, b.id, c.id}) engine.mark(id);
  };
  engine.set_timer(script.id, 5);
  engine.run_until(5);
  CHECK(notes == std::vector<std::string>{"a", "b", "c"});
}

TEST_CASE("a mark for a later phase runs in this round, any other in the next", "[core][engine]") {
  Engine engine;
  std::vector<std::string> notes;
  Actor load(engine, "load", Phase::load);
  Actor peer(engine, "peer", Phase::load);
  Actor island(engine, "island", Phase::island);
  engine.run_until(0);
  const auto note = [&](const std::string& name) {
    notes.push_back(name + " " + std::to_string(engine.round()));
  };
  bool is_first = true;
  load.action = [&](Tick) {
    note("load");
    if (!is_first) return;
    engine.mark(peer.id);    // the same phase
    engine.mark(island.id);  // a later phase
  };
  peer.action = [&](Tick) { note("peer"); };
  island.action = [&](Tick) {
    note("island");
    if (is_first) engine.mark(load.id);  // an earlier phase
    is_first = false;
  };
  engine.set_timer(load.id, 10);
  engine.run_until(10);
  CHECK(notes == std::vector<std::string>{"load 1", "island 1", "load 2", "peer 2"});
  CHECK(engine.statistics().rounds_max == 2);
}

TEST_CASE("a timer at the present time is a mark", "[core][engine]") {
  Engine engine;
  std::vector<Tick> times;
  Actor early(engine, "early", Phase::load);
  Actor late(engine, "late", Phase::island);
  engine.run_until(0);
  early.action = [&](Tick now) { engine.set_timer(late.id, now); };
  late.action = [&](Tick now) { times.push_back(now); };
  engine.set_timer(late.id, 500);  // replaced: it has one timer only
  engine.set_timer(early.id, 7);
  engine.run_until(1000);
  CHECK(times == std::vector<Tick>{7});
  CHECK(engine.timer(late.id) == kNever);
}

TEST_CASE("a timer for never is cleared", "[core][engine]") {
  Engine engine;
  Actor actor(engine, "actor", Phase::load);
  engine.run_until(0);
  engine.set_timer(actor.id, 10);
  engine.set_timer(actor.id, kNever);
  engine.run_until(100);
  CHECK(actor.reactions == 1);
  CHECK(engine.statistics().instants == 1);
}

TEST_CASE("all timers of one time make one instant", "[core][engine]") {
  Engine engine;
  Actor a(engine, "a", Phase::load), b(engine, "b", Phase::job);
  engine.run_until(0);
  std::int64_t fired = 0;
  engine.before_instant = [&](Tick) { fired = engine.fired(); };
  engine.set_timer(a.id, 10);
  engine.set_timer(b.id, 10);
  engine.run_until(20);
  CHECK(fired == 2);
  CHECK(engine.statistics().instants == 2);
  CHECK(engine.now() == 20);
}

TEST_CASE("a time in the past is refused by name", "[core][engine]") {
  Engine engine;
  Actor actor(engine, "ups", Phase::island);
  engine.run_until(0);
  actor.action = [&](Tick now) { engine.set_timer(actor.id, now - 1); };
  engine.set_timer(actor.id, 2'500'000'000);
  try {
    engine.run_until(kTicksPerSecond * 3);
    FAIL("the past was accepted");
  } catch (const SimulationError& error) {
    CHECK(error.at() == 2'500'000'000);
    CHECK(error.component() == "ups");
    CHECK(std::string(error.what()) == "t = 2.500000000 s, ups: asked for a time in the past");
  }
}

TEST_CASE("an instant that does not end names those who keep it awake", "[core][engine]") {
  Engine engine;
  Actor rack(engine, "rack", Phase::load), ups(engine, "ups", Phase::island);
  Actor calm(engine, "calm", Phase::load);
  engine.run_until(0);
  rack.action = [&](Tick) { engine.mark(rack.id); };
  ups.action = [&](Tick) { engine.mark(ups.id); };
  engine.set_timer(rack.id, 10);
  engine.set_timer(ups.id, 10);
  engine.set_timer(calm.id, 10);
  try {
    engine.run_until(20);
    FAIL("an endless instant ended");
  } catch (const SimulationError& error) {
    CHECK(error.component() == "rack -> ups");
    CHECK(error.at() == 10);
  }
  CHECK(rack.reactions == 1 + Engine::kRoundsMax);
}

TEST_CASE("the longest instant that is allowed ends well", "[core][engine]") {
  Engine engine;
  Actor rack(engine, "rack", Phase::load);
  rack.action = [&](Tick) {
    if (engine.round() < Engine::kRoundsMax) engine.mark(rack.id);
  };
  engine.run_until(0);
  CHECK(engine.statistics().rounds_max == Engine::kRoundsMax);
}

TEST_CASE("marks and timers inherit the cause of who set them", "[core][engine]") {
  Engine engine;
  EventLog log(engine);
  Actor script(engine, "script", Phase::script), load(engine, "load", Phase::load),
      island(engine, "island", Phase::island);
  engine.run_until(0);
  const auto row = [](const char* subject) {
    EventRow made;
    made.subject = subject;
    return made;
  };
  script.action = [&](Tick) {
    log.add(row("outage"));
    engine.mark(load.id);
  };
  load.action = [&](Tick) {
    log.add(row("dropped"));
    engine.set_timer(island.id, 100);
  };
  island.action = [&](Tick) { log.add(row("restart")); };
  engine.set_timer(script.id, 50);
  engine.run_until(200);
  const auto& rows = log.rows();
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].cause == kNoCause);
  CHECK(rows[1].cause == 0);
  CHECK(rows[2].cause == 1);
  CHECK(rows[2].time == 100);
  CHECK(rows[1].phase == static_cast<std::uint8_t>(Phase::load));
  CHECK(engine.cause() == kNoCause);
}

TEST_CASE("planning the same time again keeps the first reason for it", "[core][engine]") {
  Engine engine;
  Actor first(engine, "first", Phase::script), again(engine, "again", Phase::script),
      waits(engine, "waits", Phase::load);
  engine.run_until(0);
  Cause seen = kNoCause;
  first.action = [&](Tick) {
    engine.set_cause(7);
    engine.set_timer(waits.id, 100);
  };
  again.action = [&](Tick) {
    engine.set_cause(8);
    engine.set_timer(waits.id, 100);
  };
  waits.action = [&](Tick) { seen = engine.cause(); };
  engine.set_timer(first.id, 10);
  engine.set_timer(again.id, 20);
  engine.run_until(200);
  CHECK(seen == 7);
}

namespace {

/// Twelve actors that mark each other and set timers at random: when each reacted, in which round,
/// and how many instants there were.
auto run_with_stops(std::uint64_t seed, const std::vector<Tick>& stops) {
  constexpr int kActors = 12;
  Engine engine;
  Draw draw(seed);  // the world's own draws, the same in every run
  std::vector<std::tuple<Tick, int, int>> trace;
  std::vector<std::unique_ptr<Actor>> actors;
  actors.reserve(kActors);
  for (int i = 0; i < kActors; ++i) {
    actors.push_back(std::make_unique<Actor>(engine, "actor", static_cast<Phase>(i % 8)));
  }
  for (auto& actor : actors) {
    actor->action = [&, self = actor.get()](Tick now) {
      trace.emplace_back(now, engine.round(), self->id);
      if (draw.happens(0.3)) engine.mark(static_cast<ProcessId>(draw.below(kActors)));
      engine.set_timer(self->id, now + 1 + draw.below(400));
    };
  }
  for (const Tick stop : stops) engine.run_until(stop);
  return std::pair{trace, engine.statistics().instants};
}

}  // namespace

TEST_CASE("a run in pieces is the run in one piece", "[core][engine]") {
  const std::uint64_t seed = test_seed(8);
  INFO("RIDETHROUGH_SEED=" << seed);
  constexpr Tick kEnd = 100'000;
  Draw draw(seed + 1);
  std::vector<Tick> stops;
  for (Tick at = 0; at < kEnd; at += 1 + draw.below(3000)) stops.push_back(at);
  stops.push_back(kEnd);
  const auto whole = run_with_stops(seed, {kEnd});
  CHECK(whole.first.size() > 1000);
  CHECK(run_with_stops(seed, stops) == whole);
}

TEST_CASE("recorders see every instant before and after, and may plan ahead", "[core][engine]") {
  Engine engine;
  Actor actor(engine, "actor", Phase::load);
  std::vector<std::string> seen;
  engine.before_instant = [&](Tick now) { seen.push_back("before " + std::to_string(now)); };
  engine.after_instant = [&](Tick now) {
    seen.push_back("after " + std::to_string(now));
    if (now == 0) engine.set_timer(actor.id, 3);
  };
  engine.run_until(10);
  CHECK(seen == std::vector<std::string>{"before 0", "after 0", "before 3", "after 3"});
}
