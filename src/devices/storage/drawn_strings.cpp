#include "devices/storage/drawn_strings.hpp"

#include <cmath>

namespace ridethrough::devices::storage {
namespace {

double deviation(core::RandomStream& chance) {
  constexpr double kFurthest = 3.0;
  double drawn = chance.normal();
  while (std::abs(drawn) > kFurthest) drawn = chance.normal();
  return drawn;
}

}  // namespace

std::vector<CellString> drawn_strings(const BankLayout& layout, const CellSpread& spread,
                                      double cell_ohm, std::size_t width,
                                      core::RandomStream& chance) {
  std::vector<CellString> strings;
  std::size_t at = 0;
  const int blocks = static_cast<int>(std::lround(layout.cells_in_series / layout.cells_in_block));
  for (int i = 0; i < layout.strings; ++i) {
    CellString string;
    for (int block = 0; block < blocks; ++block) {
      CellGroup group;
      group.cells = layout.cells_in_block;
      group.size = 1.0 + spread.capacity_frac * deviation(chance);
      // A larger cell has less resistance already; what is drawn is what it has in the end.
      const double drawn_ohm = cell_ohm * (1.0 + spread.resistance_frac * deviation(chance));
      group.extra_ohm = drawn_ohm - cell_ohm / group.size;
      if (spread.soc_frac > 0.0) group.soc_offset_frac = spread.soc_frac * deviation(chance);
      group.at = at;
      at += width;
      string.groups.push_back(group);
    }
    strings.push_back(string);
  }
  return strings;
}

}  // namespace ridethrough::devices::storage
