#include "report/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ridethrough/scenario/units.hpp"

namespace ridethrough::report {

namespace {

/// Columns of a terminal that `text` takes; continuation bytes of UTF-8 take none.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace

Table::Table(std::vector<std::string> head, std::vector<bool> right) : right_(std::move(right)) {
  right_.resize(head.size(), false);
  rows_.push_back(std::move(head));
}

void Table::add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

std::string Table::text(const std::string& indent) const {
  std::vector<std::size_t> widths(right_.size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::string text;
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    std::string line = indent;
    for (std::size_t i = 0; i < rows_[r].size(); ++i) {
      const std::string padding(widths[i] - width_of(rows_[r][i]), ' ');
      if (i > 0) line += "  ";
      line += right_[i] ? padding + rows_[r][i] : rows_[r][i] + padding;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
    if (r > 0) continue;
    text += indent;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      text += (i > 0 ? "  " : "") + std::string(widths[i], '-');
    }
    text += "\n";
  }
  return text;
}

std::string digits(double value) {
  if (std::isnan(value)) return "-";
  if (std::abs(value) < 1e-12) return "0";  // also -0
  const double size = std::abs(value);
  if (size >= 1000.0) return fmt::format("{:.0f}", value);
  return fmt::format("{:.4g}", value);
}

std::string span_text(double span_s) {
  if (span_s < 1e-3) return fmt::format("{:.4g} us", span_s * 1e6);
  if (span_s < 1.0) return fmt::format("{:.4g} ms", span_s * 1e3);
  if (span_s < 120.0) return fmt::format("{:.4g} s", span_s);
  if (span_s < 7200.0) return fmt::format("{:.4g} min", span_s / 60.0);
  return fmt::format("{:.4g} h", span_s / 3600.0);
}

std::string coloured(const std::string& text, const char* code, bool use) {
  return use ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
}

std::string printed(double si, const std::string& unit) {
  if (unit.empty() || unit == "1") return digits(si);
  return digits(scenario::to_unit(si, unit)) + " " + unit;
}

std::string seconds_text(core::Tick time) { return fmt::format("{:.3f} s", core::seconds(time)); }

}  // namespace ridethrough::report
