#include "ridethrough/scenario/csv.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace ridethrough::scenario {

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return text.substr(0, 0);
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

void split_cells(std::string_view line, std::vector<std::string_view>& cells) {
  cells.clear();
  bool is_quoted = false;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= line.size(); ++at) {
    if (at < line.size() && line[at] == '"') is_quoted = !is_quoted;
    if (at < line.size() && (is_quoted || line[at] != ',')) continue;
    std::string_view cell = without_blanks(line.substr(begin, at - begin));
    if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') {
      cell = without_blanks(cell.substr(1, cell.size() - 2));
    }
    cells.push_back(cell);
    begin = at + 1;
  }
}

bool read_cell(std::string_view cell, double& number) {
  if (!cell.empty() && cell.front() == '+') cell.remove_prefix(1);
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  return error == std::errc() && end == cell.data() + cell.size() && std::isfinite(number);
}

}  // namespace ridethrough::scenario
