#include "scenario/csv_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "ridethrough/scenario/csv.hpp"
#include "ridethrough/scenario/resolve.hpp"
#include "ridethrough/scenario/sha256.hpp"
#include "ridethrough/scenario/yaml_reader.hpp"
#include "scenario/bind_text.hpp"

namespace ridethrough::scenario {

namespace {

constexpr std::size_t kMaxCsvBytes = std::size_t{512} << 20;

CsvColumn column_of(std::string_view header) {
  const std::size_t bracket = header.rfind('[');
  if (bracket == std::string_view::npos || header.back() != ']') return {std::string(header), ""};
  const std::string_view unit = header.substr(bracket + 1, header.size() - bracket - 2);
  return {std::string(without_blanks(header.substr(0, bracket))),
          std::string(without_blanks(unit))};
}

bool check_columns(const CsvFile& file, const Place& asked, const CsvUse& use,
                   Diagnostics& diagnostics) {
  if (file.columns.size() > 1) return true;
  const bool is_empty = without_blanks(file.source->text).empty();
  diagnostics.error(
      std::string(use.rule),
      fmt::format("the {} '{}' {}", use.type, file.name, is_empty ? "is empty" : "has one column"),
      asked,
      fmt::format("{}: {}",
                  is_empty ? "its first line names the columns" : "columns have ',' between them",
                  use.example));
  return false;
}

}  // namespace

std::vector<std::string> CsvFile::names() const {
  std::vector<std::string> names;
  names.reserve(columns.size());
  for (const CsvColumn& column : columns) names.push_back(column.name);
  return names;
}

CsvRows::CsvRows(const CsvFile& file) : rest_(file.source->text) { take_line(rest_); }

bool CsvRows::next() {
  while (!rest_.empty()) {
    const std::string_view line = without_blanks(take_line(rest_));
    ++line_;
    if (line.empty()) continue;
    split_cells(line, cells_);
    return true;
  }
  return false;
}

const CsvFile* CsvLibrary::open(const Tree& name, Diagnostics& diagnostics, const CsvUse& use) {
  if (!expect_kind(name, Tree::Kind::scalar, fmt::format("'{}'", use.type), diagnostics)) {
    return nullptr;
  }
  const std::string path = resolve_file(name.place, name.text);
  if (const auto found = files_.find(path); found != files_.end()) return &found->second;
  if (!path.ends_with(".csv")) {
    diagnostics.error(std::string(use.rule), fmt::format("'{}' is not a CSV file", name.text),
                      name.place,
                      path.ends_with(".csv.zst")
                          ? "this version reads no compressed traces: 'unzstd' makes a .csv of it"
                          : fmt::format("a {} is a file whose name ends in .csv", use.type));
    return nullptr;
  }
  CsvFile file;
  file.type = std::string(use.type);
  file.source = read_source(path, diagnostics, name.place, kMaxCsvBytes);
  if (!file.source) return nullptr;
  // The folder of an absolute path belongs to a machine, not to a run.
  const std::filesystem::path written(name.text);
  file.name = written.is_absolute() ? written.filename().string() : name.text;
  file.path = path;
  file.digest = "sha256:" + sha256_hex(file.source->text);
  std::string_view text = file.source->text;
  std::vector<std::string_view> headers;
  split_cells(take_line(text), headers);
  for (const std::string_view header : headers) file.columns.push_back(column_of(header));
  if (!check_columns(file, name.place, use, diagnostics)) return nullptr;
  return &files_.emplace(path, std::move(file)).first->second;
}

std::vector<PartUse> CsvLibrary::uses() const {
  std::vector<PartUse> uses;
  for (const auto& [path, file] : files_) {
    uses.push_back({file.name, file.type, "not stated", file.digest});
  }
  std::sort(uses.begin(), uses.end(), [](const PartUse& a, const PartUse& b) {
    return std::tie(a.name, a.digest) < std::tie(b.name, b.digest);
  });
  return uses;
}

}  // namespace ridethrough::scenario
