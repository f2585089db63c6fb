#pragma once

#include <string>
#include <vector>

#include "ridethrough/core/time.hpp"

namespace ridethrough::report {

/// Rows of cells printed in columns: the first left-aligned, the others to the right if they are
/// numbers of one column. The first row is the head.
class Table {
 public:
  explicit Table(std::vector<std::string> head, std::vector<bool> right = {});
  void add(std::vector<std::string> row);
  /// Every line begins with `indent`; columns two spaces apart, a rule under the head.
  std::string text(const std::string& indent) const;

 private:
  std::vector<std::vector<std::string>> rows_;
  std::vector<bool> right_;
};

/// 94.23 s, 1.5 min, 2 h 5 min: for people.
std::string span_text(double span_s);
/// Four significant digits.
std::string digits(double value);
/// ANSI codes around `text` if `use`.
std::string coloured(const std::string& text, const char* code, bool use);

inline constexpr const char* kRed = "31";
inline constexpr const char* kGreen = "32";
inline constexpr const char* kYellow = "33";
inline constexpr const char* kBold = "1";

/// An SI value in its unit of printing: "39.5 %".
std::string printed(double si, const std::string& unit);

/// "600.020 s"
std::string seconds_text(core::Tick time);

}  // namespace ridethrough::report
