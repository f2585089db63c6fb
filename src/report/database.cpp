#include "ridethrough/report/database.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "report/json_values.hpp"
#include "report/outcome_tables.hpp"
#include "report/run_table.hpp"
#include "ridethrough/report/files.hpp"
#include "ridethrough/scenario/sha256.hpp"
#ifdef RIDETHROUGH_HAS_SQLITE
#include <sqlite3.h>

#include <memory>
#endif

namespace ridethrough::report {

namespace {

ResultTable study_table(const scenario::Study& study, const DatabaseSource& source) {
  const std::string digest = "sha256:" + scenario::sha256_hex(study.place.source->text);
  TableCell seed;
  if (source.seed) seed = static_cast<std::int64_t>(*source.seed);
  return {{"tool", "version", "file", "name", "digest", "seed", "sets"},
          {{"ridethrough", source.version, portable(study.file), study.name, digest, seed,
            fmt::format("{}", fmt::join(source.sets, " "))}}};
}

}  // namespace

#ifdef RIDETHROUGH_HAS_SQLITE

namespace {

/// A database in memory. Its pages become a file all at once, by the way that all results take.
class Database {
 public:
  explicit Database(std::string path) : path_(std::move(path)) {
    check(sqlite3_open(":memory:", &handle_));
  }
  ~Database() { sqlite3_close(handle_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void run(const std::string& sql) {
    check(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr));
  }

  void add(const std::string& name, const ResultTable& table) {
    std::string columns, places;
    for (const std::string& column : table.columns) {
      columns += (columns.empty() ? "" : ", ") + quoted(column);
      places += places.empty() ? "?" : ", ?";
    }
    run(fmt::format("CREATE TABLE {} ({})", name, columns));
    sqlite3_stmt* statement = nullptr;
    const std::string sql = fmt::format("INSERT INTO {} VALUES ({})", name, places);
    check(sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr));
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> owner(statement, sqlite3_finalize);
    for (const std::vector<TableCell>& row : table.rows) {
      for (std::size_t i = 0; i < row.size(); ++i) bind(statement, static_cast<int>(i) + 1, row[i]);
      check(sqlite3_step(statement));
      check(sqlite3_reset(statement));
    }
  }

  std::string pages() {
    sqlite3_int64 size = 0;
    const std::unique_ptr<unsigned char, void (*)(void*)> bytes(
        sqlite3_serialize(handle_, "main", &size, 0), sqlite3_free);
    if (bytes == nullptr) check(SQLITE_NOMEM);
    return {reinterpret_cast<const char*>(bytes.get()), static_cast<std::size_t>(size)};
  }

 private:
  static std::string quoted(const std::string& name) {
    std::string text = "\"";
    for (const char letter : name) text += letter == '"' ? "\"\"" : std::string(1, letter);
    return text + '"';
  }

  void bind(sqlite3_stmt* statement, int place, const TableCell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) {
      check(sqlite3_bind_text(statement, place, text->data(), static_cast<int>(text->size()),
                              SQLITE_STATIC));
    } else if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
      check(sqlite3_bind_int64(statement, place, *whole));
    } else if (const auto* value = std::get_if<double>(&cell)) {
      check(sqlite3_bind_double(statement, place, *value));
    } else {
      check(sqlite3_bind_null(statement, place));
    }
  }

  void check(int code) {
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
    throw WriteError(fmt::format("can not write '{}': {}", path_, sqlite3_errmsg(handle_)));
  }

  std::string path_;
  sqlite3* handle_ = nullptr;
};

void write_tables(const std::string& path,
                  const std::vector<std::pair<std::string, ResultTable>>& tables) {
  Database database(path);
  database.run("BEGIN");
  for (const auto& [name, table] : tables) database.add(name, table);
  database.run("COMMIT");
  write_file(path, database.pages());
}

}  // namespace

bool has_database() { return true; }

#else

namespace {

void write_tables(const std::string& path,
                  const std::vector<std::pair<std::string, ResultTable>>&) {
  throw WriteError(fmt::format("can not write '{}': built without SQLite", path));
}

}  // namespace

bool has_database() { return false; }

#endif

void write_database(const std::string& path, const scenario::Study& study,
                    const std::vector<study::CellResult>& results, const DatabaseSource& source) {
  write_tables(path, {{"study", study_table(study, source)}, {"runs", run_table(study, results)}});
}

void write_database(const std::string& path, const study::Outcome& outcome,
                    const std::string& version) {
  write_tables(path, {{"run", outcome_table(outcome, version)},
                      {"events", events_table(outcome)},
                      {"signals", signals_table(outcome)}});
}

}  // namespace ridethrough::report
