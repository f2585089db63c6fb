#pragma once

#include <cstddef>
#include <vector>

#include "devices/storage/cell_string.hpp"
#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::devices::storage {

/// Strings and the numbers of their cells, `width` for each group, which edits below keep in step.
struct StringTable {
  std::vector<CellString>& strings;
  std::vector<double>& state;
  std::size_t width = 0;
};

/// The row of which a string goes bad next: closed, and sound if there is one; past the end: none.
std::size_t row_to_spoil(const std::vector<CellString>& strings);

/// One closed string goes bad: it is told apart from its equals, and its bad cells from theirs. A
/// shorted cell has lost its charge: its numbers become `empty`. Without a closed string nothing
/// happens.
void spoil_string(const StringTable& table, const StringFault& fault,
                  const std::vector<double>& empty);

/// Every string is closed, and bad cells are replaced by such as their neighbours are.
void mend_strings(const StringTable& table);

}  // namespace ridethrough::devices::storage
