#include "ridethrough/scenario/yaml_reader.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "text_support.hpp"

namespace ridethrough::scenario {
namespace {

using text_test::findings_of;
using text_test::ScratchDirectory;
using text_test::source_of;

std::string underlined(const Place& place) {
  std::string text = place.source->text;
  for (int line = 1; line < place.line; ++line) text = text.substr(text.find('\n') + 1);
  return text.substr(static_cast<std::size_t>(place.column - 1),
                     static_cast<std::size_t>(place.length));
}

bool has_rule(const std::string& findings, const std::string& rule, int line) {
  return findings.find("[" + rule + "]") != std::string::npos &&
         findings.find("hall.yaml:" + std::to_string(line) + ":") != std::string::npos;
}

}  // namespace

TEST_CASE("a document becomes a tree whose places are its text") {
  Diagnostics diagnostics;
  const Tree tree = read_yaml(
      source_of("# é\nname: 'it''s é'\nups: {type: ups, from: [a, b]}  # c\nnote: |\n  x\n"),
      diagnostics);
  CHECK_FALSE(diagnostics.has_errors());
  REQUIRE(tree.entries.size() == 3);
  CHECK(tree.find("name")->text == "it's é");
  CHECK(tree.find("name")->quoted);
  CHECK(underlined(tree.find("name")->place).starts_with("'it'"));
  const Tree& ups = *tree.find("ups");
  CHECK(underlined(ups.place) == "{type: ups, from: [a, b]}");
  CHECK(underlined(ups.entry("from")->place) == "from");
  CHECK(underlined(ups.find("from")->place) == "[a, b]");
  CHECK(underlined(ups.find("from")->items[1].place) == "b");
  CHECK_FALSE(ups.find("type")->quoted);
  CHECK(tree.find("note")->text == "x\n");
  CHECK(tree.find("absent") == nullptr);
}

TEST_CASE("E4: brackets inside braces") {
  CHECK(
      findings_of(std::string(30, '\n') + "  - {at: 60 s, fail: block[7].ups-a, as: breakdown}") ==
      R"(error[RT0103]: this is not YAML: '[' inside {...}
  --> hall.yaml:31:22
   |
31 |   - {at: 60 s, fail: block[7].ups-a, as: breakdown}
   |                      ^^^^^^^^^^^^^^ members are written with dots: block.7.ups-a
)");
}

TEST_CASE("E36: a comma ends a value inside braces") {
  CHECK(findings_of("checks:\n  - {id: ramp, always: change(grid-a.power, 1 s) <= 5 MW}") ==
        R"(error[RT0104]: ',' ends a value inside {...}
 --> hall.yaml:2:43
  |
2 |   - {id: ramp, always: change(grid-a.power, 1 s) <= 5 MW}
  |                                           ^^^^^^^^^^^^^^ )"
        R"(write: change(grid-a.power over 1 s) <= 5 MW
)");
  CHECK(has_rule(findings_of("a: {title: annex, annex 4}"), "RT0104", 1));
  CHECK(has_rule(findings_of("a: {type: ups, from}"), "RT0111", 1));
}

TEST_CASE("what the language leaves out of YAML is refused by name") {
  CHECK(has_rule(findings_of("a: &x 1"), "RT0106", 1));
  CHECK(has_rule(findings_of("a: &x {b: 1}"), "RT0106", 1));
  CHECK(has_rule(findings_of("a: &x 1\nb: *x"), "RT0106", 2));
  CHECK(has_rule(findings_of("always: *.soc >= 20 %"), "RT0106", 1));
  CHECK(has_rule(findings_of("a: !!str 1"), "RT0107", 1));
  CHECK(has_rule(findings_of("a: ! 1"), "RT0107", 1));
  CHECK(has_rule(findings_of("<<: {a: b}"), "RT0108", 1));
  CHECK(has_rule(findings_of("a: 1\n---\nb: 2"), "RT0109", 2));
  CHECK(has_rule(findings_of("a: 1\nb: 2\na: 3"), "RT0110", 3));
  CHECK(findings_of("a: 1\nb: 2\na: 3").find("hall.yaml:1;") != std::string::npos);
  CHECK(has_rule(findings_of("? [a]\n: b"), "RT0119", 1));
}

TEST_CASE("an unfinished line is an error at its key") {
  CHECK(has_rule(findings_of("x: 1\na:\nb: 1"), "RT0111", 2));
  CHECK(has_rule(findings_of("a: ~"), "RT0111", 1));
  CHECK(has_rule(findings_of("a: null"), "RT0111", 1));
  CHECK(has_rule(findings_of("a: \"\""), "RT0111", 1));
  CHECK(has_rule(findings_of("a:\n  - x\n  -\n  - y"), "RT0111", 3));
  CHECK(has_rule(findings_of("{a:b}"), "RT0111", 1));
  CHECK(has_rule(findings_of(": b"), "RT0111", 1));
}

