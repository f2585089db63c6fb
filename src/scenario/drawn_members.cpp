#include "scenario/drawn_members.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "scenario/inner_devices.hpp"

namespace ridethrough::scenario {

namespace {

using devices::get;
using devices::Parameters;
using devices::Value;

double seconds_or_zero(const Parameters& map, std::string_view key) {
  const Value& value = get(map, key);
  return value.present() ? value.number() : 0.0;
}

FailureMode mode_of(const Parameters& map, const devices::TypeSchema& type) {
  const Value& as = get(map, "as");
  return {as.present() ? as.word() : std::string(type.failures.front().name),
          seconds_or_zero(map, "mttf"), seconds_or_zero(map, "repair"),
          seconds_or_zero(map, "test_interval")};
}

void visit_level(const std::vector<ComponentSpec>& specs, const DrawnMember& around,
                 const std::function<void(const DrawnMember&)>& take) {
  const auto beside = [](const std::string& prefix, const std::string& name) {
    return prefix.empty() ? name : prefix + "." + name;
  };
  for (const ComponentSpec& spec : specs) {
    for (std::int64_t number = 1; number <= spec.count; ++number) {
      DrawnMember here{&spec, beside(around.path, spec.name), beside(around.plain, spec.name),
                       around.path};
      if (spec.is_counted) here.path += fmt::format(".{}", number);
      if (spec.type != nullptr) {
        take(here);
      } else {
        visit_level(spec.children, here, take);
      }
    }
  }
}

/// Names and members of a box, level by level, as a path of the language finds them.
bool is_named(const Path& path, const DrawnMember& member) {
  Path own;
  std::string problem;
  int column = 0;
  parse_path(member.path, own, problem, column);
  std::vector<std::string> names;
  std::vector<Members> numbers;
  for (const Segment& segment : own.segments) {
    if (segment.kind == Segment::Kind::members) {
      numbers.back() = segment.members;
    } else {
      names.push_back(segment.text);
      numbers.emplace_back();
    }
  }
  return matches(path, names, numbers);
}

Parameters reliability_map(const Model& model, const DrawnMember& member) {
  const Value& own = get(member.spec->parameters.values, "reliability");
  Parameters values;
  if (own.present()) values = own.map();
  for (const MemberValue& value : model.member_values) {
    constexpr std::string_view kKey = "reliability.";
    if (!value.parameter.starts_with(kKey) || !is_named(value.component, member)) continue;
    values = with_value(std::move(values), value.parameter.substr(kKey.size()), value.value);
  }
  return values;
}

}  // namespace

void visit_boxes(const Model& model, const std::function<void(const DrawnMember&)>& take) {
  visit_level(model.components, {}, take);
}

std::optional<Reliability> reliability_of(const Model& model, const DrawnMember& member) {
  const devices::TypeSchema& type = *member.spec->type;
  if (type.failures.empty()) return std::nullopt;
  const Parameters map = reliability_map(model, member);
  Reliability reliability;
  reliability.group = member.spec->name;
  if (const Value& common = get(map, "common_cause"); common.present()) {
    reliability.beta = get(common.map(), "beta").number();
    const Value& group = get(common.map(), "group");
    if (group.present()) reliability.group = group.word();
  }
  // A set breaks down in running time; all others in time.
  const bool runs = devices::get(member.spec->parameters.values, "reliability").present() &&
                    map.contains("fail_to_start");
  if (runs) {
    reliability.fail_to_start = get(map, "fail_to_start").number();
    reliability.running_mttf_s = seconds_or_zero(map, "mttf");
    reliability.running_repair_s = seconds_or_zero(map, "repair");
    const bool can_fail = reliability.fail_to_start > 0.0 || reliability.running_mttf_s > 0.0;
    return can_fail ? std::optional(reliability) : std::nullopt;
  }
  if (get(map, "mttf").present()) reliability.modes.push_back(mode_of(map, type));
  if (const Value& also = get(map, "also"); also.present()) {
    for (const Value& mode : also.list()) {
      reliability.modes.push_back(mode_of(mode.map(), type));
    }
  }
  return reliability.modes.empty() ? std::nullopt : std::optional(reliability);
}

std::vector<FailingMember> failing_members(const Model& model) {
  std::vector<FailingMember> members;
  visit_boxes(model, [&](const DrawnMember& member) {
    if (auto reliability = reliability_of(model, member)) {
      members.push_back({member, std::move(*reliability)});
    }
  });
  return members;
}

std::vector<CommonGroup> common_groups(const std::vector<FailingMember>& members) {
  std::map<std::string, std::vector<std::size_t>> by_name;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (members[i].reliability.beta <= 0.0) continue;
    by_name[members[i].member.around + " " + members[i].reliability.group].push_back(i);
  }
  std::vector<CommonGroup> groups;
  for (auto& [name, numbers] : by_name) {
    if (numbers.size() > 1) groups.push_back({name, std::move(numbers)});
  }
  return groups;
}

}  // namespace ridethrough::scenario
