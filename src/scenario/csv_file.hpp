#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/scenario/model.hpp"
#include "ridethrough/scenario/tree.hpp"

/// CSV files that a scenario or part names, by `trace:` (section 12 of the language) or `table:`:
/// read here, because devices open none.
namespace ridethrough::scenario {

/// "power [kW]" is the column `power` in `kW`.
struct CsvColumn {
  std::string name;
  std::string unit;  ///< empty if the header has none

  std::string header() const { return unit.empty() ? name : name + " [" + unit + "]"; }
};

/// What a CSV file is opened as, for findings and the list of inputs.
struct CsvUse {
  std::string_view type = "trace";
  std::string_view rule = "RT0914";
  std::string_view example = "time [s],power [kW]";
};

struct CsvFile {
  std::string type;  ///< of its first use
  std::string name;  ///< as the scenario names it
  std::string path;
  std::string digest;  ///< "sha256:..." of the bytes
  std::shared_ptr<const SourceText> source;
  std::vector<CsvColumn> columns;

  std::vector<std::string> names() const;  ///< of the columns
};

/// Walks the rows of a file, header and blank lines left out.
class CsvRows {
 public:
  explicit CsvRows(const CsvFile& file);

  bool next();
  int line() const { return line_; }  ///< in the file, from 1
  /// Without the blanks and quotes around them.
  const std::vector<std::string_view>& cells() const { return cells_; }

 private:
  std::string_view rest_;
  int line_ = 1;
  std::vector<std::string_view> cells_;
};

/// The CSV files of one scenario, each read once.
class CsvLibrary {
 public:
  /// The file that `name` names, seen from the file in which it is written; null after a finding.
  const CsvFile* open(const Tree& name, Diagnostics& diagnostics, const CsvUse& use = {});

  /// Name, digest and type of each file, sorted by name.
  std::vector<PartUse> uses() const;

  std::string start = {};  ///< `start:` of the run, for civil times

 private:
  std::map<std::string, CsvFile> files_;  ///< by path
};

}  // namespace ridethrough::scenario
