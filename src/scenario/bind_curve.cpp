#include "scenario/bind_curve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>

#include "ridethrough/scenario/curve.hpp"
#include "scenario/currency.hpp"

namespace ridethrough::scenario {

namespace {

using devices::Parameters;
using devices::Value;

constexpr std::string_view kLoadSteps = "ISO 8528-5";

/// Reads the values of one part into a Curve.
class CurveReader {
 public:
  CurveReader(const Part& part, const Parameters& values, Diagnostics& diagnostics)
      : part_(part), values_(values), diagnostics_(diagnostics) {}

  std::shared_ptr<const Curve> read() {
    curve_.name = part_.name;
    curve_.is_unverified = devices::get(values_, "unverified").flag();
    const Value::List& reads = devices::get(values_, "reads").list();
    const bool is_whole = !reads.empty()
                              ? read_kind(reads.front().word())
                              : fail("reads", "the quantity that it limits, for example voltage");
    return is_whole ? std::make_shared<const Curve>(std::move(curve_)) : nullptr;
  }

 private:
  /// Always false, as what ends after a finding.
  bool fail(std::string_view key, const std::string& label) {
    const Tree* value = part_.values.find(key);
    diagnostics_.error("RT0309", fmt::format("the curve '{}' can not be read", part_.name),
                       value != nullptr ? value->place : part_.values.place, label);
    return false;
  }

  bool read_kind(const std::string& quantity) {
    curve_.reads = quantity;
    const std::string& kind = devices::get(values_, "kind").word();
    if (kind == "envelope") return read_envelope();
    return kind == "step_response" ? read_step_response() : read_ramp();
  }

  bool read_envelope() {
    if (curve_.reads != "voltage") return fail("reads", "an envelope is one of a voltage, in pu");
    return read_side("below", -1.0, curve_.below) && read_side("above", 1.0, curve_.above) &&
           (!curve_.below.empty() || !curve_.above.empty() ||
            fail("kind", "an envelope needs 'below:' or 'above:'"));
  }

  /// The rows say how long the signal may lie between a level and the one before; what is beyond
  /// the last level may never be.
  bool read_side(std::string_view key, double sign, std::vector<Excursion>& side) {
    const Value& rows = devices::get(values_, key);
    if (!rows.present()) return true;
    if (rows.list().empty()) return fail(key, "one row is the steady level: 'for: unlimited'");
    double limit = devices::get(rows.list().front().map(), "level").number();
    for (const Value& row : rows.list()) {
      const bool is_first = &row == &rows.list().front();
      const bool is_unlimited =
          std::holds_alternative<std::string>(devices::get(row.map(), "for").data());
      if (is_unlimited != is_first) {
        return fail(key, "the first row, and no other, is the steady level: 'for: unlimited'");
      }
      if (!is_first && !read_row(row.map(), sign, limit, side)) {
        return fail(key, "each row goes further than the one before, and lasts shorter");
      }
    }
    // No magnitude is below zero: a limit there would only hide the margin of the others.
    if (limit > 0.0) side.push_back({limit, 0});
    return true;
  }

  /// Takes `limit` on to the level of the row; false where that or its time does not go on.
  static bool read_row(const Parameters& row, double sign, double& limit,
                       std::vector<Excursion>& side) {
    const double level = devices::get(row, "level").number();
    const core::Tick longest = core::ticks_nearest(devices::get(row, "for").number());
    const bool is_shorter = side.empty() || longest < side.back().longest;
    if (sign * (level - limit) <= 0.0 || !is_shorter) return false;
    side.push_back({limit, longest});
    limit = level;
    return true;
  }

  bool read_step_response() {
    const Value& grade = devices::get(values_, "class");
    if (!grade.present()) return fail("kind", "a step_response needs 'class: G2'");
    curve_.kind = Curve::Kind::step_response;
    curve_.standard = kLoadSteps;
    curve_.judged_type = "genset";
    curve_.worst_rank = '3' - grade.word().back();  // rank 0 is the best class, G3
    return true;
  }

