#pragma once

#include <cstddef>
#include <functional>

namespace ridethrough::study {

/// Does `work(i)` for every i below `count` on `threads` threads (as many as there are cores if 0),
/// each i by one of them, and `done(i)` when it and all before it have ended: in order, never twice
/// at a time. The first exception ends all that has not begun and is thrown again here.
void in_turn(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& work,
             const std::function<void(std::size_t)>& done);

}  // namespace ridethrough::study
