#include "devices/grid/genset_path.hpp"

#include <iterator>

namespace ridethrough::devices {

void MachinePath::restart(const MachineState& start, const MachineLoadLine& load) {
  load_ = load;
  pieces_.clear();
  begin_piece(0.0, start);
}

void MachinePath::begin_piece(double start_s, const MachineState& start) {
  Piece& piece = pieces_.emplace_back();
  piece.start_s = piece.end_s = start_s;
  piece.mode = machine_->limiter_at(start, load_.at(start_s));
  piece.path.restart(start, kMachineTolerance, kFirstStepS);
}

void MachinePath::grow_to(double t_s) {
  while (end_s() < t_s) grow();
}

/// One step, cut where the limiter leaves its mode.
void MachinePath::grow() {
  Piece& piece = pieces_.back();
  const auto slope = [&](double t_s, const MachineState& state) {
    return machine_->slope(state, piece.mode, load_.at(piece.start_s + t_s));
  };
  const DenseStep<MachineState> step = piece.path.grow(slope);
  const auto leaves = [&](double t_s) {
    return machine_->leaves(piece.mode, step.at(t_s), load_.at(piece.start_s + t_s));
  };
  double last_s = std::max(step.start_s, kLimiterDwellS);
  for (int i = 1; i <= kLooksPerStep; ++i) {
    const double look_s = step.start_s + step.length_s * i / kLooksPerStep;
    if (look_s <= last_s) continue;
    if (!leaves(look_s)) {
      last_s = look_s;
      continue;
    }
    const double left_s = first_so(last_s, look_s, leaves);
    piece.end_s = piece.start_s + left_s;
    return begin_piece(piece.end_s, step.at(left_s));
  }
  piece.end_s = piece.start_s + step.end_s();
}

const MachinePath::Piece& MachinePath::piece_at(double t_s) const {
  const auto later =
      std::upper_bound(pieces_.begin(), pieces_.end(), t_s,
                       [](double t, const Piece& piece) { return t < piece.start_s; });
  return later == pieces_.begin() ? pieces_.front() : *std::prev(later);
}

MachineState MachinePath::at(double t_s) const {
  const Piece& piece = piece_at(t_s);
  return piece.path.at(t_s - piece.start_s);
}

}  // namespace ridethrough::devices
