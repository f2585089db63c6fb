#pragma once

#include <array>
#include <complex>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "ridethrough/core/engine.hpp"
#include "ridethrough/core/ledger.hpp"
#include "ridethrough/core/line.hpp"

/// The electrical network of a run: nodes, links and switches, sources and demands.
namespace ridethrough::network {

using NodeId = std::int32_t;
using LinkId = std::int32_t;
using SourceId = std::int32_t;
using DemandId = std::int32_t;
using LowId = std::int32_t;

struct NodeSpec {
  std::string name;
  double nominal_v = 400.0;  ///< line to line for ac
  bool is_dc = false;
  std::int64_t members = 1;  ///< how many identical nodes this one stands for
};

/// Where the zero-sequence current of a link may go. A delta keeps it inside, a star without an
/// earthed neutral refuses it: of a transformer only YNyn passes it on.
enum class ZeroPath { through, upper_earth, lower_earth, none };

/// A series element. Zero impedance is an ideal switch or busbar.
struct LinkSpec {
  NodeId upper = 0;  ///< towards the feeder, as wired
  NodeId lower = 0;
  double resistance_ohm = 0.0;  ///< per phase, referred to the lower node's nominal voltage
  double reactance_ohm = 0.0;
  double no_load_w = 0.0;  ///< drawn at the upper end whenever it is energised
  bool is_closed = true;
  int clock = 0;  ///< of a transformer: the lower end lags the upper by so many times 30 degrees
  ZeroPath zero_path = ZeroPath::through;
  double zero_ratio = 1.0;  ///< zero-sequence impedance / impedance
  /// Of a transformer off its nominal ratio: V lower / V upper without current, pu. A tap that adds
  /// 2.5 % of turns to the upper winding makes it 1 / 1.025. The impedance stays as given.
  double ratio = 1.0;
};

/// Who holds up a zone. A zone of converters alone is solved before the converters act.
enum class SourceKind { grid, generator, converter };

struct SourceSpec {
  NodeId node = 0;
  double resistance_ohm = 0.0;
  double reactance_ohm = 0.0;
  SourceKind kind = SourceKind::grid;
  double zero_ratio = 1.0;  ///< zero-sequence impedance / impedance; the negative one is the same
  /// Apparent power at 1 pu of the most current that it gives, per member; then its voltage folds
  /// back, or among several sources its current is cut in its own direction.
  double current_limit_w = std::numeric_limits<double>::infinity();
};

enum class FaultKind { three_phase, line_line, line_ground };

/// A short circuit: between all phases, b and c, or a and earth.
struct Fault {
  FaultKind kind = FaultKind::three_phase;
  double resistance_ohm = 0.0;  ///< between the conductors that touch; 0: bolted
  bool operator==(const Fault&) const = default;
};

/// Phasors of the phases against the neutral, pu.
using Phases = std::array<std::complex<double>, 3>;

/// Frequency as a straight line in time. 0 Hz: dead, or direct current.
struct Frequency {
  core::Tick at = 0;
  double hz = 0.0;
  double hz_per_s = 0.0;

  double hz_at(core::Tick now) const { return hz + hz_per_s * core::seconds(now - at); }
  bool operator==(const Frequency&) const = default;
};

/// The voltage that a source makes: its angle is the integral of its frequency, so it turns against
/// a clock of the nominal frequency.
struct Emf {
  double magnitude_pu = 1.0;
  Frequency frequency;
  double angle_rad = 0.0;   ///< against that clock, at `frequency.at`
  double nominal_hz = 0.0;  ///< of that clock
  /// Negative and zero sequence of phase a where the positive one is real: what turns with it.
  std::complex<double> negative_pu = 0.0;
  std::complex<double> zero_pu = 0.0;

  /// Gives the three phases these magnitudes, pu, each at its own angle of a balanced system
  /// (Fortescue 1918: V0, V1, V2 are the means of V, a V and a^2 V). The angle of phase a stays.
  void set_phases(const std::array<double, 3>& magnitudes_pu);
  bool is_balanced() const { return negative_pu == 0.0 && zero_pu == 0.0; }
  /// theta + 2 pi ((f - f_n) t + f' t^2 / 2), rad.
  double angle_at(core::Tick now) const;
  bool operator==(const Emf&) const = default;
};

/// What a consumer asks of its node; per member of the consumer.
struct Demand {
  core::Line power;
  double tan_phi = 0.0;  ///< reactive power / active power, positive inductive
  double current_limit_w = std::numeric_limits<double>::infinity();  ///< apparent power at 1 pu
  bool operator==(const Demand&) const = default;
};

/// What the node gives.
struct Supply {
  double voltage_pu = 0.0;  ///< of the positive sequence
  /// Of the phases against the neutral; both are `voltage_pu` where voltages are balanced.
  double lowest_phase_pu = 0.0;
  double highest_phase_pu = 0.0;
  bool is_energised = false;
  double served_frac = 0.0;  ///< below 1 where the demand's current limit bites
  /// Of the source that sets the frequency; meaningless while dead.
  SourceKind fed_by = SourceKind::grid;
};

/// Voltages between which the owner of a demand or an observer need not be woken: neither the
/// lowest phase below nor the highest above.
struct Band {
  double low_pu = 0.0;
  double high_pu = std::numeric_limits<double>::infinity();
  bool operator==(const Band&) const = default;
};

/// Frequencies and slopes between which an observer need not be woken.
struct FrequencyBand {
  double low_hz = 0.0;
  double high_hz = std::numeric_limits<double>::infinity();
  double most_hz_per_s = std::numeric_limits<double>::infinity();
  bool operator==(const FrequencyBand&) const = default;
};

struct Flow {
  core::Line power;
  core::Line reactive;
};

/// The lowest voltage so far and since when.
struct Low {
  double voltage_pu = 2.0;
  core::Tick at = 0;
};

struct NetworkOptions {
  /// Voltages may be this far from the exact solution between two solves.
  double voltage_tolerance_pu = 1e-4;
};

struct NetworkStatistics {
  std::int64_t solves = 0;
  std::int64_t sweeps = 0;  ///< updates of a dirty path without a solve
  std::int64_t rebuilds = 0;
  std::int64_t collapses = 0;  ///< solves that found no voltage
};

/// Build it with the add_ functions, then start(). While running, devices set demands, sources and
/// switches and read supplies; zones are rebuilt once per round and solved when their movement
/// budget is used up or something watched comes near.
class Network {
 public:
  Network(core::Engine& engine, const NetworkOptions& options);
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  NodeId add_node(NodeSpec spec);
  LinkId add_link(const LinkSpec& spec);
  SourceId add_source(const SourceSpec& spec);
  /// `owner` is marked when the power drawn from `source` changes, or it collapses.
  void add_owner(SourceId source, core::ProcessId owner);
  /// `owner` is marked whenever what `link` carries may have changed, or the voltage at its ends.
  void add_link_owner(LinkId link, core::ProcessId owner);
  /// `members`: how many consumers the owner stands for; a multiple of the node's members.
  DemandId add_demand(NodeId node, std::int64_t members, core::ProcessId owner);
  /// `owner` is marked when the node's voltage leaves `watch`ed bands or its energised state flips.
  DemandId add_observer(NodeId node, core::ProcessId owner);
  /// Keeps how low the highest voltage among `nodes` was: what one consumer on several feeders had
  /// at worst. What only a round inside an instant shows does not count.
  LowId add_low(const std::vector<NodeId>& nodes);
  void start();

