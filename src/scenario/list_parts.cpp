#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "ridethrough/scenario/schema_text.hpp"
#include "ridethrough/scenario/yaml_reader.hpp"
#include "scenario/parts.hpp"

namespace ridethrough::scenario {

namespace {

std::vector<std::string> folders_of(const std::string& library) {
  std::vector<std::string> folders;
  std::error_code absent;
  for (const auto& entry : std::filesystem::directory_iterator(library, absent)) {
    if (entry.is_directory(absent)) folders.push_back(entry.path().filename().string());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

}  // namespace

std::vector<PartInfo> list_parts(const std::string& library, std::string_view type) {
  std::vector<PartInfo> parts;
  for (const std::string& folder : folders_of(library)) {
    if (!type.empty() && folder != type) continue;
    for (const std::string& stem : part_stems(library, folder)) {
      const std::string file = fmt::format("{}/{}.yaml", folder, stem);
      const std::string path = (std::filesystem::path(library) / file).string();
      Diagnostics ignored;
      const auto source = read_source(path, ignored);
      if (!source) continue;
      const Tree root = read_yaml(source, ignored);
      const auto part = read_part(root, "", path, ignored);
      if (!part || ignored.has_errors()) continue;
      parts.push_back({part->name, part->type, part->grade, part->title, part->publisher, file});
    }
  }
  return parts;
}

}  // namespace ridethrough::scenario
