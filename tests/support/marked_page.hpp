#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

/// Pages whose generated part stands between `<!-- name -->` and `<!-- /name -->`. Tests compare
/// that part with what the code says; with RIDETHROUGH_UPDATE_DOCS=1 they write it instead.
namespace ridethrough::testing {

inline bool updates_docs() {
  const char* const wish = std::getenv("RIDETHROUGH_UPDATE_DOCS");
  return wish != nullptr && std::string(wish) == "1";
}

/// Path of a file of the repository.
inline std::string repository_path(const std::string& name) {
  return std::string(RIDETHROUGH_SOURCE_DIR) + "/" + name;
}

/// The whole file; empty if there is none.
inline std::string read_page(const std::string& name) {
  std::ifstream file(repository_path(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_page(const std::string& name, const std::string& text) {
  std::ofstream(repository_path(name), std::ios::binary) << text;
}

/// What stands between the two marks, nothing if one of them is missing.
inline std::optional<std::string> section_of(const std::string& page, const std::string& mark) {
  const std::string open = "<!-- " + mark + " -->\n";
  const std::size_t begin = page.find(open);
  const std::size_t end = page.find("<!-- /" + mark + " -->");
  if (begin == std::string::npos || end == std::string::npos || end < begin) return std::nullopt;
  return page.substr(begin + open.size(), end - begin - open.size());
}

/// The page with `section` between the marks. A lone opening mark is closed; a page without marks
/// stays as it is.
inline std::string with_section(const std::string& page, const std::string& mark,
                                const std::string& section) {
  const std::string open = "<!-- " + mark + " -->\n";
  const std::string close = "<!-- /" + mark + " -->";
  const std::size_t begin = page.find(open);
  if (begin == std::string::npos) return page;
  const std::size_t end = page.find(close);
  const std::string head = page.substr(0, begin + open.size()) + section + close;
  return end == std::string::npos ? head + "\n" + page.substr(begin + open.size())
                                  : head + page.substr(end + close.size());
}

}  // namespace ridethrough::testing
