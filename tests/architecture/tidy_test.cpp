#include "architecture/tidy.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <iostream>
#include <set>
#include <string>
#include <vector>

namespace {

using ridethrough::tidy::code_only;
using ridethrough::tidy::Finding;
using ridethrough::tidy::read_tree;
using ridethrough::tidy::scan;
using ridethrough::tidy::to_text;

const std::string kRoot = RIDETHROUGH_SOURCE_DIR;

/// Length that exceptions.txt may have. Lower it when a line goes; never raise it.
constexpr std::size_t kExceptionsMax = 0;

std::set<std::string> read_exceptions() {
  std::ifstream stream(kRoot + "/tests/architecture/exceptions.txt");
  REQUIRE(stream.good());
  std::set<std::string> exceptions;
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty() && line.front() != '#') exceptions.insert(line);
  }
  return exceptions;
}

/// The rules that a planted text breaks, in order.
std::vector<std::string> rules_in(const std::string& path, const std::string& text) {
  std::vector<std::string> rules;
  for (const Finding& finding : scan({path, text})) rules.push_back(finding.rule);
  return rules;
}

using Rules = std::vector<std::string>;

}  // namespace

TEST_CASE("the tree keeps its rules", "[architecture]") {
  const auto exceptions = read_exceptions();
  std::set<std::string> unused = exceptions;
  std::string broken;
  const auto files = read_tree(kRoot);
  REQUIRE(files.size() > 10);  // an empty walk would pass everything
  for (const auto& file : files) {
    for (const Finding& finding : scan(file)) {
      const std::string key = finding.rule + " " + finding.path;
      unused.erase(key);
      if (!exceptions.contains(key)) broken += to_text(finding) + "\n";
    }
  }
  std::cout << broken;  // one line each, not folded, so that an editor can jump to it
  CHECK(broken.empty());
  for (const auto& key : unused) FAIL_CHECK("take out of exceptions.txt, it is mended: " << key);
  CHECK(exceptions.size() <= kExceptionsMax);
}

TEST_CASE("the scanner sees an arrow that runs back", "[architecture]") {
  CHECK(rules_in("src/core/a.cpp", "#include \"ridethrough/network/bus.hpp\"\n") == Rules{"layer"});
  CHECK(rules_in("src/devices/load/a.cpp", "  #  include \"scenario/x.hpp\"\n") == Rules{"layer"});
  CHECK(rules_in("src/network/a.cpp", "#include \"ridethrough/core/time.hpp\"\n").empty());
  CHECK(rules_in("src/core/a.cpp", "// #include \"ridethrough/network/bus.hpp\"\n").empty());
  CHECK(rules_in("tests/unit/core/a.cpp", "#include \"ridethrough/cli/x.hpp\"\n").empty());
}

TEST_CASE("the scanner keeps device groups apart", "[architecture]") {
  const std::string storage = "#include \"ridethrough/devices/storage/battery.hpp\"\n";
  CHECK(rules_in("src/devices/conversion/ups.cpp", storage) == Rules{"group"});
  CHECK(rules_in("src/devices/storage/bank.cpp", storage).empty());
  CHECK(rules_in("src/devices/catalog.cpp", storage).empty());
  CHECK(rules_in("src/devices/load/rack.cpp", "#include \"ridethrough/devices/schema.hpp\"\n")
            .empty());
}

TEST_CASE("the scanner knows the home of every library", "[architecture]") {
  CHECK(rules_in("src/devices/load/a.cpp", "#include <Eigen/Dense>\n") == Rules{"home"});
  CHECK(rules_in("src/study/a.cpp", "#include <yaml-cpp/yaml.h>\n") == Rules{"home"});
  CHECK(rules_in("src/cli/a.cpp", "#include <nlohmann/json.hpp>\n") == Rules{"home"});
  CHECK(rules_in("src/report/a.cpp", "#include <spdlog/spdlog.h>\n") == Rules{"home"});
  CHECK(rules_in("src/scenario/a.cpp", "#include <thread>\n") == Rules{"home"});
  CHECK(rules_in("src/study/a.cpp", "#include <thread>\n#include <mutex>\n").empty());
}

