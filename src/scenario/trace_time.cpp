#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <chrono>

#include "scenario/bind_trace.hpp"

namespace ridethrough::scenario {

namespace {

constexpr std::string_view kTimeCodes = "YymbdHMS";
constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};

struct CivilTime {
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0;
  core::Tick fraction = 0;
};

/// Takes a number of 1 to `digits` digits off the front of `text`.
bool take_number(std::string_view& text, std::size_t digits, int& number) {
  const std::string_view head = text.substr(0, digits);
  const auto [end, error] = std::from_chars(head.data(), head.data() + head.size(), number);
  if (error != std::errc() || number < 0) return false;
  text.remove_prefix(static_cast<std::size_t>(end - head.data()));
  return true;
}

/// Decimals of a second, as far as the nanosecond.
void take_fraction(std::string_view& text, core::Tick& fraction) {
  if (text.size() < 2 || text[0] != '.') return;
  text.remove_prefix(1);
  for (core::Tick unit = core::kTicksPerSecond / 10;
       !text.empty() && std::isdigit(static_cast<unsigned char>(text[0])) != 0; unit /= 10) {
    fraction += unit * (text[0] - '0');
    text.remove_prefix(1);
  }
}

bool take_month(std::string_view& text, int& month) {
  std::string head(text.substr(0, 3));
  std::transform(head.begin(), head.end(), head.begin(), [](char letter) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  });
  const auto found = std::find(kMonths.begin(), kMonths.end(), head);
  if (found == kMonths.end()) return false;
  month = static_cast<int>(found - kMonths.begin()) + 1;
  text.remove_prefix(3);
  return true;
}

bool take_code(char code, std::string_view& text, CivilTime& time) {
  switch (code) {
    case 'Y':
      return take_number(text, 4, time.year);
    case 'y':
      if (!take_number(text, 2, time.year)) return false;
      time.year += 2000;
      return true;
    case 'm':
      return take_number(text, 2, time.month);
    case 'b':
      return take_month(text, time.month);
    case 'd':
      return take_number(text, 2, time.day);
    case 'H':
      return take_number(text, 2, time.hour);
    case 'M':
      return take_number(text, 2, time.minute);
    case 'S':
      if (!take_number(text, 2, time.second)) return false;
      take_fraction(text, time.fraction);
      return true;
    default:
      return false;
  }
}

}  // namespace

std::optional<core::Tick> read_civil_time(std::string_view text, std::string_view format) {
  CivilTime time;
  for (std::size_t at = 0; at < format.size(); ++at) {
    if (format[at] == '%' && at + 1 < format.size()) {
      if (!take_code(format[++at], text, time)) return std::nullopt;
      continue;
    }
    if (text.empty() || text[0] != format[at]) return std::nullopt;
    text.remove_prefix(1);
  }
  namespace chrono = std::chrono;
  const chrono::year_month_day date{chrono::year(time.year),
                                    chrono::month(static_cast<unsigned>(time.month)),
                                    chrono::day(static_cast<unsigned>(time.day))};
  // Beyond these years the nanoseconds since 1970 do not fit.
  const bool fits = date.ok() && 1700 <= time.year && time.year <= 2200;
  if (!text.empty() || !fits || time.hour > 23 || time.minute > 59 || time.second > 60) {
    return std::nullopt;
  }
  const core::Tick days = chrono::sys_days(date).time_since_epoch().count();
  const core::Tick seconds =
      ((days * 24 + time.hour) * 60 + time.minute) * 60 + core::Tick{time.second};
  return seconds * core::kTicksPerSecond + time.fraction;
}

std::string unknown_time_code(std::string_view format) {
  for (std::size_t at = 0; at < format.size(); ++at) {
    if (format[at] != '%') continue;
    ++at;
    if (at == format.size() || kTimeCodes.find(format[at]) == std::string_view::npos) {
      return std::string(format.substr(at - 1, 2));
    }
  }
  return {};
}

}  // namespace ridethrough::scenario
