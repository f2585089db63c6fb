#include "study/run_each.hpp"

#include <mutex>
#include <numeric>

#include "ridethrough/study/run.hpp"
#include "study/in_turn.hpp"
#include "study/run_end.hpp"

namespace ridethrough::study {

std::vector<CellResult> run_each(const std::vector<std::size_t>& numbers,
                                 const SweepOptions& options,
                                 const std::function<void(CellResult&)>& place,
                                 const std::function<void(CellResult&)>& run) {
  std::vector<CellResult> results(numbers.size());
  std::mutex telling;
  options.begun(numbers.size());
  const auto work = [&](std::size_t i) {
    if (!options.goes_on()) throw Interrupted();
    CellResult& result = results[i];
    const CellResult* known = options.known(numbers[i]);
    if (known != nullptr) result = *known;
    result.run = numbers[i];
    place(result);
    if (known == nullptr) note_end(result, [&] { run(result); });
    const std::lock_guard lock(telling);
    options.ended(result);
  };
  in_turn(numbers.size(), options.threads, work, [](std::size_t) {});
  return results;
}

std::vector<std::size_t> numbers_of(RunRange range) {
  std::vector<std::size_t> numbers(range.size());
  std::iota(numbers.begin(), numbers.end(), range.first);
  return numbers;
}

}  // namespace ridethrough::study
