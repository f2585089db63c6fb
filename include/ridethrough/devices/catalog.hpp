#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/devices/schema.hpp"

namespace ridethrough::devices {

class Device;

/// One device type: its tables and how to make one. `make` is null for types that are only parts.
struct CatalogEntry {
  const TypeSchema* schema = nullptr;
  std::unique_ptr<Device> (*make)(const Parameters&) = nullptr;
  /// Tells a device inside (the cells of a bess) what it can not read from parameters of the same
  /// name; null: nothing.
  void (*tell_inner)(const Parameters& host, Parameters& inner) = nullptr;
};

/// Every type, sorted by name. A new device is one line in src/devices/catalog.cpp.
std::span<const CatalogEntry> catalog();

/// The entry of `type`, or null.
const CatalogEntry* find_type(std::string_view type);

}  // namespace ridethrough::devices