TEST_CASE("what is no YAML at all gets a hint") {
  CHECK(findings_of("a: {b: c\n").find("not closed") != std::string::npos);
  CHECK(findings_of("a: [b, c").find("not closed") != std::string::npos);
  CHECK(findings_of("a: \"x\nb: c\n").find("this quote is not closed") != std::string::npos);
  CHECK(findings_of("a: 'x").find("not closed") != std::string::npos);
  CHECK(has_rule(findings_of("x: 1\na: b: c"), "RT0105", 2));
  CHECK(has_rule(findings_of("a: @x"), "RT0105", 1));
  CHECK(has_rule(findings_of("- a\nb: c"), "RT0105", 2));
  CHECK(has_rule(findings_of("a:\n\tb: c"), "RT0112", 2));
  CHECK(has_rule(findings_of("a: 1\n\t# only a comment\n"), "RT0112", 2));
  CHECK(findings_of("a: 1\nb:\t2 \t# after the text\n").empty());
}

TEST_CASE("roots that are no scenario") {
  CHECK(has_rule(findings_of(""), "RT0114", 1));
  CHECK(has_rule(findings_of("# only a comment\n"), "RT0114", 1));
  CHECK(has_rule(findings_of("---\n"), "RT0114", 1));
  CHECK(has_rule(findings_of("- a\n"), "RT0115", 1));
  CHECK(has_rule(findings_of("schema_version:1\n"), "RT0115", 1));
}

TEST_CASE("nothing makes the reader crash or hang") {
  std::string flow, block, steps;
  for (int i = 0; i < 50'000; ++i) flow += '[';
  for (int i = 0; i < 50'000; ++i) block += "- ";
  for (int i = 0; i < 2'000; ++i) steps += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  CHECK(has_rule(findings_of("a: " + flow), "RT0113", 1));
  CHECK(has_rule(findings_of(block), "RT0113", 1));
  CHECK(has_rule(findings_of(steps), "RT0113", 65));
  std::string bomb = "a: &a [x, x]\n";
  for (char name = 'b'; name < 'z'; ++name) {
    bomb += fmt::format("{0}: &{0} [*{1}, *{1}]\n", name, static_cast<char>(name - 1));
  }
  CHECK(has_rule(findings_of(bomb), "RT0106", 1));
  CHECK(has_rule(findings_of(std::string(kMaxSourceBytes + 1, 'x')), "RT0116", 1));
}

TEST_CASE("every prefix of a good file is read or refused") {
  const std::string text =
      "name: \"q\"\nups: {type: ups, from: [a, b]}\nevents:\n  - {at: 60 s, set: {a.b: 'c'}}\n"
      "note: |\n  text\nlist: [1, {a: 2}]\n";
  for (std::size_t length = 0; length <= text.size(); ++length) {
    Diagnostics diagnostics;
    const Tree tree = read_yaml(source_of(text.substr(0, length)), diagnostics);
    CHECK((diagnostics.has_errors() || !tree.entries.empty()));
  }
}

TEST_CASE("files that can not be read say why") {
  const ScratchDirectory scratch("read-source");
  scratch.write("good.yaml",
                "\xEF\xBB\xBF"
                "a: 1\r\nb: 2\r\n");
  scratch.write("nul.yaml", std::string("a: \0", 4));
  scratch.write("latin.yaml", "a: 1\nb: \xE9t\xE9\n");
  scratch.write("large.yaml", std::string(kMaxSourceBytes + 1, ' '));
  const auto findings = [](const std::string& file) {
    Diagnostics diagnostics;
    CHECK(read_source(file, diagnostics) == nullptr);
    return diagnostics.render_all();
  };
  Diagnostics none;
  CHECK(read_source("good.yaml", none)->text == "a: 1\nb: 2\n");
  CHECK(findings("god.yaml") ==
        "error[RT0118]: cannot read 'god.yaml'\n  = did you mean 'good.yaml'?\n");
  CHECK(findings(".").find("this is a directory") != std::string::npos);
  CHECK(findings("/dev/null").find("not a regular file") != std::string::npos);
  CHECK(findings("large.yaml").find("RT0116") != std::string::npos);
  CHECK(findings("nul.yaml").find("byte 0x00 at line 1, column 4") != std::string::npos);
  CHECK(findings("latin.yaml").find("line 2, column 4: save the file as UTF-8") !=
        std::string::npos);
}

}  // namespace ridethrough::scenario
