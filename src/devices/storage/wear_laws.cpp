#include "devices/storage/wear_laws.hpp"

#include <stdexcept>
#include <string>

namespace ridethrough::devices::storage {
namespace {

/// For a bank that hardly cycles, and to compare with what stood here before cycles were counted.
class NaumannCalendarLaw final : public NaumannLaw {
 public:
  double cycle_rate(const Cycle&) const override { return 0.0; }
  double cycle_growth(const Cycle&) const override { return 0.0; }
};

}  // namespace

std::shared_ptr<const AgeingLaw> ageing_law(std::string_view name, double design_life_s,
                                            double halving_k) {
  if (name == "none") return nullptr;
  if (name == "vrla-float-8k3") return std::make_shared<LeadAcidLaw>(design_life_s, halving_k);
  if (name == "lfp-naumann") return std::make_shared<NaumannLaw>();
  if (name == "lfp-naumann-calendar") return std::make_shared<NaumannCalendarLaw>();
  if (name == "lfp-blast-250ah") return std::make_shared<BlastLaw>();
  throw std::invalid_argument("no ageing law '" + std::string(name) +
                              "': there are vrla-float-8k3, lfp-naumann, lfp-naumann-calendar, "
                              "lfp-blast-250ah and none");
}

}  // namespace ridethrough::devices::storage
