#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "ridethrough/devices/catalog.hpp"
#include "ridethrough/report/data.hpp"
#include "ridethrough/report/text.hpp"
#include "ridethrough/scenario/schema_text.hpp"
#include "ridethrough/scenario/suggest.hpp"

namespace ridethrough::cli {

namespace {

std::vector<std::string> type_names() {
  std::vector<std::string> names;
  for (const devices::CatalogEntry& entry : devices::catalog()) {
    names.emplace_back(entry.schema->name);
  }
  return names;
}

std::string in_case(std::string text, int (*convert)(int)) {
  for (char& each : text) each = static_cast<char>(convert(static_cast<unsigned char>(each)));
  return text;
}

}  // namespace

int schema_command(const Options&) {
  print(scenario::editor_schema());
  return kGood;
}

int parts_command(const Options& options) {
  const std::vector<std::string> types = type_names();
  const bool is_known =
      options.word.empty() || std::find(types.begin(), types.end(), options.word) != types.end();
  if (!is_known) {
    fmt::print(stderr, "error: there is no type '{}'; {}\n", options.word,
               scenario::did_you_mean(options.word, types, "'ridethrough parts' lists all"));
    return kUsage;
  }
  const auto parts = scenario::list_parts(library_folder(), options.word);
  print(options.json ? report::parts_json(parts) : report::parts_text(parts));
  return kGood;
}

int explain_command(const Options& options) {
  const std::string word = in_case(options.word, std::tolower);
  const std::string rule = in_case(options.word, std::toupper);
  if (const devices::CatalogEntry* entry = devices::find_type(word)) {
    print(scenario::explain_type(*entry->schema));
    return kGood;
  }
  if (const std::string verb = scenario::explain_verb(word); !verb.empty()) {
    print(verb);
    return kGood;
  }
  if (const std::string text = scenario::explain_rule(rule); !text.empty()) {
    print(fmt::format("{}\n\n{}\n", rule, text));
    return kGood;
  }
  std::vector<std::string> words = type_names();
  for (const std::string_view verb : scenario::verb_names()) words.emplace_back(verb);
  for (const std::string_view id : scenario::rule_ids()) words.emplace_back(id);
  const bool is_rule = rule.starts_with("RT") && rule.find_first_of("0123456789") == 2;
  fmt::print(stderr, "error: nothing to explain about '{}'; {}\n", options.word,
             scenario::did_you_mean(is_rule ? rule : word, words,
                                    "name a device type, a verb of events or a rule"));
  return kUsage;
}

}  // namespace ridethrough::cli
