#include <catch2/catch.hpp>
#include <string>

#include "support/tool.hpp"

/// `compare` is fair or refuses, and shows the line that differs.
namespace ridethrough::test {
namespace {

class Pair {
 public:
  Pair() {
    folder_.write("base.yaml",
                  "schema_version: 1\nname: base\nabstract: true\nduration: 10 s\ncomponents:\n"
                  "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 20 "
                  "MVA}\n  row: {type: rack, from: grid, part: hgx-h800-4node}\n"
                  "jobs:\n  train: {type: training, racks: row, profile: train-small-step, "
                  "checkpoint: {every: 20 min}}\n");
    overlay("a", "");
  }

  void overlay(const std::string& name, const std::string& lines) const {
    folder_.write(name + ".yaml",
                  "schema_version: 1\nname: " + name + "\nextends: ./base.yaml\n" + lines);
  }
  std::string refused(const std::string& arguments) const {
    const Call call = tool("compare " + arguments, folder_.path().string());
    CHECK(call.code == 3);
    CHECK(call.out.empty());
    return call.err;
  }

 private:
  Folder folder_;
};

}  // namespace

TEST_CASE("load that an area sheds outweighs what storage loses", "[cli][compare]") {
  const std::string folder = "scenarios/incidents/great-britain-2019";
  const Call call = tool("compare " + folder + ".yaml " + folder + "-storage.yaml");
  CHECK(call.code == 0);
  CHECK(call.out.find("answers the frequency in 1 s\" did better: load shed in the area of a grid "
                      "0 MW, against 928 MW") != std::string::npos);
  CHECK(call.out.find("lowest frequency of a grid") != std::string::npos);
  CHECK(tool("compare scenarios/switchgear/sts-pile-up.yaml scenarios/switchgear/sts-pile-up.yaml")
            .out.find("of a grid") == std::string::npos);
}

TEST_CASE("compare points at an unequal duration", "[cli][compare]") {
  const Pair pair;
  pair.overlay("b", "duration: 5 s\n");
  CHECK(pair.refused("a.yaml b.yaml") ==
        "error[RT1203]: not equally long: 10 s in a.yaml, 5 s here\n"
        " --> b.yaml:4:1\n"
        "  |\n"
        "4 | duration: 5 s\n"
        "  | ^^^^^^^^^^^^^ base.yaml:4 says 10 s; compare needs an equal 'duration' "
        "(or --unequal)\n");
  CHECK(pair.refused("b.yaml a.yaml").find(" --> base.yaml:4:1\n") != std::string::npos);
}

TEST_CASE("compare points at an unequal seed, in whichever file writes it", "[cli][compare]") {
  const Pair pair;
  pair.overlay("b", "seed: 7\n");
  const std::string finding =
      "error[RT1203]: not the same seed: 0 in a.yaml, 7 here\n"
      " --> b.yaml:4:1\n"
      "  |\n"
      "4 | seed: 7\n"
      "  | ^^^^^^^ a.yaml says nothing: 0; compare needs an equal 'seed' (or --unequal)\n";
  CHECK(pair.refused("a.yaml b.yaml") == finding);
  CHECK(pair.refused("b.yaml a.yaml") == finding);
}

TEST_CASE("compare sets the architectures of a study side by side", "[cli][compare]") {
  const Folder folder;
  const std::string path = folder.path().string();
  for (const char* name : {"bare", "held"}) {
    folder.write(std::string(name) + ".yaml",
                 "schema_version: 1\nname: x\nduration: 5 s\ncomponents:\n"
                 "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
                 "  row: {type: rack, from: grid, power: 10 kW, supplies: {hold_up: " +
                     std::string(name == std::string("held") ? "40 ms" : "1 ms") +
                     "}}\n"
                     "events: [{id: gone, at: 2 s, outage: grid, for: 15 ms}]\n"
                     "checks: [{id: up, always: row.dropped == 0}]\n");
  }
  const std::string head =
      "schema_version: 1\nname: two rows\nstudy:\n  vary:\n"
      "    extends: {bare: ./bare.yaml, held: ./held.yaml}\n";
  folder.write("two.yaml", head);
  const Call two = tool("compare two.yaml", path);
  CHECK(two.code == 0);
  CHECK(
      two.out.starts_with("\"held\" did better: rack drops 0, against 1 with \"bare\".\n\n"
                          "A  bare  (two.yaml)\nB  held  (two.yaml)\n"));
  folder.write("more.yaml", head + "    row.power: {low: 5 kW, high: 10 kW}\n");
  const Call vague = tool("compare more.yaml", path);
  CHECK(vague.code == 3);
  CHECK(vague.err.starts_with(
      "error[RT1070]: 'bare' has several cells, and '--cell' does not pick one of them\n"
      " --> more.yaml:5:5\n"));
  CHECK(vague.err.find("its other axes have 'low', 'high'") != std::string::npos);
  CHECK(tool("compare more.yaml --cell low", path).out.find("A  bare,low  (more.yaml)") !=
        std::string::npos);
  CHECK(tool("compare more.yaml --cell lwo", path).code == 3);
  CHECK(tool("compare two.yaml --cell low", path).code == 3);
  CHECK(tool("compare bare.yaml", path).code == 2);
  folder.write("none.yaml",
               "schema_version: 1\nname: n\nextends: ./bare.yaml\n"
               "study: {vary: {row.power: [5 kW, 10 kW]}}\n");
  CHECK(tool("compare none.yaml", path).err.find("this study has no axis 'extends'") !=
        std::string::npos);
}

TEST_CASE("compare points at the job that differs", "[cli][compare]") {
  const Pair pair;
  pair.overlay("b", "jobs: {train: {checkpoint: {every: 5 min}}}\n");
  const std::string other = pair.refused("a.yaml b.yaml");
  CHECK(other.starts_with(
      "error[RT1202]: not the same jobs: 'train' has another 'checkpoint.every' in a.yaml\n"
      " --> b.yaml:4:"));
  pair.overlay("c", "remove: [train]\n");
  CHECK(pair.refused("a.yaml c.yaml")
            .starts_with("error[RT1202]: not the same jobs: c.yaml has no 'train'\n"
                         " --> base.yaml:9:3\n"));
}

}  // namespace ridethrough::test
