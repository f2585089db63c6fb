#include <cmath>

#include "scenario/baseline.hpp"
#include "scenario/bind_value.hpp"
#include "scenario/binder.hpp"

namespace ridethrough::scenario {

namespace {

using devices::Kind;
using devices::ParamSpec;

constexpr ParamSpec kBaselineFields[] = {
    {.name = "time", .unit = "ms", .fallback = "1 ms", .text = "shift of an event", .low = 0.0},
    {.name = "voltage",
     .unit = "%",
     .fallback = "0.1 %",
     .text = "of the kept value; in pu, of nominal",
     .low = 0.0},
    {.name = "power", .unit = "%", .fallback = "0.1 %", .text = "of the kept value", .low = 0.0},
    {.name = "energy", .unit = "%", .fallback = "0.1 %", .text = "of the kept value", .low = 0.0},
    {.name = "soc", .unit = "%", .fallback = "0.1 %", .text = "points of charge", .low = 0.0},
    {.name = "cost", .unit = "%", .fallback = "0.1 %", .text = "of the kept value", .low = 0.0},
    {.name = "temperature", .unit = "K", .fallback = "0.1 K", .text = "kelvin", .low = 0.0},
    {.name = "signals",
     .kind = Kind::component,
     .fallback = "none",
     .text = "signals that are kept as tubes",
     .is_many = true},
    {.name = "ignore",
     .kind = Kind::component,
     .fallback = "none",
     .text = "what is not compared: components, jobs, checks.ID, ledger",
     .is_many = true},
};

constexpr ParamSpec kBaseline = {.name = "baseline",
                                 .kind = Kind::map,
                                 .unit = "",
                                 .fallback = "none",
                                 .text = "tolerances against the run that was kept",
                                 .fields = kBaselineFields};

/// The map without its paths, which are read with their places.
Tree tolerances_of(const Tree& baseline) {
  Tree tolerances = baseline;
  std::erase_if(tolerances.entries, [](const TreeEntry& entry) {
    return entry.key == "signals" || entry.key == "ignore";
  });
  return tolerances;
}

}  // namespace

const ParamSpec& baseline_parameter() { return kBaseline; }

void bind_baseline(const TreeEntry& baseline, Binding& binding) {
  ValueContext context{.diagnostics = binding.diagnostics,
                       .owner = "",
                       .places = nullptr,
                       .origins = nullptr,
                       .subject = baseline.value.place};
  const int errors_before = binding.diagnostics.errors();
  const auto bound = bind_value(tolerances_of(baseline.value), kBaseline, context);
  if (!bound || !bound->present() || binding.diagnostics.errors() > errors_before) return;
  const auto number = [&](std::string_view key) {
    return devices::get(bound->map(), key).number();
  };
  BaselineSpec spec;
  spec.place = baseline.place;
  spec.time = static_cast<core::Tick>(
      std::llround(number("time") * static_cast<double>(core::kTicksPerSecond)));
  spec.voltage = number("voltage");
  spec.power = number("power");
  spec.energy = number("energy");
  spec.soc = number("soc");
  spec.cost = number("cost");
  spec.temperature_k = number("temperature");
  if (const Tree* signals = baseline.value.find("signals")) {
    spec.signals = read_references(*signals, "signals", binding.diagnostics);
  }
  if (const Tree* ignore = baseline.value.find("ignore")) {
    spec.ignore = read_references(*ignore, "ignore", binding.diagnostics);
  }
  binding.model.baseline = std::move(spec);
}

}  // namespace ridethrough::scenario
