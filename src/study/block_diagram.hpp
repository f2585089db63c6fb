#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ridethrough/scenario/model.hpp"
#include "ridethrough/scenario/wiring.hpp"

/// Which blocks a rack hangs on, and whether it is fed when some of them are down.
namespace ridethrough::study {

/// Something that is up or down, independently of all others.
struct Block {
  std::string name;
  double rate_per_s = 0.0;  ///< of failures while it is up
  double down_s = 0.0;      ///< mean time of one; infinite: it stays
  /// Share of time down where it does not follow from these: a set is down on demand.
  double on_demand = 0.0;

  double unavailability() const;
  /// Chance that it never fails within `time_s`; on demand it has one.
  double survives(double time_s) const;
};

/// Blocks of one rack cohort of an unlumped plan; bit i of a state is set where block i is down.
class BlockDiagram {
 public:
  static constexpr std::size_t kBlocksMax = 20;

  BlockDiagram(const scenario::Model& model, const scenario::Plan& plan, int rack);

  const std::vector<Block>& blocks() const { return blocks_; }
  bool is_fed(std::uint32_t down) const;
  /// Of the plan, all that the rack hangs on and itself.
  std::vector<int> cohorts() const;

 private:
  struct Role {
    std::uint32_t down = 0;   ///< blocks any of which takes it out
    std::uint32_t stuck = 0;  ///< blocks any of which keeps a transfer switch on its first feed
  };
  void collect(int cohort);
  void add_component(int cohort);
  void add_common_causes(const std::map<std::string, int>& by_path);
  std::uint32_t add(Block block);
  bool is_live(int cohort, std::uint32_t down, std::map<int, bool>& known) const;
  bool has_capacity(int bus, std::uint32_t down, std::map<int, bool>& known) const;
  double demand_of(int cohort) const;

  const scenario::Model& model_;
  const scenario::Plan& plan_;
  int rack_;
  std::map<int, Role> roles_;  ///< by cohort, all that the rack hangs on
  std::vector<Block> blocks_;
};

}  // namespace ridethrough::study
