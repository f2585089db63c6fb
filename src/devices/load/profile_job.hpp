#pragma once

#include <algorithm>
#include <limits>
#include <string_view>
#include <vector>

#include "devices/load/rack_job.hpp"
#include "ridethrough/devices/load/profile.hpp"

namespace ridethrough::devices {

/// A job that steps through a profile and saves its work: the pieces of the profile, the cap on
/// them, checkpoints by order of its signals, and what all of its accounts add up to.
class ProfileJob : public RackJob {
 public:
  void wire(Wiring& wiring) override;
  double look(std::size_t quantity, const View& view) const override;
  void report(const View& view, Report& report) const override;

 protected:
  ProfileJob(const TypeSchema& schema, const Parameters& parameters, int stopped, int paused);

  /// The work is saved, or there is none.
  virtual void pause(Ports& ports) = 0;
  double mean_level(core::Tick, double most) const override;
  double power_left(core::Tick now, double usual, double most) override;

  void begin_profile(Ports& ports);
  void end_profile() { piece_ends_ = save_ends_ = core::kNever; }
  /// A running job: what its signals ask for, and the next piece of its profile.
  void step(Ports& ports);
  core::Tick next_of_profile() const { return std::min(piece_ends_, save_ends_); }

  const Profile& profile() const { return profile_; }

 private:
  /// A rack that steps by itself: so far ahead of the job, with its piece to this instant.
  struct Pace {
    core::Tick ahead = 0;
    core::Tick piece_ends = 0;
  };

  /// What limits its GPUs, and what that leaves.
  struct Limited {
    double usual = -1.0;
    double most = -1.0;
    double left = 1.0;
  };

  void next_piece(Ports& ports);
  GpuLevel piece_of(core::Tick now, Pace& pace) const;
  void begin_save(Ports& ports);
  void end_save(Ports& ports);

  Profile profile_;
  double mean_level_ = 0.0;
  Limited limited_;                                             ///< worked out last
  double cap_level_ = std::numeric_limits<double>::infinity();  ///< in force since the last piece
  core::Tick run_since_ = 0;
  std::vector<Pace> paces_;  ///< of each rack, where there is jitter
  core::Tick piece_ends_ = core::kNever;
  core::Tick save_ends_ = core::kNever;
};

}  // namespace ridethrough::devices
