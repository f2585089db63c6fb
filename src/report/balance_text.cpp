#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "report/run_sections.hpp"
#include "report/table.hpp"
#include "report/worst_off.hpp"

// What sources and storage gave, and the energy ledger.
namespace ridethrough::report {

namespace {

using study::ComponentOutcome;
using study::Outcome;

/// The finding of everything that feeds in.
constexpr std::string_view kPeak = "peak";

/// Units that all energies and all peaks of one run are told in, so that they compare.
struct Units {
  std::string energy = "kWh";
  std::string power = "kW";
};

/// The worst finding of that name with its instant; "-" where the component has none.
std::string finding_text(const ComponentOutcome& component, std::string_view name, bool is_least,
                         std::string_view unit = {}) {
  const study::MemberFinding* worst = worst_off(component.findings, name, is_least);
  if (worst == nullptr) return "-";
  const auto& [finding, match, members] = *worst;
  std::string text = printed(finding.value, unit.empty() ? finding.unit : std::string(unit));
  if (finding.time < 0) return text;
  return fmt::format("{} at {}", text, seconds_text(finding.time));
}

bool has_finding(const ComponentOutcome& component, std::string_view name) {
  return worst_off(component.findings, name, false) != nullptr;
}

/// Whole sites in megawatts, halls in kilowatts.
Units units_of(const Outcome& outcome) {
  constexpr double kLargeJ = 3.6e11;  // 100 MWh
  constexpr double kLargeW = 1e8;
  Units units;
  if (outcome.ledger.throughput_j >= kLargeJ) units.energy = "MWh";
  for (const ComponentOutcome& component : outcome.components) {
    const study::MemberFinding* peak = worst_off(component.findings, kPeak, false);
    if (peak != nullptr && peak->finding.value >= kLargeW) units.power = "MW";
  }
  return units;
}

/// What those gave that tell a peak; a generator that never ran is left out. Frequencies stand
/// there if one of them moved.
std::string sources_text(const Outcome& outcome, const Units& units) {
  const bool has_moved = std::any_of(
      outcome.components.begin(), outcome.components.end(),
      [](const ComponentOutcome& each) { return has_finding(each, "lowest_frequency"); });
  std::vector<std::string> titles = {"source", "members", "energy", "peak of one",
                                     "lowest voltage"};
  if (has_moved) titles.insert(titles.end(), {"lowest frequency", "highest frequency"});
  std::vector<bool> is_right(titles.size(), true);
  is_right.front() = false;
  Table table(titles, is_right);
  bool has_any = false;
  for (const ComponentOutcome& component : outcome.components) {
    if (!has_finding(component, kPeak) || component.books.out_j == 0.0) continue;
    has_any = true;
    std::vector<std::string> row = {component.path, fmt::format("{}", component.members),
                                    printed(component.books.out_j, units.energy),
                                    finding_text(component, kPeak, false, units.power),
                                    finding_text(component, "lowest_voltage", true)};
    if (has_moved) {
      row.push_back(finding_text(component, "lowest_frequency", true));
      row.push_back(finding_text(component, "highest_frequency", false));
    }
    table.add(std::move(row));
  }
  return has_any ? "\n" + table.text("  ") : "";
}

std::string storage_text(const Outcome& outcome, const Units& units) {
  Table table({"storage", "members", "lowest charge", "at the end", "net at terminals"},
              {false, true, true, true, true});
  bool has_any = false;
  for (const ComponentOutcome& component : outcome.components) {
    const study::MemberFinding* least = worst_off(component.findings, "soc_min", true);
    const study::MemberFinding* end = worst_off(component.findings, "soc_end", true);
    if (component.type != "battery" || least == nullptr || end == nullptr) continue;
    has_any = true;
    table.add({component.path, fmt::format("{}", component.members),
               fmt::format("{:.1f} %", 100.0 * least->finding.value),
               fmt::format("{:.1f} %", 100.0 * end->finding.value),
               printed(component.books.out_j - component.books.in_j, units.energy)});
  }
  return has_any ? "\n" + table.text("  ") : "";
}

}  // namespace

std::string given_text(const Outcome& outcome) {
  const Units units = units_of(outcome);
  return sources_text(outcome, units) + storage_text(outcome, units);
}

std::string ledger_text(const Outcome& outcome) {
  const study::Ledger& ledger = outcome.ledger;
  const Units units = units_of(outcome);
  const auto told = [&](double joules) { return printed(joules, units.energy); };
  // What a bolted fault burns in its contact is less than the last digit of the losses beside it.
  constexpr double kLastDigitFrac = 1e-4;
  const bool is_told = ledger.fault_j > kLastDigitFrac * std::abs(ledger.loss_j);
  const std::string faults = is_told ? fmt::format(", into faults {}", told(ledger.fault_j)) : "";
  return fmt::format(
      "\nenergy: in {}, delivered {}, lost {}{}, stored energy used {}, not served {}\n"
      "ledger: residual {:.1e} of throughput, gap of published power {:.1e}\n",
      told(ledger.in_j), told(ledger.out_j), told(ledger.loss_j), faults,
      told(-ledger.stored_change_j), told(ledger.unserved_j), ledger.residual,
      ledger.throughput_j > 0.0 ? ledger.gap_j / ledger.throughput_j : 0.0);
}

}  // namespace ridethrough::report
