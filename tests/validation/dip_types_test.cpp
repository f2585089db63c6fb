#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <complex>
#include <string>

#include "support/device_rig.hpp"
#include "support/grid_examples.hpp"
#include "support/plain_devices.hpp"
#include "support/validation_case.hpp"

// Types of unbalanced dips and what a delta-star transformer makes of them: M. H. J. Bollen,
// Understanding Power Quality Problems, 2000, section 4.4.
namespace ridethrough::support {
namespace {

using testing::report_case;
using Complex = std::complex<double>;
using Magnitudes = std::array<double, 3>;

/// The phasors of the table of types, E = 1 and V the characteristic voltage, as magnitudes in
/// ascending order.
Magnitudes tabled(char type, double v) {
  const double root = std::sqrt(3.0);
  std::array<Complex, 3> phases;
  switch (type) {
    case 'A':
      phases = {v, Complex(-0.5 * v, 0.5 * root * v), Complex(-0.5 * v, -0.5 * root * v)};
      break;
    case 'B':
      phases = {v, Complex(-0.5, 0.5 * root), Complex(-0.5, -0.5 * root)};
      break;
    case 'C':
      phases = {1.0, Complex(-0.5, 0.5 * root * v), Complex(-0.5, -0.5 * root * v)};
      break;
    case 'D':
      phases = {v, Complex(-0.5 * v, 0.5 * root), Complex(-0.5 * v, -0.5 * root)};
      break;
    case 'E':
      phases = {1.0, Complex(-0.5 * v, 0.5 * root * v), Complex(-0.5 * v, -0.5 * root * v)};
      break;
    case 'F':
      phases = {v, Complex(-0.5 * v, root / 3.0 + root / 6.0 * v),
                Complex(-0.5 * v, -root / 3.0 - root / 6.0 * v)};
      break;
    default:
      phases = {2.0 / 3.0 + v / 3.0, Complex(-1.0 / 3.0 - v / 6.0, 0.5 * root * v),
                Complex(-1.0 / 3.0 - v / 6.0, -0.5 * root * v)};
  }
  Magnitudes magnitudes{std::abs(phases[0]), std::abs(phases[1]), std::abs(phases[2])};
  std::sort(magnitudes.begin(), magnitudes.end());
  return magnitudes;
}

/// Behind none, one and two transformers, without load, while the feed dips.
struct Chain {
  Chain(char type, double to_pu, const char* group) {
    const devices::Parameters first =
        with(transformer_1600kva(),
             {{"vector_group", word_value(group)}, {"no_load_loss", number_value(0.0)}});
    const devices::Parameters second =
        with(first, {{"primary", number_value(400.0)}, {"voltage", number_value(208.0)}});
    rig.add("grid", devices::make_utility(utility_of(10e3, 250e6)));
    rig.add("one", devices::make_transformer(first), {.from = {"grid"}});
    rig.add("two", devices::make_transformer(second), {.from = {"one"}});
    rig.order(kSecond, "grid", devices::Verb::dip, true,
              with(dip_to(to_pu), {{"type", word_value(std::string(1, type).c_str())}}));
    rig.run(kSecond);
  }
  double error_pu(const char* at, char type, double v) {
    const network::Phases phasors = rig.network().phases(rig.outlet(at));
    Magnitudes seen{std::abs(phasors[0]), std::abs(phasors[1]), std::abs(phasors[2])};
    std::sort(seen.begin(), seen.end());
    const Magnitudes due = tabled(type, v);
    double error = 0.0;
    for (std::size_t i = 0; i < 3; ++i) error = std::max(error, std::abs(seen[i] - due[i]));
    return error;
  }
  Rig rig;
};

struct DipType {
  char feed, behind_one, behind_two;
};

TEST_CASE("types of dips behind one and two delta-star transformers", "[validation][dip]") {
  // Of B the first transformer takes the zero sequence away: C with 1/3 + 2/3 V, then D with it.
  constexpr DipType kRows[] = {{'A', 'A', 'A'}, {'B', 'C', 'D'}, {'C', 'D', 'C'}, {'D', 'C', 'D'},
                               {'E', 'F', 'G'}, {'F', 'G', 'F'}, {'G', 'F', 'G'}};
  double error_pu = 0.0;
  for (const DipType& row : kRows) {
    for (const double v : {0.1, 0.4, 0.7, 0.9}) {
      for (const char* group : {"dyn1", "dyn5", "dyn11", "yd11"}) {
        INFO(row.feed << " to " << v << " through " << group);
        Chain chain(row.feed, v, group);
        const double low = row.feed == 'B' ? 1.0 / 3.0 + 2.0 / 3.0 * v : v;
        const double worst = std::max({chain.error_pu("grid", row.feed, v),
                                       chain.error_pu("one", row.behind_one, low),
                                       chain.error_pu("two", row.behind_two, low)});
        error_pu = std::max(error_pu, worst);
      }
    }
  }
  report_case({.name = "types of dips behind delta-star transformers",
               .kind = "published",
               .reference = "table of Bollen 2000, section 4.4: B to C to D, E to F to G",
               .measured = error_pu,
               .allowed = 1e-9,
               .unit = "pu"});
}

}  // namespace
}  // namespace ridethrough::support
