#include "scenario/rule_tables.hpp"

namespace ridethrough::scenario {

namespace {

constexpr Rule kScenarioRules[] = {
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
};

}  // namespace

std::span<const Rule> scenario_rules() { return kScenarioRules; }

}  // namespace ridethrough::scenario
