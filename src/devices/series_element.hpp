#pragma once

#include <span>
#include <vector>

#include "devices/joined.hpp"
#include "devices/vector_group.hpp"
#include "ridethrough/devices/device.hpp"

/// What transformers, cables, switches and distribution units share: one link between two nodes.
namespace ridethrough::devices {

/// The link as the network takes it, and the voltage of the outlet.
struct SeriesBranch {
  double outlet_v = 0.0;        ///< nominal, line to line
  double resistance_ohm = 0.0;  ///< referred to the outlet
  double reactance_ohm = 0.0;
  double no_load_w = 0.0;
  VectorGroup vector_group = {};
  double ratio = 1.0;       ///< network::LinkSpec::ratio
  double zero_ratio = 1.0;  ///< network::LinkSpec::zero_ratio
  /// Where on its way a short circuit may strike, as parts of it: ascending, between 0 and 1.
  std::vector<double> joints = {};
};

/// What the element may carry; zero: not given.
struct SeriesRating {
  double apparent_va = 0.0;
  double current_a = 0.0;
};

/// Quantities of every series element; their order is known to SeriesElement::look.
inline constexpr QuantitySpec kSeriesQuantities[] = {
    {"power", "kW", Shape::line, true, "active power at the outlet", true},
    {"voltage", "pu", Shape::steps, false, "voltage at the outlet", true},
    {"input_power", "kW", Shape::line, true, "active power at the inlet"},
    {"input_voltage", "pu", Shape::steps, false, "voltage at the inlet"},
    {"loss", "kW", Shape::line, true, "input power less power"},
    {"load_level", "%", Shape::curve, false, "apparent power or current over the rating"},
    {"energy_in", "kWh", Shape::curve, true, "energy into the inlet since the start"},
    {"energy_out", "kWh", Shape::curve, true, "energy out of the outlet since the start"},
};

/// Quantities of a type that has more to tell than all of its kind.
template <std::size_t Size>
constexpr auto with_series_quantities(const QuantitySpec (&own)[Size]) {
  return joined(kSeriesQuantities, own);
}

/// The parameter that SeriesRating::current_a comes from.
inline constexpr ParamSpec kCurrentRating{.name = "rating",
                                          .unit = "A",
                                          .fallback = "none",
                                          .text = "current it may carry; only load_level uses it",
                                          .positive = true};

/// Passive elements are sound or broken.
inline constexpr WordSpec kSoundStates[] = {
    {"normal", "connected"},
    {"failed", "open circuit until repaired"},
};
inline constexpr WordSpec kOpenCircuitFailures[] = {
    {"open_circuit", "the path is interrupted until repaired"},
};
inline constexpr Verb kFailVerbs[] = {Verb::fail, Verb::repair};

/// Energy through a link. The loss is what its ends differ by; the gap is how far that is from
/// r * I^2 plus no-load loss, integrated by itself.
core::Books link_books(const network::Network& network, network::LinkId link, core::Tick now);
/// Of all of them together.
core::Books link_books(const network::Network& network, std::span<const network::LinkId> links,
                       core::Tick now);

/// Part of the rating that `flow` takes at a node of `nominal_v`; 0 without rating or voltage.
double load_level_frac(const SeriesRating& rating, const network::Flow& flow,
                       const network::NodeSpec& node, double voltage_pu, core::Tick now);

/// Voltages that a file states must meet what the wiring gives: a tap is stated as such.
/// @throws std::invalid_argument when `node` has another nominal voltage than `due_v`.
void require_nominal(const network::NodeSpec& node, double due_v);
/// The same of two nodes that are to be joined; names both.
void require_same_nominal(const network::NodeSpec& one, const network::NodeSpec& other);

/// What is left of a short-circuit impedance beside its resistance, which the loss at rated current
/// tells: Z^2 = R^2 + X^2.
/// @throws std::invalid_argument when the resistance alone is more than the impedance.
double reactance_pu(double impedance_pu, double resistance_pu);

/// Two places that a contact joins are of one kind of current and one level.
/// @throws std::invalid_argument which names both.
void require_like(const network::NodeSpec& node, const network::NodeSpec& like);

/// From the inlet to an outlet of its own, or tying two buses: one link, or one for each piece
/// between joints.
class SeriesElement : public Device {
 public:
  SeriesElement(const TypeSchema& type_schema, const SeriesRating& rating)
      : Device(type_schema), rating_(rating) {}

  core::Phase phase() const override { return core::Phase::control; }
  void wire(Wiring& wiring) override;
  void order(const Command& command) override { orders_.push_back(command); }
  double look(std::size_t quantity, const View& view) const override;
  core::Books account(const View& view) const override;

 protected:
  /// The branch below `inlet`, which of a tie is the end that is named first.
  virtual SeriesBranch branch(const Wiring& wiring, const network::NodeSpec& inlet) const = 0;
  virtual bool starts_closed() const { return true; }
  network::LinkId link() const { return links_.front(); }
  std::span<const network::LinkId> links() const { return links_; }
  network::NodeId inlet() const { return inlet_; }
  void set_links(network::Network& network, bool are_closed) const;
  std::vector<Command> take_orders();

 private:
  double loss_w(const View& view) const;
  void add_links(Wiring& wiring, const SeriesBranch& made, const network::NodeSpec& upper);

  SeriesRating rating_;
  std::vector<Command> orders_;
  std::vector<network::LinkId> links_;  // from the inlet on
  network::NodeId inlet_ = -1;
  network::NodeId outlet_ = -1;
};

/// A series element without any control: it conducts until it fails. One that warms up has the
/// states after the first two, and one that takes itself off is back when it is reset.
class PassiveElement : public SeriesElement {
 public:
  using SeriesElement::SeriesElement;
  void react(Ports& ports) override;

 protected:
  /// What an element does by itself: the state it is in unless it has failed, and when to look
  /// again.
  struct Condition {
    int state = 0;
    std::string_view reason = {};
    bool conducts = true;
    core::Tick next = core::kNever;
  };
  virtual Condition follow(Ports&) { return {}; }
  /// Verb reset.
  virtual void reset(Ports&) {}

 private:
  bool is_broken_ = false;
};

}  // namespace ridethrough::devices
