#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/device.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::devices::conversion {

/// Compares every disturbance of an output with the dynamic classes of IEC 62040-3. A disturbance
/// lasts while the voltage is further than 10 % from nominal; a class holds while it is never
/// further than the class allows after so long. The curves were not read in the standard itself
/// (power.md 2.1): verdicts are unverified. Classes 2 and 3 have limits for low voltage only.
class DynamicClassWatch {
 public:
  /// The output has this voltage from now on. Changes below its resolution, 0.005 pu, are ignored
  /// while it stays outside 10 %.
  void read(core::Tick now, double voltage_pu);
  /// What a disturbance that begins now, or goes on, comes from.
  void expect(core::Tick now, std::string_view cause);
  /// Inside of this band there is nothing to read.
  network::Band band() const;
  void report(core::Tick now, Report& report) const;

 private:
  static constexpr std::size_t kClasses = 3;
  struct Disturbance {
    core::Tick at = 0;
    core::Tick end = core::kNever;
    double worst_pu = 1.0;
    std::array<bool, kClasses> holds = {true, true, true};
    std::string what;
  };
  static void judge(Disturbance& disturbance, core::Tick until, double voltage_pu);
  static Judgement judgement(const Disturbance& disturbance);

  std::vector<Disturbance> past_;
  Disturbance open_;
  bool is_open_ = false;
  double voltage_pu_ = 1.0;
  core::Tick expected_at_ = -1;
  std::string expected_;
};

}  // namespace ridethrough::devices::conversion
