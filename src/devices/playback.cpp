#include "ridethrough/devices/playback.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

namespace {

bool ascend(const std::vector<Playback::Row>& rows) {
  const auto descends = [](const auto& left, const auto& right) { return right.at < left.at; };
  return std::adjacent_find(rows.begin(), rows.end(), descends) == rows.end();
}

}  // namespace

core::Tick Playback::end_of(const std::vector<Row>& rows, Between between) {
  core::Tick end = rows.back().at;
  if (between == Between::linear) return end;
  for (std::size_t i = rows.size(); i-- > 1;) {
    if (rows[i].at > rows[i - 1].at) return end + (rows[i].at - rows[i - 1].at);
  }
  return end;
}

Playback::Playback(std::vector<Row> rows, Between between, Outside outside,
                   std::optional<core::Tick> end)
    : rows_(std::move(rows)), between_(between), outside_(outside) {
  if (!rows_.empty()) end_ = end.value_or(end_of(rows_, between));
  if (rows_.empty() || !ascend(rows_) || end_ <= begin()) {
    throw std::invalid_argument("a trace needs two rows or more that ascend in time");
  }
  const auto [low, high] = std::minmax_element(
      rows_.begin(), rows_.end(),
      [](const Row& left, const Row& right) { return left.value < right.value; });
  lowest_ = low->value;
  highest_ = high->value;
}

bool Played::operator==(const Played& other) const {
  return playback == other.playback || (playback && other.playback && *playback == *other.playback);
}

Playback::Piece Playback::piece_at(core::Tick time) const {
  core::Tick origin = 0;
  if (outside_ == Outside::repeat) {
    const core::Tick cycle = end_ - begin();
    core::Tick phase = (time - begin()) % cycle;
    if (phase < 0) phase += cycle;
    origin = time - begin() - phase;
  }
  const core::Tick local = time - origin;
  if (local < begin()) return {time, begin(), rows_.front().value, 0.0};
  if (local >= end_) return {end_, core::kNever, rows_.back().value, 0.0};
  const auto after =
      std::upper_bound(rows_.begin(), rows_.end(), local,
                       [](core::Tick asked, const Row& row) { return asked < row.at; });
  const Row& row = *(after - 1);
  const core::Tick end = after == rows_.end() ? end_ : after->at;
  Piece piece{row.at + origin, end + origin, row.value, 0.0};
  // After the last row there is nothing to run to: it holds up to the end.
  if (between_ == Between::linear && after != rows_.end()) {
    piece.slope_per_s = (after->value - row.value) / core::seconds(end - row.at);
  }
  return piece;
}

}  // namespace ridethrough::devices
