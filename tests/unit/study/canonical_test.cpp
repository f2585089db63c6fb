#include "study/canonical.hpp"

#include <catch2/catch.hpp>

#include "ridethrough/devices/schema.hpp"

namespace ridethrough::study {
namespace {

using scenario::Members;

const devices::TypeSchema kAnyType{.name = "any", .group = "load", .text = "for tests"};

Unit unit(const std::string& name, const std::vector<std::int64_t>& block,
          const std::vector<std::int64_t>& own) {
  const auto size = static_cast<std::int64_t>(block.size() * std::max<std::size_t>(own.size(), 1));
  return {{"block", name},
          {Members::of(block), own.empty() ? Members{} : Members::of(own)},
          size,
          &kAnyType};
}

std::vector<std::string> paths(const Canonical& canonical) {
  std::vector<std::string> all;
  for (const Unit& each : canonical.units) all.push_back(path_of(each));
  return all;
}

}  // namespace

TEST_CASE("members with equal records become one set", "[study][canonical]") {
  const std::vector<Unit> units{unit("ups", {1}, {}), unit("ups", {2}, {}), unit("ups", {3}, {})};
  const Canonical canonical = canonicalise(units, {7, 7, 7});
  REQUIRE(paths(canonical) == std::vector<std::string>{"block.1-3.ups"});
  CHECK(canonical.units[0].count == 3);
  CHECK(canonical.representative[0] == 0);
  CHECK(canonical.canonical_of == std::vector<std::size_t>{0, 0, 0});
}

TEST_CASE("one member with another record keeps all of its block apart", "[study][canonical]") {
  // Block 2 differs in its ups; its rack is equal, but it stands in another kind of block.
  const std::vector<Unit> units{unit("rack", {1}, {}), unit("ups", {1}, {}),  unit("rack", {2}, {}),
                                unit("ups", {2}, {}),  unit("rack", {3}, {}), unit("ups", {3}, {})};
  const Canonical canonical = canonicalise(units, {5, 7, 5, 8, 5, 7});
  CHECK(paths(canonical) ==
        std::vector<std::string>{"block.1+3.rack", "block.1+3.ups", "block.2.rack", "block.2.ups"});
}

TEST_CASE("lumped and listed members give the same sets", "[study][canonical]") {
  const Canonical lumped = canonicalise({unit("rack", {1, 2}, {1, 2, 3})}, {9});
  std::vector<Unit> listed;
  for (const std::int64_t block : {1, 2}) {
    for (const std::int64_t rack : {1, 2, 3}) listed.push_back(unit("rack", {block}, {rack}));
  }
  const Canonical merged = canonicalise(listed, std::vector<std::uint64_t>(6, 9));
  CHECK(paths(merged) == paths(lumped));
  CHECK(merged.units[0].count == 6);
}

TEST_CASE("an inner member that differs in one block splits the inner sets of all blocks",
          "[study][canonical]") {
  std::vector<Unit> listed;
  std::vector<std::uint64_t> digests;
  for (const std::int64_t block : {1, 2}) {
    for (const std::int64_t rack : {1, 2, 3}) {
      listed.push_back(unit("rack", {block}, {rack}));
      digests.push_back(block == 2 && rack == 3 ? 1 : 9);
    }
  }
  CHECK(paths(canonicalise(listed, digests)) ==
        std::vector<std::string>{"block.1.rack.1-2", "block.1.rack.3", "block.2.rack.1-2",
                                 "block.2.rack.3"});
}

}  // namespace ridethrough::study
