#pragma once

#include <string>

#include "ridethrough/study/fit.hpp"

/// Fits for people and for other programs.
namespace ridethrough::report {

/// Errors first, then the numbers, the rows that fit badly, and what was not used.
std::string fit_text(const study::DischargeTable& table, const study::CellFit& fit);

/// Ends with a newline.
std::string fit_json(const study::DischargeTable& table, const study::CellFit& fit,
                     const std::string& version);

}  // namespace ridethrough::report
