#include "scenario/bind_value.hpp"
#include "scenario/binder.hpp"
#include "scenario/siting.hpp"

namespace ridethrough::scenario {

namespace {

using devices::Kind;
using devices::ParamSpec;

constexpr std::string_view kCounted[] = {"lithium", "all"};

constexpr ParamSpec kFireAreaFields[] = {
    {.name = "limit",
     .unit = "kWh",
     .fallback = "",
     .text = "most energy in one fire area, by the nameplates; NFPA 855: 600 kWh of lithium-ion "
             "unless a larger amount is tested and approved",
     .positive = true},
    {.name = "of",
     .kind = Kind::component,
     .fallback = "none",
     .text = "each member of this group or component is one fire area; if absent, the whole "
             "scenario is one"},
    {.name = "counts",
     .kind = Kind::word,
     .fallback = "lithium",
     .text = "what adds up: lithium is everything but lead-acid, for which NFPA 855 has no limit",
     .words = kCounted},
};

constexpr ParamSpec kSitingFields[] = {
    {.name = "floor_limit",
     .unit = "kN/m^2",
     .fallback = "none",
     .text = "load that the floor carries under batteries and cabinets",
     .positive = true},
    {.name = "fire_area",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "energy that may stand in one fire area",
     .fields = kFireAreaFields},
};

constexpr ParamSpec kSiting = {.name = "siting",
                               .kind = Kind::map,
                               .unit = "",
                               .fallback = "none",
                               .text = "limits of the building; what exceeds them is a warning",
                               .fields = kSitingFields};

}  // namespace

const ParamSpec& siting_parameter() { return kSiting; }

void bind_siting(const Tree& siting, Binding& binding) {
  ValueContext context{.diagnostics = binding.diagnostics,
                       .owner = "",
                       .places = &binding.model.siting.places,
                       .origins = &binding.model.siting.origins,
                       .subject = siting.place};
  const auto bound = bind_value(siting, kSiting, context);
  if (bound && bound->present()) binding.model.siting.values = bound->map();
}

}  // namespace ridethrough::scenario
