#include <fmt/format.h>

#include <cmath>

#include "report/run_sections.hpp"
#include "report/table.hpp"

// What the utilities saw of the site.
namespace ridethrough::report {

namespace {

using study::MeteredExtreme;
using study::MeteredLine;
using study::MeterFigures;

std::string watts_text(double watts) {
  constexpr double kLargeW = 1e6;
  return printed(watts, std::abs(watts) >= kLargeW ? "MW" : "kW");
}

std::string change_text(const MeteredExtreme& change, core::Tick span) {
  std::string text =
      fmt::format("{} in {}", watts_text(change.value), printed(core::seconds(span), "s"));
  return change.at < 0 ? text : text + " at " + seconds_text(change.at);
}

std::string ramps_text(const MeterFigures& figures) {
  std::string rises, falls;
  for (const study::MeteredRamp& ramp : figures.ramps) {
    const std::string comma = rises.empty() ? "" : ", ";
    rises += comma + change_text(ramp.rise, ramp.span);
    falls += comma + change_text(ramp.fall, ramp.span);
  }
  return fmt::format("    rose by {}\n    fell by {}\n", rises, falls);
}

std::string line_text(const MeteredLine& line) {
  return fmt::format("{} at {}", watts_text(line.amplitude_w), printed(line.frequency_hz, "Hz"));
}

std::string spectrum_text(const MeterFigures& figures) {
  if (!figures.has_spectrum) return "";
  std::string text = fmt::format("    {:g} to {:g} Hz: amplitude {}", figures.band.from_hz,
                                 figures.band.to_hz, watts_text(figures.in_band.value));
  if (figures.inside.amplitude_w > 0.0) text += ", line of " + line_text(figures.inside);
  if (figures.outside.amplitude_w > 0.0) text += "; outside, line of " + line_text(figures.outside);
  text += "\n";
  if (figures.lines.empty()) return text;
  std::string lines;
  for (const MeteredLine& line : figures.lines) {
    lines += (lines.empty() ? "" : ", ") + line_text(line);
  }
  return text + "    lines: " + lines + "\n";
}

std::string flicker_text(const MeterFigures& figures) {
  if (!figures.flicker) return "";
  return fmt::format("    flicker Pst {} over {} (unverified)\n", digits(figures.flicker->value),
                     span_text(core::seconds(figures.flicker_span)));
}

}  // namespace

std::string meters_text(const study::Outcome& outcome) {
  std::string text;
  for (const study::MemberMeter& meter : outcome.meters) {
    const MeterFigures& figures = meter.figures;
    if (!figures.has_moved()) continue;
    text += fmt::format("  {}: peak {} at {}, within ten minutes {} from lowest to highest\n",
                        meter.match, watts_text(figures.peak.value), seconds_text(figures.peak.at),
                        watts_text(figures.range.value));
    text += ramps_text(figures) + spectrum_text(figures) + flicker_text(figures);
  }
  return text.empty() ? text : "\n  meter at the point of connection\n" + text;
}

}  // namespace ridethrough::report
