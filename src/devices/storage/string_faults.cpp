#include "devices/storage/string_faults.hpp"

#include <algorithm>
#include <cstddef>

namespace ridethrough::devices::storage {
namespace {

/// The numbers of the group again, at the end of the state; where they are now.
std::size_t copy_numbers(const StringTable& table, const CellGroup& group) {
  const std::size_t at = table.state.size();
  for (std::size_t i = 0; i < table.width; ++i) {
    table.state.push_back(table.state[group.at + i]);
  }
  return at;
}

/// One of the strings stands alone; the others become a row of their own.
void split_string(const StringTable& table, std::size_t index) {
  if (table.strings[index].count == 1) return;
  CellString others = table.strings[index];
  --others.count;
  for (CellGroup& group : others.groups) group.at = copy_numbers(table, group);
  table.strings[index].count = 1;
  table.strings.push_back(others);
}

/// The group of good cells that has most of them.
CellGroup& largest_group(CellString& string) {
  return *std::max_element(string.groups.begin(), string.groups.end(),
                           [](const CellGroup& a, const CellGroup& b) {
                             const double good_a = a.is_shorted ? 0.0 : a.cells;
                             return good_a < (b.is_shorted ? 0.0 : b.cells);
                           });
}

/// Some cells of a group become one of their own.
CellGroup split_cells(const StringTable& table, CellString& string, double cells) {
  CellGroup& group = largest_group(string);
  const double moved = std::min(cells, group.cells);
  CellGroup bad = group;
  bad.cells = moved;
  bad.at = copy_numbers(table, group);
  group.cells -= moved;
  return bad;
}

}  // namespace

void spoil_string(const StringTable& table, const StringFault& fault,
                  const std::vector<double>& empty) {
  const auto found = std::find_if(table.strings.begin(), table.strings.end(),
                                  [](const CellString& string) { return string.is_closed; });
  if (found == table.strings.end()) return;
  const auto index = static_cast<std::size_t>(found - table.strings.begin());
  split_string(table, index);
  CellString& string = table.strings[index];
  if (fault.kind == StringFaultKind::open_cell) {
    string.is_closed = false;
  } else if (fault.kind == StringFaultKind::loose_link) {
    string.link_ohm += fault.extra_ohm;
  } else {
    CellGroup bad = split_cells(table, string, fault.cells);
    bad.is_shorted = fault.kind == StringFaultKind::shorted_cell;
    if (bad.is_shorted) {
      std::copy(empty.begin(), empty.end(),
                table.state.begin() + static_cast<std::ptrdiff_t>(bad.at));
    } else {
      bad.extra_ohm += fault.extra_ohm;
    }
    string.groups.push_back(bad);
  }
}

void mend_strings(const StringTable& table) {
  for (CellString& string : table.strings) {
    string.is_closed = true;
    string.link_ohm = 0.0;
    const CellGroup good = largest_group(string);
    for (CellGroup& group : string.groups) {
      group.extra_ohm = 0.0;
      if (!group.is_shorted) continue;
      group.is_shorted = false;
      const auto from = table.state.begin() + static_cast<std::ptrdiff_t>(good.at);
      std::copy_n(from, table.width, table.state.begin() + static_cast<std::ptrdiff_t>(group.at));
    }
  }
}

}  // namespace ridethrough::devices::storage
