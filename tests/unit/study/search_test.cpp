#include "ridethrough/study/search.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/row_study.hpp"

namespace ridethrough::study {
namespace {

/// On loads whose check has a known least margin.
class Searched : public test::TwoLoads {
 public:
  using TwoLoads::TwoLoads;

  Search find(std::size_t runs = 200, unsigned threads = 1) const {
    return search(study(), runs, test::sweep_on(threads));
  }
};

constexpr const char* kBoth =
    "{a.power: {from: 1 kW, to: 9 kW}, b.power: {from: 1 kW, to: 9 kW}}\n  worst: goal";

}  // namespace

TEST_CASE("search finds a least margin inside of the ranges", "[study][search]") {
  // Least at a = 3.3 kW and b = 7.1 kW, where it is -1 W.
  const Searched loads("abs(a.power - 3.3 kW) + abs(b.power - 7.1 kW) >= 1 W", kBoth);
  const Search found = loads.find();
  CHECK(found.has_converged);
  CHECK(found.points.size() <= 200);
  // The last steps are a thousandth of 8 kW.
  CHECK(found.worst.shares[0] == Approx((3.3 - 1.0) / 8.0).margin(1e-3));
  CHECK(found.worst.shares[1] == Approx((7.1 - 1.0) / 8.0).margin(1e-3));
  CHECK(found.worst.margin < 16.0);
}

TEST_CASE("search finds the corner where both ranges matter", "[study][search]") {
  const Searched loads("a.power - b.power >= -5 kW", kBoth);
  const Search found = loads.find();
  CHECK(found.worst.values == std::vector<std::string>{"1 kW", "9 kW"});
  CHECK(found.worst.margin == Approx(-3000.0));
  CHECK(found.worst.result.end == SuiteEnd::failed);
}

TEST_CASE("search takes lists as they are and whole numbers as whole", "[study][search]") {
  const Searched loads("abs(a.power + b.power - 14 kW) >= 1 W",
                       "{a.power: [2 kW, 4 kW], b.count: {from: 1, to: 7}}\n  worst: goal");
  const Search found = loads.find();
  CHECK(found.worst.values == std::vector<std::string>{"4 kW", "2"});
  CHECK(found.points.size() <= 2 * 7);
}

TEST_CASE("search says when its runs were used up, and does not depend on threads",
          "[study][search]") {
  const Searched loads("abs(a.power - 3.3 kW) + abs(b.power - 7.1 kW) >= 1 W", kBoth);
  const Search few = loads.find(20);
  CHECK_FALSE(few.has_converged);
  CHECK(few.points.size() == 20);
  const Search one = loads.find(60, 1), three = loads.find(60, 3);
  REQUIRE(one.points.size() == three.points.size());
  for (std::size_t i = 0; i < one.points.size(); ++i) {
    CHECK(one.points[i].values == three.points[i].values);
    CHECK(one.points[i].margin == three.points[i].margin);
  }
}

TEST_CASE("search names a check that is not there and a study without one", "[study][search]") {
  const auto message = [](const std::string& study) {
    try {
      Searched("a.power >= 1 W", study).find();
    } catch (const scenario::ScenarioError& error) {
      return error.diagnostics().all().front().message;
    }
    return std::string("accepted");
  };
  CHECK(message("{a.power: {from: 1 kW, to: 9 kW}}\n  worst: gaol") == "there is no check 'gaol'");
  CHECK(message("{a.power: [1 kW, 9 kW]}") == "this study has no 'worst'");
}

}  // namespace ridethrough::study
