#pragma once

#include <cstddef>
#include <vector>

#include "devices/storage/bank_layout.hpp"
#include "devices/storage/cell_string.hpp"
#include "ridethrough/core/random.hpp"

namespace ridethrough::devices::storage {

/// Strings whose blocks differ in charge and resistance: normal around the cell of the bank,
/// drawn again beyond three standard deviations. `cell_ohm`: what that cell has; `width`: numbers
/// of one cell in the state of the pack.
std::vector<CellString> drawn_strings(const BankLayout& layout, const CellSpread& spread,
                                      double cell_ohm, std::size_t width,
                                      core::RandomStream& chance);

}  // namespace ridethrough::devices::storage