TEST_CASE("a public header includes only public headers", "[architecture]") {
  const std::string text = "#pragma once\n#include \"core/private.hpp\"\n";
  CHECK(rules_in("include/ridethrough/core/a.hpp", text) == Rules{"public"});
  CHECK(rules_in("src/core/a.hpp", text).empty());
  CHECK(rules_in("include/ridethrough/core/a.hpp", "int a;\n") == Rules{"guard"});
}

TEST_CASE("the scanner finds clocks, output, files and hidden state", "[architecture]") {
  const std::string path = "src/devices/grid/a.cpp";
  CHECK(rules_in(path, "int a = std::rand();\n") == Rules{"pure"});
  CHECK(rules_in(path, "#include <chrono>\n") == Rules{"pure"});
  CHECK(rules_in(path, "std::time(nullptr);\n") == Rules{"pure"});
  CHECK(rules_in(path, "auto* f = fopen(name, mode);\n") == Rules{"pure"});
  CHECK(rules_in(path, "  static int calls = 0;\n") == Rules{"pure"});
  CHECK(rules_in(path, "static std::vector<double> cache_;\n") == Rules{"pure"});
  CHECK(rules_in(path, "  static const int kLimit = 3;\n").empty());
  CHECK(rules_in(path, "static double limit(double power_w);\n").empty());
  CHECK(rules_in(path, "static_assert(true);\n").empty());
  CHECK(rules_in(path, "// the clock() of the grid, std::time\n").empty());
  CHECK(rules_in(path, "auto s = \"std::cout\"; int snprintf_like = brand(1'000);\n").empty());
  CHECK(rules_in("src/cli/a.cpp", "#include <iostream>\n").empty());
}

TEST_CASE("the scanner measures files and lines", "[architecture]") {
  std::string lines_300;
  for (int i = 0; i < 300; ++i) lines_300 += "int a;\n";
  CHECK(rules_in("src/core/a.cpp", lines_300).empty());
  CHECK(rules_in("src/core/a.cpp", lines_300 + "int b;\n") == Rules{"size"});
  CHECK(rules_in("tests/unit/a.cpp", lines_300 + "int b;\n").empty());
  const std::string width_100(100, 'a');
  CHECK(rules_in("src/core/a.cpp", width_100 + "\n").empty());
  CHECK(rules_in("src/core/a.cpp", width_100 + "a\n") == Rules{"width"});
  const std::string with_greek = "// " + std::string(96, 'a') + "\u03b1";  // 100 columns, 101 bytes
  CHECK(rules_in("src/core/a.cpp", with_greek + "\n").empty());
}

TEST_CASE("a part has a source and the name of its file", "[architecture]") {
  const std::string path = "scenarios/parts/ups/ups-600kw.yaml";
  CHECK(rules_in(path, "part: ups-600kw\nsource:\n  title: x\n").empty());
  CHECK(rules_in(path, "part: ups-600kw\n") == Rules{"part"});
  CHECK(rules_in(path, "part: ups-60kw\nsource: {}\n") == Rules{"part"});
  CHECK(rules_in("scenarios/parts/ups/Ups_1.yaml", "part: Ups_1\nsource: {}\n") == Rules{"part"});
}

TEST_CASE("no file holds an unfinished mark or a path of one machine", "[architecture]") {
  // In pieces, so that this file passes its own rules.
  CHECK(rules_in("docs/a.md", std::string("TO") + "DO: more\n") == Rules{"unfinished"});
  CHECK(rules_in("docs/a.md", std::string("see /ho") + "me/me/x\n") == Rules{"machine-path"});
  CHECK(rules_in("docs/a.md",
                 std::string("see https://example.org/ho") + "me/x and src/wo" + "rk/y\n")
            .empty());
}

TEST_CASE("only code is left of a text", "[architecture]") {
  CHECK(code_only("a // b\nc") == "a     \nc");
  CHECK(code_only("a /* b\nb */ c") == "a     \n     c");
  CHECK(code_only("f(\"x\\\"y\", 'z')") == "f(\"    \", ' ')");
  CHECK(code_only("R\"(a \" // b)\" c") == std::string(14, ' ') + "c");
  CHECK(code_only("1'000 + x") == "1'000 + x");
}
