#include "scenario/inner_devices.hpp"

#include <algorithm>

#include "ridethrough/devices/catalog.hpp"
#include "scenario/wiring_checks.hpp"

namespace ridethrough::scenario {

namespace {

/// What the host says about its cells (their charge, age, temperature) is said to them.
void take_from_host(const Cohort& host, Cohort& inner) {
  for (const devices::ParamSpec& parameter : inner.type->parameters) {
    const devices::Value& said = devices::get(host.parameters, parameter.name);
    const auto shared = std::find_if(
        host.type->parameters.begin(), host.type->parameters.end(), [&](const auto& own) {
          return own.name == parameter.name && own.kind == parameter.kind &&
                 own.unit == parameter.unit && own.fallback == "none";
        });
    if (said.present() && shared != host.type->parameters.end()) {
      inner.parameters[std::string(parameter.name)] = said;
    }
  }
  const devices::CatalogEntry* entry = devices::find_type(host.type->name);
  if (entry != nullptr && entry->tell_inner != nullptr) {
    entry->tell_inner(host.parameters, inner.parameters);
  }
}

}  // namespace

/// `parameters` with the value at the dotted place replaced.
devices::Parameters with_value(devices::Parameters parameters, std::string_view dotted,
                               const devices::Value& value) {
  const auto dot = dotted.find('.');
  const std::string key(dotted.substr(0, dot));
  if (dot == std::string_view::npos) {
    parameters[key] = value;
    return parameters;
  }
  const devices::Value& inner = devices::get(parameters, key);
  devices::Parameters map;
  if (std::holds_alternative<devices::Parameters>(inner.data())) map = inner.map();
  parameters[key] = devices::Value(with_value(std::move(map), dotted.substr(dot + 1), value));
  return parameters;
}

std::vector<Cohort> inner_devices(const Cohort& cohort, int host) {
  std::vector<Cohort> found;
  for (const devices::ParamSpec& parameter : cohort.type->parameters) {
    if (parameter.kind != devices::Kind::part || is_branch(parameter)) continue;
    const devices::CatalogEntry* entry = devices::find_type(parameter.part_type);
    const devices::Value& value = devices::get(cohort.parameters, parameter.name);
    if (entry == nullptr || entry->make == nullptr || !value.present()) continue;
    Cohort inner;
    inner.type = entry->schema;
    inner.names = cohort.names;
    inner.names.emplace_back(parameter.name);
    inner.members = cohort.members;
    inner.members.emplace_back();
    inner.count = cohort.count;
    inner.parameters = value.map();
    take_from_host(cohort, inner);
    inner.dc_host = host;
    found.push_back(std::move(inner));
  }
  return found;
}

}  // namespace ridethrough::scenario
