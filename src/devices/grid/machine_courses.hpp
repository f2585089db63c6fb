#pragma once

#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "devices/grid/genset_path.hpp"
#include "devices/kept_courses.hpp"
#include "devices/swing/span_extremes.hpp"

namespace ridethrough::devices {

/// What a machine does from a start on under a load line: a function of these alone. What was
/// looked up once is kept, for whoever looks again.
class MachineCourse {
 public:
  /// `start`: with its integrals at zero.
  MachineCourse(const Machine& machine, double nominal_hz, const MachineState& start,
                const MachineLoadLine& load);
  MachineCourse(const MachineCourse&) = delete;
  MachineCourse& operator=(const MachineCourse&) = delete;

  /// Under the load at the start; none if that is more than the engine gives.
  const std::optional<MachineState>& rest() const { return rest_; }
  MachineState at(double t_s);
  /// Longest span over which a straight line stands for the speed.
  double chord_from(double from_s);
  /// Where a chord from here is to end: what `find()` told first for a voltage that is published.
  template <class Find>
  double cut(double from_s, double magnitude_pu, const Find& find) {
    const auto [end, is_new] = cuts_.try_emplace({from_s, magnitude_pu}, 0.0);
    if (is_new) end->second = find();
    return end->second;
  }
  /// Between two times; those of the result count from the start.
  const SpanExtremes& extremes(double from_s, double to_s);
  /// First time in [from, until] at which `is_so(t, state)`; `until` + 1 if there is none.
  template <class Condition>
  double first_time(double from_s, double until_s, const Condition& is_so) {
    path_.grow_to(until_s);
    return path_.first_time(from_s, until_s, is_so);
  }

 private:
  bool fits(double from_s, double span_s);
  void note(SpanExtremes& seen, double t_s) const;
  void note_span(SpanExtremes& seen, double from_s, double to_s) const;

  Machine machine_;
  MachinePath path_;
  double nominal_hz_;
  std::optional<MachineState> rest_;
  std::map<double, double> chords_;  // by where they begin
  std::map<std::pair<double, double>, double> cuts_;
  std::map<std::pair<double, double>, SpanExtremes> extremes_;
};

/// What equal sets have in common.
struct MachineMake {
  MachineConstants constants;
  double nominal_hz = 0.0;
  std::vector<double> watched_speeds;  ///< that end a chord

  bool operator==(const MachineMake&) const = default;
};

/// Courses of all sets of a run. Sets of one make in equal states under equal loads, as in blocks
/// that differ by a failure elsewhere or in one outage after another, take the same one.
class MachineCourses {
 public:
  /// A number that only sets of this make have.
  std::size_t make_of(const MachineMake& make) { return makes_.number_of(make); }
  /// Of a machine of this make. The integrals of `start` do not matter.
  std::shared_ptr<MachineCourse> find(std::size_t make, const MachineState& start,
                                      const MachineLoadLine& load);

 private:
  static constexpr std::size_t kNumbers = 9 + kMachineStates;

  Makes<MachineMake> makes_;
  KeptCourses<kNumbers, MachineCourse> courses_;
};

}  // namespace ridethrough::devices
