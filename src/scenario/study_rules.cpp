#include "scenario/rule_tables.hpp"

namespace ridethrough::scenario {

namespace {

constexpr Rule kStudyRules[] = {
    {"RT1000", "A study is no single scenario: '--cell' picks one."},
    {"RT1001", "An axis of a study changes nothing in one of its cells."},
    {"RT1002", "The study has more runs than the limit."},
    {"RT1003", "All replicas would be equal, because nothing is drawn."},
    {"RT1004",
     "A study has axes ('vary') with several values each, or replicas; cells are named by the "
     "names of their values."},
    {"RT1005", "Members that share a common cause have one mean time to failure and one beta."},
    {"RT1006", "'reliability' names failure modes of the type."},
    {"RT1007", "A study draws something that its scenario has no numbers for."},
    {"RT1008",
     "A check over replicas compares a statistic of an outcome: lower95(share(run.passed)) >= "
     "99 %."},
    {"RT1009", "Replicas are counted from 1 to 'replicas' of the study."},
    {"RT1010", "A distribution is uniform, normal, lognormal or weibull, with two numbers."},
    {"RT1011", "A block diagram has as many states as can be enumerated, for one kind of rack."},
    {"RT1012", "Failures of a contingency begin within the run."},
    {"RT1050", "'uncertainty' names numbers of its type, with a share or a factor for each."},
    {"RT1070", "'compare' takes one cell of each architecture of a study."},
    {"RT1100",
     "There is no baseline to compare with: the file is not there, or was not written by this "
     "tool."},
    {"RT1101", "The baseline was written for another scenario."},
    {"RT1102", "Baselines are not updated in CI: run it on your machine and commit the file."},
    {"RT1103", "Only a file that writes 'baseline:' has one; it is not inherited."},
    {"RT1201", "'compare' needs equal events, jobs, seed and duration; '--unequal' overrides."},
    {"RT1202", "'compare' needs equal jobs, or their outcomes could not be set side by side."},
    {"RT1203", "'compare' needs runs of equal length with the same seed."},
    {"RT1211", "A signal is a quantity of a component, not the component itself."},
    {"RT1212", "The record has more signals than the limit; name some members."},
    {"RT1301", "A value left the range for which its part is valid."},
    {"RT1302", "An event asked for what the component does not have now."},
    {"RT1303", "A part of a model is used that no published figures stand behind."},
    {"RT1304", "A battery on float finds no stable temperature at its room temperature."},
    {"RT1305", "A dc bus is loaded so near to the most that its feeders can transfer."},
    {"RT1311", "A component begins the run in a state that its overload sent it to."},
    {"RT1321", "The two sides of a switch differ by more than its sync check lets it close on."},
    {"RT1322",
     "A switch closed two live sides on each other that were out of phase, or sources are joined "
     "so "
     "from the start."},
    {"RT1323",
     "A short circuit let through more heat than a conductor (k^2 S^2) or a switch withstands."},
    {"RT1324",
     "A switch closed a loop without impedance, on which the current divides by the number of "
     "contacts."},
    {"RT1325",
     "The static bypass of a ups carries more for longer than its overload curve allows."},
    {"RT1326", "Sources hold the frequency of one bus side by side, and nothing shares the load."},
    {"RT1335",
     "A switch was to close a loop of vector groups that can not be paralleled. It stays open, for "
     "such a loop has no solution; in a plant it is a short circuit."},
    {"RT1401",
     "A discharge table is a CSV file whose first line names the columns: end voltage of a cell, "
     "minutes, and power or current."},
    {"RT1402", "A cell of a discharge table is no number that can be meant there."},
    {"RT1403",
     "What a battery gives falls with the time that it lasts and with the end voltage; two rows "
     "of the table say otherwise."},
    {"RT1404",
     "All rows of a discharge table are on one basis (W/cell, W/block, A/block), which fits their "
     "kind: mixed, each of them would look plausible."},
    {"RT1405", "A discharge table has too few rows in the range that is fitted."},
    {"RT1406", "One battery at one temperature is fitted; the table has several, or not this one."},
    {"RT1407", "The fit stands, but not for everything that it may be used for."},
    {"RT1501",
     "A battery or cabinet is heavier on its footprint than the floor carries ('floor_limit' of "
     "'siting'); a larger stand spreads the load."},
    {"RT1502",
     "A fire area holds more energy than 'fire_area' of 'siting' allows, by the nameplates; "
     "divide it, or have the larger amount tested and approved."},
    {"RT1503", "A limit of 'siting' is stated, but something that it needs is not."},
};

}  // namespace

std::span<const Rule> study_rules() { return kStudyRules; }

}  // namespace ridethrough::scenario
