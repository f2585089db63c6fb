#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/scenario/tree.hpp"
#include "ridethrough/scenario/yaml_reader.hpp"
#include "support/scratch.hpp"

/// Helpers of the tests of the text half of the scenario layer.
namespace ridethrough::scenario::text_test {

inline std::shared_ptr<const SourceText> source_of(const std::string& text,
                                                   const std::string& name = "hall.yaml") {
  return std::make_shared<const SourceText>(SourceText{name, text});
}

/// All findings of reading `text`.
inline std::string findings_of(const std::string& text) {
  Diagnostics diagnostics;
  read_yaml(source_of(text), diagnostics);
  return diagnostics.render_all();
}

/// A directory that lives as long as the test, with the working directory moved into it so that
/// messages show the short names of the specification.
class ScratchDirectory {
 public:
  explicit ScratchDirectory(const std::string& name)
      : before_(std::filesystem::current_path()), path_(support::scratch_path(name)) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
    std::filesystem::current_path(path_);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  ~ScratchDirectory() {
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(path_);
  }

  void write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((path_ / file).parent_path());
    std::ofstream(path_ / file, std::ios::binary) << text;
  }

 private:
  std::filesystem::path before_, path_;
};

}  // namespace ridethrough::scenario::text_test
