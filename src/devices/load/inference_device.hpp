#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "devices/load/power_spread.hpp"
#include "devices/load/rack_job.hpp"
#include "devices/load/serving_queue.hpp"

namespace ridethrough::devices {

class InferenceJob final : public RackJob {
 public:
  /// Powers of a GPU, of its TDP.
  struct Levels {
    explicit Levels(const Parameters& serving);

    double ready = 0.0;
    double prefill = 0.0;
    double decode = 0.0;

    /// With so many requests in each phase for one slot.
    double at(double in_prefill, double in_decode) const {
      return ready + in_prefill * (prefill - ready) + in_decode * (decode - ready);
    }
    double highest() const { return std::max({ready, prefill, decode}); }
  };

  explicit InferenceJob(const Parameters& parameters);

  void wire(Wiring& wiring) override;
  double look(std::size_t quantity, const View& view) const override;
  void report(const View& view, Report& report) const override;

 private:
  /// In the order of the words in the schema.
  enum State : int { kWaiting, kRunning, kStopped, kPaused };
  /// A rack of the job: its model is loaded, or will be at a time.
  struct Replica {
    bool is_loaded = true;
    bool serves = false;
    core::Tick loaded_at = core::kNever;
  };
  bool can_start(core::Tick) const override { return true; }
  void begin(Ports& ports) override;
  void go_on(Ports& ports, Seen seen) override;
  void settle(core::Tick now) override;
  void close() override;
  void note(core::Tick now) override;
  core::Tick next_own(core::Tick now) const override;
  double mean_level(core::Tick now, double most) const override;
  double power_left(core::Tick now, double usual, double most) override;

  /// True if a rack begins or ends to serve.
  bool follow_racks(Ports& ports);
  bool follow_rack(std::size_t rack, core::Tick now);
  /// Of a GPU, by the requests that it works on.
  double wanted_level() const;
  /// Of the racks that serve, by their GPUs.
  double mean_pace() const;
  /// The queue as it stands now.
  void catch_up(core::Tick now);
  void hand_over_slots(Ports& ports);
  void pause(Ports& ports);
  void resume(Ports& ports);
  /// The level up to the next event, or the mean up to the end of the next span.
  void plan(Ports& ports, bool is_forced);
  double level_ahead(core::Tick now);

  Arrivals arrivals_;
  Levels levels_;
  std::int64_t slots_each_;
  core::Tick reload_;
  core::Tick resolution_;
  ServingQueue queue_;  ///< at the last event or the begin of the span
  ServingQueue ahead_;  ///< at the end of the span
  std::vector<Replica> replicas_;
  PowerSpread power_;
  core::RandomStream stream_{0, 0, {}};
  bool has_begun_ = false;
  core::Tick planned_until_ = core::kNever;
  double cap_level_ = std::numeric_limits<double>::infinity();
};

}  // namespace ridethrough::devices
