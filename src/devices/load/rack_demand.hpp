#pragma once

#include <algorithm>
#include <cstdint>

#include "devices/load/gpu_edges.hpp"
#include "devices/load/gpu_shaper.hpp"
#include "devices/load/gpu_storage.hpp"
#include "ridethrough/core/line.hpp"
#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/load/rack.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// What shapes the power of GPUs, counted at the AC input of their rack.
struct GpuFlows {
  core::Line burnt;  ///< part of the demand that GPUs draw for nothing, to smooth their power
  core::Line given;  ///< by their storage, negative while it takes
  core::Line lost;   ///< while it takes
};

/// What a rack wants at its AC input, as a function of time:
/// (host + gpus * tdp * level(t)) * load(t) * start(t), without a job power * load(t) * start(t).
/// The level is what the GPUs draw of what their job wants, with their edges (GpuEdges) and their
/// shaping (GpuShaper), as the input sees it (GpuStorage), times the excursion.
///
/// A product of ramps is no line. While two of them move, the line is a chord that stays within
/// 1e-5 of the rating, of an eighth of the ramp with the nearer end at most, and the area between
/// curve and chord is booked.
class RackDemand {
 public:
  explicit RackDemand(const Parameters& parameters);

  /// The racks of a job idle until it runs; others draw their rating.
  void carry_job();
  void run(core::Tick from, double level_frac, double slope_per_s);
  void set_load(core::Tick now, double target_frac, core::Tick over);
  /// A factor on the power of the GPUs, beyond smoothing, storage and cap.
  void set_excursion(double factor);
  /// From `now` on its GPUs draw this of their TDP at most, a rack without GPUs this of its power;
  /// infinity lifts it.
  void throttle(core::Tick now, double most_frac);
  /// From `now` on the demand rises from zero over `span`.
  void start_up(core::Tick now, core::Tick span);
  /// From `now` on nothing is fed; what it wants goes on without its storage.
  void stop(core::Tick now);

  /// Ends ramps that are over and draws a new line if something changed. @return the line changed.
  bool settle(core::Tick now);
  const core::Line& line() const { return line_; }
  /// When settle() is due again.
  core::Tick next() const {
    return std::min({next_, edges_.next(), shaper_.next(), storage_.next()});
  }
  const GpuFlows& flows() const { return flows_; }
  bool may_burn() const { return shaper_.may_burn(); }
  bool has_storage() const { return storage_.exists(); }
  /// Left in the storage of all GPUs, J.
  double storage_j(core::Tick now) const { return with_job_.gpus_w * storage_.stored(now); }
  double excursion() const { return excursion_; }
  bool is_starting() const { return start_.ends != core::kNever; }
  double load_target_frac() const { return load_target_frac_; }
  std::int64_t gpus() const { return gpus_; }
  double power_w() const { return power_w_; }
  /// The most that it wants until the next command: a ramp of the load counts with its higher end.
  double most_w() const;
  double watts_at(double level_frac) const { return with_job_.at(level_frac); }
  /// Highest level of its GPUs by their own power cap.
  double cap_level() const { return with_job_.cap_level_frac; }
  /// |curve - chord| integrated since the start, J.
  double gap_j(core::Tick now) const;

 private:
  struct Ramp {
    core::Tick from = 0;
    double value = 1.0;
    double slope_per_s = 0.0;
    core::Tick ends = core::kNever;

    double at(core::Tick time) const { return value + slope_per_s * core::seconds(time - from); }
    core::Tick next_eighth(core::Tick now) const;
  };

  /// Of the GPUs, as the input sees it.
  const GpuLevel& level() const;
  double base_w(core::Tick time) const;
  double base_slope_w_per_s() const;
  double watts(core::Tick time) const;
  void begin_anew(core::Tick now);
  void draw_line(core::Tick now);
  void draw_flows(core::Tick now);
  core::Line part(const GpuLevel& level, core::Tick now) const;

  std::int64_t gpus_ = 0;
  RackPower with_job_;
  double idle_frac_ = 0.0;
  double power_w_ = 0.0;
  bool has_job_ = false;
  GpuEdges edges_;
  GpuShaper shaper_;
  double without_job_w_;  // throttled or not
  GpuStorage storage_;
  double excursion_ = 1.0;
  bool is_stopped_ = false;
  Ramp load_;
  Ramp start_;
  double load_target_frac_ = 1.0;
  core::Line line_;
  GpuFlows flows_;
  core::Tick next_ = core::kNever;
  bool is_dirty_ = true;
  core::Tick chord_from_ = 0;
  core::Tick chord_span_ = 0;    // 0: the line is exact
  double chord_height_w_ = 0.0;  // curve over chord in the middle
  double gap_j_ = 0.0;
};

}  // namespace ridethrough::devices
