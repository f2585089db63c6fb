#pragma once

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

/// What is said of a command line that is not understood, on standard error.
namespace ridethrough::cli {

/// True for a command or an option; an unknown word gets a suggestion, where the parser would only
/// say that it did not expect it.
bool check_command_word(const char* word);

/// The parser's own words where it has good ones; a misspelt option gets a suggestion, because the
/// parser would only count what is left over.
void report_usage(const CLI::App& app, int argc, char** argv, const CLI::ParseError& error);

}  // namespace ridethrough::cli
