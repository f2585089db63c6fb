#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ridethrough/study/discharge.hpp"

/// Discharges for people, for other programs, and as a curve.
namespace ridethrough::report {

/// One discharge in full; several as a sheet of minutes, loads downward and `columns` end voltages
/// across. `all` is not empty and row by row.
std::string discharge_text(const std::vector<study::Discharge>& all, std::size_t columns);

/// discharge.json; ends with a newline.
std::string discharge_json(const std::vector<study::Discharge>& all, const std::string& version);

/// curve.csv: the course of one discharge.
std::string discharge_csv(const study::Discharge& one);

}  // namespace ridethrough::report
