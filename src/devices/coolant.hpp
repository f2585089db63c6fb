#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "devices/temperature_course.hpp"
#include "ridethrough/devices/device.hpp"

/// What a rack and the machines that cool it know of each other. Heat goes the way of `cooled_by`,
/// coolant the other way. Heat is counted like power, in integers, so that no order of consumers
/// and no size of a cohort shows.
namespace ridethrough::devices {

/// Of the parameter that names what takes the heat.
inline constexpr std::string_view kCooledBy = "cooled_by";

/// Heat capacities are counted in 2^-10 J/K, as power is in 2^-10 W.
inline std::int64_t to_capacity_units(double j_per_k) { return core::to_units(j_per_k); }
inline double j_per_k_of(std::int64_t units) {
  return static_cast<double>(units) / core::kUnitsPerWatt;
}

/// What a source of coolant has for each consumer.
struct CoolantOffer {
  bool flows = true;          ///< coolant comes through
  bool is_unlimited = false;  ///< takes any heat; a body of coolant warms, but does not refuse
  core::Line capacity;        ///< the most heat that it takes
  std::int64_t rating = 1;    ///< by which heat is shared among several sources
  TemperatureCourse temperature;
  bool operator==(const CoolantOffer&) const = default;
};

/// Something that coolant comes from. A device that is one is found by dynamic_cast, as PoweredGear
/// is.
class CoolantSource {
 public:
  virtual ~CoolantSource() = default;
  virtual CoolantOffer offer() const = 0;
  /// How many boxes the device stands for; known when it is wired, before its consumers.
  std::int64_t members() const { return members_; }

  /// While wiring: `at_each` boxes of `consumer` hang on each box of this one. @return its slot.
  std::size_t join(const Device& consumer, std::int64_t at_each);
  /// From now on each box behind `slot` gives `heat`, and `capacity_units` of heat capacity go
  /// along with this coolant. Marks the source if that is new.
  void take(Ports& ports, std::size_t slot, const core::Line& heat, std::int64_t capacity_units);

 protected:
  void stand_for(const Device& self, std::int64_t members);
  core::Line heat_taken() const;
  std::int64_t capacity_carried() const;
  /// Of what one box has from `from` on, the part of each consumer on it; they share equally.
  core::Line shared(const core::Line& whole, core::Tick from) const;
  /// Marks the consumers if the offer has changed since.
  void tell(Ports& ports);

 private:
  struct Slot {
    const Device* consumer = nullptr;
    std::int64_t at_each = 1;
    core::Line heat = {};
    std::int64_t capacity_units = 0;
  };
  const Device* self_ = nullptr;
  std::int64_t members_ = 1;
  std::vector<Slot> slots_;
  CoolantOffer told_;
};

/// The side of a consumer: the sources that it names, one or several in parallel.
class ColdSide {
 public:
  /// Joins what `cooled_by` names. @throws std::invalid_argument for what gives no coolant.
  void wire(const Wiring& wiring, const Device& self);
  bool is_named() const { return !links_.empty(); }

  /// Reads the offers. @return whether one has changed.
  bool read(core::Tick now);
  bool flows() const { return flows_; }
  bool is_unlimited() const { return is_unlimited_; }
  /// Of all sources together; zero while nothing flows.
  const core::Line& capacity() const { return capacity_; }
  /// Of the warmest source that flows.
  const TemperatureCourse& temperature() const { return temperature_; }
  /// When an offer has changed last.
  core::Tick since() const { return since_; }

  /// Shares heat among the sources that flow, by their ratings; at full capacity each has its own.
  void pass(Ports& ports, const core::Line& heat, std::int64_t capacity_units);

 private:
  struct Link {
    CoolantSource* source = nullptr;
    std::size_t slot = 0;
    std::int64_t seen = 1;  // boxes of it that one of ours is cooled by
    CoolantOffer offer = {};
  };
  core::Int128 rating_sum() const;

  std::vector<Link> links_;
  bool flows_ = true;
  bool is_unlimited_ = true;
  core::Line capacity_;
  TemperatureCourse temperature_;
  core::Tick since_ = 0;
  bool is_shared_ = false;  ///< this is passed on already:
  core::Line heat_;
  std::int64_t capacity_units_ = 0;
};

}  // namespace ridethrough::devices
