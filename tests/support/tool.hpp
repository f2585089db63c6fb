#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

/// The tool called as a user calls it: through the shell, with its own files in a folder that goes
/// away.
namespace ridethrough::test {

inline std::string read_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "ridethrough-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = std::filesystem::canonical(pattern);
  }
  ~Folder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
    return (path_ / name).string();
  }
  std::string read(const std::string& name) const { return read_text(path_ / name); }

 private:
  std::filesystem::path path_;
};

struct Call {
  int code = -1;    ///< exit code; 124: it did not end in time
  int signal = 0;   ///< that ended it, 0 if none did
  std::string out;  ///< standard output
  std::string err;  ///< standard error
};

inline std::string quoted(const std::string& word) {
  std::string text = "'";
  for (const char letter : word) {
    if (letter == '\'') text += "'\\''";
    if (letter != '\'') text += letter;
  }
  return text + "'";
}

/// Runs `command` in the shell, in `folder`; the word `ridethrough` in it is the tool. A command
/// that takes longer than `timeout_s` is a hang. Colours of the surroundings are taken away.
inline Call shell(const std::string& command, const std::string& folder = RIDETHROUGH_SOURCE_DIR,
                  int timeout_s = 20) {
  const Folder results;
  const std::string out = (results.path() / "out").string();
  const std::string err = (results.path() / "err").string();
  const std::string script =
      "cd " + quoted(folder) + " && unset CLICOLOR_FORCE NO_COLOR CI; ridethrough() { timeout " +
      std::to_string(timeout_s) + " " + quoted(RIDETHROUGH_BINARY) + " \"$@\"; }; " + command;
  const int status = std::system(
      ("bash -c " + quoted(script) + " >" + quoted(out) + " 2>" + quoted(err) + " </dev/null")
          .c_str());
  Call call;
  call.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  call.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  // A shell tells of a child that a signal ended by 128 and more; 130 is the tool's own word.
  if (call.code > 128 && call.code != 130) call.signal = call.code - 128;
  call.out = read_text(out);
  call.err = read_text(err);
  return call;
}

inline Call tool(const std::string& arguments, const std::string& folder = RIDETHROUGH_SOURCE_DIR,
                 int timeout_s = 20) {
  return shell("ridethrough " + arguments, folder, timeout_s);
}

}  // namespace ridethrough::test
