#include <catch2/catch.hpp>
#include <cstdint>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "ridethrough/core/fingerprint.hpp"
#include "support/draw.hpp"

using namespace ridethrough::core;
using ridethrough::support::Draw;
using ridethrough::support::test_seed;

TEST_CASE("the hash of a text is 64-bit FNV-1a", "[core][fingerprint]") {
  // Published test vectors (Fowler, Noll, Vo).
  CHECK(hash_text("") == 0xcbf29ce484222325ULL);
  CHECK(hash_text("a") == 0xaf63dc4c8601ec8cULL);
  CHECK(hash_text("foobar") == 0x85944171f73967e8ULL);
}

TEST_CASE("the order of records does not matter", "[core][fingerprint]") {
  const std::uint64_t seed = test_seed(7);
  INFO("RIDETHROUGH_SEED=" << seed);
  Draw draw(seed);
  std::vector<std::uint64_t> records(500);
  for (std::uint64_t& record : records) record = draw.bits();
  Fingerprint forward, shuffled;
  for (const std::uint64_t record : records) forward.add(record, 1);
  draw.shuffle(records);
  for (const std::uint64_t record : records) shuffled.add(record, 1);
  CHECK(forward.text() == shuffled.text());
}

TEST_CASE("a cohort of n weighs as much as n records", "[core][fingerprint]") {
  Fingerprint cohort, members;
  cohort.add(0x1234, 25);
  for (int i = 0; i < 25; ++i) members.add(0x1234, 1);
  CHECK(cohort.text() == members.text());
  members.add(0x1234, 1);
  CHECK(cohort.text() != members.text());
}

TEST_CASE("each bit of a record changes the fingerprint", "[core][fingerprint]") {
  std::set<std::string> seen;
  for (int bit = 0; bit < 64; ++bit) {
    Fingerprint print;
    print.add(1ULL << bit, 1);
    seen.insert(print.text());
  }
  CHECK(seen.size() == 64);
}

TEST_CASE("a fingerprint is a tag and 32 hexadecimal digits", "[core][fingerprint]") {
  Fingerprint print;
  print.add(42, 3);
  CHECK(std::regex_match(print.text(), std::regex("rt1:[0-9a-f]{32}")));
}
