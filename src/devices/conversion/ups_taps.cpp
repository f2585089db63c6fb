#include <algorithm>
#include <limits>

#include "devices/conversion/ups_device.hpp"

// The transformer of a line-interactive UPS. At its ratio 1 the feed is linked to the outlet; on
// another tap the outlet is a source that follows the feed, and the feed gives what it carries.
namespace ridethrough::devices::conversion {

bool UpsDevice::read_taps(const Ports& ports) {
  if (tapped_ < 0) return false;
  const network::Network& network = ports.network();
  const core::Tick now = ports.now();
  const std::int64_t changes = taps_.changes();
  bool is_changed = taps_.read(now, network.voltage_pu(feed_));
  if (taps_.changes() != changes && state() == kMains) {
    ports.log_count(*this, "tap_changes", changes, taps_.changes(),
                    taps_.is_direct() ? "direct" : "feed_outside_window");
  }
  const network::Flow flow = is_tapped() ? network.source_flow(source_) : network::Flow{};
  if (flow.power == passed_) return is_changed;
  passed_ = flow.power;
  const double passed_w = passed_.watts(now);
  passed_tan_phi_ = passed_w > 0.0 ? flow.reactive.watts(now) / passed_w : 0.0;
  return true;
}

/// What stays awake is fed by the transformer too: the rectifier may be outside of its window.
core::Tick UpsDevice::pass_through(core::Tick now, Piece& piece) const {
  piece.passed = ramp_of(passed_, now);
  piece.idle_w = idle_w();
  const LossCurve::Chord chord = settings_.mains.series.chord(piece.passed, rating_w(), now);
  piece.tapped = chord.total + Ramp{piece.idle_w, 0.0};
  return chord.end;
}

network::Emf UpsDevice::outlet_emf() const {
  network::Emf emf = clock_.emf();
  if (is_tapped()) emf.magnitude_pu = taps_.output_pu();
  return emf;
}

/// A transformer has no current limit of its own.
double UpsDevice::outlet_limit_w() const {
  return is_tapped() ? std::numeric_limits<double>::infinity() : source_limit_w();
}

void UpsDevice::publish_taps(network::Network& network) const {
  if (!settings_.mains.is_used) return;
  network::Band watched = mains_watch_.band();
  if (state() == kMains) {
    watched.low_pu = std::max(watched.low_pu, taps_.band().low_pu);
    watched.high_pu = std::min(watched.high_pu, taps_.band().high_pu);
  }
  network.set_watch(bypass_feed_, watched);
  if (tapped_ < 0) return;
  const Ramp drawn = is_tapped() ? piece_.tapped : Ramp{};
  network.set_demand(
      tapped_, {core::Line::of_watts(piece_.link.start, drawn.w, drawn.w_per_s), passed_tan_phi_});
}

}  // namespace ridethrough::devices::conversion
