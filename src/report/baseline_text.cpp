#include <fmt/format.h>

#include <algorithm>

#include "report/table.hpp"
#include "ridethrough/report/baseline.hpp"
#include "ridethrough/report/data.hpp"

namespace ridethrough::report {

namespace {

using study::Difference;
using Kind = Difference::Kind;

std::string with_unit(double value, const std::string& unit) {
  const std::string number = fmt::format("{:.6g}", value);
  return unit.empty() ? number : number + " " + unit;
}

struct Row {
  std::string what, kept, now, allowed;
};

Row row_of(const Difference& each) {
  const auto time = [](double seconds) { return fmt::format("{:.6f} s", seconds); };
  switch (each.kind) {
    case Kind::word:
      return {each.path, each.kept_word, each.now_word, ""};
    case Kind::value:
      return {each.path, with_unit(each.kept, each.unit), with_unit(each.now, each.unit),
              each.allowed > 0.0 ? "+-" + with_unit(each.allowed, each.unit) : "none"};
    case Kind::missing_value:
      return {each.path, with_unit(each.kept, each.unit), "none", ""};
    case Kind::extra_value:
      return {each.path, "none", with_unit(each.now, each.unit), ""};
    case Kind::missing_event:
      return {"event missing: " + each.path, time(each.kept), "none", ""};
    case Kind::extra_event:
      return {"event extra: " + each.path, "none", time(each.now), ""};
    case Kind::reordered_event:
      return {"event reordered: " + each.path, time(each.kept), time(each.now), ""};
    case Kind::shifted_event:
      return {"event shifted: " + each.path, time(each.kept), time(each.now),
              "+-" + time(each.allowed)};
    case Kind::signal:
      break;
  }
  if (!each.kept_word.empty()) return {each.path, each.kept_word, each.now_word, ""};
  return {fmt::format("{} at {} s", each.path, time_text(each.at)), with_unit(each.kept, each.unit),
          with_unit(each.now, each.unit), "+-" + with_unit(each.allowed, each.unit)};
}

}  // namespace

std::string difference_line(const Difference& difference) {
  const Row row = row_of(difference);
  std::string line = fmt::format("{}: {} -> {}", row.what, row.kept, row.now);
  return row.allowed.empty() ? line : line + fmt::format(" (allowed {})", row.allowed);
}

std::string differences_text(const std::vector<Difference>& differences, std::size_t rows_max) {
  if (differences.empty()) return "";
  std::vector<Row> rows{{"differs from the baseline", "kept", "now", "allowed"}};
  const std::size_t shown = std::min(rows_max, differences.size());
  for (std::size_t i = 0; i < shown; ++i) rows.push_back(row_of(differences[i]));
  std::size_t widths[3] = {};
  for (const Row& row : rows) {
    widths[0] = std::max(widths[0], row.what.size());
    widths[1] = std::max(widths[1], row.kept.size());
    widths[2] = std::max(widths[2], row.now.size());
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line = fmt::format("  {:<{}}  {:>{}}  {:>{}}  {}", row.what, widths[0], row.kept,
                                   widths[1], row.now, widths[2], row.allowed);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  if (shown < differences.size()) {
    text += fmt::format("  and {} more\n", differences.size() - shown);
  }
  return text;
}

}  // namespace ridethrough::report
