#include <algorithm>

#include "ridethrough/scenario/schema_text.hpp"

namespace ridethrough::scenario {

namespace {

struct Rule {
  std::string_view id;
  std::string_view text;
};

// Ids are part of the contract and are never reused (section 18 of the language).
constexpr Rule kRules[] = {
    {"RT0101",
     "The first key of every file is 'schema_version: 1', so that a reader knows at once "
     "what it reads."},
    {"RT0102", "The file is written for another version of the language than this tool knows."},
    {"RT0103",
     "Brackets in a path end a value inside {...}. Members are written with dots: "
     "block.7.ups-a."},
    {"RT0104",
     "A comma ends a value inside {...}, so no function takes two arguments: "
     "change(x over 1 s)."},
    {"RT0105", "The text is not YAML; the place is where the reader gave up."},
    {"RT0106",
     "Anchors and aliases are refused: what is used twice is a part or a group, whose "
     "values keep an origin that can be shown."},
    {"RT0107", "Tags ('!') are refused: types follow from the keys."},
    {"RT0108", "Merge keys ('<<') are refused: use a part, a group or 'extends'."},
    {"RT0109", "One file holds one scenario; a second YAML document would be ignored."},
    {"RT0110", "A key stands twice in one map; YAML would keep only one of them."},
    {"RT0111",
     "A key or item has no value. An unfinished line must not delete or default "
     "anything; leave it out or finish it."},
    {"RT0112", "Tabs in the indentation are not YAML; indent with spaces."},
    {"RT0113", "The nesting is deeper than any power architecture needs; use groups and parts."},
    {"RT0114", "The file is empty."},
    {"RT0115", "The file is a map of 'key: value' lines, with a space after the colon."},
    {"RT0116", "The file is larger than 16 MB; series of values belong into CSV files."},
    {"RT0117", "The file is not UTF-8 text."},
    {"RT0118", "The file can not be read: it is missing, a directory or not readable."},
    {"RT0119", "Lists and maps can not be keys."},
    {"RT0201",
     "The key is not one of those that stand here. Unknown keys are errors, because a "
     "misspelt one would silently fall back to a default."},
    {"RT0202", "The root key is not one of the language."},
    {"RT0203", "Every file has a 'name:' of its own; it is printed everywhere and not inherited."},
    {"RT0204", "This is a part file. A scenario names it by 'part:' of a component."},
    {"RT0205", "A root key has the wrong form: a list where a map is due, or the reverse."},
    {"RT0206", "A key that has no default is missing."},
    {"RT0207",
     "Every component and job says its 'type:', also when a part has it: it is what the "
     "reader and the editor look for."},
    {"RT0208", "There is no such type; 'ridethrough explain' lists all."},
    {"RT0209", "Jobs stand under 'jobs:', parts in part files, equipment under 'components:'."},
    {"RT0301", "A number with a dimension is written with its unit: 300 s, 41 kW, 60 %."},
    {"RT0302",
     "The unit has another dimension than the parameter. W, VA and var are three "
     "dimensions."},
    {"RT0303", "A dip is given by what is left of the voltage ('to: 0.4 pu'), not by its depth."},
    {"RT0304", "The value is outside of the interval that the parameter allows."},
    {"RT0305", "The text is not a number of this language: no leading zeros, no 1_000, no inf."},
    {"RT0306", "The unit is not one of the language."},
    {"RT0307", "The number is too large, too small or too fine to be meant."},
    {"RT0308", "The value is not one of the words that can stand here; flags are true or false."},
    {"RT0309", "The value has the wrong form: one value, a list or a map is due."},
    {"RT0310", "Zero is refused for ratings, counts and spans that something is divided by."},
    {"RT0311", "The lower end of a range comes first."},
    {"RT0312", "The values of one component contradict each other, each being allowed by itself."},
    {"RT0313", "A scenario has one currency: amounts of two can not be added."},
    {"RT0401", "The path names nothing in this scenario."},
    {"RT0402",
     "Names that a user gives are kebab-case: lower case, digits and hyphens, a letter "
     "first. Words of the language are snake_case, so the two never collide."},
    {"RT0403", "The name is a word of the language and would make paths ambiguous."},
    {"RT0404", "The text is not a path: names, members and globs, with dots between them."},
    {"RT0405", "Components and jobs share one name space, because checks name both."},
    {"RT0406",
     "Inside a group a name is looked up first there, then outward; a name that hides one "
     "further out would be read wrongly."},
    {"RT0411",
     "The number of feeders does not fit the inlets of the type. A 'bus' joins, an 'ats' "
     "or 'sts' chooses, a rack shares between its cords."},
    {"RT0412", "Nothing feeds this component."},
    {"RT0413", "'from' must not go round in a circle; loops are made of 'between:' elements."},
    {"RT0414", "The component named as feeder has no outlet."},
    {"RT0415",
     "'between' ties two buses that exist: exactly two ends, no 'from', and a type that "
     "may stand there (breaker, cable, transformer, static_switch)."},
    {"RT0416", "A source has no inlet: who is fed by it names it."},
    {"RT0417",
     "Two sources of different frequency can not be joined, nor can a switch move a load from one "
     "to the other."},
    {"RT0418",
     "On a loop the lags of all vector groups cancel; transformers whose groups differ can not "
     "be paralleled."},
    {"RT0419",
     "On a loop without any impedance nothing says how the current divides. A switch may close one "
     "in the run (a maintenance bypass does), but none is closed from the start."},
    {"RT0420",
     "Sources whose angles stand in the file are not joined out of phase from the start; vector "
     "groups of transformers between them count."},
    {"RT0421", "Two cords on one feeder are one failure, not two."},
    {"RT0422", "Two cords of a rack have a common point upstream; one failure there takes both."},
    {"RT0423", "The supplies of one cord can not carry the rack alone."},
    {"RT0424", "All cords of a rack together can not carry its rating."},
    {"RT0425", "A rack that is said to be N+N runs on half of its cords."},
    {"RT0431",
     "A battery is cells without a converter: it hangs under a dc port or a dc bus. A "
     "bess hangs on an ac bus."},
    {"RT0432", "Without 'islanding_switch' a bess only follows a live grid."},
    {"RT0433", "A ups needs a battery, or 'no_battery: true'."},
    {"RT0434", "One battery for each dc port; more strings of one bank are 'strings:'."},
    {"RT0435", "Two components that each hold the voltage can not share a bus."},
    {"RT0436",
     "The islanding switch of a bess stands between it and every utility and genset; else it "
     "would form a grid that others hold as well."},
    {"RT0437", "A bbu or capacitor hangs at the dc bus of a rack."},
    {"RT0441",
     "Two counts are never paired silently: put what belongs together into one group and "
     "count the group."},
    {"RT0442", "Members are counted from 1, as on the nameplates, up to 'count'."},
    {"RT0443", "A group has no outlet of its own; name the child that feeds."},
    {"RT0444", "'inlet' is what a group is 'from:'; there is none of that number here."},
    {"RT0445",
     "The count of a single member is part of the language but not of this version: "
     "counts are the same for all members of a group."},
    {"RT0446", "The scenario has more boxes that differ than can be simulated."},
    {"RT0501",
     "A part name is looked up in 'parts:' of the scenario, then in the library of the "
     "tool; a path such as ./x.yaml is a file."},
    {"RT0502", "The part is of another type than the component."},
    {"RT0503", "A part file has 'schema_version: 1', 'part:' equal to its stem, and 'type:'."},
    {"RT0504",
     "Parts build on each other, and groups contain each other, at most 8 deep and "
     "never in a circle."},
    {"RT0505",
     "A part says where its numbers come from: title, publisher, date of retrieval, and "
     "grade (measured, datasheet, standard, derived, assumed)."},
    {"RT0506", "A table has a column for each of its quantities, with its unit: power [W/cell]."},
    {"RT0507",
     "The rows of a table are numbers in their order: among those with the same first value the "
     "second rises and the third falls, over three rows at least."},
    {"RT0601", "A base and its overlay have the same schema_version."},
    {"RT0602", "'extends' goes round in a circle."},
    {"RT0603",
     "An overlay can not change the type of a component, because stale parameters of the "
     "old type would stay: remove it and write it again."},
    {"RT0604", "'remove' names something that is not there."},
    {"RT0605",
     "'set' changes parameters of what exists; new components belong under "
     "'components:'."},
    {"RT0606", "'extends' goes deeper than 8 files."},
    {"RT0607", "Two entries of one file have the same id; they could not be told apart."},
    {"RT0608", "'set' can not change structure; that is for overlays."},
    {"RT0609", "If 'extends' is an axis of a study, the file has no 'extends' of its own."},
    {"RT0610", "An abstract scenario is only to be extended: it is checked, but not run."},
    {"RT0701", "The event lies after the end of the run and would test nothing."},
    {"RT0702", "The target does not know this verb, or this failure mode."},
    {"RT0703",
     "An event changes parameters that may change while running; structure and ratings "
     "belong into an overlay."},
    {"RT0704", "An event has exactly one verb."},
    {"RT0705",
     "An event has exactly one time: 'at', or 'after' with a 'delay' above zero, so that "
     "nothing triggers itself within an instant."},
    {"RT0706",
     "Two events change one parameter, or dip one source, at the same time; the value to "
     "return to would be ambiguous."},
    {"RT0801", "The condition does not follow the grammar; spaces stand around + - * /."},
    {"RT0802",
     "The quantity does not add up over members: name each one with '*', or reduce them "
     "to one number with min( ), max( ) or mean( )."},
    {"RT0803",
     "The two sides of a comparison have different dimensions, or a number is compared "
     "with a state."},
    {"RT0804", "Two stars of one check are unrelated; close one with min( ), max( ) or count( )."},
    {"RT0805",
     "A curve stands behind 'inside' in a check, and the component is one that it limits; an "
     "event can not wait for one."},
    {"RT0806", "A check has exactly one claim: always, eventually or at_end."},
    {"RT0807", "A scope key does not go with the claim, or one that it needs is missing."},
    {"RT0808", "Every check has an 'id:': it names the result in reports and in CI."},
    {"RT0811",
     "The scope of the check never opened, so it tested nothing; 'if_never: pass' if "
     "that is meant."},
    {"RT0812",
     "A scenario without checks gates nothing; 'abstract: true' if it is only to be "
     "extended."},
    {"RT0813", "A condition that nothing can satisfy says nothing: its parts exclude each other."},
    {"RT0901", "A rack carries at most one job at a time: jobs that share racks do not overlap."},
    {"RT0902", "Jobs run on racks."},
    {"RT0903", "The profile draws more than the rack is rated for."},
    {"RT0904", "A job names its racks."},
    {"RT0905", "A job needs what draws power: racks and loads."},
    {"RT0906", "A utility, ups, rotary_ups, bess or bbu tells a job of a power event."},
    {"RT0911", "A column of a trace has no unit: in its header or as 'unit:'."},
    {"RT0912", "The trace is shorter than the run; 'outside:' says what holds then."},
    {"RT0913",
     "A row of the trace has no value, or rows are missing in one that is regular otherwise; "
     "'gaps:' says what holds then."},
    {"RT0914",
     "A trace is a CSV file with a header line; 'time:' and 'column:' name two of its columns, "
     "'time_format:' the form of civil times."},
    {"RT0915",
     "A row of the trace can not be read: one cell for each column, numbers with '.' that come to "
     "nothing negative, times that ascend. Two rows at one time are a jump."},
    {"RT0916", "'within:' has thinned the trace; what is left is simulated."},
    {"RT0917", "A scheduler holds jobs that run on racks."},
    {"RT0918", "A job has one scheduler."},
    {"RT0930", "A job moves to racks that are not its own, with as many GPUs as those."},
    {"RT0931", "Training and batch jobs move; an inference job serves on all its racks."},
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
    {"RT1008", "A check over replicas compares a statistic: lower95(share(run.passed)) >= 99 %."},
    {"RT1009", "Replicas are counted from 1 to 'replicas' of the study."},
    {"RT1010", "A distribution is uniform, normal, lognormal or weibull, with two numbers."},
    {"RT1011", "A block diagram has as many states as can be enumerated, for one kind of rack."},
    {"RT1012", "Failures of a contingency begin within the run."},
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

std::string explain_rule(std::string_view rule) {
  const auto found = std::ranges::find(kRules, rule, &Rule::id);
  return found == std::end(kRules) ? std::string() : std::string(found->text);
}

std::vector<std::string_view> rule_ids() {
  std::vector<std::string_view> ids;
  for (const Rule& rule : kRules) ids.push_back(rule.id);
  return ids;
}

}  // namespace ridethrough::scenario
