#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "bind_support.hpp"
#include "ridethrough/scenario/schema_text.hpp"

using namespace ridethrough::scenario;
using namespace ridethrough::scenario::testing;

namespace {

struct QuotedRule {
  std::string file, id;
};

void add_quoted_rules(const std::filesystem::path& file, std::vector<QuotedRule>& rules) {
  static const std::regex kQuoted("\"(RT[0-9]{4})\"");
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  const std::string source = text.str();
  for (std::sregex_iterator hit(source.begin(), source.end(), kQuoted), end; hit != end; ++hit) {
    rules.push_back({file.filename().string(), (*hit)[1].str()});
  }
}

}  // namespace

TEST_CASE("the page of a type", "[scenario][schema]") {
  CHECK(explain_type(kBattery) ==
        "battery (storage)\n"
        "Cells without a converter.\n"
        "from: 1 (a dc port); has no outlet\n"
        "\n"
        "parameters\n"
        "  name            unit    default   range      meaning\n"
        "  capacity        Ah      required  > 0        of one block\n"
        "  series          count   1         >= 1       blocks\n"
        "  age             y       0 y       >= 0       since new\n"
        "  temperature     degC    25 degC   -40 to 80  of the room\n"
        "  voltage_window  [V, V]  -                    of a cell\n");
  const std::string page = explain_type(kUps);
  for (const char* piece : {"  walk_in.ramp ", "\nquantities\n", "sum         at the outlet",
                            "\nstates\n  online   on mains\n", "  breakdown  the outlet is dead",
                            "  transfer  an ats, sts or ups takes another path"}) {
    INFO(page << piece);
    CHECK(page.find(piece) != std::string::npos);
  }
}

TEST_CASE("the table of a device page", "[scenario][schema]") {
  CHECK(type_table_markdown(kRack) ==
        "| name | unit | default | range | meaning |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| `power` | kW | 41 kW | > 0 | rating |\n"
        "| `load` | % | 100 % | 0 to 300 | factor |\n");
}

TEST_CASE("the parts of a library", "[scenario][schema]") {
  const auto all = list_parts(library_of_tests());
  REQUIRE(all.size() == 5);
  CHECK(all[0].file == "battery/aged-block.yaml");
  CHECK(all[0].grade == "derived");
  const auto groups = list_parts(library_of_tests(), "group");
  REQUIRE(groups.size() == 1);
  CHECK(groups[0].name == "side");
  CHECK(groups[0].title == "a side of the binder tests");
  CHECK(list_parts(library_of_tests(), "nothing").empty());
}

TEST_CASE("every rule that the code reports is explained", "[scenario][schema]") {
  const auto ids = rule_ids();
  CHECK(std::is_sorted(ids.begin(), ids.end()));
  CHECK(std::adjacent_find(ids.begin(), ids.end()) == ids.end());
  CHECK(explain_rule("RT9999").empty());
  const std::filesystem::path root = RIDETHROUGH_SOURCE_DIR;
  std::vector<QuotedRule> quoted;
  for (const char* layer : {"src/scenario", "src/study"}) {
    for (const auto& entry : std::filesystem::directory_iterator(root / layer)) {
      add_quoted_rules(entry.path(), quoted);
    }
  }
  for (const QuotedRule& rule : quoted) {
    INFO(rule.file << ' ' << rule.id);
    CHECK_FALSE(explain_rule(rule.id).empty());
  }
  CHECK(quoted.size() > 100);  // the expression still finds the rules
}

TEST_CASE("the editor schema", "[scenario][schema]") {
  const std::string schema = editor_schema(catalog_of_tests());
  // Flow YAML is a superset of JSON with these spacings: a text that is not JSON fails to load.
  Diagnostics findings;
  const Tree root = read_yaml_value(
      std::make_shared<const SourceText>(SourceText{"schema", schema}), 0, findings);
  INFO(findings.render_all());
  REQUIRE_FALSE(findings.has_errors());
  const Tree* component = root.find("definitions")->find("component");
  REQUIRE(component != nullptr);
  const Tree* types = component->find("properties")->find("type")->find("enum");
  std::vector<std::string> names;
  for (const Tree& item : types->items) names.push_back(item.text);
  CHECK(names == std::vector<std::string>{"battery", "bess", "breaker", "rack", "transformer",
                                          "ups", "utility", "group"});
  const Tree& ups = component->find("allOf")->items.at(5);
  CHECK(ups.find("if")->find("properties")->find("type")->find("const")->text == "ups");
  const Tree* rating = ups.find("then")->find("properties")->find("rating");
  CHECK(rating->find("description")->text == "of one module [kW]; > 0");
  CHECK(ups.find("then")->find("additionalProperties")->text == "false");
}

TEST_CASE("the pattern of quantities in the editor schema", "[scenario][schema]") {
  Diagnostics findings;
  const Tree root = read_yaml_value(
      std::make_shared<const SourceText>(SourceText{"schema", editor_schema(catalog_of_tests())}),
      0, findings);
  const auto pattern = [&](const char* name) {
    return std::regex(root.find("definitions")->find(name)->find("pattern")->text);
  };
  const std::regex quantity = pattern("quantity");
  for (const char* good :
       {"300 s", "60 %", "60%", "1.5 MW/s", "0.25 /h", "2.5 USD/GPU/h", "-1 degC", "1e3 V/cell"}) {
    INFO(good);
    CHECK(std::regex_match(good, quantity));
  }
  for (const char* bad : {"300", "040 s", "1_000 W", "s", "5  min"}) {
    INFO(bad);
    CHECK_FALSE(std::regex_match(bad, quantity));
  }
  const std::regex path = pattern("path");
  for (const char* good :
       {"ups-a", "block.7.vrla-a.soc", "block.*.rack*.*.voltage", "block.1-6+8-15.rack"}) {
    INFO(good);
    CHECK(std::regex_match(good, path));
  }
  CHECK_FALSE(std::regex_match("block[7].ups", path));
}
