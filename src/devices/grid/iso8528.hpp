#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "devices/grid/genset_drive.hpp"
#include "devices/grid/iso8528_bands.hpp"
#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Performance classes of generating sets for load steps, ISO 8528-5. Deviations and recovery times
/// are those of a book's table of the standard; the tolerance bands in which a recovery is judged
/// were not read in it: every verdict is marked unverified.
namespace iso8528 {

struct Class {
  std::string_view name;
  int rank;                      ///< of the verdicts; 0: none
  double dip, rise, recovery_s;  ///< of the frequency
  std::size_t speed_band;        ///< which of kSpeedBands
  double voltage_dip, voltage_rise, voltage_recovery_s;
  std::size_t voltage_band;
};
inline constexpr std::array<Class, 3> kClasses = {
    {{"G3", 3, 0.07, 0.10, 3.0, 1, 0.15, 0.20, 4.0, 2},
     {"G2", 2, 0.10, 0.12, 5.0, 1, 0.20, 0.25, 6.0, 1},
     {"G1", 1, 0.15, 0.18, 10.0, 0, 0.25, 0.35, 10.0, 0}}};

}  // namespace iso8528

/// Speed (deviation) and voltage at an instant, pu.
struct StepPoint {
  double power = 0.0;
  double speed = 0.0;
  double voltage = 1.0;
};

/// A span between two boundaries of a set's course.
struct StepSpan {
  double start_power = 0.0;
  StepPoint end;
  SpanExtremes seen;
  bool is_at_rest = false;
  core::Tick since = 0;  ///< when it begins
};

/// Follows the load steps of one set on line. A load that moves by more than the threshold within a
/// tenth of a second is one step, in one piece or many, as long as it goes on so fast. Each step is
/// judged by how far frequency and voltage went the way the load drove them, and by when they
/// entered the band for good.
///
/// One step is judged until the set has recovered from it. A load that moves on before, at once or
/// slowly, ends that; what was not over by then has no verdict unless it had missed every class. A
/// short circuit or a collapse is no load step: judging goes on with the first change of load after
/// speed and voltage are within the bands of G1 again.
class LoadStepJudge {
 public:
  explicit LoadStepJudge(double threshold) : threshold_(threshold) {}

  /// The load changes at `now`, from `before`, to one under which the speed settles there.
  void load_changes(core::Tick now, const StepPoint& before, double settled_speed);
  /// What a span showed that ends at `now`.
  void observe(core::Tick now, const StepSpan& span);
  /// A trip took the set off the line: what was not over yet is no class.
  void break_off(std::string_view reason);
  /// An order took it off, or another source leads: what is not over can not be judged.
  void drop();
  /// A fault begins, changes or ends: no load step, and what was not over can not be judged.
  void disturb(double settled_speed);
  /// Verdicts as they stand at `now`: the worst ones, in order of time.
  std::vector<Judgement> judgements() const;

  std::int64_t steps() const;
  /// Steps without a verdict: something else came before they were over.
  std::int64_t cut_short() const { return cut_short_; }
  /// 3 to 0 for G3, G2, G1 and none; nothing without a step.
  std::optional<int> worst_class() const;

 private:
  struct Step {
    core::Tick at = 0;
    StepPoint before;
    double change = 0.0;         ///< largest, signed
    core::Tick moved_until = 0;  ///< the load moved as a step until then
    StepPoint after;             ///< what it came to
    core::Tick seen_until = 0;
    SpanExtremes seen;
    std::array<core::Tick, 2> speed_since{};    ///< inside the band; kNever: outside
    std::array<core::Tick, 3> voltage_since{};  ///< the same
    std::string_view broken_off = {};
  };
  static void widen(Step& step, double power);
  static bool is_more_of(const Step& open, const Step& step);
  static int class_of(const Step& step);
  static Judgement judge(const Step& step);
  bool is_at(double power, double after) const;
  bool is_steady(const StepPoint& point) const;
  void goes_on(core::Tick until, const StepPoint& after);
  void follow(Step& step, core::Tick now, const StepSpan& span) const;
  void move_on(core::Tick now, const StepSpan& span);
  void cut(const Step& step);
  void close(const Step& step);
  void settle_candidate(core::Tick now);
  void confirm_candidate();
  void forget();

  double threshold_;
  std::optional<Step> open_;       ///< being followed
  std::optional<Step> candidate_;  ///< has begun; not known yet whether it is large enough
  /// open_ as it was when the load last began to move; there with every candidate after open_.
  std::optional<Step> displaced_;
  std::vector<Step> closed_;
  std::int64_t closed_steps_ = 0;
  std::int64_t cut_short_ = 0;
  int worst_closed_ = 4;
  double settled_speed_ = 0.0;  ///< under the present load
  bool is_disturbed_ = false;   ///< by a fault, and not steady since
};

}  // namespace ridethrough::devices
