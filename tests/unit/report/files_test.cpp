#include "ridethrough/report/files.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "support/tool.hpp"

namespace ridethrough::report {
namespace {

namespace fs = std::filesystem;

std::size_t entries_in(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("a file is written whole and replaces the old one") {
  const test::Folder folder;
  const std::string path = (folder.path() / "outcome.json").string();
  write_file(path, "one");
  write_file(path, std::string(1 << 20, 'x'));
  CHECK(test::read_text(path).size() == 1u << 20);
  CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE("a file that can not be written leaves the old one and nothing beside it") {
  const test::Folder folder;
  fs::create_directory(folder.path() / "taken");
  CHECK_THROWS_AS(write_file((folder.path() / "taken").string(), "text"), WriteError);
  CHECK_THROWS_AS(write_file((folder.path() / "missing" / "file").string(), "text"), WriteError);
  CHECK(entries_in(folder.path()) == 1);
  CHECK(fs::is_directory(folder.path() / "taken"));
}

TEST_CASE("the message names the file and the reason") {
  try {
    write_file("/dev/null/file", "text");
    FAIL("written below a file");
  } catch (const WriteError& error) {
    CHECK(std::string(error.what()) == "can not write '/dev/null/file': Not a directory");
  }
}

TEST_CASE("folders are made with those above them") {
  const test::Folder folder;
  make_folder((folder.path() / "a" / "b" / "c").string());
  make_folder((folder.path() / "a" / "b" / "c").string());
  CHECK(fs::is_directory(folder.path() / "a" / "b" / "c"));
  CHECK_THROWS_AS(make_folder("/dev/null/folder"), WriteError);
}

}  // namespace ridethrough::report