  void set_demand(DemandId demand, const Demand& asked);
  void set_source(SourceId source, bool is_on, const Emf& emf);
  /// The same with the frequency and angle that it has.
  void set_source(SourceId source, bool is_on, double emf_pu);
  /// As SourceSpec::current_limit_w.
  void set_source_limit(SourceId source, double current_limit_w);
  void set_link(LinkId link, bool is_closed);
  /// As LinkSpec::ratio.
  void set_ratio(LinkId link, double ratio);
  /// Puts a short circuit on every member of the node, in place of one that is there. It stays
  /// until cleared; a dead node has it still when it is energised again.
  void set_fault(NodeId node, const Fault& fault);
  void clear_fault(NodeId node);
  void set_watch(DemandId demand, const Band& band);
  /// The owner is also marked when the frequency of its node leaves `band`, to the next tick.
  void set_frequency_watch(DemandId demand, const FrequencyBand& band);

  Supply supply(DemandId demand) const;
  const core::Line& served(DemandId demand) const;  ///< published power per member
  core::Energy served_energy(DemandId demand, core::Tick now) const;

  std::size_t nodes() const;
  std::size_t links() const;
  const NodeSpec& node(NodeId node) const;
  const LinkSpec& link(LinkId link) const;
  double voltage_pu(NodeId node) const;
  /// As in Supply.
  double lowest_phase_pu(NodeId node) const;
  /// By which its load turns the voltage: against what the leading source gives there alone, rad.
  double angle_rad(NodeId node) const;
  /// With the shifts of vector groups, against the source that leads the zone.
  Phases phases(NodeId node) const;
  bool is_energised(NodeId node) const;
  /// Of the source that leads the node's zone: a grid before a generator before a converter.
  Frequency frequency(NodeId node) const;
  /// The source that does, -1 while the node is dark.
  SourceId leader(NodeId node) const;
  /// Angle of the node's voltage against a clock of nominal frequency, rad; not reduced.
  double phase_rad(NodeId node, core::Tick now) const;
  Low lowest(LowId low) const;

  bool is_on(SourceId source) const;
  /// Power per member of the source's node, out of the source.
  Flow source_flow(SourceId source) const;
  core::Energy source_energy(SourceId source, core::Tick now) const;
  /// No voltage satisfies what hangs on this source.
  bool has_collapsed(SourceId source) const;

  /// The source holds its current at `current_limit_w` and its voltage lower.
  bool is_limiting(SourceId source) const;

  bool has_fault(NodeId node) const;
  /// What the positive sequence gives to the fault, per member: also what the other sequences lose
  /// on their way. The current is |S| / V.
  Flow fault_flow(NodeId node) const;
  core::Energy fault_energy(NodeId node, core::Tick now) const;
  /// Of all faults and all members.
  core::Energy fault_energy(core::Tick now) const;

  bool is_closed(LinkId link) const;
  /// Per member of the lower node, positive from upper to lower.
  Flow upper_flow(LinkId link) const;
  Flow lower_flow(LinkId link) const;
  /// Apparent power at 1 pu of the current in the phase that carries most at the lower end, W. In a
  /// short circuit, too, where next to no power flows.
  double current_w(LinkId link, core::Tick now) const;
  core::Energy upper_energy(LinkId link, core::Tick now) const;
  core::Energy lower_energy(LinkId link, core::Tick now) const;
  /// Loss integrated as r * I^2 + no-load loss, independently of the difference of the two ends, J.
  double loss_check_j(LinkId link, core::Tick now) const;

  /// Losses of all links and all members, as the difference of their ends and as r * I^2, J.
  struct Losses {
    double booked_j = 0.0;
    double integrated_j = 0.0;
  };
  Losses losses(core::Tick now) const;

  const NetworkStatistics& statistics() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ridethrough::network
