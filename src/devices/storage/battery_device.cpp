#include "ridethrough/devices/storage/battery_device.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "devices/storage/battery_numbers.hpp"
#include "devices/storage/watched_bank.hpp"
#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::devices {
namespace {

class BatteryDevice final : public Device {
 public:
  explicit BatteryDevice(const Parameters& parameters)
      : Device(battery_schema()),
        watched_(make_bank(parameters), storage::battery_wear_meter(parameters)) {
    stored_at_start_j_ = watched_.stored_j(0);
    if (watched_.charge_limit_w(0) == 0.0) start_in(kFull);
  }

  core::Phase phase() const override { return core::Phase::island; }
  DcStorage* storage() override { return &watched_; }

  void wire(Wiring& wiring) override {
    if (!wiring.feeders.empty()) converter_ = wiring.feeders.front();
  }

  void order(const Command& command) override { commands_.push_back(command); }

  void react(Ports& ports) override {
    for (const Command& command : commands_) obey(ports, command);
    commands_.clear();
    if (seen_changes_ == watched_.notes().changes) return;
    seen_changes_ = watched_.notes().changes;
    judge(ports);
  }

  double look(std::size_t quantity, const View& view) const override {
    const StorageView seen = watched_.look(view.now);
    switch (quantity) {
      case kSoc:
        return seen.soc_frac;
      case kVoltage:
        return seen.terminal_voltage_v;
      case kCellVoltage:
        return watched_.bank().cell_voltage_v(view.now);
      case kCurrent:
        return seen.current_a;
      case kPower:
        return seen.current_a * seen.terminal_voltage_v;
      case kEnergy:
        return seen.energy_j;
      case kTemperature:
        return seen.temperature_k;
      default:
        return static_cast<double>(state());
    }
  }

  core::Books account(const View& view) const override {
    const double delivered_j = watched_.energy_delivered_j(view.now);
    core::Books books;
    books.in_j = std::max(0.0, -delivered_j);
    books.out_j = std::max(0.0, delivered_j);
    books.loss_j = watched_.loss_j(view.now);
    books.stored_change_j = watched_.stored_j(view.now) - stored_at_start_j_;
    return books;
  }

  void report(const View& view, Report& report) const override {
    const StorageView seen = watched_.look(view.now);
    auto soc = watched_.notes().soc_frac;
    auto voltage = watched_.notes().voltage_v;
    soc.note(seen.soc_frac, view.now);
    voltage.note(seen.terminal_voltage_v, view.now);
    report.findings.push_back({"soc_end", seen.soc_frac, "%"});
    report.findings.push_back({"soc_min", soc.value, "%", soc.time});
    report.findings.push_back({"energy_left", seen.energy_j, "kWh"});
    report.findings.push_back({"voltage_min", voltage.value, "V", voltage.time});
    report.findings.push_back({"energy_discharged", watched_.discharged_j(view.now), "kWh"});
    report_wear(view, report);
    report.incidents.insert(report.incidents.end(), stops_.begin(), stops_.end());
  }

 private:
  /// Indices into the states of battery_schema().
  enum BatteryState : int { kIdle, kCharging, kDischarging, kFull, kStopped, kFailed };

  /// Indices into the quantities of battery_schema().
  enum BatteryQuantity : std::size_t {
    kSoc,
    kVoltage,
    kCellVoltage,
    kCurrent,
    kPower,
    kEnergy,
    kTemperature,
  };

  void obey(Ports& ports, const Command& command) {
    const core::Tick now = ports.now();
    BatteryBank& bank = watched_.bank();
    if (command.verb == Verb::repair || !command.begins) {
      bank.set_breaker(now, true);
      bank.restore_strings(now);
    } else if (command.verb == Verb::fail) {
      reason_ = get(command.arguments, "as").word();
      if (reason_ == "breaker_open") {
        bank.set_breaker(now, false);
        breaker_is_open_ = true;
      } else {
        spoil_strings(now, command.arguments);
      }
      judge(ports);
      tell_converter(ports);
      return;
    } else {
      return;
    }
    breaker_is_open_ = false;
    reason_ = "repaired";
    judge(ports);
    tell_converter(ports);
  }

  void spoil_strings(core::Tick now, const Parameters& arguments) {
    const auto count_of = [&](std::string_view key) {
      const Value& value = get(arguments, key);
      return value.present() ? value.count() : 1;
    };
    StringFault fault;
    fault.cells = static_cast<double>(count_of("cells"));
    if (get(arguments, "resistance").present()) {
      fault.extra_ohm = get(arguments, "resistance").number();
    }
    if (reason_ == "shorted_cell") fault.kind = StringFaultKind::shorted_cell;
    if (reason_ == "high_resistance") fault.kind = StringFaultKind::high_resistance;
    if (reason_ == "loose_link") fault.kind = StringFaultKind::loose_link;
    const std::int64_t strings = count_of("number");
    for (std::int64_t i = 0; i < strings; ++i) {
      if (reason_ == "open_cell") {
        watched_.bank().lose_string(now);
      } else {
        watched_.spoil(now, fault);
      }
    }
  }

  void report_wear(const View& view, Report& report) const {
    const storage::WearMeter wear = watched_.wear(view.now);
    report.findings.push_back({"throughput", watched_.throughput_j(view.now), "kWh"});
    report.findings.push_back({"equivalent_full_cycles", wear.equivalent_full_cycles(), ""});
    if (wear.has_law()) report.findings.push_back({"wear", wear.wear_frac(), "%"});
  }

  void tell_converter(Ports& ports) const {
    if (converter_ != nullptr) ports.mark(*converter_);
  }

  void judge(Ports& ports) {
    const auto& notes = watched_.notes();
    const bool has_failed = breaker_is_open_ || watched_.bank().working_strings() == 0;
    int next = mode(ports.now());
    std::string reason;
    if (notes.stop != StorageStop::none) reason = word_of(notes.stop);
    if (has_failed) {
      next = kFailed;
      reason = reason_;
    } else if (state() == kFailed) {
      reason = reason_;
    }
    if (next == kStopped && state() != kStopped) {
      stops_.push_back({"stopped", ports.now(), core::kNever, reason});
    } else if (state() == kStopped && next != kStopped && !stops_.empty()) {
      stops_.back().lasted = ports.now() - stops_.back().at;
    }
    enter(ports, next, reason);
  }

  int mode(core::Tick now) const {
    const auto& notes = watched_.notes();
    const double sense = notes.power_w != 0.0 ? notes.power_w : notes.slope_w_per_s;
    if (sense > 0.0) return kDischarging;
    if (sense < 0.0) return kCharging;
    if (watched_.discharge_limit_w(now) <= 0.0) return kStopped;
    return watched_.charge_limit_w(now) <= 0.0 ? kFull : kIdle;
  }

  storage::WatchedBank watched_;
  double stored_at_start_j_ = 0.0;
  Device* converter_ = nullptr;
  std::vector<Command> commands_;
  std::int64_t seen_changes_ = 0;
  bool breaker_is_open_ = false;
  std::string reason_;
  std::vector<Incident> stops_;
};

}  // namespace

std::unique_ptr<Device> make_battery(const Parameters& parameters) {
  return std::make_unique<BatteryDevice>(parameters);
}

}  // namespace ridethrough::devices
