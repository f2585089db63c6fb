#include "ridethrough/scenario/path.hpp"

#include <catch2/catch.hpp>

namespace ridethrough::scenario {
namespace {

Path parsed(std::string_view text) {
  Path path;
  std::string problem;
  int column = 0;
  INFO(text << ": " << problem);
  REQUIRE(parse_path(text, path, problem, column));
  return path;
}

std::pair<std::string, int> refused(std::string_view text) {
  Path path;
  std::string problem;
  int column = -1;
  INFO(text);
  REQUIRE_FALSE(parse_path(text, path, problem, column));
  return {problem, column};
}

}  // namespace

TEST_CASE("paths have names, globs, members and words") {
  const Path path = parsed("block.1-6+8-15.rack*.input_voltage");
  REQUIRE(path.segments.size() == 4);
  CHECK(path.segments[0].kind == Segment::Kind::name);
  CHECK(path.segments[1].kind == Segment::Kind::members);
  CHECK(path.segments[2].kind == Segment::Kind::glob);
  CHECK(path.segments[3].text == "input_voltage");
  CHECK(path.segments[2].column == 15);
  CHECK(path.text() == "block.1-6+8-15.rack*.input_voltage");
  CHECK(path.has_star());
  CHECK(parsed("block.*.soc").has_star());
  CHECK_FALSE(parsed("block.7.soc").has_star());
}

TEST_CASE("member sets are canonical") {
  const Members members = parsed("b.8-15+3+1-2+4-6+3").segments[1].members;
  CHECK(members.text() == "1-6+8-15");
  CHECK(members.size() == 14);
  CHECK(members.contains(6));
  CHECK_FALSE(members.contains(7));
  CHECK(members == Members::of({15, 14, 13, 12, 11, 10, 9, 8, 6, 5, 4, 3, 2, 1, 1}));
  CHECK(parsed("b.*").segments[1].members.text() == "*");
  CHECK(parsed("b.*").segments[1].members.contains(1'000));
  // Zero is for the binder to refuse: it knows how many members there are (E17).
  CHECK(parsed("b.0").segments[1].members.contains(0));
}

TEST_CASE("bad paths name the column") {
  CHECK(refused("block[7].ups").second == 5);
  CHECK(refused("block.Ups").second == 6);
  CHECK(refused("block..ups").second == 6);
  CHECK(refused("").second == 0);
  CHECK(refused("block.").second == 6);
  CHECK(refused("7.block").first == "a path begins with a name, members follow it");
  CHECK(refused("*.soc").second == 0);
  CHECK(refused("b.5-1").first == "the first member of a range is the smaller one");
  CHECK(refused("b.07").second == 2);
  CHECK(refused("b.1+").second == 4);
  CHECK(refused("b.1-2-3").second == 4);
  CHECK(refused("b.99999999999999999999").second == 2);
  CHECK(refused("rack-a_b").second == 6);
  CHECK(refused("a b").second == 1);
}

TEST_CASE("globs match runs of characters") {
  CHECK(glob_matches("rack*", "rack-critical"));
  CHECK(glob_matches("rack*", "rack"));
  CHECK(glob_matches("*-a", "ups-b-a"));
  CHECK(glob_matches("a*b*c", "axxbyyc"));
  CHECK_FALSE(glob_matches("rack*", "crack"));
  CHECK_FALSE(glob_matches("rack", "racks"));
  // Exponential matchers hang on this one.
  CHECK_FALSE(glob_matches("a*a*a*a*a*a*a*a*a*a*a*a*a*b", std::string(5000, 'a')));
}

TEST_CASE("names of users are kebab-case and not reserved") {
  CHECK(is_name("ups-a"));
  CHECK_FALSE(is_name("ups_a"));
  CHECK_FALSE(is_name("1a"));
  CHECK_FALSE(is_name(""));
  CHECK(is_reserved("inlet"));
  CHECK_FALSE(is_reserved("power"));
}

}  // namespace ridethrough::scenario
