#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ridethrough::tidy {

/// One file of the tree: `path` relative to its root with forward slashes, and its text.
struct SourceFile {
  std::string path;
  std::string text;
};

/// The text files under `root` that the rules speak about, sorted by path; build trees left out.
std::vector<SourceFile> read_tree(const std::filesystem::path& root);

/// The text with comments and the insides of string and character literals made blank, so that a
/// word in prose is not taken for code. Lines stay where they are.
std::string code_only(const std::string& text);

}  // namespace ridethrough::tidy
