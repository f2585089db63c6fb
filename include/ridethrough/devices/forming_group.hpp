#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "ridethrough/devices/lagging_line.hpp"
#include "ridethrough/devices/metered_smoothing.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::devices {

class Device;
class FormingSwing;
class Ports;
struct SourcePool;
class SwingPool;
struct SyncLimits;

/// One for a run: all sources in it that swing against each other, of all device groups.
std::shared_ptr<SwingPool> make_swing_pool();

/// How frequency and voltage of a bus follow its load: f = f0 (1 - droop (P - set point)) behind a
/// first-order lag, with P the load over the rating that forms; no droop: f0. The voltage is made
/// behind a reactance, on the rating that forms; none: 1 pu at the bus.
struct FormingLaw {
  double droop_frac = 0.0;
  double set_point_frac = 0.0;
  double lag_s = 0.0;
  double reactance_pu = 0.0;
  bool operator==(const FormingLaw&) const = default;
};

/// What one cabinet brings.
struct FormingRating {
  double rating_w = 0.0;
  /// Apparent power at 1 pu of the most current that it gives.
  double current_limit_w = std::numeric_limits<double>::infinity();
};

/// The converters that together hold up one bus: one ideal source, shared by rating. It exists
/// because a cohort of cabinets on one bus is one voltage for the network, and each cabinet carries
/// its share. What it does it does once at an instant, whichever cabinet asks first.
class FormingGroup {
 public:
  /// The bus, once; the first law is that of the bus.
  void wire(network::Network& network, network::NodeId node, double frequency_hz,
            const FormingLaw& law = {});
  /// Adds `copies` cabinets per member of the bus, each of its rating (to the watt). Returns a
  /// handle. @throws std::invalid_argument when cabinets of one bus follow different laws.
  std::size_t join(network::Network& network, const Device& device, std::int64_t copies,
                   const FormingRating& rating, const FormingLaw& law = {});

  /// A cabinet offers or withdraws its power; the source is on while any offers.
  void offer(network::Network& network, core::Tick now, std::size_t handle, bool is_on);
  bool is_forming() const { return forming_rating_w_ > 0; }
  /// Part of the source's power that one cabinet of this handle carries; 0 while it does not offer.
  double share(std::size_t handle) const;
  network::SourceId source() const { return source_; }
  /// Its current is at the limit.
  bool is_limiting(const network::Network& network) const;
  const std::vector<const Device*>& devices() const { return devices_; }

  /// Lets the frequency follow the load, or what stands beside it on its bus. `asking`: a cabinet.
  void follow(Ports& ports, const Device& asking);
  /// Whether its bus and the feed beyond the open switch may be joined, as they stood when the
  /// first cabinet asked at this instant: what that one then does to the frequency is not asked
  /// again.
  bool is_in_step(const network::Network& network, core::Tick now, network::NodeId feed,
                  const SyncLimits& limits);
  /// Turns towards the feed beyond the open switch; returns when to compare again.
  core::Tick steer(network::Network& network, core::Tick now, network::NodeId feed, double slew_hz);
  /// Back to its own law.
  void release(network::Network& network, core::Tick now);
  /// When follow() has something to do again.
  core::Tick next() const;

  MeteredSmoothing& smoothing() { return smoothing_; }

  /// Of the run, set before anything is wired; without it nothing here swings.
  std::shared_ptr<SwingPool> swings;
  /// Sources with an outlet have one group for the whole run, as they may meet anywhere. The first
  /// makes it.
  std::shared_ptr<SourcePool> sources;

 private:
  friend class FormingSwing;

  double current_limit_w() const;
  void turn(network::Network& network, core::Tick now, const network::Frequency& frequency);
  void restart_law(core::Tick now, double hz);
  void go_on_alone(core::Tick now);
  void start_forming(const network::Network& network, core::Tick now);
  void obey_law(network::Network& network, core::Tick now);

  struct Member {
    std::int64_t copies;
    std::int64_t rating_w;  // integer, so that copies and single members sum to the same
    double limit_frac;      // of its current, over the rating
    network::LinkId link;   // its reactance; -1: none
    bool is_on;
  };
  std::vector<Member> members_;
  std::vector<const Device*> devices_;
  std::int64_t forming_rating_w_ = 0;
  network::NodeId node_ = -1;
  network::NodeId emf_node_ = -1;  ///< behind the reactances; without them the bus
  network::SourceId source_ = -1;
  network::Emf emf_;
  FormingLaw law_;
  LaggingLine off_hz_{0.0, 0.0};
  core::Line load_;
  std::int64_t noted_rating_w_ = 0;
  core::Tick law_until_ = core::kNever;
  bool is_steered_ = false;
  core::Tick steered_until_ = 0;
  core::Tick judged_at_ = core::kNever;
  bool was_in_step_ = false;
  MeteredSmoothing smoothing_;
  std::shared_ptr<FormingSwing> swing_;
  bool has_company_ = false;  ///< follow() left it to what stands beside
};

}  // namespace ridethrough::devices
