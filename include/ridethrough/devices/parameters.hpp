#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ridethrough::devices {

class Playback;
class Value;

/// A map of the scenario file after binding: every key is in the schema, every default is filled
/// in.
using Parameters = std::map<std::string, Value, std::less<>>;

/// A trace, shared by all that play it; equal if the rows are, whoever has read them.
struct Played {
  std::shared_ptr<const Playback> playback;

  bool operator==(const Played& other) const;
};

/// One bound parameter. Numbers are SI (s, V, A, W, VA, var, J, C, ohm, F, Hz, K; a ratio for % and
/// pu). The variant says what stood in the file; the schema says what it means.
class Value {
 public:
  using List = std::vector<Value>;
  using Data = std::variant<std::monostate, double, std::int64_t, bool, std::string, List,
                            Parameters, Played>;

  Value() = default;
  explicit Value(double number) : data_(number) {}
  explicit Value(std::int64_t count) : data_(count) {}
  explicit Value(bool flag) : data_(flag) {}
  explicit Value(std::string word) : data_(std::move(word)) {}
  explicit Value(List list) : data_(std::move(list)) {}
  explicit Value(Parameters map) : data_(std::move(map)) {}
  explicit Value(Played played) : data_(std::move(played)) {}

  bool present() const { return !std::holds_alternative<std::monostate>(data_); }
  const Data& data() const { return data_; }

  /// @throws std::bad_variant_access when the schema and the reader disagree: a bug of ours.
  double number() const { return std::get<double>(data_); }
  std::int64_t count() const { return std::get<std::int64_t>(data_); }
  bool flag() const { return std::get<bool>(data_); }
  const std::string& word() const { return std::get<std::string>(data_); }
  const List& list() const { return std::get<List>(data_); }
  const Parameters& map() const { return std::get<Parameters>(data_); }
  /// A `trace:` stands in place of the value, so playback() holds it.
  bool is_played() const { return std::holds_alternative<Played>(data_); }
  const std::shared_ptr<const Playback>& playback() const {
    return std::get<Played>(data_).playback;
  }

  bool operator==(const Value&) const = default;

 private:
  Data data_;
};

/// The parameter `name`; an absent optional parameter gives an empty Value.
inline const Value& get(const Parameters& parameters, std::string_view name) {
  static const Value kAbsent;
  const auto found = parameters.find(name);
  return found == parameters.end() ? kAbsent : found->second;
}

}  // namespace ridethrough::devices
