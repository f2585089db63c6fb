#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "bench_cases.hpp"

// Speed and memory as a plain table. CPU time of this process, not wall time: machines are shared.
namespace {

using namespace ridethrough::bench;

double cpu_s() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

/// Words of the command line: only cases that hold one of them.
std::vector<std::string> asked;

bool is_asked(const std::string& name) {
  return asked.empty() || std::any_of(asked.begin(), asked.end(), [&](const std::string& word) {
           return name.find(word) != std::string::npos;
         });
}

void show(const std::string& name, const std::function<Result()>& work) {
  if (!is_asked(name)) return;
  const double begin = cpu_s();
  const Result result = work();
  const double spent = cpu_s() - begin;
  const double each_ns = result.operations > 0.0 ? spent / result.operations * 1e9 : 0.0;
  fmt::print("{:<44} {:>9.3f} {:>12.0f} {:>10.1f} {:>12.0f} {:>9.1f}  {}\n", name, spent,
             result.operations, each_ns, result.operations / std::max(spent, 1e-9), peak_mib(),
             result.note);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  asked.assign(argv + 1, argv + argc);
  try {
    fmt::print("{:<44} {:>9} {:>12} {:>10} {:>12} {:>9}  {}\n", "case", "CPU s", "operations",
               "ns each", "per second", "peak MiB", "note");
    show("timer heap, 1,000 timers, move the earliest", timer_heap);
    show("zone of 11 buses, solve from cold", zone_solve);
    show("lead-acid string, power anew every 20 ms", [] { return string_update("lead-acid"); });
    show("LFP string, power anew every 20 ms", [] { return string_update("lfp"); });
    show("lead-acid string, an outage of 15 min", [] { return string_outage("lead-acid"); });
    show("LFP string, an outage of 15 min", [] { return string_outage("lfp"); });
    show("ups island, one step of the load", island_update);
    show("10,000 racks in step, 1 h, lumped", [] { return synchronous_hall(true); });
    show("1,000 racks in step, 1 h, one by one", [] { return synchronous_hall(false); });
    show("T1000: 1,000 staggered racks, 1 h, 1e-4 pu", [] { return t1000(1e-4); });
    show("T1000: 1,000 staggered racks, 1 h, 1e-3 pu", [] { return t1000(1e-3); });
    for (const std::string cell : {"lead-acid", "lfp", "hybrid"}) {
      show("a year of the hall, 6 replicas, " + cell,
           [&] { return hall_years(cell + ",kept", 6); });
    }
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return 70;
  }
}
