#include "ridethrough/scenario/draw.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "support/tool.hpp"

namespace ridethrough::scenario {
namespace {

using devices::Verb;

constexpr double kHour = 3600.0;

/// A row behind transformers whose `reliability:` a test writes.
class Plant {
 public:
  explicit Plant(const std::string& components, const std::string& duration = "100000 h")
      : model_(load_scenario(
            folder_.write("s.yaml", "schema_version: 1\nname: s\nduration: " + duration +
                                        "\nseed: 7\ncomponents:\n" + components),
            {.sets = {}, .library = std::string(RIDETHROUGH_SOURCE_DIR) + "/scenarios/parts"})) {}

  const Model& model() const { return model_; }
  Model drawn(std::uint32_t replica, const DrawBounds& bounds = {}) const {
    return draw(model_, {.failures = true, .disturbances = true}, replica, bounds);
  }

 private:
  test::Folder folder_;
  Model model_;
};

std::string grid(const std::string& more = "") {
  return "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz" + more + "}\n";
}

std::string pdu(const std::string& name, const std::string& reliability) {
  return "  " + name + ": {type: pdu, from: grid, rating: 100 kVA, reliability: {" + reliability +
         "}}\n";
}

double begin_s(const EventSpec& event) { return core::seconds(event.at.front()); }

std::vector<std::string> texts(const Model& model) {
  std::vector<std::string> texts;
  for (const EventSpec& event : model.events) {
    texts.push_back(event.id + " " + std::to_string(event.at.front()) + " " +
                    std::to_string(event.duration));
  }
  return texts;
}

}  // namespace

TEST_CASE("failures come at their rate and are repaired in their time", "[draw]") {
  const Plant plant(grid() + pdu("p", "mttf: 1000 h, repair: 50 h"), "800000 h");
  const Model model = plant.drawn(1);
  double down_s = 0.0, end_s = 0.0;
  for (const EventSpec& event : model.events) {
    CHECK(event.verb == Verb::fail);
    CHECK(event.arguments.at("as").word() == "open_circuit");
    CHECK(begin_s(event) >= end_s);  // never while it is down
    end_s = begin_s(event) + core::seconds(event.duration);
    down_s += core::seconds(event.duration);
  }
  // 800,000 h of cycles of 1,050 h: 762, standard deviation below 28; down 1 / 21 of the time.
  const auto count = static_cast<double>(model.events.size());
  CHECK(std::abs(count - 761.9) < 4 * 28.0);
  CHECK(down_s / (8e5 * kHour) == Approx(1.0 / 21.0).epsilon(0.15));
}

TEST_CASE("without a repair time a failure is the last", "[draw]") {
  const Plant plant(grid() + pdu("p", "mttf: 1000 h"));
  REQUIRE(plant.drawn(3).events.size() == 1);
  CHECK(plant.drawn(3).events.front().duration == core::kNever);
}

TEST_CASE("a replica is the same each time and another than its neighbours", "[draw]") {
  const Plant plant(grid() + pdu("p", "mttf: 1000 h, repair: 50 h"));
  CHECK(texts(plant.drawn(1)) == texts(plant.drawn(1)));
  CHECK(texts(plant.drawn(1)) != texts(plant.drawn(2)));
}

TEST_CASE("common random numbers: who else is there changes nothing", "[draw]") {
  const Plant alone(grid() + pdu("p", "mttf: 1000 h, repair: 50 h"));
  const Plant beside(grid() + pdu("a", "mttf: 500 h, repair: 9 h") +
                     pdu("p", "mttf: 1000 h, repair: 50 h"));
  std::vector<std::string> of_p;
  for (const std::string& text : texts(beside.drawn(5))) {
    if (text.starts_with("p.")) of_p.push_back(text);
  }
  CHECK(of_p == texts(alone.drawn(5)));
}

TEST_CASE("members of a counted component fail each by itself, but for the common share",
          "[draw]") {
  const Plant plant(grid() +
                    "  p: {type: pdu, from: grid, rating: 100 kVA, count: 3, "
                    "reliability: {mttf: 1000 h, repair: 1 h, common_cause: {beta: 20 %}}}\n");
  std::map<core::Tick, std::set<std::string>> by_time;
  double all = 0.0, common = 0.0;
  for (std::uint32_t replica = 1; replica <= 20; ++replica) {
    by_time.clear();
    for (const EventSpec& event : plant.drawn(replica).events) {
      const bool is_common = event.drawn_as == "p open_circuit (common cause)";
      CHECK((is_common || event.drawn_as == "p open_circuit"));
      ++all;
      if (!is_common) continue;
      ++common;
      by_time[event.at.front()].insert(event.targets.front().path.text());
    }
    // One hour of a thousand a member is down by itself when the others are struck.
    for (const auto& [at, members] : by_time) CHECK(members.size() >= 2);
  }
  // 20 replicas of 3 members and 100 failures each: 6,000, and 20 % of them in threes.
  CHECK(all == Approx(6000.0).margin(4 * 100.0));
  CHECK(common / all == Approx(0.2).margin(0.03));
}

TEST_CASE("a word joins members of several components to one group", "[draw]") {
  const std::string shared = "mttf: 1000 h, repair: 1 h, common_cause: {beta: 100 %, group: feed}";
  const Plant plant(grid() + pdu("a", shared) + pdu("b", shared));
  const Model model = plant.drawn(1);
  std::map<std::string, std::vector<core::Tick>> times;
  for (const EventSpec& event : model.events) {
    times[event.targets.front().path.text()].push_back(event.at.front());
  }
  CHECK_FALSE(times["a"].empty());
  CHECK(times["a"].size() >= times["b"].size() - 3);
  CHECK(times["a"].front() == times["b"].front());
}

TEST_CASE("a hidden failure is found at the next test", "[draw]") {
  const Plant plant(grid() + pdu("p", "mttf: 5000 h, repair: 1 h, test_interval: 720 h"));
  const Model model = plant.drawn(2);
  REQUIRE(model.events.size() > 5);
  for (const EventSpec& event : model.events) {
    const double end_s = begin_s(event) + core::seconds(event.duration);
    const double test_s = (std::floor(begin_s(event) / (720 * kHour)) + 1.0) * 720 * kHour;
    CHECK(end_s > test_s);
    CHECK(end_s < test_s + 30 * kHour);
  }
}

TEST_CASE("a hidden failure is found after an outage, too", "[draw]") {
  const std::string statistics =
      ", disturbances: {sustained: {per_year: 500, duration: {median: 1 h, sigma: 0}}}";
  const Plant plant(grid(statistics) + pdu("p", "mttf: 2000 h, repair: 1 min, test_interval: 1 y"),
                    "20000 h");
  std::vector<double> ends_s;
  const Model model = plant.drawn(1);
  for (const EventSpec& event : model.events) {
    if (event.verb == Verb::outage) ends_s.push_back(begin_s(event) + kHour);
  }
  std::size_t hidden = 0;
  for (const EventSpec& event : model.events) {
    if (event.verb != Verb::fail) continue;
    ++hidden;
    const double end_s = begin_s(event) + core::seconds(event.duration);
    const auto next = std::find_if(ends_s.begin(), ends_s.end(), [&](double outage_end_s) {
      return outage_end_s - kHour > begin_s(event);
    });
    REQUIRE(next != ends_s.end());
    CHECK(end_s - *next == Approx(0.0).margin(1200.0));
    CHECK(end_s >= *next);
  }
  CHECK(hidden > 3);
}

TEST_CASE("disturbances come as often and last as long as the statistics say", "[draw]") {
  const Plant plant(grid(", disturbances: us-distribution-2023"), "100 y");
  std::map<std::string, std::vector<double>> durations_s;
  std::size_t deep = 0;
  core::Tick free_from = 0;
  for (const EventSpec& event : plant.drawn(1).events) {
    CHECK(event.at.front() > free_from);
    free_from = core::later(event.at.front(), event.duration);
    durations_s[event.drawn_as].push_back(core::seconds(event.duration));
    if (event.verb != Verb::dip) continue;
    const double residual_pu = event.arguments.at("to").number();
    CHECK(residual_pu < 0.9);
    deep += residual_pu < 0.5 ? 1 : 0;
  }
  auto& sags = durations_s["grid sag"];
  CHECK(static_cast<double>(sags.size()) == Approx(5000.0).margin(4 * 71.0));
  // V / (1 - V): one ninth of the sags to below 0.9 pu go below 0.5 pu.
  CHECK(static_cast<double>(deep) / static_cast<double>(sags.size()) ==
        Approx(1.0 / 9.0).margin(4 * 0.0045));
  std::sort(sags.begin(), sags.end());
  CHECK(sags[sags.size() / 2] == Approx(0.12).epsilon(0.1));
  CHECK(static_cast<double>(durations_s["grid momentary outage"].size()) ==
        Approx(500.0).margin(4 * 22.4));
  for (const double lasting_s : durations_s["grid momentary outage"]) CHECK(lasting_s <= 300.0);
  CHECK(static_cast<double>(durations_s["grid sustained outage"].size()) ==
        Approx(130.0).margin(4 * 11.4));
}

TEST_CASE("two feeds have troubles of their own", "[draw]") {
  const std::string statistics = ", disturbances: us-distribution-2023";
  const Plant plant(grid(statistics) + "  other: {type: utility, voltage: 400 V, frequency: 50 Hz" +
                        statistics + "}\n",
                    "1 y");
  std::map<std::string, core::Tick> first;
  for (const EventSpec& event : plant.drawn(1).events) {
    first.try_emplace(event.targets.front().path.text(), event.at.front());
  }
  CHECK(first.size() == 2);
  CHECK(first["grid"] != first["other"]);
}

TEST_CASE("a set fails by its own counts, and further ahead changes nothing before", "[draw]") {
  const Plant plant(grid() +
                    "  gen: {type: genset, part: diesel-1600kw, reliability: {fail_to_start: 10 %, "
                    "mttf: 50 h, repair: 10 h}}\n");
  const Model near = plant.drawn(1), far = plant.drawn(1, DrawBounds{}.further());
  const auto list = [](const Model& model, const char* parameter) {
    for (const MemberValue& value : model.member_values) {
      if (value.parameter == parameter) return value.value.list();
    }
    return devices::Value::List{};
  };
  for (const char* parameter : {"reliability.failing_starts", "reliability.breakdowns"}) {
    const devices::Value::List few = list(near, parameter), many = list(far, parameter);
    REQUIRE(many.size() > few.size());
    for (std::size_t i = 0; i < few.size(); ++i) CHECK(few[i] == many[i]);
  }
  // 256 demands at 10 %: 25.6, four standard deviations of 4.8.
  CHECK(static_cast<double>(list(far, "reliability.failing_starts").size()) ==
        Approx(25.6).margin(19.2));
}

TEST_CASE("a ups that is repaired is put back on its inverters", "[draw]") {
  const Plant plant(grid() +
                    "  u: {type: ups, from: grid, part: ups-400kw, reliability: {mttf: 9000 "
                    "h, as: module_lost, repair: 10 h, also: []}}\n");
  const Model model = plant.drawn(1);
  REQUIRE(model.events.size() >= 4);
  for (std::size_t i = 0; i < model.events.size(); i += 2) {
    const EventSpec &back = model.events[i], &failed = model.events[i + 1];
    CHECK(back.verb == Verb::transfer);
    CHECK(failed.verb == Verb::fail);
    CHECK(back.at.front() == core::later(failed.at.front(), failed.duration) + 60'000'000'000);
  }
}

TEST_CASE("the weights of likelier failures have a mean of one", "[draw]") {
  const Plant plant(grid() + pdu("p", "mttf: 20000 h, repair: 10 h") +
                        "  gen: {type: genset, part: diesel-1600kw, reliability: {fail_to_start: 2 "
                        "%, mttf: none, repair: none}}\n",
                    "1 y");
  constexpr std::uint32_t kReplicas = 4000;
  double sum = 0.0, events = 0.0, starts = 0.0;
  for (std::uint32_t replica = 1; replica <= kReplicas; ++replica) {
    double log_weight = 0.0;
    const Model model = draw(plant.model(), {.failures = true, .importance = 2.0}, replica,
                             {.demands = 8, .running_s = 1.0}, &log_weight);
    const double weight = std::exp(log_weight);
    sum += weight / kReplicas;
    events += weight * static_cast<double>(model.events.size()) / kReplicas;
    for (const MemberValue& value : model.member_values) {
      starts += weight * static_cast<double>(value.value.list().size()) / kReplicas;
    }
  }
  CHECK(sum == Approx(1.0).margin(0.05));
  CHECK(events == Approx(8760.0 / 20010.0).margin(0.05));  // as often as without
  CHECK(starts == Approx(8 * 0.02).margin(0.03));
}

TEST_CASE("what is not asked for is not drawn", "[draw]") {
  const Plant plant(grid(", disturbances: us-distribution-2023") + pdu("p", "mttf: 1 h"));
  CHECK(draw(plant.model(), {.spread = true}, 4).events.empty());
  CHECK(draw(plant.model(), {.spread = true}, 4).replica == 4);
  CHECK(draw(plant.model(), {.failures = true}, 4).replica == 0);
}

TEST_CASE("what can not be drawn is told", "[draw]") {
  const auto first = [](const Plant& plant, const Draws& draws) {
    Study study;
    study.draw = draws;
    Diagnostics diagnostics;
    check_draws(plant.model(), study, diagnostics);
    return diagnostics.all().empty() ? std::string("accepted") : diagnostics.all().front().message;
  };
  const Draws failures{.failures = true};
  CHECK(first(Plant(grid() + pdu("p", "mttf: 1 h")), failures) == "accepted");
  CHECK(first(Plant(grid()), failures) == "'draw: failures' draws nothing here");
  CHECK(first(Plant(grid()), {.disturbances = true}) == "'draw: disturbances' draws nothing here");
  CHECK(first(Plant(grid() + pdu("p", "mttf: 1 h, as: open_circut")), failures) ==
        "'p' can not fail as 'open_circut'");
  CHECK(first(Plant(grid() + pdu("p", "mttf: 1 h, also: [{as: open_circuit, mttf: 2 h}]")),
              failures) == "'p' fails twice as 'open_circuit'");
  CHECK(first(Plant(grid() + "  c: {type: cable, from: grid, length: 1 km, resistance: 0.1 ohm/km, "
                             "reliability: {faults: {mttf: 1 h, kinds: [{kind: line_line, share: "
                             "60 %}, {kind: line_ground, share: 60 %}]}}}\n"),
              failures) == "the kinds of fault of 'c' are 120 % of them");
  CHECK(first(Plant(grid()), {.uncertainty = true}) == "'draw: uncertainty' draws nothing here");
  CHECK(first(Plant(grid() + pdu("a", "mttf: 1 h, common_cause: {group: x}") +
                    pdu("b", "mttf: 2 h, common_cause: {group: x}")),
              failures) == "'a' and 'b' share a common cause and fail differently");
}

}  // namespace ridethrough::scenario
