#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ridethrough/core/event_log.hpp"
#include "ridethrough/core/ledger.hpp"
#include "ridethrough/devices/device.hpp"
#include "ridethrough/study/trace.hpp"

/// One number for all that a unit did, to tell equal records from different ones.
namespace ridethrough::study {

class RecordDigest {
 public:
  void add(std::string_view text);
  void add(std::int64_t number);
  void add(double number);  ///< by its bits
  void add(const core::EventRow& row);
  void add(const core::Books& books);
  void add(const std::vector<devices::Finding>& findings);
  void add(const devices::Report& report);
  void add(const Trace& trace);
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0x243f6a8885a308d3ULL;  // any fixed start
};

}  // namespace ridethrough::study
