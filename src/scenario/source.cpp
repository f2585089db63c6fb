#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/yaml_reader.hpp"

namespace ridethrough::scenario {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostNeighbours = 1000;  // a huge directory must not delay a message

// Name and label of a file that can not be read; without `asked` the label stands below the name.
void refuse_source(const std::string& rule, const std::string& message, const std::string& label,
                   const Place& asked, Diagnostics& diagnostics) {
  diagnostics.error(rule, message, asked, label);
}

std::string similar_file(const fs::path& path) {
  std::error_code error;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  std::vector<std::string> names;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator() && names.size() < kMostNeighbours;
       entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  if (const auto near = suggest(path.filename().string(), names)) {
    return "did you mean '" + (path.parent_path() / *near).generic_string() + "'?";
  }
  return "no file has this name";
}

bool is_readable_file(const std::string& path, const Place& asked, std::size_t most_bytes,
                      Diagnostics& diagnostics) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  const std::string message = fmt::format("cannot read '{}'", path);
  if (path.find('\0') != std::string::npos || !fs::exists(status)) {
    refuse_source("RT0118", message, similar_file(path), asked, diagnostics);
    return false;
  }
  if (fs::is_directory(status)) {
    refuse_source("RT0118", message, "this is a directory; name a file in it", asked, diagnostics);
    return false;
  }
  // A device or a pipe may never end.
  if (!fs::is_regular_file(status)) {
    refuse_source("RT0118", message, "this is not a regular file", asked, diagnostics);
    return false;
  }
  const std::uintmax_t size = fs::file_size(path, error);
  if (!error && size <= most_bytes) return true;
  const std::string label = error ? error.message()
                            : most_bytes == kMaxSourceBytes
                                ? "a scenario has at most 16 MB; put traces into CSV files"
                                : fmt::format("a trace has at most {} MB", most_bytes >> 20);
  refuse_source(error ? "RT0118" : "RT0116",
                error ? message : fmt::format("'{}' has {} MB", path, size >> 20), label, asked,
                diagnostics);
  return false;
}

// Length of the well-formed UTF-8 sequence at `at` (Unicode 15, table 3-7), 0 if there is none.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  const auto follows = [&](std::size_t i, unsigned low, unsigned high) {
    return low <= byte(i) && byte(i) <= high;
  };
  const auto tail = [&](std::size_t i) { return follows(i, 0x80, 0xBF); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool second = follows(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF);
    return second && tail(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool second = follows(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF);
    return second && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

bool is_allowed_control(char byte) { return byte == '\n' || byte == '\t'; }

// Line, column and kind of the first byte that no text has; empty if all is text.
std::string first_bad_byte(std::string_view text) {
  int line = 1;
  std::size_t line_begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const std::size_t length = utf8_length(text, at);
    const bool control = (byte < 0x20 && !is_allowed_control(text[at])) || byte == 0x7F;
    if (length == 0 || control) {
      return fmt::format("byte 0x{:02X} at line {}, column {}: {}", byte, line, at - line_begin + 1,
                         length == 0 ? "save the file as UTF-8" : "a control character");
    }
    if (byte == '\n') {
      ++line;
      line_begin = at + 1;
    }
    at += length;
  }
  return {};
}

std::string with_unix_line_ends(std::string text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool before_newline = i + 1 < text.size() && text[i + 1] == '\n';
    if (text[i] != '\r' || !before_newline) result += text[i];
  }
  return result;
}

}  // namespace

std::shared_ptr<const SourceText> read_source(const std::string& path, Diagnostics& diagnostics,
                                              const Place& asked, std::size_t most_bytes) {
  if (!is_readable_file(path, asked, most_bytes, diagnostics)) return nullptr;
  std::ifstream stream(path, std::ios::binary);
  const std::string message = fmt::format("cannot read '{}'", path);
  if (!stream) {
    refuse_source("RT0118", message, "permission denied", asked, diagnostics);
    return nullptr;
  }
  std::error_code error;
  const std::uintmax_t size = std::min<std::uintmax_t>(fs::file_size(path, error), most_bytes);
  std::string text(error ? 0 : static_cast<std::size_t>(size), '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) {
    refuse_source("RT0118", message, "reading failed", asked, diagnostics);
    return nullptr;
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));
  text = with_unix_line_ends(std::move(text));
  if (const std::string bad = first_bad_byte(text); !bad.empty()) {
    refuse_source("RT0117", fmt::format("'{}' is not UTF-8 text", path), bad, asked, diagnostics);
    return nullptr;
  }
  return std::make_shared<const SourceText>(SourceText{path, std::move(text)});
}

}  // namespace ridethrough::scenario
