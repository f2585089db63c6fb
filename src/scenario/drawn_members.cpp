#include "scenario/drawn_members.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "scenario/inner_devices.hpp"

namespace ridethrough::scenario {

namespace {

using devices::get;
using devices::Parameters;
using devices::Value;

double number_or_zero(const Parameters& map, std::string_view key) {
  const Value& value = get(map, key);
  return value.present() ? value.number() : 0.0;
}

FailureMode mode_of(const Parameters& map, const devices::TypeSchema& type) {
  const Value& as = get(map, "as");
  return {as.present() ? as.word() : std::string(type.failures.front().name),
          number_or_zero(map, "mttf"), number_or_zero(map, "repair"),
          number_or_zero(map, "test_interval")};
}

FaultMode faults_of(const Parameters& map) {
  FaultMode faults;
  const Value& value = get(map, "faults");
  if (!value.present()) return faults;
  faults.mttf_s = number_or_zero(value.map(), "mttf");
  faults.repair_s = number_or_zero(value.map(), "repair");
  const Value::List& position = get(value.map(), "position").list();
  faults.from_share = position.at(0).number();
  faults.to_share = position.at(1).number();
  faults.kinds = get(value.map(), "kinds");
  faults.resistance_ohm = number_or_zero(value.map(), "resistance");
  return faults;
}

/// Without a mode that takes it out of service a wrong operation ends in its first one.
std::string wrong_mode(const devices::TypeSchema& type) {
  const std::string_view out = out_of_service_mode(type);
  return std::string(out.empty() ? type.failures.front().name : out);
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

std::string_view out_of_service_mode(const devices::TypeSchema& type) {
  constexpr std::array<std::string_view, 4> kFullestFirst = {"breakdown", "open_circuit",
                                                             "breaker_open", "fail_to_start"};
  for (const std::string_view mode : kFullestFirst) {
    const bool has = std::ranges::any_of(
        type.failures, [&](const devices::WordSpec& each) { return each.name == mode; });
    if (has) return mode;
  }
  return {};
}

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
  reliability.counted_repair_s = number_or_zero(map, "repair");
  // A set breaks down in running time; all others in time.
  if (map.contains("fail_to_start")) {
    reliability.demands_key = kFailingStarts;
    reliability.fail_on_demand = get(map, "fail_to_start").number();
    reliability.running_mttf_s = number_or_zero(map, "mttf");
    const bool can_fail = reliability.fail_on_demand > 0.0 || reliability.running_mttf_s > 0.0;
    return can_fail ? std::optional(reliability) : std::nullopt;
  }
  reliability.demands_key = "reliability.failing_operations";
  reliability.fail_on_demand = number_or_zero(map, "fail_to_operate");
  reliability.switching_error = number_or_zero(map, "switching_error");
  reliability.faults = faults_of(map);
  reliability.wrong = {wrong_mode(type), 0.0, number_or_zero(map, "repair"), 0.0};
  if (get(map, "mttf").present()) reliability.modes.push_back(mode_of(map, type));
  if (const Value& also = get(map, "also"); also.present()) {
    for (const Value& mode : also.list()) {
      reliability.modes.push_back(mode_of(mode.map(), type));
    }
  }
  const bool can_fail = !reliability.modes.empty() || reliability.fail_on_demand > 0.0 ||
                        reliability.switching_error > 0.0 || reliability.faults.mttf_s > 0.0;
  return can_fail ? std::optional(reliability) : std::nullopt;
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
