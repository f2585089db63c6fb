#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ridethrough/scenario/part.hpp"

/// A cell of a battery part from a maker's discharge table: what `fit` does.
namespace ridethrough::study {

/// What a table holds constant until the end voltage.
enum class Held { power, current };

struct TableRow {
  scenario::Place place;       ///< of the whole line
  double end_voltage_v = 0.0;  ///< of a cell
  double time_s = 0.0;
  double held = 0.0;  ///< W of one cell, or A of one block
};

/// The rows of one battery at one temperature, in the order of the file.
struct DischargeTable {
  std::string file;     ///< as the user named it
  std::string battery;  ///< empty where the table names none
  double temperature_k = 298.15;
  std::int64_t cells = 6;  ///< of one block
  std::vector<TableRow> power;
  std::vector<TableRow> current;
};

struct TableChoice {
  std::string battery;  ///< empty: the only one
  std::int64_t cells = 6;
  std::optional<double> temperature_k;  ///< none: that of the table, else 25 degC
};

/// Reads and checks a table: its columns, its numbers, its units, and that power or current falls
/// with time and with the end voltage.
/// @throws scenario::ScenarioError with every finding (RT14xx).
DischargeTable read_discharge_table(const std::string& file, const TableChoice& choice);

/// Rows outside of it are not used. What ends early at a high voltage hangs on a few millivolts:
/// such rows say little of a cell and miss most.
struct FitRange {
  double shortest_s = 0.0;
  double longest_s = 36000.0;
  double low_v = 1.60;
  double high_v = 1.80;
  double brief_s = 900.0;      ///< rows shorter than this ...
  double brief_high_v = 1.75;  ///< ... are used up to this end voltage
};

struct FitPoint {
  TableRow row;
  double model_s = 0.0;

  double error_frac() const { return model_s / row.time_s - 1.0; }
};

struct FitErrors {
  double rms_frac = 0.0;
  double worst_frac = 0.0;  ///< the largest in size, with its sign
  std::size_t worst = 0;    ///< its point
};

/// One cell of the two_well model with resistance over head (docs/devices/storage/battery.md).
struct CellNumbers {
  double charge_c = 0.0;          ///< Q
  double share_ratio = 0.0;       ///< w: bound over available charge, 1/(1 + w) is the share
  double exchange_per_s = 0.0;    ///< k
  double tafel_v = 0.0;           ///< B
  double resistance_ohm_c = 0.0;  ///< r: resistance of a cell times its charge
};

struct CellFit {
  CellNumbers cell;
  double capacity_c = 0.0;  ///< of one block: delivered in 10 h to 1.80 V, or in the longest row
  double temperature_k = 298.15;
  std::int64_t cells = 6;
  Held held = Held::power;
  std::vector<FitPoint> points;
  std::vector<TableRow> unused;  ///< outside of the range
  FitErrors errors;
  FitErrors holdout;  ///< every third row left out in turn; its points are those of the fit
  std::vector<FitPoint> unseen;  ///< rows at constant current, where power was fitted
  FitErrors unseen_errors;
  std::vector<scenario::Diagnostic> warnings;
  int iterations = 0;
};

/// Fits the five numbers to the logarithm of the running times, with a weak prior that holds what a
/// table does not tell.
/// @throws scenario::ScenarioError when the range leaves too few rows (RT1405).
CellFit fit_cell(const DischargeTable& table, const FitRange& range);

/// How long a block of such cells carries what the row holds; the row's own time is the scale of
/// the search. The simulation is that of every run.
double lasting_s(const CellNumbers& cell, Held held, const TableRow& row);

/// Where the numbers of a part come from.
struct PartOrigin {
  std::string name;
  std::string title;
  std::string retrieved;  ///< "2026-11-24"
};

/// The part file; it binds as it is.
std::string fitted_part_text(const CellFit& fit, const PartOrigin& origin);

}  // namespace ridethrough::study
