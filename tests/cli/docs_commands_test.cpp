#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "support/tool.hpp"

/// Every command that the documents show does what they say.
namespace ridethrough::test {
namespace {

namespace fs = std::filesystem;

/// One `$ ./rt ...` line of a block fenced as ```console.
struct ShownCommand {
  std::string where;      ///< "docs/language.md:24"
  std::string arguments;  ///< after `./rt `
  int exit_code = -1;     ///< from `# exit 3` at its end; -1: none is stated
  bool is_exact = false;  ///< the fence says "console exact": the output is compared, too
  std::string output;
};

std::vector<fs::path> pages() {
  std::vector<fs::path> found;
  const fs::path root = RIDETHROUGH_SOURCE_DIR;
  if (fs::exists(root / "README.md")) found.push_back(root / "README.md");
  if (!fs::exists(root / "docs")) return found;
  for (const auto& entry : fs::recursive_directory_iterator(root / "docs")) {
    if (entry.path().extension() == ".md") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

ShownCommand read_command(std::string line, const std::string& where, bool is_exact) {
  ShownCommand command{where, "", -1, is_exact, ""};
  const std::size_t note = line.find("  # exit ");
  if (note != std::string::npos) {
    command.exit_code = std::stoi(line.substr(note + 9));
    line.resize(note);
  }
  command.arguments = line.substr(std::string("$ ./rt ").size());
  return command;
}

std::vector<ShownCommand> commands_of(const fs::path& page) {
  std::vector<ShownCommand> commands;
  std::ifstream stream(page);
  bool is_inside = false, is_exact = false;
  int number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    if (line.starts_with("```")) {
      is_inside = !is_inside && line.starts_with("```console");
      is_exact = line == "```console exact";
    } else if (is_inside && line.starts_with("$ ./rt ")) {
      const std::string where =
          fs::relative(page, RIDETHROUGH_SOURCE_DIR).string() + ":" + std::to_string(number);
      commands.push_back(read_command(line, where, is_exact));
    } else if (is_inside && !commands.empty()) {
      commands.back().output += line + "\n";
    }
  }
  return commands;
}

/// What rt does by itself: builds, tests, style. A test that runs the tests would not end.
bool belongs_to_rt(const std::string& arguments) {
  const std::string word = arguments.substr(0, arguments.find(' '));
  for (const char* own : {"asan", "tsan", "clang", "bench", "build", "cluster", "lint", "doctor"}) {
    if (word == own) return true;
  }
  return arguments == "test";
}

void check_command(const ShownCommand& command, const std::string& folder) {
  const Call call = tool(command.arguments, folder, 120);
  INFO(command.where << ": ./rt " << command.arguments << "\nexit " << call.code << "\n"
                     << call.err);
  // 1 is an answer, too, where no exit code is stated: a check of the scenario failed.
  const bool is_as_said =
      command.exit_code >= 0 ? call.code == command.exit_code : call.code == 0 || call.code == 1;
  CHECK(is_as_said);
  if (command.is_exact) CHECK(call.out == command.output);
}

}  // namespace

TEST_CASE("every command in the documents works", "[cli][docs]") {
  // Commands stand where a user stands, but write into a folder that goes away.
  const Folder folder;
  for (const char* part : {"scenarios", "tests", "docs"}) {
    fs::create_directory_symlink(fs::path(RIDETHROUGH_SOURCE_DIR) / part, folder.path() / part);
  }
  int seen = 0;
  for (const fs::path& page : pages()) {
    for (const ShownCommand& command : commands_of(page)) {
      if (belongs_to_rt(command.arguments)) continue;
      ++seen;
      check_command(command, folder.path().string());
    }
  }
  CHECK(seen > 5);
}

TEST_CASE("the documents show only commands that rt knows", "[cli][docs]") {
  for (const fs::path& page : pages()) {
    std::ifstream stream(page);
    int number = 0;
    for (std::string line; std::getline(stream, line);) {
      ++number;
      if (!line.starts_with("$ ")) continue;
      INFO(page.filename().string() << ":" << number << ": " << line);
      const bool is_known = line.starts_with("$ ./rt") || line.starts_with("$ git ") ||
                            line.starts_with("$ sudo ") || line.starts_with("$ cd ");
      CHECK(is_known);
    }
  }
}

}  // namespace ridethrough::test
