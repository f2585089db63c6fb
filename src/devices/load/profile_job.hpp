#pragma once

#include <algorithm>
#include <limits>
#include <string_view>

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
  double mean_level(core::Tick) const override { return mean_level_; }

  void begin_profile(Ports& ports);
  void end_profile() { piece_ends_ = save_ends_ = core::kNever; }
  /// A running job: what its signals ask for, and the next piece of its profile.
  void step(Ports& ports);
  core::Tick next_of_profile() const { return std::min(piece_ends_, save_ends_); }

  const Profile& profile() const { return profile_; }

 private:
  void next_piece(Ports& ports);
  void begin_save(Ports& ports);
  void end_save(Ports& ports);

  Profile profile_;
  double mean_level_;
  double cap_level_ = std::numeric_limits<double>::infinity();  ///< in force since the last piece
  core::Tick run_since_ = 0;
  core::Tick piece_ends_ = core::kNever;
  core::Tick save_ends_ = core::kNever;
};

}  // namespace ridethrough::devices
