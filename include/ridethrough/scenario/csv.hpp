#pragma once

#include <string_view>
#include <vector>

/// Lines and cells of a CSV text: RFC 4180 without line ends inside of quotes, which no meter and
/// no maker's table has. Everything returned is a part of what was given.
namespace ridethrough::scenario {

std::string_view without_blanks(std::string_view text);

/// The first line of `text`, which moves on behind it.
std::string_view take_line(std::string_view& text);

/// The cells of a line without the blanks and quotes around them; an empty one is at its place.
void split_cells(std::string_view line, std::vector<std::string_view>& cells);

/// A finite number with '.' before its decimals, the whole cell; false for anything else.
bool read_cell(std::string_view cell, double& number);

}  // namespace ridethrough::scenario
