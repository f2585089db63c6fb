#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace {

namespace fs = std::filesystem;

/// A tree that looks built: the real rt beside a tool that only tells how it was called, and a
/// stamp newer than every source, so that nothing is installed or compiled.
class BuiltTree {
 public:
  BuiltTree() {
    std::string pattern = (fs::temp_directory_path() / "rt-test-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    root_ = fs::canonical(pattern);
    for (const char* folder : {"include", "src", "elsewhere", "build/release", "tests/cluster"}) {
      fs::create_directories(root_ / folder);
    }
    for (const char* file : {"CMakeLists.txt", "CMakePresets.json"}) write(file, "");
    fs::copy_file(RIDETHROUGH_SOURCE_DIR "/rt", root_ / "rt");
    write_program("build/release/ridethrough",
                  "[ \"$1\" = exit ] && exit \"$2\"\n"
                  "echo \"$(basename \"$PWD\")\"\n"
                  "for word; do echo \"[$word]\"; done\n");
    // All packages are there, whatever this machine has.
    write_program("elsewhere/dpkg-query",
                  "shift 3\nfor name; do printf '%s=installed ' \"$name\"; done\n");
    write("build/release/.built-ridethrough", root_.string() + "\n");
  }
  ~BuiltTree() { fs::remove_all(root_); }
  BuiltTree(const BuiltTree&) = delete;
  BuiltTree& operator=(const BuiltTree&) = delete;

  /// Exit code of `../rt ARGUMENTS`, called from a folder inside the tree.
  int call(const std::string& arguments) const {
    const std::string command = "cd '" + (root_ / "elsewhere").string() +
                                "' && PATH=.:$PATH ../rt " + arguments + " >../out 2>../err";
    return WEXITSTATUS(std::system(command.c_str()));
  }

  void write_program(const std::string& file, const std::string& text) const {
    write(file, "#!/bin/sh\n" + text);
    fs::permissions(root_ / file, fs::perms::owner_all);
  }

  std::string read(const std::string& file) const {
    std::ifstream stream(root_ / file);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  }

 private:
  void write(const std::string& file, const std::string& text) const {
    std::ofstream(root_ / file) << text;
  }

  fs::path root_;
};

}  // namespace

TEST_CASE("rt passes arguments, output and exit code through", "[cli][rt]") {
  const BuiltTree tree;
  CHECK(tree.call("run 'a b.yaml' --set x=1") == 0);
  // The tool runs where the user stands: relative paths stay the user's.
  CHECK(tree.read("out") == "elsewhere\n[run]\n[a b.yaml]\n[--set]\n[x=1]\n");
  CHECK(tree.read("err").empty());
  for (const int code : {1, 2, 3, 4, 5, 70, 130}) {
    CHECK(tree.call("exit " + std::to_string(code)) == code);
  }
}

TEST_CASE("rt gives test with paths to the tool", "[cli][rt]") {
  const BuiltTree tree;
  CHECK(tree.call("test scenarios/outage") == 0);
  CHECK(tree.read("out") == "elsewhere\n[test]\n[scenarios/outage]\n");
}

TEST_CASE("rt cluster fails when a test on the cluster fails or is skipped", "[cli][rt]") {
  const BuiltTree tree;
  struct Ends {
    const char* slurm = nullptr;
    const char* parallel = nullptr;
    int code = 0;
  };
  for (const Ends& ends : {Ends{"0", "0", 0}, Ends{"0", "77", 69}, Ends{"77", "0", 69},
                           Ends{"1", "77", 1}, Ends{"77", "1", 1}, Ends{"130", "0", 1}}) {
    INFO(ends.slurm << ", " << ends.parallel);
    const std::string told = "echo \"${RIDETHROUGH##*/}\"\nexit ";
    tree.write_program("tests/cluster/slurm_two_nodes.sh", told + ends.slurm + "\n");
    tree.write_program("tests/cluster/parallel.sh", told + ends.parallel + "\n");
    CHECK(tree.call("cluster") == ends.code);
    CHECK(tree.read("out") == "ridethrough\nridethrough\n");
  }
}
