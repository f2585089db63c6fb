#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// JSON as text, for the editor schema: the JSON library belongs to the report layer.
namespace ridethrough::scenario {

using JsonMembers = std::vector<std::pair<std::string, std::string>>;

/// A quoted string. `text` is UTF-8.
std::string json_string(std::string_view text);
/// `{"a": ..., "b": ...}` from members whose values are JSON already, in their order.
std::string json_object(const JsonMembers& members);
std::string json_array(const std::vector<std::string>& items);
/// The same JSON over lines, two spaces a level; ends with a newline.
std::string json_indented(std::string_view compact);

}  // namespace ridethrough::scenario
