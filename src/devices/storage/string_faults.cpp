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

void spoil_group(const StringTable& table, CellGroup& group, const StringFault& fault,
                 const std::vector<double>& empty) {
  if (fault.kind == StringFaultKind::high_resistance) {
    group.bad_ohm += fault.extra_ohm;
    return;
  }
  group.is_shorted = true;
  std::copy(empty.begin(), empty.end(),
            table.state.begin() + static_cast<std::ptrdiff_t>(group.at));
}

/// Group by group until enough cells are bad; of the last group only some, as one of their own. A
/// string without a good cell would be a short circuit, which is a fault of its own: one is left.
void spoil_cells(const StringTable& table, CellString& string, const StringFault& fault,
                 const std::vector<double>& empty) {
  double good = 0.0;
  for (const CellGroup& group : string.groups) good += group.is_shorted ? 0.0 : group.cells;
  double left = std::min(fault.cells, good - 1.0);
  for (std::size_t i = 0; i < string.groups.size() && left > 0.0; ++i) {
    if (string.groups[i].is_shorted) continue;
    if (string.groups[i].cells > left) {
      CellGroup rest = string.groups[i];
      rest.cells -= left;
      rest.at = copy_numbers(table, rest);
      string.groups[i].cells = left;
      string.groups.push_back(rest);
    }
    left -= string.groups[i].cells;
    spoil_group(table, string.groups[i], fault, empty);
  }
}

}  // namespace

std::size_t row_to_spoil(const std::vector<CellString>& strings) {
  const auto first = [&](bool is_spoilt) {
    return std::find_if(strings.begin(), strings.end(), [&](const CellString& string) {
      return string.is_closed && string.is_spoilt == is_spoilt;
    });
  };
  const auto sound = first(false);
  return static_cast<std::size_t>((sound != strings.end() ? sound : first(true)) - strings.begin());
}

void spoil_string(const StringTable& table, const StringFault& fault,
                  const std::vector<double>& empty) {
  const std::size_t index = row_to_spoil(table.strings);
  if (index == table.strings.size()) return;
  split_string(table, index);
  CellString& string = table.strings[index];
  string.is_spoilt = true;
  if (fault.kind == StringFaultKind::open_cell) {
    string.is_closed = false;
  } else if (fault.kind == StringFaultKind::loose_link) {
    string.link_ohm += fault.extra_ohm;
  } else {
    spoil_cells(table, string, fault, empty);
  }
}

void mend_strings(const StringTable& table) {
  for (CellString& string : table.strings) {
    string.is_closed = true;
    string.is_spoilt = false;
    string.link_ohm = 0.0;
    const CellGroup good = largest_group(string);
    for (CellGroup& group : string.groups) {
      group.bad_ohm = 0.0;
      if (!group.is_shorted) continue;
      group.is_shorted = false;
      const auto from = table.state.begin() + static_cast<std::ptrdiff_t>(good.at);
      std::copy_n(from, table.width, table.state.begin() + static_cast<std::ptrdiff_t>(group.at));
    }
  }
}

}  // namespace ridethrough::devices::storage
