#pragma once

#include <string_view>

#include "ridethrough/network/network.hpp"

namespace ridethrough::devices::conversion {

/// To which feeds a UPS does not return until it is released. It tells two apart: what a utility
/// holds up, and what none does (a generator, a converter).
class InputLatch {
 public:
  static bool is_mains(network::SourceKind fed_by) { return fed_by == network::SourceKind::grid; }

  void close_against(network::SourceKind fed_by, std::string_view reason) {
    (is_mains(fed_by) ? refuses_mains_ : refuses_others_) = true;
    reason_ = reason;
  }
  void close_against_all(std::string_view reason) {
    refuses_mains_ = refuses_others_ = true;
    reason_ = reason;
  }
  void open() { *this = {}; }

  bool is_closed() const { return refuses_mains_ || refuses_others_; }
  bool refuses(network::SourceKind fed_by) const {
    return is_mains(fed_by) ? refuses_mains_ : refuses_others_;
  }
  /// Of its last closing.
  std::string_view reason() const { return reason_; }

 private:
  bool refuses_mains_ = false;
  bool refuses_others_ = false;
  std::string_view reason_ = {};
};

}  // namespace ridethrough::devices::conversion
