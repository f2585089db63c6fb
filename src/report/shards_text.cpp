#include "ridethrough/report/shards_text.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace ridethrough::report {

namespace {

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

std::string ranges_text(const std::vector<std::size_t>& numbers) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t last = i;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    text += text.empty() ? "" : ",";
    text +=
        last == i ? fmt::format("{}", numbers[i]) : fmt::format("{}-{}", numbers[i], numbers[last]);
    i = last + 1;
  }
  return text;
}

std::string lines_text(const std::vector<std::size_t>& numbers) {
  std::string text;
  for (const std::size_t number : numbers) text += fmt::format("{}\n", number);
  return text;
}

std::string done_text(std::size_t shard, std::size_t runs) {
  return fmt::format("shard {} is done: {}\n", shard, counted(runs, "run"));
}

std::string plan_text(const StudyPlan& plan, const std::string& folder) {
  return fmt::format(
      "{} in {}  {}\n\n"
      "  ridethrough sweep shard {} K      for every K from 0 to {}, anywhere, in any order\n"
      "  ridethrough sweep merge {}        when all are done\n",
      counted(plan.runs, "run"), counted(plan.shards, "shard"), plan.name, folder, plan.shards - 1,
      folder);
}

std::string status_text(const StudyPlan& plan, const std::vector<ShardState>& states) {
  constexpr std::array<std::pair<ShardState, const char*>, 4> kOthers{
      {{ShardState::begun, "begun"},
       {ShardState::missing, "not run"},
       {ShardState::damaged, "damaged"},
       {ShardState::of_another_plan, "of another plan"}}};
  const auto with = [&](ShardState state) {
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < states.size(); ++i) {
      if (states[i] == state) numbers.push_back(i);
    }
    return numbers;
  };
  std::string text = fmt::format("{} of {} done  {}\n", with(ShardState::done).size(),
                                 counted(states.size(), "shard"), plan.name);
  for (const auto& [state, words] : kOthers) {
    const std::vector<std::size_t> numbers = with(state);
    if (!numbers.empty()) text += fmt::format("  {:<16}{}", words, ranges_text(numbers) + "\n");
  }
  return text;
}

}  // namespace ridethrough::report
