#include "ridethrough/devices/load/profile.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {
namespace {

// GPUs exceed their TDP for milliseconds: racks are sized for peaks of about 1.5 times TDP (design
// practice for EDPp, not a measurement), so 100 % is no limit.
constexpr double kHighestLevelPercent = 200.0;
// The default of `idle`, which a trace does not state.
constexpr double kIdleLevel = 0.103;

// An empty fallback marks a required parameter.
constexpr ParamSpec kProfileCorner[] = {
    {.name = "at",
     .unit = "s",
     .fallback = {},
     .text = "time since the step or the evaluation began",
     .low = 0.0},
    {.name = "level",
     .unit = "%",
     .fallback = {},
     .text = "power of one GPU, of its TDP",
     .low = 0.0,
     .high = kHighestLevelPercent},
};

constexpr ParamSpec kProfileEvaluation[] = {
    {.name = "every",
     .kind = Kind::count,
     .unit = {},
     .fallback = {},
     .text = "optimiser steps between two evaluations",
     .low = 1.0},
    {.name = "length",
     .unit = "s",
     .fallback = {},
     .text = "how long one evaluation lasts; the steps wait meanwhile",
     .low = 0.0,
     .positive = true},
    {.name = "shape",
     .kind = Kind::points,
     .unit = {},
     .fallback = {},
     .text = "corners of the level over one evaluation, the last one at 'length'",
     .fields = kProfileCorner},
};

constexpr ParamSpec kProfileOpening[] = {
    {.name = "length",
     .unit = "s",
     .fallback = {},
     .text = "how long it lasts; the first step follows",
     .low = 0.0,
     .positive = true},
    {.name = "shape",
     .kind = Kind::points,
     .unit = {},
     .fallback = {},
     .text = "corners of the level over the opening, the last one at 'length'",
     .fields = kProfileCorner},
};

constexpr ParamSpec kProfileParameters[] = {
    {.name = "period",
     .unit = "s",
     .fallback = {},
     .text = "length of one optimiser step",
     .low = 0.0,
     .positive = true},
    {.name = "shape",
     .kind = Kind::points,
     .unit = {},
     .fallback = {},
     .text =
         "corners of the level over one step, the first at 0 s, the last at 'period'; two corners "
         "at one time are a jump",
     .fields = kProfileCorner},
    {.name = "evaluation",
     .kind = Kind::map,
     .unit = {},
     .fallback = "none",
     .text = "a pass over validation data between two steps",
     .fields = kProfileEvaluation},
    {.name = "opening",
     .kind = Kind::map,
     .unit = {},
     .fallback = "none",
     .text = "before the first step of each start and restart: processes come up, data is loaded",
     .fields = kProfileOpening},
    {.name = "high",
     .unit = "%",
     .fallback = "none",
     .text = "stretches all levels so that the highest one is this",
     .low = 0.0,
     .high = kHighestLevelPercent,
     .positive = true},
    {.name = "idle",
     .unit = "%",
     .fallback = "10.3 %",
     .text = "level of a GPU whose job waits or stands still",
     .low = 0.0,
     .high = 100.0,
     .source = "idle H100: 72 W of 700 W, sum of eight GPUs 575-592 W"},
    {.name = "in_phase",
     .unit = "%",
     .fallback = "100 %",
     .text = "share of the GPUs that step together; the others are drawn at the mean level",
     .low = 0.0,
     .high = 100.0},
    {.name = "jitter",
     .unit = "s",
     .fallback = "none",
     .text = "standard deviation of the start offset of one rack against another, drawn for each "
             "from 'seed'; its racks are then simulated one by one",
     .low = 0.0,
     .is_drawn = true},
};

constexpr TypeSchema kProfileSchema{
    .name = "profile",
    .group = "load",
    .text = "Power of a GPU over one optimiser step of a job, with evaluations in between.",
    .terminals = {},
    .parameters = kProfileParameters,
    .quantities = {},
    .states = {},
    .failures = {},
    .verbs = {},
    .is_part_only = true,
};

/// The pieces between `corners`, which must span exactly [0, length]; `end_name` is the parameter
/// that holds the length, for the error text. Jumps leave no piece behind.
std::vector<Profile::Piece> profile_pieces(const Value::List& corners, core::Tick length,
                                           const std::string& end_name) {
  const auto refuse = [](const std::string& why) {
    throw std::invalid_argument("the shape of a profile " + why);
  };
  const auto time_of = [](const Value& corner) {
    return core::ticks_nearest(get(corner.map(), "at").number());
  };
  const auto level_of = [](const Value& corner) { return get(corner.map(), "level").number(); };
  if (corners.empty() || time_of(corners.front()) != 0) refuse("must have its first corner at 0 s");
  if (time_of(corners.back()) != length) refuse("must have its last corner at '" + end_name + "'");
  std::vector<Profile::Piece> pieces;
  for (std::size_t i = 1; i < corners.size(); ++i) {
    const core::Tick begin = time_of(corners[i - 1]);
    const core::Tick end = time_of(corners[i]);
    if (end < begin) refuse("must have its corners in order of time");
    if (end == begin) continue;
    const double level = level_of(corners[i - 1]);
    const double slope_per_s = (level_of(corners[i]) - level) / core::seconds(end - begin);
    pieces.push_back({begin, end, level, slope_per_s});
  }
  if (pieces.empty()) refuse("needs a '" + end_name + "' of at least one nanosecond");
  return pieces;
}

void profile_stretch(std::vector<Profile::Piece>& pieces, double factor) {
  for (Profile::Piece& piece : pieces) {
    piece.level *= factor;
    piece.slope_per_s *= factor;
  }
}

/// Read from the corners, because the end of a ramp computed from its slope is rounded.
double profile_highest(const Value::List& corners) {
  double highest = 0.0;
  for (const Value& corner : corners) {
    highest = std::max(highest, get(corner.map(), "level").number());
  }
  return highest;
}

bool profile_stays_at(const std::vector<Profile::Piece>& pieces, double level) {
  return std::all_of(pieces.begin(), pieces.end(), [level](const Profile::Piece& piece) {
    return piece.level == level && piece.slope_per_s == 0.0;
  });
}

}  // namespace

