#include "devices/load/rack_restart.hpp"

#include <algorithm>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

RackRestart::RackRestart(const Parameters& restart, core::Tick resume)
    : after_(std::max(span_ticks(restart, "after"), resume)) {}

void RackRestart::stagger(const std::string& path, core::Tick apart) {
  if (apart == 0) return;
  const std::size_t end = path.find_last_of("0123456789");
  if (end == std::string::npos) return;
  const std::size_t before = path.find_last_not_of("0123456789", end);
  const std::size_t begin = before == std::string::npos ? 0 : before + 1;
  if (before != std::string::npos && path[before] != '.') return;  // a name that ends in a digit
  after_ += (std::stoll(path.substr(begin, end + 1 - begin)) - 1) * apart;
}

void RackRestart::note_drop(core::Tick now, bool is_overload, double demand_w,
                            const std::vector<RackCord>& cords) {
  dropped_at_ = now;
  is_overload_ = is_overload;
  dropped_w_ = demand_w;
  dropped_cords_ = static_cast<std::size_t>(std::count_if(
      cords.begin(), cords.end(), [](const RackCord& cord) { return cord.is_good(); }));
}

void RackRestart::observe(const RackSharing& sharing, double demand_w, std::vector<RackCord>& cords,
                          core::Tick now) {
  const bool any_ready = std::any_of(cords.begin(), cords.end(),
                                     [&](const RackCord& c) { return ready_at(c) <= now; });
  // Before any is ready those that may become so are looked at.
  const auto counts = [&](const RackCord& cord) {
    return any_ready ? ready_at(cord) <= now : cord.is_good();
  };
  const auto count = static_cast<std::size_t>(std::count_if(cords.begin(), cords.end(), counts));
  const double drawn_w = sharing.drawn_w(demand_w, count, cords.size());
  std::size_t place = 0;
  bool is_short = false;
  for (RackCord& cord : cords) {
    const bool takes_part = counts(cord);
    cord.expect(takes_part ? sharing.steady_share_w(drawn_w, place, count) : 0.0);
    place += takes_part ? 1 : 0;
    is_short = is_short || cord.is_short();
  }
  // Where the voltage is good enough without the load, it is the load that made it too low.
  const bool is_same = !is_short && count == dropped_cords_ && demand_w >= dropped_w_;
  is_refused_ = is_same && (now == dropped_at_ ? is_overload_ : is_refused_);
  is_due_ =
      any_ready && !is_refused_ && !is_short && sharing.can_carry(demand_w, count, cords.size());
}

core::Tick RackRestart::next(const std::vector<RackCord>& cords, core::Tick now) const {
  core::Tick first = core::kNever;
  for (const RackCord& cord : cords) {
    if (ready_at(cord) > now) first = std::min(first, ready_at(cord));
  }
  return first;
}

}  // namespace ridethrough::devices
