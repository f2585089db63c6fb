#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/bind_text.hpp"

/// `uncertainty:` of parts and components: by how much a value may be other than it is written.
namespace ridethrough::scenario {

/// The map under `uncertainty:` against the parameters of `type`. What is wrong is left out after a
/// finding.
std::vector<Uncertain> read_uncertainty(const Tree& map, const devices::TypeSchema& type,
                                        const std::string& whose, Catalog catalog,
                                        Diagnostics& diagnostics);

/// Takes out what `written` states a value for: whoever replaces a value answers for the new one.
void drop_stated(std::vector<Uncertain>& uncertain, const Tree& written);

/// Adds `more`, its parameters behind `prefix`, in place of what is said about the same ones.
void lay_over(std::vector<Uncertain>& uncertain, std::vector<Uncertain> more,
              const std::string& prefix = "");

/// RT1050 for what has no number, or one that a trace plays.
void check_uncertain(std::span<const Uncertain> uncertain, const devices::Parameters& values,
                     Diagnostics& diagnostics);

/// "{model.charge: 3 %}"
std::string uncertainty_text(std::span<const Uncertain> uncertain);

}  // namespace ridethrough::scenario
