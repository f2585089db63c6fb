#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "ridethrough/core/random.hpp"
#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/devices/playback.hpp"

namespace ridethrough::devices {

/// One request to a model: it comes, its context is read (prefill), then its answer is made
/// (decode).
struct Request {
  core::Tick at = core::kNever;
  core::Tick prefill = 0;
  core::Tick decode = 0;
  double place = 0.0;  ///< in [0, 1): those with the lowest are on the racks that are lost

  core::Tick takes() const { return prefill + decode; }
};

/// A number of mean 1 with the given coefficient of variation, gamma distributed; 1 for cv 0.
/// Source: Marsaglia and Tsang, ACM TOMS 26 (2000) 363; below a shape of 1 the boost of their
/// section 6.
double gamma_draw(core::RandomStream& stream, double cv);

/// The requests of a job in the order of time: a log that is replayed, or a renewal process with
/// gamma distributed gaps (Poisson for cv 1) whose rate follows the day. The rate moves by a change
/// of the time scale: Gerhardt and Nelson, INFORMS J. on Computing 21 (2009) 630. A copy goes on by
/// itself with the same numbers.
class Arrivals {
 public:
  /// `serving`: the parameters of a part of this type.
  /// @throws std::invalid_argument unless it has either a rate or a log.
  explicit Arrivals(const Parameters& serving);

  /// From `begin` on, for so many GPUs. Draws the first one.
  void begin(core::Tick begin, double gpus, const core::RandomStream& stream);
  /// The next one; at kNever after the last.
  const Request& head() const { return head_; }
  void pop();
  /// Expected, of the whole job; of a log its mean.
  double rate_per_s(core::Tick at) const;
  /// Mean time that a request takes, s.
  double mean_takes_s() const { return mean_prefill_s_ + mean_decode_s_; }
  double mean_prefill_s() const { return mean_prefill_s_; }
  double mean_decode_s() const { return mean_decode_s_; }

 private:
  struct Log {
    std::shared_ptr<const Playback> times;
    std::shared_ptr<const Playback> context;    ///< tokens; null: not logged
    std::shared_ptr<const Playback> generated;  ///< the same
    bool repeats = false;

    std::size_t rows() const { return times->rows().size(); }
    core::Tick period() const;
  };
  void read_log(const Parameters& log);
  double mean_of(const std::shared_ptr<const Playback>& tokens, double per_token_s,
                 double otherwise_s) const;
  core::Tick next_of_process();
  void take_row();
  /// Expected number of requests up to `time_s`, from 0 s on.
  double expected(double time_s) const;
  double rate_at(double time_s) const;

  // Of the process.
  double rate_per_gpu_s_ = 0.0;
  double rate_ = 0.0;
  double cv_ = 1.0;
  double swing_ = 0.0;
  double peak_at_s_ = 0.0;
  double time_s_ = 0.0;    ///< of the last request
  double expected_ = 0.0;  ///< the same on the scale on which gaps have the mean 1

  std::optional<Log> log_;
  core::Tick begin_ = 0;
  std::size_t row_ = 0;
  core::Tick round_ = 0;

  double prefill_s_, prefill_token_s_;
  double decode_s_, decode_token_s_;
  double mean_prefill_s_ = 0.0;
  double mean_decode_s_ = 0.0;
  core::RandomStream stream_{0, 0, {}};
  Request head_;
};

}  // namespace ridethrough::devices
