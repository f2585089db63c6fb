#include <fmt/format.h>

#include "scenario/binder.hpp"

namespace ridethrough::scenario {

namespace {

std::string plural(std::size_t number, std::string_view noun) {
  return fmt::format("{} {}{}", number_word(number), noun, number == 1 ? "" : "s");
}

/// RT0411: the number of feeders against the inlets of the type (E7).
void check_feeders(const Tree& from, std::size_t feeders, const devices::TypeSchema& type,
                   Diagnostics& diagnostics) {
  const auto& terminals = type.terminals;
  const std::string subject = with_article(type.name);
  if (terminals.inlets_max == 0) {
    diagnostics.error("RT0416", fmt::format("{} has no inlet, so nothing feeds it", subject),
                      from.place, "take 'from:' out; who is fed by it names it in its own 'from:'");
    return;
  }
  const auto most = static_cast<std::size_t>(terminals.inlets_max);
  const auto least = static_cast<std::size_t>(terminals.inlets_min);
  const bool too_many = terminals.inlets_max > 0 && feeders > most;
  if (!too_many && feeders >= least) return;
  const std::size_t due = too_many ? most : least;
  const std::string_view bound = terminals.inlets_max == terminals.inlets_min || due == 1 ? ""
                                 : too_many ? "at most "
                                            : "at least ";
  const std::string hint = type.feeder_hint.empty() || !too_many
                               ? fmt::format("name {}", plural(due, "feeder"))
                               : std::string(type.feeder_hint);
  diagnostics.error("RT0411",
                    fmt::format("{} has {}{}, here {} {}", subject, bound, plural(due, "inlet"),
                                feeders == 1 ? "is" : "are", plural(feeders, "feeder")),
                    from.place, hint);
}

void bind_between(const Tree& value, const Tree& between, ComponentSpec& component,
                  Diagnostics& diagnostics) {
  if (component.type == nullptr || !component.type->terminals.between) {
    const std::string_view name = component.type == nullptr ? "group" : component.type->name;
    diagnostics.error(
        "RT0415", fmt::format("{} can not stand between two buses", with_article(name)),
        between.place, "it says 'from:'; a tie is a breaker, a cable or a transformer");
    return;
  }
  if (value.find("from") != nullptr) {
    diagnostics.error("RT0415", fmt::format("'{}' has both 'from' and 'between'", component.name),
                      between.place, "'between' ties two buses that exist; 'from' makes a new one");
  }
  component.between = read_references(between, "between", diagnostics);
  const bool two = between.kind == Tree::Kind::list && between.items.size() == 2;
  if (two) return;
  diagnostics.error("RT0415", fmt::format("'between' of '{}' has two ends", component.name),
                    between.place, "write between: [bus-a, bus-b]");
}

}  // namespace

void bind_wiring(const Tree& value, ComponentSpec& component, Diagnostics& diagnostics) {
  if (const Tree* from = value.find("from")) {
    component.from_place = from->place;
    component.from = read_references(*from, "from", diagnostics);
    const std::size_t feeders = from->kind == Tree::Kind::list ? from->items.size() : 1;
    if (component.type != nullptr && feeders > 0) {
      check_feeders(*from, feeders, *component.type, diagnostics);
    }
  }
  if (const Tree* between = value.find("between")) {
    component.from_place = between->place;
    bind_between(value, *between, component, diagnostics);
  }
}

bool bind_count_key(const Tree& value, ComponentSpec& component, Diagnostics& diagnostics) {
  const Tree* count = value.find("count");
  if (count == nullptr) return true;
  component.is_counted = true;
  component.count_place = count->place;
  static constexpr devices::ParamSpec kCount{.name = "count",
                                             .kind = devices::Kind::count,
                                             .unit = "",
                                             .fallback = "1",
                                             .text = "how many of this box",
                                             .high = 1e6,
                                             .positive = true};
  ValueContext context{.diagnostics = diagnostics, .owner = "'" + component.name + "'"};
  const auto bound = bind_value(*count, kCount, context);
  if (!bound) return false;
  component.count = bound->count();
  return true;
}

std::optional<core::Tick> read_time(const Tree& value, std::string_view key,
                                    Diagnostics& diagnostics, bool above_zero) {
  const devices::ParamSpec spec{.name = key,
                                .kind = devices::Kind::quantity,
                                .unit = "s",
                                .fallback = "",
                                .text = "a span of time",
                                .low = 0.0,
                                .positive = above_zero};
  ValueContext context{.diagnostics = diagnostics, .owner = ""};
  const auto bound = bind_quantity(value, spec, context);
  if (!bound) return std::nullopt;
  // A century in nanoseconds still fits; beyond it a sum of two times would not.
  constexpr double kLongestS = 3.1536e9;
  if (bound->number() > kLongestS) {
    diagnostics.error("RT0304", fmt::format("'{}' can not be {}", key, value.text), value.place,
                      "at most 100 y");
    return std::nullopt;
  }
  return core::ticks_nearest(bound->number());
}

std::shared_ptr<Condition> read_condition(const Tree& value, std::string_view key,
                                          Diagnostics& diagnostics) {
  const std::string what = fmt::format("the condition of '{}'", key);
  if (!expect_kind(value, Tree::Kind::scalar, what, diagnostics)) return nullptr;
  return parse_condition(value.text, place_within(value, 0, static_cast<int>(value.text.size())),
                         diagnostics);
}

}  // namespace ridethrough::scenario
