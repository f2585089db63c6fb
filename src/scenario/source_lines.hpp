#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "ridethrough/scenario/diagnostic.hpp"

namespace ridethrough::scenario {

/// Byte offsets of a source as places.
class SourceLines {
 public:
  explicit SourceLines(std::shared_ptr<const SourceText> source);

  const std::string& text() const { return source_->text; }
  std::size_t line_begin(std::size_t offset) const;
  std::size_t line_end(std::size_t offset) const;

  /// The place of `length` bytes from `offset`, cut at the end of the line.
  Place place(std::size_t offset, std::size_t length) const;

  /// The place of the value that begins at `offset`: a quoted text to its closing quote, a flow
  /// list or map to its closing bracket, else `plain` if it stands there, else what is left of the
  /// line.
  Place value_place(std::size_t offset, std::string_view plain) const;

 private:
  std::size_t flow_end(std::size_t offset) const;
  std::size_t quoted_end(std::size_t offset) const;

  std::shared_ptr<const SourceText> source_;
  std::vector<std::size_t> begins_;
};

}  // namespace ridethrough::scenario
