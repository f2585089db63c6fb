#include <catch2/catch.hpp>

#include <filesystem>

#include "bind_support.hpp"
#include "ridethrough/devices/device.hpp"
#include "ridethrough/scenario/schema_text.hpp"

using namespace ridethrough::scenario;
using namespace ridethrough::scenario::testing;
using ridethrough::devices::catalog;

namespace {

std::string shipped_library() { return std::string(RIDETHROUGH_SOURCE_DIR) + "/scenarios/parts"; }

/// The default of a row and, if it is a table, of all rows in it.
void check_default(const ParamSpec& spec, const std::string& owner, PartLibrary& parts) {
  const std::string name = owner + "." + std::string(spec.name);
  INFO(name);
  CHECK_NOTHROW(bind_default(spec, &parts));
  CHECK_FALSE(spec.text.empty());
  for (const ParamSpec& field : spec.fields) check_default(field, name, parts);
}

}  // namespace

TEST_CASE("every default of the catalog is a value of its own row", "[scenario][catalog]") {
  PartLibrary parts(catalog(), shipped_library(), nullptr);
  for (const auto& entry : catalog()) {
    for (const ParamSpec& spec : entry.schema->parameters) {
      check_default(spec, std::string(entry.schema->name), parts);
    }
  }
}

TEST_CASE("every shipped part fits its type", "[scenario][catalog]") {
  for (const PartInfo& info : list_parts(shipped_library())) {
    INFO(info.file);
    const auto* schema = schema_of(catalog(), info.type);
    if (info.type == "group") continue;
    if (schema == nullptr) {
      FAIL_CHECK("no such type");
      continue;
    }
    Diagnostics findings;
    PartLibrary parts(catalog(), shipped_library(), nullptr);
    Tree name;
    name.text = info.name;
    const Part* part = parts.use(name, info.type, findings);
    if (part != nullptr) {
      ValueContext context{.diagnostics = findings, .owner = info.type, .parts = &parts};
      bind_parameters(part->values, schema->parameters, context);
    }
    for (const Diagnostic& finding : findings.all()) {
      // What a part leaves open is written by who uses it.
      const bool open = finding.rule == "RT0206";
      INFO(render(finding));
      CHECK(open);
    }
  }
}

TEST_CASE("every shipped part that is whole makes a device", "[scenario][catalog]") {
  int made = 0;
  for (const PartInfo& info : list_parts(shipped_library())) {
    const auto* entry = ridethrough::devices::find_type(info.type);
    if (entry == nullptr || entry->make == nullptr) continue;
    INFO(info.file);
    Diagnostics findings;
    PartLibrary parts(catalog(), shipped_library(), nullptr);
    Tree name;
    name.text = info.name;
    const Part* part = parts.use(name, info.type, findings);
    REQUIRE(part != nullptr);
    ValueContext context{.diagnostics = findings, .owner = info.type, .parts = &parts};
    const auto values = bind_parameters(part->values, entry->schema->parameters, context);
    if (findings.has_errors()) continue;  // its user has still to write something
    CHECK_NOTHROW(entry->make(values));
    ++made;
  }
  CHECK(made > 40);
}

TEST_CASE("no parameter has the name of a key of every component", "[scenario][catalog]") {
  // It would never be read as a parameter.
  for (const auto& entry : catalog()) {
    for (const ParamSpec& spec : entry.schema->parameters) {
      INFO(entry.schema->name << "." << spec.name);
      for (const char* key : {"type", "from", "between", "part", "count", "note"}) {
        CHECK(spec.name != key);
      }
    }
  }
}

TEST_CASE("every shipped part file is a part", "[scenario][catalog]") {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(shipped_library())) {
    if (entry.path().extension() == ".yaml") ++files;
  }
  CHECK(list_parts(shipped_library()).size() == files);
}

TEST_CASE("every type has a page and a place in the editor schema", "[scenario][catalog]") {
  const std::string schema = editor_schema();
  for (const auto& entry : catalog()) {
    const std::string name(entry.schema->name);
    INFO(name);
    CHECK(explain_type(*entry.schema).find(name) == 0);
    if (!entry.schema->is_part_only) {
      CHECK(schema.find("\"const\": \"" + name + "\"") != std::string::npos);
    }
  }
}
