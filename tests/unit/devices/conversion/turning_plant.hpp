#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "support/turning_source.hpp"
#include "unit/devices/conversion/ups_plant.hpp"

namespace ridethrough::support {

/// A feed with a frequency, a UPS with a battery, one load.
class TurningPlant {
 public:
  explicit TurningPlant(double load_w, const Parameters& ups = ups_600kw(), const Tank& tank = {},
                        network::SourceKind kind = network::SourceKind::grid) {
    grid = &static_cast<TurningSource&>(
        rig.add("grid", std::make_unique<TurningSource>(50.0, 0.0, 0.0, kind)));
    rig.add("ups", devices::make_ups(ups), {.from = {"grid"}});
    rig.add("battery", std::make_unique<PlainBattery>(tank), {.from = {"ups"}});
    rig.add("load", std::make_unique<PlainLoad>(load_w), {.from = {"ups"}});
  }
  void transfer(core::Tick at, const char* to) {
    rig.order(at, "ups", devices::Verb::transfer, true, {{"to", ups_word(to)}});
  }
  void fail(core::Tick at, const char* mode, std::int64_t number = 1) {
    rig.order(at, "ups", devices::Verb::fail, true,
              {{"as", ups_word(mode)}, {"number", Value(number)}});
  }
  void dip(core::Tick at, double voltage_pu, core::Tick length) {
    rig.set(at, "grid", "voltage", voltage_pu);
    rig.set(at + length, "grid", "voltage", 1.0);
  }
  std::vector<std::string> verdicts() {
    std::vector<std::string> texts;
    for (const devices::Judgement& judgement : rig.report("ups").judgements) {
      texts.push_back(judgement.what + ": " + judgement.verdict);
    }
    return texts;
  }
  void check_books() {
    const core::Books books = rig.account("ups");
    CHECK(imbalance(books) < 1e-9);
    CHECK(books.gap_j < 1e-6 * std::max(books.in_j, books.out_j));
  }

  Rig rig;
  TurningSource* grid = nullptr;
};

/// `p` with one field of one of its maps changed.
inline Parameters with(Parameters p, const char* map, const char* field, const Value& value) {
  Parameters fields = devices::get(p, map).map();
  fields[field] = value;
  p[map] = Value(fields);
  return p;
}

}  // namespace ridethrough::support
