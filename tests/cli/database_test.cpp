#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "support/tool.hpp"
#ifdef RIDETHROUGH_HAS_SQLITE
#include <sqlite3.h>
#endif

/// `--db`: the table of a study as a database.
namespace ridethrough::test {
namespace {

namespace fs = std::filesystem;

class Studies {
 public:
  Studies() {
    const std::string head =
        "schema_version: 1\nname: a grid\nduration: 5 s\nseed: 7\nrecord: [grid.power, "
        "grid.state]\ncomponents:\n"
        "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
        "  row: {type: rack, from: grid, power: 10 kW}\n"
        "events: [{id: gone, at: 2 s, outage: grid, for: 15 ms}]\n"
        "checks: [{id: up, always: row.dropped == 0}, "
        "{id: draw, always: grid.power <= 9 kW, level: warn}]\nstudy:\n";
    folder_.write("grid.yaml", head +
                                   "  vary:\n    row.power: [1 kW, 10 kW]\n"
                                   "    events.gone.for: [5 ms, 30 ms]\n");
  }
  Call call(const std::string& command) const { return shell(command, folder_.path().string()); }
  std::string read(const std::string& name) const { return folder_.read(name); }
  void write(const std::string& name, const std::string& text) const { folder_.write(name, text); }
  fs::path path(const std::string& name) const { return folder_.path() / name; }
  /// Files that are neither results nor studies: what an aborted write would leave.
  bool has_drafts() const {
    for (const auto& each : fs::directory_iterator(folder_.path())) {
      if (each.path().filename().string().find(".tmp.") != std::string::npos) return true;
    }
    return false;
  }

 private:
  Folder folder_;
};

}  // namespace

#ifdef RIDETHROUGH_HAS_SQLITE

namespace {

/// All rows, columns parted by '|', nothing for NULL.
std::vector<std::string> rows_of_query(const fs::path& file, const std::string& sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
  sqlite3_stmt* statement = nullptr;
  const int prepared = sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr);
  INFO(sqlite3_errmsg(database));
  REQUIRE(prepared == SQLITE_OK);
  std::vector<std::string> rows;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    std::string row;
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
      row += (i > 0 ? "|" : "") + std::string(text == nullptr ? "" : text);
    }
    rows.push_back(row);
  }
  sqlite3_finalize(statement);
  sqlite3_close(database);
  return rows;
}

}  // namespace

TEST_CASE("a database has the columns and rows of the CSV", "[cli][database]") {
  const Studies studies;
  REQUIRE(studies.call("ridethrough sweep grid.yaml --out out --db runs.db").code == 1);
  CHECK(rows_of_query(studies.path("runs.db"),
                      "SELECT cell, \"row.power\", verdict, decided_by, racks_dropped FROM runs") ==
        std::vector<std::string>{"1 kW,5 ms|1 kW|pass||0.0", "1 kW,30 ms|1 kW|fail|up|1.0",
                                 "10 kW,5 ms|10 kW|pass||0.0", "10 kW,30 ms|10 kW|fail|up|1.0"});
  std::string columns;
  for (const std::string& name :
       rows_of_query(studies.path("runs.db"), "SELECT name FROM pragma_table_info('runs')")) {
    columns += (columns.empty() ? "" : ",") + name;
  }
  const std::string csv = studies.read("out/cells.csv");
  CHECK(columns == csv.substr(0, csv.find('\n')));
  // Numbers are numbers: 9 kW less what 10 kW draw.
  CHECK(rows_of_query(studies.path("runs.db"),
                      "SELECT count(*) FROM runs WHERE \"margin of draw [kW]\" < 0") ==
        std::vector<std::string>{"2"});
  const auto study =
      rows_of_query(studies.path("runs.db"), "SELECT tool, file, seed, digest FROM study");
  REQUIRE(study.size() == 1);
  CHECK(study[0].starts_with("ridethrough|grid.yaml|7|sha256:"));
}

