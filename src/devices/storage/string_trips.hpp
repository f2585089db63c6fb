#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "ridethrough/devices/device.hpp"
#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::devices::storage {

/// The strings that their protection opened, for the outcome.
class StringTrips {
 public:
  void add(core::Tick now, const StringTrip& trip) {
    strings_ += trip.strings;
    incidents_.push_back({"tripped", now, core::kNever, std::string(word_of(trip.cause))});
  }
  void note_repair(core::Tick now) {
    for (Incident& incident : incidents_) {
      if (incident.lasted == core::kNever) incident.lasted = now - incident.at;
    }
  }
  void report(Report& report) const {
    report.findings.push_back({"string_trips", static_cast<double>(strings_), ""});
    report.incidents.insert(report.incidents.end(), incidents_.begin(), incidents_.end());
  }

 private:
  std::int64_t strings_ = 0;
  std::vector<Incident> incidents_;
};

}  // namespace ridethrough::devices::storage