const TypeSchema& profile_schema() { return kProfileSchema; }

Profile Profile::from(const Parameters& parameters) {
  Profile profile;
  profile.period_ = core::ticks_nearest(get(parameters, "period").number());
  profile.step_ = profile_pieces(get(parameters, "shape").list(), profile.period_, "period");
  profile.peak_level_ = profile_highest(get(parameters, "shape").list());
  if (const Value& evaluation = get(parameters, "evaluation"); evaluation.present()) {
    const Parameters& map = evaluation.map();
    profile.steps_per_cycle_ = get(map, "every").count();
    profile.evaluation_length_ = core::ticks_nearest(get(map, "length").number());
    profile.evaluation_ =
        profile_pieces(get(map, "shape").list(), profile.evaluation_length_, "length");
    profile.peak_level_ = std::max(profile.peak_level_, profile_highest(get(map, "shape").list()));
    if (profile.steps_per_cycle_ < 1) {
      throw std::invalid_argument("a profile needs at least one step between two evaluations");
    }
  }
  if (const Value& opening = get(parameters, "opening"); opening.present()) {
    const Parameters& map = opening.map();
    profile.opening_length_ = core::ticks_nearest(get(map, "length").number());
    profile.opening_ = profile_pieces(get(map, "shape").list(), profile.opening_length_, "length");
    profile.peak_level_ = std::max(profile.peak_level_, profile_highest(get(map, "shape").list()));
  }
  if (const Value& high = get(parameters, "high"); high.present() && profile.peak_level_ > 0.0) {
    const double factor = high.number() / profile.peak_level_;
    profile_stretch(profile.step_, factor);
    profile_stretch(profile.evaluation_, factor);
    profile_stretch(profile.opening_, factor);
    profile.peak_level_ = high.number();
  }
  const double first_level = profile.step_.front().level;
  profile.constant_ = profile_stays_at(profile.step_, first_level) &&
                      profile_stays_at(profile.evaluation_, first_level);
  profile.idle_level_ = get(parameters, "idle").number();
  profile.in_phase_frac_ = get(parameters, "in_phase").number();
  profile.jitter_s_ = optional_number(parameters, "jitter");
  return profile;
}

Profile Profile::from(const Value& value) {
  if (!value.is_played()) return from(value.map());
  Profile profile;
  profile.trace_ = value.playback();
  profile.idle_level_ = kIdleLevel;
  profile.spread(0.0, 1.0);
  return profile;
}

void Profile::spread(double base_w, double gpus_w) {
  if (!trace_) return;
  if (!(gpus_w > 0.0)) throw std::invalid_argument("a trace needs racks with 'gpus'");
  base_w_ = base_w;
  gpus_w_ = gpus_w;
  peak_level_ = level_of(trace_->highest());
}

double Profile::highest_drawn() const {
  if (trace_) return peak_level_;
  return in_phase_frac_ * peak_level_ + (1.0 - in_phase_frac_) * mean_level();
}

core::Tick Profile::cycle() const { return steps_per_cycle_ * period_ + evaluation_length_; }

Profile::Piece Profile::piece_at(core::Tick since_start) const {
  if (trace_) {
    const Playback::Piece piece = trace_->piece_at(since_start);
    return {piece.begin, piece.end, level_of(piece.value), piece.slope_per_s / gpus_w_};
  }
  if (!opening_.empty() && since_start < opening_length_) {
    return place(opening_, std::max<core::Tick>(since_start, 0), 0);
  }
  if (constant_) return {since_start, core::kNever, step_.front().level, 0.0};
  core::Tick phase = (since_start - opening_length_) % cycle();
  if (phase < 0) phase += cycle();
  const core::Tick origin = since_start - phase;
  const core::Tick steps_end = steps_per_cycle_ * period_;
  if (phase >= steps_end) return place(evaluation_, phase - steps_end, origin + steps_end);
  const core::Tick step_begin = phase - phase % period_;
  return place(step_, phase - step_begin, origin + step_begin);
}

Profile::Piece Profile::place(const std::vector<Piece>& pieces, core::Tick phase,
                              core::Tick origin) const {
  const auto after = std::upper_bound(
      pieces.begin(), pieces.end(), phase,
      [](core::Tick time, const Piece& candidate) { return time < candidate.begin; });
  Piece piece = *(after - 1);
  piece.begin += origin;
  piece.end += origin;
  return piece;
}

}  // namespace ridethrough::devices
