#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/devices/parameters.hpp"
#include "scenario/bind_trace.hpp"
#include "scenario/bind_value.hpp"

namespace ridethrough::scenario {

/// The columns, units and formats of a CSV file that the keys of a map name, or what is wrong with
/// them.
class TraceColumns {
 public:
  TraceColumns(const Tree& map, const devices::ParamSpec& spec, ValueContext& context)
      : map_(map), spec_(spec), context_(context) {}

 protected:
  /// Binds the keys by `keys` and opens the file; false after a finding.
  bool open(std::span<const devices::ParamSpec> keys);
  std::string text(std::string_view key) const;
  /// Key and value of `key`; where it is not written, those of `trace`.
  Place place_of(std::string_view key) const;
  /// Always false.
  bool fail(std::string rule, std::string message, std::string_view key, std::string label);
  bool find_column(std::string_view key, std::size_t& index);
  /// The unit that the key or the header gives, if it has the dimension of `due`.
  bool unit_of(std::string_view key, std::string_view unit_key, const CsvColumn& column,
               std::string_view due, std::string& unit);
  bool find_time_column();
  /// By `time_unit` or `time_format`.
  bool find_times();

  const Tree& map_;
  const devices::ParamSpec& spec_;
  ValueContext& context_;
  devices::Parameters keys_;
  TraceRequest request_;

 private:
  std::vector<std::size_t> columns_called(const std::string& wanted) const;
  bool report_no_unit(std::string_view key, std::string_view unit_key, const CsvColumn& column,
                      std::string_view example);
};

}  // namespace ridethrough::scenario
