#pragma once

#include <utility>
#include <vector>

#include "ridethrough/study/fold.hpp"
#include "ridethrough/study/meter.hpp"
#include "study/signal.hpp"

namespace ridethrough::study {

/// What the meter sees of a feed at one instant.
struct Metered {
  double power_w = 0.0;
  double reactive_var = 0.0;
  bool is_live = true;

  bool operator==(const Metered&) const = default;
};

/// The feed that is metered, as far as flicker goes.
struct Connection {
  double short_circuit_va = 0.0;  ///< 0: stiff
  double x_over_r = 0.0;
  double nominal_hz = 50.0;
};

/// Meters one feed while a run goes on. It keeps the corners of one record of ten minutes, whatever
/// the length of the run; between two instants all is straight.
class PointMeter {
 public:
  explicit PointMeter(const Connection& connection, const MeterBand& band = {});

  /// Every instant in order, with what was just before it and what is since.
  void see(core::Tick now, const Metered& before, const Metered& after);
  /// Ends the last record.
  void finish(core::Tick end, const Metered& before);
  const MeterFigures& figures() const { return figures_; }
  bool meters_flicker() const { return connection_.short_circuit_va > 0.0; }

 private:
  struct Stretch {
    core::Tick begin = 0, end = 0;
    Metered first, last;
  };

  void hold(core::Tick now, const Metered& before);
  void add(Stretch stretch);
  void close();
  void keep_tail();
  std::pair<double, double> span_w() const;
  void measure_extremes();
  void measure_ramps();
  void measure_spectrum(core::Tick from, core::Tick to);
  void keep_lines(const std::vector<SpectralPeak>& lines, core::Tick from);
  void measure_flicker(core::Tick from, core::Tick to);
  bool is_flat(bool with_tail) const;
  Signal power(bool with_tail) const;
  Signal relative_voltage() const;

  Connection connection_;
  MeterFigures figures_;
  double strongest_line_w_ = 0.0;  ///< of the record whose lines are kept
  std::vector<Stretch> record_;
  std::vector<Stretch> tail_;  ///< end of the record before, for ramps across the border
  Metered value_;              ///< since from_
  core::Tick from_ = 0, last_ = 0;
  core::Tick border_ = 0;  ///< end of the record
  bool has_begun_ = false;
};

}  // namespace ridethrough::study
