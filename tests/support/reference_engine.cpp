#include "support/reference_engine.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "support/reference_job.hpp"
#include "support/reference_rack.hpp"
#include "support/reference_side.hpp"

namespace ridethrough::support {

namespace {

using scenario::ComponentSpec;
using scenario::Model;

/// The sides of the cords of a rack.
std::vector<std::size_t> feeders_of(const ComponentSpec& rack) {
  std::vector<std::size_t> feeders;
  for (const scenario::Reference& from : rack.from) {
    const bool is_first = from.path.segments.back().text == "pdu-a";
    feeders.push_back(is_first ? 0 : 1);
  }
  return feeders;
}

/// Sides, racks and job of one scenario, stepped together.
class ReferencePlant {
 public:
  ReferencePlant(const Model& model, double step_s) : model_(model), script_(model) {
    step_.step_s = step_s;
    step_.run = &run_;
    for (const char* letter : {"a", "b"}) {
      if (find(model.components, std::string("pdu-") + letter) == nullptr) continue;
      sides_.emplace_back(model, letter);
    }
    add_racks(model.components);
    if (!model.jobs.empty()) job_.emplace(model.jobs.front());
  }

  ReferenceRun run() {
    const double end_s = core::seconds(model_.duration);
    const auto steps = static_cast<std::int64_t>(std::floor(end_s / step_.step_s));
    for (std::int64_t i = 0; i < steps; ++i) {
      step_.now_s = static_cast<double>(i) * step_.step_s;
      advance();
    }
    return std::move(run_);
  }

 private:
  void add_racks(const std::vector<ComponentSpec>& components) {
    for (const ComponentSpec& each : components) {
      if (each.type != nullptr && each.type->name == "rack") {
        racks_.emplace_back(each);
        feeders_.push_back(feeders_of(each));
      }
      add_racks(each.children);
    }
  }

  void advance() {
    std::vector<ChainLoad> loads(sides_.size());
    for (ChainLoad& load : loads) load.limit_w = 0.0;
    for (std::size_t i = 0; i < racks_.size(); ++i) {
      racks_[i].plan(script_, job_ ? job_->level(step_.now_s) : -1.0, step_.now_s);
      for (std::size_t cord = 0; cord < feeders_[i].size(); ++cord) {
        const ChainLoad own = racks_[i].load(cord);
        ChainLoad& load = loads[feeders_[i][cord]];
        load.power_w += own.power_w;
        load.limit_w += own.limit_w;
        load.tan = own.tan;
      }
    }
    std::vector<ReferenceSide::Outlet> outlets;
    for (std::size_t side = 0; side < sides_.size(); ++side) {
      outlets.push_back(sides_[side].advance(step_, script_, loads[side]));
    }
    for (std::size_t i = 0; i < racks_.size(); ++i) {
      std::vector<double> voltage_pu, served_frac;
      for (const std::size_t side : feeders_[i]) {
        voltage_pu.push_back(outlets[side].voltage_pu);
        served_frac.push_back(outlets[side].served_frac);
      }
      racks_[i].advance(step_, voltage_pu, served_frac);
    }
    if (job_) job_->advance(step_, racks_);
  }

  const Model& model_;
  ReferenceScript script_;
  std::vector<ReferenceSide> sides_;
  std::vector<ReferenceRack> racks_;
  std::vector<std::vector<std::size_t>> feeders_;  ///< of each rack: the sides of its cords
  std::optional<ReferenceJob> job_;
  Step step_;
  ReferenceRun run_;
};

}  // namespace

ReferenceRun reference_run(const Model& model, double step_s) {
  return ReferencePlant(model, step_s).run();
}

}  // namespace ridethrough::support