TEST_CASE("a run has its events and signals in a database", "[cli][database]") {
  const Studies studies;
  REQUIRE(
      studies.call("ridethrough run grid.yaml --cell '10 kW,30 ms' --out out --db run.db").code ==
      1);
  const fs::path file = studies.path("run.db");
  CHECK(rows_of_query(file, "SELECT name, seed, verdict, decided_by FROM run") ==
        std::vector<std::string>{"a grid|7|fail|up"});
  std::string events = "time [s],seq,component,members,what,from,to,reason,cause\n";
  for (std::string row : rows_of_query(
           file,
           "SELECT printf('%.9f', \"time [s]\"), seq, component, members, what, \"from\", "
           "\"to\", reason, cause FROM events")) {
    std::ranges::replace(row, '|', ',');
    events += row + "\n";
  }
  CHECK(events == studies.read("out/events.csv"));
  CHECK(rows_of_query(file, "SELECT max(value), unit FROM signals WHERE signal = 'grid.power'") ==
        std::vector<std::string>{"10.0|kW"});
  CHECK(rows_of_query(file,
                      "SELECT \"time [s]\", word FROM signals WHERE signal = 'grid.state' "
                      "ORDER BY rowid LIMIT 3") ==
        std::vector<std::string>{"0.0|normal", "2.0|normal", "2.0|lost"});
}

TEST_CASE("shards merge to the database of one sweep", "[cli][database]") {
  const Studies studies;
  REQUIRE(
      studies.call("ridethrough sweep grid.yaml --set row.count=2 --threads 1 --db one.db").code ==
      1);
  REQUIRE(studies.call("ridethrough sweep plan grid.yaml --set row.count=2 --shards 3 --out run")
              .code == 0);
  for (const char* shard : {"2", "0", "1"}) {
    REQUIRE(studies.call(std::string("ridethrough sweep shard run ") + shard).code == 0);
  }
  REQUIRE(studies.call("ridethrough sweep merge run --db merged.db").code == 1);
  CHECK_FALSE(studies.read("one.db").empty());
  CHECK(studies.read("merged.db") == studies.read("one.db"));
}

TEST_CASE("a database is whole or what it was before", "[cli][database]") {
  const Studies studies;
  studies.write("runs.db", "of somebody else");
  // A limit of one block on the size of files is met within the first page.
  const Call full = studies.call(
      "ulimit -f 1; ridethrough sweep grid.yaml --db runs.db | cat >/dev/null; "
      "exit ${PIPESTATUS[0]}");
  CHECK(full.code == 74);
  CHECK(full.err == "error: can not write 'runs.db': File too large\n");
  CHECK(studies.read("runs.db") == "of somebody else");
  CHECK_FALSE(studies.has_drafts());
  CHECK(studies.call("ridethrough sweep grid.yaml --db runs.db").code == 1);
  CHECK(studies.read("runs.db").starts_with("SQLite format 3"));
  CHECK_FALSE(studies.has_drafts());
}

TEST_CASE("a database that can not be written is told before the runs", "[cli][database]") {
  const Studies studies;
  const Call absent = studies.call("ridethrough sweep grid.yaml --db absent/runs.db");
  CHECK(absent.code == 74);
  CHECK(absent.err == "error: can not write 'absent/runs.db': No such file or directory\n");
  CHECK(absent.out.empty());
  CHECK(studies.call("ridethrough sweep grid.yaml --db .").err ==
        "error: can not write '.': Is a directory\n");
}

#else

TEST_CASE("without SQLite a database is refused, not left out", "[cli][database]") {
  const Studies studies;
  const Call call = studies.call("ridethrough sweep grid.yaml --db runs.db");
  CHECK(call.code == 2);
  CHECK(call.err.find("'--db' needs SQLite") != std::string::npos);
  CHECK_FALSE(fs::exists(studies.path("runs.db")));
}

#endif

}  // namespace ridethrough::test
