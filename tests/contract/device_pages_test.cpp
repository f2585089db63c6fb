#include <catch2/catch.hpp>
#include <filesystem>
#include <regex>
#include <string>

#include "ridethrough/devices/catalog.hpp"
#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/scenario/schema_text.hpp"
#include "scenario/parts.hpp"
#include "support/marked_page.hpp"

// Invariant 9: every type of the catalogue has a page whose table equals its schema, a validation
// test that names it, and parts that load.
namespace ridethrough::testing {
namespace {

constexpr const char* kEditorSchema = "docs/schema/scenario-v1.schema.json";
constexpr const char* kHint = "RIDETHROUGH_UPDATE_DOCS=1 ./rt test writes generated documents anew";

std::string page_of(const devices::TypeSchema& type) {
  return "docs/devices/" + std::string(type.group) + "/" + std::string(type.name) + ".md";
}

/// Blank lines around the table: some readers take a table right below a comment for its text.
std::string parameters_of(const devices::TypeSchema& type) {
  return "\n" + scenario::type_table_markdown(type) + "\n";
}

/// All tests under tests/validation and the scenarios that they run, where a device proves itself
/// against something else.
std::string validation_text() {
  std::string text;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(repository_path("tests/validation"))) {
    const std::string kind = entry.path().extension().string();
    if (kind != ".cpp" && kind != ".yaml") continue;
    const auto name = entry.path().lexically_relative(RIDETHROUGH_SOURCE_DIR);
    text += read_page(name.generic_string());
  }
  return text;
}

}  // namespace

TEST_CASE("every type has a page with the table of its schema", "[contract][docs]") {
  for (const devices::CatalogEntry& entry : devices::catalog()) {
    const std::string name = page_of(*entry.schema);
    INFO(name << "; " << kHint);
    std::string page = read_page(name);
    if (updates_docs() && !page.empty()) {
      page = with_section(page, "parameters", parameters_of(*entry.schema));
      write_page(name, page);
    }
    CHECK_FALSE(page.empty());
    const bool is_current = section_of(page, "parameters") == parameters_of(*entry.schema);
    CHECK(is_current);  // the tables themselves are too long to print
  }
}

TEST_CASE("a page says first what it models and what not", "[contract][docs]") {
  for (const devices::CatalogEntry& entry : devices::catalog()) {
    const std::string page = read_page(page_of(*entry.schema));
    INFO(page_of(*entry.schema));
    const std::size_t scope = page.find("\n## Scope and limitations\n");
    const std::size_t first = page.find("\n## ");
    CHECK((scope != std::string::npos && scope == first));
  }
}

TEST_CASE("every type is named by a validation test", "[contract][docs]") {
  const std::string text = validation_text();
  for (const devices::CatalogEntry& entry : devices::catalog()) {
    const std::string type(entry.schema->name);
    INFO(type << ": included or made in a test, or written in a scenario that it runs");
    CHECK(std::regex_search(text, std::regex("(type: |make_|/)" + type + "\\b")));
  }
}

TEST_CASE("every shipped part can be used by a scenario", "[contract][docs]") {
  const std::string library = repository_path("scenarios/parts");
  const auto parts = scenario::list_parts(library);
  CHECK(parts.size() > 30);
  for (const scenario::PartInfo& info : parts) {
    INFO(info.file);
    scenario::Tree name;
    name.text = info.name;
    scenario::Diagnostics findings;
    scenario::PartLibrary shelf(devices::catalog(), library, nullptr);
    CHECK(shelf.use(name, info.type, findings) != nullptr);
    INFO(findings.render_all());
    CHECK_FALSE(findings.has_errors());
  }
}

TEST_CASE("the editor schema is that of the catalogue", "[contract][docs]") {
  if (updates_docs()) write_page(kEditorSchema, scenario::editor_schema());
  INFO(kHint);
  const bool is_current = read_page(kEditorSchema) == scenario::editor_schema();
  CHECK(is_current);  // the texts themselves are too long to print
}

}  // namespace ridethrough::testing
