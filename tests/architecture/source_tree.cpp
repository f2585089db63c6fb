#include "architecture/source_tree.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <iterator>
#include <string_view>

namespace ridethrough::tidy {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 9> kTopFolders = {
    "include", "src", "tests", "scenarios", "docs", ".ci", ".github", "examples", "tools"};
constexpr std::array<std::string_view, 11> kTextEndings = {
    ".cpp", ".hpp", ".txt", ".md", ".yaml", ".yml", ".json", ".cmake", ".sh", ".py", ".csv"};

bool is_text(const fs::path& path) {
  const std::string ending = path.extension().string();
  // Scripts have no ending: rt, .ci/run.
  if (ending.empty()) return true;
  return std::find(kTextEndings.begin(), kTextEndings.end(), ending) != kTextEndings.end();
}

std::string content_of(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// Walks over C++ text and makes blank what is not code.
class Blanker {
 public:
  explicit Blanker(const std::string& text) : text_(text), code_(text) {}

  std::string run() {
    while (at_ < text_.size()) step();
    return code_;
  }

 private:
  void step() {
    const char c = text_[at_];
    if (starts("//")) {
      blank_until(text_.find('\n', at_), 0);
    } else if (starts("/*")) {
      blank_until(text_.find("*/", at_ + 2), 2);
    } else if (starts("R\"") && !follows_word()) {
      const auto open = text_.find('(', at_);
      if (open == std::string::npos) return blank_until(open, 0);
      const std::string close = ")" + text_.substr(at_ + 2, open - at_ - 2) + "\"";
      blank_until(text_.find(close, open), close.size());
    } else if (c == '"' || (c == '\'' && !follows_word())) {  // 1'000 is a number
      skip_literal(c);
    } else {
      ++at_;
    }
  }

  bool starts(std::string_view word) const { return text_.compare(at_, word.size(), word) == 0; }

  bool follows_word() const {
    return at_ > 0 && std::isalnum(static_cast<unsigned char>(text_[at_ - 1])) != 0;
  }

  /// Blanks up to `end`, then `length` characters more; npos is the end of the text.
  void blank_until(std::size_t end, std::size_t length) {
    const std::size_t stop = end == std::string::npos ? text_.size() : end + length;
    for (; at_ < stop; ++at_) {
      if (text_[at_] != '\n') code_[at_] = ' ';
    }
  }

  /// Leaves the quotes; an escaped character never ends a literal, the end of a line always does.
  void skip_literal(char quote) {
    for (++at_; at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n'; ++at_) {
      code_[at_] = ' ';
      if (text_[at_] == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] != '\n') {
        code_[++at_] = ' ';
      }
    }
    ++at_;
  }

  const std::string& text_;
  std::string code_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<SourceFile> read_tree(const fs::path& root) {
  std::vector<SourceFile> files;
  const auto take = [&](const fs::path& path) {
    if (fs::is_regular_file(path) && is_text(path)) {
      files.push_back({fs::relative(path, root).generic_string(), content_of(path)});
    }
  };
  for (const auto& entry : fs::directory_iterator(root)) take(entry.path());
  for (const auto& folder : kTopFolders) {
    if (!fs::is_directory(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) take(entry.path());
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

std::string code_only(const std::string& text) { return Blanker(text).run(); }

}  // namespace ridethrough::tidy
