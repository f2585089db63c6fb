#pragma once

#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace ridethrough::scenario {

/// One text that was read: a file or a `--set` argument. Shared by every place that points into it.
struct SourceText {
  std::string name;  ///< as the user would name it in a message
  std::string text;
};

/// A span of one line in a source. line and column count from 1; line 0 means "no place". column
/// and length are bytes; `render` shows characters.
struct Place {
  std::shared_ptr<const SourceText> source;
  int line = 0;
  int column = 0;
  int length = 1;
};

/// The text that a place covers, within its line; empty without a place.
std::string text_at(const Place& place);

enum class Severity { error, warning, note };

/// The part of `place` that begins `offset` bytes after its first byte.
Place within(const Place& place, int offset, int length);

/// "hall.yaml:31", for texts that point at a second place.
std::string location(const Place& place);

/// One finding, in the form that docs/error_messages.md describes.
struct Diagnostic {
  Severity severity = Severity::error;
  std::string rule;     ///< stable id, "RT0301"
  std::string message;  ///< what is wrong, one line
  Place place;
  std::string label;                    ///< beside the carets: what to write instead
  std::vector<std::string> notes = {};  ///< lines after "= "
};

/// `error[RT0301]: message`, ` --> file:line:col`, the source line, carets and label; ends with a
/// newline.
std::string render(const Diagnostic& diagnostic);

/// Collects the findings of a file and its bases; first come, first served, duplicates dropped.
/// After 1,000 findings only errors are counted, so that a hopeless file costs no memory.
class Diagnostics {
 public:
  void add(Diagnostic diagnostic);
  void error(std::string rule, std::string message, const Place& place, std::string label,
             std::vector<std::string> notes = {});
  void warning(std::string rule, std::string message, const Place& place, std::string label,
               std::vector<std::string> notes = {});
  bool has_errors() const { return errors_ > 0; }
  int errors() const { return errors_; }
  const std::vector<Diagnostic>& all() const { return all_; }
  /// All findings; after 20 errors the rest is counted.
  std::string render_all() const;

 private:
  std::vector<Diagnostic> all_;
  std::set<std::string> seen_;
  int errors_ = 0;
};

/// The user's file is wrong (exit 3); carries every finding.
class ScenarioError : public std::runtime_error {
 public:
  explicit ScenarioError(Diagnostics diagnostics);
  const Diagnostics& diagnostics() const { return *diagnostics_; }

 private:
  std::shared_ptr<const Diagnostics> diagnostics_;
};

}  // namespace ridethrough::scenario
