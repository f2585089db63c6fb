#include "ridethrough/devices/storage/battery_device.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "devices/storage/battery_findings.hpp"
#include "devices/storage/battery_numbers.hpp"
#include "devices/storage/runaway_clock.hpp"
#include "devices/storage/string_growth.hpp"
#include "devices/storage/watched_bank.hpp"
#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::devices {
namespace {

class BatteryDevice final : public Device {
 public:
  explicit BatteryDevice(const Parameters& parameters)
      : Device(battery_schema()),
        watched_(make_bank(storage::StringGrowth::grown(parameters)),
                 storage::battery_wear_meter(parameters)),
        growth_(parameters),
        runaway_(parameters),
        has_coup_de_fouet_(get(parameters, "coup_de_fouet").present()) {
    // What stands ready is as charged as the others, and not connected.
    for (int i = 0; i < growth_.ready(); ++i) watched_.bank().lose_string(0);
    strings_ = watched_.bank().working_strings();
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
    warn_at_start(ports);
    if (growth_.ends() <= ports.now()) join(ports);
    if (runaway_.ends() <= ports.now()) run_away(ports);
    runaway_.hold(ports.now(), !is_off());
    ports.wake(*this, std::min(growth_.ends(), runaway_.ends()));
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
    report_wear(watched_.wear(view.now), watched_.throughput_j(view.now), report);
    report_float(runaway_, report);
    if (growth_.is_planned()) {
      report.findings.push_back({"time_without_storage", growth_.exposed_s(view.now), "h"});
    }
    report.incidents.insert(report.incidents.end(), stops_.begin(), stops_.end());
  }

 private:
  /// Indices into the states of battery_schema().
  enum BatteryState : int { kIdle, kCharging, kDischarging, kFull, kStopped, kFailed, kGrowing };

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
    if (command.verb == Verb::grow) {
      grow(ports);
      return;
    }
    if (command.verb == Verb::repair || !command.begins) {
      mend(ports);
    } else if (command.verb == Verb::fail) {
      break_down(ports.now(), command.arguments);
    } else {
      return;
    }
    judge(ports);
    tell_converter(ports);
  }

  void break_down(core::Tick now, const Parameters& arguments) {
    reason_ = get(arguments, "as").word();
    if (reason_ == "breaker_open") {
      breaker_is_open_ = true;
      move_breaker(now);
      return;
    }
    spoil_strings(now, arguments);
  }

  void mend(const Ports& ports) {
    reason_ = "repaired";
    breaker_is_open_ = false;
    move_breaker(ports.now());
    if (growth_.ready() == 0) {
      watched_.bank().restore_strings(ports.now());
    } else if (has_lost_strings()) {
      ports.warn(*this, "RT1302", "lost strings come back with those that stand ready, at 'grow'");
    }
  }

  void grow(Ports& ports) {
    if (growth_.ready() == 0 || growth_.is_off()) {
      ports.warn(*this, "RT1302", "no string stands ready to 'grow' by: 'ready_strings'");
      return;
    }
    growth_.begin(ports.now());
    if (growth_.ends() > ports.now()) {
      move_breaker(ports.now());
      judge(ports);
      tell_converter(ports);
    }
  }

  /// The ready strings join the others, and lost ones come back with them.
  void join(Ports& ports) {
    const int before = watched_.bank().working_strings();
    growth_.finish(ports.now());
    watched_.bank().restore_strings(ports.now());
    move_breaker(ports.now());
    reason_ = "grown";
    ports.log_count(*this, "strings", before, watched_.bank().working_strings(), reason_);
    judge(ports);
    tell_converter(ports);
  }

  void warn_at_start(const Ports& ports) {
    if (is_warned_) return;
    is_warned_ = true;
    if (has_coup_de_fouet_) ports.warn(*this, "RT1303", storage::kUnverifiedDip);
    if (runaway_.runs_away()) ports.warn(*this, "RT1304", storage::kNoStableFloat);
  }

  /// The cells are too hot on float: every string is lost.
  void run_away(Ports& ports) {
    while (watched_.bank().working_strings() > 0) watched_.bank().lose_string(ports.now());
    reason_ = "thermal_runaway";
    judge(ports);
    tell_converter(ports);
  }

  bool is_off() const {
    return breaker_is_open_ || growth_.is_off() || watched_.bank().working_strings() == 0;
  }

  void move_breaker(core::Tick now) {
    watched_.bank().set_breaker(now, !breaker_is_open_ && !growth_.is_off());
  }

  bool has_lost_strings() const { return watched_.bank().working_strings() < strings_; }

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
    } else if (growth_.is_off()) {
      next = kGrowing;
      reason = "growing";
    } else if (state() == kFailed || state() == kGrowing) {
      reason = reason_;
    }
    note_stop(ports.now(), next, reason);
    enter(ports, next, reason);
  }

  static bool is_down(int state) { return state == kStopped || state == kGrowing; }

  void note_stop(core::Tick now, int next, const std::string& reason) {
    if (next == state()) return;
    if (is_down(state()) && !stops_.empty()) stops_.back().lasted = now - stops_.back().at;
    if (is_down(next)) stops_.push_back({"stopped", now, core::kNever, reason});
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
  storage::StringGrowth growth_;
  storage::RunawayClock runaway_;
  bool has_coup_de_fouet_ = false;
  bool is_warned_ = false;
  int strings_ = 0;  ///< that are there at the start
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
