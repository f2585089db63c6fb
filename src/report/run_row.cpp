#include "report/run_row.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "ridethrough/scenario/sha256.hpp"

namespace ridethrough::report {

namespace {

using RowJson = nlohmann::ordered_json;
using study::CheckResult;
using study::Figure;

constexpr std::size_t kChecksumDigits = 16;

std::string checksum(std::string_view text) {
  return scenario::sha256_hex(text).substr(0, kChecksumDigits);
}

/// JSON has no infinity and no NaN: those are words.
RowJson exact(double value) {
  if (std::isfinite(value)) return value;
  if (std::isnan(value)) return "nan";
  return value > 0.0 ? "inf" : "-inf";
}

double exact_of(const RowJson& json) {
  return json.is_string() ? std::stod(json.get<std::string>()) : json.get<double>();
}

RowJson check_row(const CheckResult& check) {
  RowJson row{{"id", check.id},
              {"status", static_cast<int>(check.status)},
              {"level", static_cast<int>(check.level)},
              {"fails", check.fails_run},
              {"unit", check.unit},
              {"match", check.match},
              {"window", check.window}};
  if (check.margin) row["margin"] = exact(*check.margin);
  if (check.margin_at) row["at"] = *check.margin_at;
  return row;
}

CheckResult check_of(const RowJson& row) {
  CheckResult check;
  check.id = row.at("id");
  check.status = static_cast<study::CheckStatus>(row.at("status").get<int>());
  check.level = static_cast<scenario::Level>(row.at("level").get<int>());
  check.fails_run = row.at("fails");
  check.unit = row.at("unit");
  check.match = row.at("match");
  check.window = row.at("window");
  if (row.contains("margin")) check.margin = exact_of(row["margin"]);
  if (row.contains("at")) check.margin_at = row["at"].get<core::Tick>();
  return check;
}

/// Figures that every run has are known by their place; money has the unit of the scenario. Those
/// that the checks of a study ask for stand behind them, with their names.
RowJson figure_rows(const std::vector<Figure>& figures) {
  const std::size_t known = study::figures_of({}).size();
  RowJson rows = RowJson::array();
  for (std::size_t i = 0; i < figures.size(); ++i) {
    const Figure& figure = figures[i];
    RowJson row{exact(figure.value), figure.unit};
    if (i >= known) {
      row.push_back(figure.name);
      row.push_back(figure.text);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<Figure> figures_from(const RowJson& rows) {
  std::vector<Figure> figures = rows.empty() ? std::vector<Figure>{} : study::figures_of({});
  figures.resize(rows.size());
  for (std::size_t i = 0; i < figures.size(); ++i) {
    const RowJson& row = rows.at(i);
    figures[i].value = exact_of(row.at(0));
    figures[i].unit = row.at(1);
    if (row.size() < 4) continue;
    figures[i].name = row.at(2);
    figures[i].text = row.at(3);
  }
  return figures;
}

study::CellResult result_of(const RowJson& row) {
  study::CellResult result;
  result.run = row.at("run");
  result.replica = row.at("replica");
  result.digest = row.at("scenario");
  result.end = static_cast<study::SuiteEnd>(row.at("end").get<int>());
  result.decided_by = row.at("decided_by");
  result.problem = row.at("problem");
  result.losses = row.at("losses").get<std::vector<std::string>>();
  result.weight = exact_of(row.at("weight"));
  result.figures = figures_from(row.at("figures"));
  for (const RowJson& check : row.at("checks")) result.checks.push_back(check_of(check));
  return result;
}

}  // namespace

std::string row_line(const study::CellResult& result) {
  RowJson checks = RowJson::array();
  for (const CheckResult& check : result.checks) checks.push_back(check_row(check));
  const RowJson row{{"run", result.run},
                    {"replica", result.replica},
                    {"scenario", result.digest},
                    {"end", static_cast<int>(result.end)},
                    {"decided_by", result.decided_by},
                    {"problem", result.problem},
                    {"losses", result.losses},
                    {"weight", exact(result.weight)},
                    {"figures", figure_rows(result.figures)},
                    {"checks", std::move(checks)}};
  const std::string text = row.dump();
  return checksum(text) + " " + text;
}

std::optional<study::CellResult> row_of(std::string_view line) {
  if (line.size() < kChecksumDigits + 2 || line[kChecksumDigits] != ' ') return std::nullopt;
  const std::string_view text = line.substr(kChecksumDigits + 1);
  if (checksum(text) != line.substr(0, kChecksumDigits)) return std::nullopt;
  return result_of(RowJson::parse(text));
}

}  // namespace ridethrough::report
