#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <string>

#include "ridethrough/report/data.hpp"
#include "ridethrough/study/run.hpp"
#include "support/draw.hpp"
#include "support/random_scenario.hpp"

// The invariants of a run with short circuits, over random halls and faults.
namespace ridethrough {

namespace {

constexpr int kCases = 24;

/// Blocks of transformer, breaker, ups and loads, some with two feeders, with a few faults.
std::string hall_with_faults(std::uint64_t seed) {
  support::Draw draw(seed);
  const auto pick = [&](std::initializer_list<const char*> words) {
    return std::string(words.begin()[draw.below(static_cast<std::int64_t>(words.size()))]);
  };
  const std::int64_t blocks = 1 + draw.below(4);
  std::string text = fmt::format(R"(schema_version: 1
name: a hall with faults
duration: 30 s
components:
  grid: {{type: utility, voltage: 10 kV, frequency: 50 Hz, short_circuit: {:.0f} MVA}}
  ring: {{type: cable, from: grid, length: {:.0f} m, part: cable-10kv-240mm2}}
  mv:   {{type: bus, from: ring}}
  block:
    type: group
    count: {}
    components:
      tx:  {{type: transformer, from: mv, part: tx-2500kva-10kv-400v}}
      cb:  {{type: breaker, from: tx}}
      main: {{type: bus, from: cb}}
      pdu: {{type: pdu, from: main, part: pdu-1250kva, vector_group: {}}}
      row: {{type: rack, from: pdu, part: hgx-h800-4node, count: {}}}
      hall: {{type: load, from: main, power: {:.0f} kW}}
events:
  - {{at: 3 s, set: {{block.*.hall.load: {:.0f} %}}, over: 20 s}}
)",
                                 draw.between(100.0, 500.0), draw.between(50.0, 800.0), blocks + 1,
                                 pick({"dyn11", "dyn1", "yyn0", "ynyn0"}), 1 + draw.below(5),
                                 draw.between(10.0, 300.0), draw.between(60.0, 160.0));
  const std::int64_t faults = 1 + draw.below(3);
  for (std::int64_t i = 0; i < faults; ++i) {
    const std::string member = draw.happens(0.3) ? "*" : std::to_string(1 + draw.below(blocks + 1));
    const std::string below = fmt::format("block.{}.{}", member, pick({"tx", "cb", "main", "pdu"}));
    // Faults that follow each other, with time to start again.
    text += fmt::format(
        "  - {{at: {} s, fault: {}, kind: {}, resistance: {:.1f} mohm, for: {:.0f} ms}}\n",
        5 + 7 * i, draw.happens(0.3) ? pick({"mv", "grid"}) : below,
        pick({"three_phase", "line_line", "line_ground"}),
        draw.happens(0.3) ? 0.0 : draw.between(0.5, 80.0), draw.between(10.0, 2500.0));
  }
  if (draw.happens(0.5))
    text += "  - {at: 12.2 s, open: block.1.cb}\n  - {at: 16 s, close: block.1.cb}\n";
  return text;
}

std::string printed(const scenario::Model& model, study::RunOptions options = {}) {
  options.record = true;
  const study::Outcome outcome = study::run(model, options);
  CHECK(outcome.ledger.residual < 1e-9);
  CHECK(outcome.ledger.fault_j > 0.0);
  return report::outcome_json(outcome, "0") + report::events_csv(outcome) +
         report::signals_csv(outcome);
}

}  // namespace

TEST_CASE("with faults a run is the same again, listed and woken", "[property][fault]") {
  const std::uint64_t first = support::test_seed(1);
  for (std::uint64_t seed = first; seed < first + kCases; ++seed) {
    CAPTURE(seed);
    const scenario::Model model = support::model_of(hall_with_faults(seed));
    const std::string once = printed(model);
    CHECK((printed(model) == once));
    study::RunOptions listed;
    listed.lump = false;
    CHECK((printed(model, listed) == once));
    study::RunOptions woken;
    woken.extra_wakes = 200;
    CHECK((printed(model, woken) == once));
  }
}

}  // namespace ridethrough
