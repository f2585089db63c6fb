#include "ridethrough/scenario/suggest.hpp"

#include <catch2/catch.hpp>

namespace ridethrough::scenario {

TEST_CASE("swapped neighbours are one edit") {
  CHECK(edit_distance("usp-a", "ups-a") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("ca", "abc") == 3);  // optimal string alignment, not unrestricted Damerau
}

TEST_CASE("suggestions are near, and independent of order") {
  CHECK(suggest("usp-a", {"grid", "ups-a", "ups-b"}) == "ups-a");
  CHECK(suggest("vrla-12v150", {"vrla-12v150ah", "vrla-12v90ah"}) == "vrla-12v150ah");
  CHECK(suggest("block.vrla", {"block.vrla-b", "block.vrla-a"}) == "block.vrla-a");
  CHECK(suggest("KW", {"kVA", "kW"}) == "kW");
  CHECK_FALSE(suggest("ab", {"cd"}));
  CHECK_FALSE(suggest("battery", {"genset", "utility"}));
  CHECK_FALSE(suggest("", {"a"}));
  CHECK_FALSE(suggest(std::string(1'000'000, 'x'), {"x"}));
}

TEST_CASE("lists are cut") {
  CHECK(listed({"a", "b", "c"}, 2) == "a, b, ...");
  CHECK(listed({"a", "b"}, 2) == "a, b");
  CHECK(did_you_mean("usp", {"ups"}, "else") == "did you mean 'ups'?");
  CHECK(did_you_mean("xyz", {"ups"}, "else") == "else");
}

}  // namespace ridethrough::scenario
