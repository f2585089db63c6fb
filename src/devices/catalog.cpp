#include "ridethrough/devices/catalog.hpp"

#include <algorithm>
#include <array>

#include "ridethrough/devices/conversion/bbu.hpp"
#include "ridethrough/devices/conversion/bess.hpp"
#include "ridethrough/devices/conversion/rectifier.hpp"
#include "ridethrough/devices/conversion/ups.hpp"
#include "ridethrough/devices/cooling/buffer_tank.hpp"
#include "ridethrough/devices/cooling/cdu.hpp"
#include "ridethrough/devices/cooling/chiller.hpp"
#include "ridethrough/devices/cooling/fan.hpp"
#include "ridethrough/devices/cooling/pump.hpp"
#include "ridethrough/devices/device.hpp"
#include "ridethrough/devices/grid/cable.hpp"
#include "ridethrough/devices/grid/curve.hpp"
#include "ridethrough/devices/grid/disturbances.hpp"
#include "ridethrough/devices/grid/generator_plant.hpp"
#include "ridethrough/devices/grid/genset.hpp"
#include "ridethrough/devices/grid/rotary_ups.hpp"
#include "ridethrough/devices/grid/transformer.hpp"
#include "ridethrough/devices/grid/utility.hpp"
#include "ridethrough/devices/load/batch_job.hpp"
#include "ridethrough/devices/load/inference_job.hpp"
#include "ridethrough/devices/load/load.hpp"
#include "ridethrough/devices/load/profile.hpp"
#include "ridethrough/devices/load/rack.hpp"
#include "ridethrough/devices/load/scheduler.hpp"
#include "ridethrough/devices/load/training_job.hpp"
#include "ridethrough/devices/storage/battery.hpp"
#include "ridethrough/devices/storage/battery_device.hpp"
#include "ridethrough/devices/storage/capacitor.hpp"
#include "ridethrough/devices/switchgear/ats.hpp"
#include "ridethrough/devices/switchgear/breaker.hpp"
#include "ridethrough/devices/switchgear/bus.hpp"
#include "ridethrough/devices/switchgear/pdu.hpp"
#include "ridethrough/devices/switchgear/static_switch.hpp"
#include "ridethrough/devices/switchgear/sts.hpp"

namespace ridethrough::devices {

// Sorted by name: the closed list of what a scenario may be made of.
std::span<const CatalogEntry> catalog() {
  static const std::array kEntries{
      CatalogEntry{&ats_schema(), make_ats},
      CatalogEntry{&batch_schema(), make_batch},
      CatalogEntry{&battery_schema(), make_battery},
      CatalogEntry{&bbu_schema(), make_bbu, size_bbu_cells},
      CatalogEntry{&bess_schema(), make_bess, warm_bess_cells},
      CatalogEntry{&breaker_schema(), make_breaker},
      CatalogEntry{&buffer_tank_schema(), make_buffer_tank},
      CatalogEntry{&bus_schema(), make_bus},
      CatalogEntry{&cable_schema(), make_cable},
      CatalogEntry{&capacitor_schema(), make_capacitor},
      CatalogEntry{&cdu_schema(), make_cdu},
      CatalogEntry{&chiller_schema(), make_chiller},
      CatalogEntry{&curve_schema(), nullptr},
      CatalogEntry{&disturbances_schema(), nullptr},
      CatalogEntry{&fan_schema(), make_fan},
      CatalogEntry{&generator_plant_schema(), make_generator_plant},
      CatalogEntry{&genset_schema(), make_genset},
      CatalogEntry{&inference_schema(), make_inference},
      CatalogEntry{&load_schema(), make_load},
      CatalogEntry{&pdu_schema(), make_pdu},
      CatalogEntry{&profile_schema(), nullptr},
      CatalogEntry{&pump_schema(), make_pump},
      CatalogEntry{&rack_schema(), make_rack},
      CatalogEntry{&rectifier_schema(), make_rectifier},
      CatalogEntry{&rotary_ups_schema(), make_rotary_ups},
      CatalogEntry{&scheduler_schema(), make_scheduler},
      CatalogEntry{&serving_schema(), nullptr},
      CatalogEntry{&static_switch_schema(), make_static_switch},
      CatalogEntry{&sts_schema(), make_sts},
      CatalogEntry{&training_schema(), make_training},
      CatalogEntry{&transformer_schema(), make_transformer},
      CatalogEntry{&ups_schema(), make_ups},
      CatalogEntry{&utility_schema(), make_utility},
  };
  return kEntries;
}

const CatalogEntry* find_type(std::string_view type) {
  const auto entries = catalog();
  const auto found =
      std::find_if(entries.begin(), entries.end(),
                   [type](const CatalogEntry& entry) { return entry.schema->name == type; });
  return found == entries.end() ? nullptr : &*found;
}

}  // namespace ridethrough::devices
