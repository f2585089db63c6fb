#include "ridethrough/devices/storage/battery_device.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "devices/incidents.hpp"
#include "devices/run_store.hpp"
#include "devices/storage/battery_findings.hpp"
#include "devices/storage/battery_numbers.hpp"
#include "devices/storage/battery_orders.hpp"
#include "devices/storage/battery_protection.hpp"
#include "devices/storage/battery_quantities.hpp"
#include "devices/storage/floating_bank.hpp"
#include "devices/storage/runaway_clock.hpp"
#include "devices/storage/string_growth.hpp"
#include "devices/storage/string_trips.hpp"
#include "devices/storage/watched_bank.hpp"
#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::devices {
namespace {

using namespace storage::battery_indices;

class BatteryDevice final : public Device {
 public:
  explicit BatteryDevice(const Parameters& parameters)
      : Device(battery_schema()),
        parameters_(parameters),
        growth_(parameters),
        runaway_(parameters),
        watched_(bank_at_start(nullptr)),
        is_protected_(storage::battery_protection(parameters).is_on()) {
    strings_ = watched_.bank().working_strings();
    if (watched_.charge_limit_w(0) == 0.0) start_in(kFull);
  }

  core::Phase phase() const override { return core::Phase::island; }
  DcStorage* storage() override { return &watched_; }

  void wire(Wiring& wiring) override {
    if (!wiring.feeders.empty()) converter_ = wiring.feeders.front();
    if (get(parameters_, "spread").present()) watched_ = bank_at_start(&wiring.stream);
    if (RunStore* store = run_store(wiring)) watched_.bank().share_courses(*store);
    stored_at_start_j_ = watched_.stored_j(0);
    floating_.wire(wiring, parameters_);
  }

  void order(const Command& command) override { commands_.push_back(command); }

  void react(Ports& ports) override {
    for (const Command& command : commands_) obey(ports, command);
    commands_.clear();
    if (!std::exchange(is_warned_, true)) warn_at_start(ports);
    if (growth_.ends() <= ports.now()) join(ports);
    if (runaway_.ends() <= ports.now()) run_away(ports);
    runaway_.hold(ports.now(), !is_off());
    if (is_protected_) open_tripped(ports);
    floating_.react(ports, *this, watched_);
    const core::Tick watch = watched_.bank().next_watch(ports.now());
    const core::Tick own = floating_.next(ports.now(), watched_);
    ports.wake(*this, std::min({growth_.ends(), runaway_.ends(), watch, own}));
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
      default:
        return seen.temperature_k;
    }
  }

  core::Books account(const View& view) const override {
    const double delivered_j = watched_.energy_delivered_j(view.now);
    core::Books books;
    books.in_j = std::max(0.0, -delivered_j);
    books.out_j = std::max(0.0, delivered_j);
    floating_.account(view, delivered_j, books);
    books.loss_j = watched_.loss_j(view.now);
    books.stored_change_j = watched_.stored_j(view.now) - stored_at_start_j_;
    return books;
  }

  void report(const View& view, Report& report) const override {
    report_cells(watched_, view.now, report);
    report_wear(watched_.wear(view.now), watched_.throughput_j(view.now), report);
    report_float(runaway_, report);
    if (growth_.is_planned()) {
      report.findings.push_back({"time_without_storage", growth_.exposed_s(view.now), "h"});
    }
    if (is_protected_) trips_.report(report);
    floating_.report(report);
    report.incidents.insert(report.incidents.end(), stops_.begin(), stops_.end());
  }

 private:
  storage::WatchedBank bank_at_start(core::RandomStream* chance) const {
    auto bank = make_bank(storage::StringGrowth::grown(parameters_), chance);
    // What stands ready is as charged as the others, and not connected.
    for (int i = 0; i < growth_.ready(); ++i) bank->lose_string(0);
    return {std::move(bank), storage::battery_wear_meter(parameters_)};
  }

  void obey(Ports& ports, const Command& command) {
    if (command.verb == Verb::grow) {
      grow(ports);
      return;
    }
    if (command.verb == Verb::repair || !command.begins) {
      mend(ports);
    } else if (command.verb == Verb::fail) {
      break_down(ports, command.arguments);
    } else {
      return;
    }
    judge(ports);
    tell_converter(ports);
  }

  void break_down(Ports& ports, const Parameters& arguments) {
    reason_ = get(arguments, "as").word();
    if (reason_ == "breaker_open") {
      breaker_is_open_ = true;
      move_breaker(ports.now());
      return;
    }
    for (const std::string& text :
         storage::too_much_to_spoil(arguments, parameters_, watched_.bank().working_strings())) {
      ports.warn(*this, "RT1302", text);
    }
    watched_.spoil(ports.now(), storage::string_fault(reason_, arguments),
                   storage::count_in(arguments, "number"));
  }

  void mend(const Ports& ports) {
    reason_ = "repaired";
    breaker_is_open_ = false;
    move_breaker(ports.now());
    if (growth_.ready() == 0) {
      restore_strings(ports.now());
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
    restore_strings(ports.now());
    move_breaker(ports.now());
    reason_ = "grown";
    ports.log_count(*this, "strings", before, watched_.bank().working_strings(), reason_);
    judge(ports);
    tell_converter(ports);
  }

  void open_tripped(Ports& ports) {
    const std::vector<StringTrip> trips = watched_.bank().trip(ports.now());
    if (trips.empty()) return;
    int closed = watched_.bank().working_strings();
    for (const StringTrip& trip : trips) closed += trip.strings;
    for (const StringTrip& trip : trips) {
      reason_ = word_of(trip.cause);
      ports.log_count(*this, "strings", closed, closed - trip.strings, reason_);
      closed -= trip.strings;
      trips_.add(ports.now(), trip);
    }
    judge(ports);
    tell_converter(ports);
  }

  void warn_at_start(const Ports& ports) const {
    const bool dips = get(parameters_, "coup_de_fouet").present();
    if (dips) ports.warn(*this, "RT1303", storage::kUnverifiedDip);
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

  void restore_strings(core::Tick now) {
    watched_.bank().restore_strings(now);
    trips_.note_repair(now);
  }

  bool has_lost_strings() const { return watched_.bank().working_strings() < strings_; }

  void tell_converter(Ports& ports) {
    floating_.ask_again(ports.now());
    if (converter_ != nullptr) ports.mark(*converter_);
  }

  void judge(Ports& ports) {
    const auto& notes = watched_.notes();
    const bool has_failed = breaker_is_open_ || watched_.bank().working_strings() == 0;
    int next = mode(ports.now());
    std::string reason;
    if (notes.stop != StorageStop::none) reason = word_of(notes.stop);
    if (floating_.is_disconnected()) reason = "low_voltage";
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
    if (is_down(state())) end_incident(stops_, now);
    if (is_down(next)) begin_incident(stops_, now, false, reason);
  }

  int mode(core::Tick now) const {
    const auto& notes = watched_.notes();
    const double sense = notes.power_w != 0.0 ? notes.power_w : notes.slope_w_per_s;
    if (sense > 0.0) return kDischarging;
    if (sense < 0.0) return kCharging;
    if (floating_.is_disconnected() || watched_.discharge_limit_w(now) <= 0.0) return kStopped;
    return watched_.charge_limit_w(now) <= 0.0 ? kFull : kIdle;
  }

  Parameters parameters_;
  storage::StringGrowth growth_;
  storage::RunawayClock runaway_;
  storage::WatchedBank watched_;
  storage::FloatingBank floating_;
  bool is_protected_ = false;
  storage::StringTrips trips_;
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
