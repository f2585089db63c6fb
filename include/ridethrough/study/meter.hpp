#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ridethrough/core/time.hpp"

/// What a meter at the point of connection tells: docs/meter.md.
namespace ridethrough::study {

/// Frequencies in Hz; by default what specifications of the load of a datacentre name.
struct MeterBand {
  double from_hz = 0.1, to_hz = 20.0;
};

/// All that a meter looks at; further up where its band goes further.
inline constexpr MeterBand kMeterRange{0.005, 20.0};

struct MeteredExtreme {
  double value = 0.0;
  core::Tick at = -1;  ///< -1: never anything else than zero
};

/// Most that the power rose and fell between any two instants no further apart than `span`. A fall
/// is what the site rejects.
struct MeteredRamp {
  core::Tick span = 0;
  MeteredExtreme rise, fall;  ///< W, at the later one of the two
};

struct MeteredLine {
  double frequency_hz = 0.0;
  double amplitude_w = 0.0;  ///< of the sinusoid; its swing is twice that
  core::Tick from = 0;       ///< begin of the record that shows it
};

/// Short-term flicker of one record.
struct FlickerReading {
  core::Tick from = 0, to = 0;
  double severity = 0.0;
  double swing_w = 0.0;  ///< highest less lowest power of the record
};

/// Of one utility. It meters in records of ten minutes while the feed is alive: the loss of a feed
/// is none of the site's doing, and what the site takes when it returns begins a record.
struct MeterFigures {
  MeteredExtreme peak, lowest;  ///< W
  MeteredExtreme range;         ///< W: highest less lowest power of one record, at its begin
  std::vector<MeteredRamp> ramps;
  bool has_spectrum = false;    ///< a record was long enough
  MeterBand band;               ///< of the specification that a check holds this feed against
  MeteredExtreme in_band;       ///< W: largest amplitude of all within the band, at its begin
  MeteredLine inside, outside;  ///< largest line within the band, and outside of it
  /// The largest lines from 5 mHz up to 20 Hz, or further if the band goes further, in the record
  /// with the strongest one; by frequency.
  std::vector<MeteredLine> lines;
  /// Largest short-term flicker; none where no record was long enough or the feed is stiff.
  std::optional<MeteredExtreme> flicker;
  core::Tick flicker_span = 0;           ///< length of that record; ten minutes by the standard
  std::vector<FlickerReading> flickers;  ///< of each record that is long enough

  /// A feed whose power never moved has nothing to tell but that.
  bool has_moved() const { return range.value > 0.0; }
};

struct MemberMeter {
  MeterFigures figures;
  std::string component;  ///< its path as written in the scenario
  std::string match;      ///< canonical member path of the utility
  std::int64_t members = 1;
};

}  // namespace ridethrough::study