  bool read_ramp() {
    if (curve_.reads != "power") return fail("reads", "a ramp is one of a power");
    curve_.kind = Curve::Kind::ramp;
    const double free_w = devices::get(values_, "free_range").number();
    read_slopes("ramp_up", free_w, curve_.up);
    read_slopes("ramp_down", free_w, curve_.down);
    if (!read_bands()) return fail("bands", "a band goes from a frequency to a higher one");
    read_number("peak", curve_.peak);
    read_number("flicker", curve_.flicker);
    // The constants of the flickermeter were not read in its standard.
    curve_.is_unverified = curve_.is_unverified || curve_.flicker;
    const bool limits = !curve_.up.empty() || !curve_.down.empty() || !curve_.bands.empty() ||
                        curve_.peak || curve_.flicker;
    return limits || fail("kind",
                          "a ramp_and_band needs 'ramp_up:', 'ramp_down:', 'bands:', 'peak:' or "
                          "'flicker:'");
  }

  void read_number(std::string_view key, std::optional<double>& number) const {
    const Value& value = devices::get(values_, key);
    if (value.present()) number = value.number();
  }

  bool read_bands() {
    const Value& rows = devices::get(values_, "bands");
    if (!rows.present()) return true;
    for (const Value& row : rows.list()) {
      curve_.bands.push_back({devices::get(row.map(), "from").number(),
                              devices::get(row.map(), "to").number(),
                              devices::get(row.map(), "at_most").number()});
    }
    return std::all_of(curve_.bands.begin(), curve_.bands.end(),
                       [](const Band& band) { return band.to_hz > band.from_hz; });
  }

  void read_slopes(std::string_view key, double free_w, std::vector<Slope>& slopes) {
    const Value& rows = devices::get(values_, key);
    if (!rows.present()) return;
    for (const Value& row : rows.list()) {
      const double at_most_w = devices::get(row.map(), "at_most").number();
      slopes.push_back({core::ticks_nearest(devices::get(row.map(), "over").number()),
                        std::max(at_most_w, free_w)});
    }
  }

  const Part& part_;
  const Parameters& values_;
  Diagnostics& diagnostics_;
  Curve curve_;
};

/// Puts the curves into one condition.
class CurveBinder {
 public:
  explicit CurveBinder(Binding& binding) : binding_(binding) { collect(binding.model.components); }

  void bind(Condition& part) {
    for (const auto& operand : part.operands) bind(*operand);
    if (part.op != Op::inside) return;
    part.curve = curve_of(part);
    if (part.curve != nullptr) name_quantity(*part.operands.front(), part.curve->reads);
  }

 private:
  void collect(const std::vector<ComponentSpec>& components) {
    for (const ComponentSpec& component : components) {
      names_.insert(component.name);
      collect(component.children);
    }
  }

  std::shared_ptr<const Curve> curve_of(const Condition& part) {
    Tree name;
    name.text = part.word;
    name.place = part.place;
    name.place.column += part.place.length - static_cast<int>(part.word.size());
    name.place.length = static_cast<int>(part.word.size());
    Diagnostics& diagnostics = binding_.diagnostics;
    const Part* found = binding_.parts.use(name, "curve", diagnostics);
    if (found == nullptr) return nullptr;
    ValueContext context{.diagnostics = diagnostics,
                         .owner = "curve",
                         .parts = &binding_.parts,
                         .subject = name.place};
    const std::size_t before = diagnostics.all().size();
    const Parameters values =
        bind_parameters(found->values, schema_of(binding_.catalog, "curve")->parameters, context);
    if (diagnostics.all().size() > before) return nullptr;
    return CurveReader(*found, values, diagnostics).read();
  }

  /// `ups inside itic` means the quantity of the ups that the curve reads.
  void name_quantity(Condition& number, const std::string& quantity) const {
    if (number.op != Op::path) return;
    const Segment& last = number.path.segments.back();
    const bool names_component = last.kind != Segment::Kind::name || names_.contains(last.text);
    if (!names_component) return;
    Path longer;
    std::string problem;
    int column = 0;
    if (parse_path(number.path.text() + "." + quantity, longer, problem, column)) {
      number.path = std::move(longer);
    }
  }

  Binding& binding_;
  std::set<std::string, std::less<>> names_;
};

}  // namespace

ConditionPtr read_check_condition(const Tree& value, std::string_view key, Binding& binding) {
  const std::shared_ptr<Condition> condition = read_condition(value, key, binding.diagnostics);
  if (condition == nullptr) return nullptr;
  const std::size_t before = binding.diagnostics.all().size();
  note_currencies(*condition, binding.model.currency, binding.diagnostics);
  CurveBinder(binding).bind(*condition);
  return binding.diagnostics.all().size() == before ? condition : nullptr;
}

}  // namespace ridethrough::scenario
