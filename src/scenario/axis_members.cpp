#include "scenario/axis_members.hpp"

#include "scenario/drawn_members.hpp"

namespace ridethrough::scenario {

std::vector<std::string> member_paths(const Model& model, const std::string& path) {
  std::vector<std::string> paths;
  // The component is as much of the path as names a box; what is behind it is its parameter.
  for (std::size_t dot = path.rfind('.'); dot != std::string::npos && dot > 0;
       dot = path.rfind('.', dot - 1)) {
    Path component;
    std::string problem;
    int column = 0;
    if (!parse_path(path.substr(0, dot), component, problem, column)) continue;
    visit_boxes(model, [&](const DrawnMember& member) {
      if (is_named(component, member)) paths.push_back(member.path + path.substr(dot));
    });
    if (!paths.empty()) return paths;
  }
  return {path};
}

}  // namespace ridethrough::scenario
