#include "devices/grid/dip_phases.hpp"

#include <algorithm>
#include <array>
#include <numbers>
#include <stdexcept>

namespace ridethrough::devices {

namespace {

constexpr std::string_view kPhaseNames = "abc";

/// What a type loses of each sequence, as parts of healthy less level.
struct LostParts {
  char type;
  double positive, negative, zero;
};
constexpr LostParts kLostParts[] = {
    {'A', 1.0, 0.0, 0.0},
    {'B', 1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0},
    {'C', 0.5, -0.5, 0.0},
    {'D', 0.5, 0.5, 0.0},
    {'E', 2.0 / 3.0, -1.0 / 3.0, -1.0 / 3.0},
    {'F', 2.0 / 3.0, 1.0 / 3.0, 0.0},
    {'G', 2.0 / 3.0, -1.0 / 3.0, 0.0},
};

std::complex<double> thirds_of_turn(int thirds) {
  return thirds % 3 == 0 ? 1.0 : std::polar(1.0, thirds * 2.0 * std::numbers::pi / 3.0);
}

}  // namespace

DipPhases::DipPhases(const Parameters& dip) {
  const Value& type = get(dip, "type");
  const Value& phases = get(dip, "phases");
  if (type.present() && phases.present()) {
    throw std::invalid_argument("a dip has its 'phases' or its 'type'");
  }
  if (type.present()) type_ = type.word().front();
  if (!phases.present()) return;
  std::array<bool, 3> dips{};
  for (const Value& phase : phases.list()) dips.at(kPhaseNames.find(phase.word().front())) = true;
  const auto count = std::count(dips.begin(), dips.end(), true);
  if (count == 3) return;
  type_ = count == 1 ? 'B' : 'E';
  axis_ = static_cast<int>(std::find(dips.begin(), dips.end(), count == 1) - dips.begin());
}

SequenceVoltages DipPhases::left(double level_pu, double healthy_pu) const {
  if (type_ == 'A') return {level_pu, 0.0, 0.0};
  const LostParts& lost = *std::find_if(std::begin(kLostParts), std::end(kLostParts),
                                        [&](const LostParts& each) { return each.type == type_; });
  const double lost_pu = healthy_pu - level_pu;
  // Seen from phase a, whose positive sequence leads that of the axis by so many thirds of a turn.
  return {healthy_pu - lost.positive * lost_pu, -lost.negative * lost_pu * thirds_of_turn(axis_),
          -lost.zero * lost_pu * thirds_of_turn(-axis_)};
}

}  // namespace ridethrough::devices
