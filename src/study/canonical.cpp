#include "study/canonical.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

namespace ridethrough::study {

namespace {

using scenario::Members;

struct Entry {
  Unit unit;
  std::uint64_t digest;
  std::size_t representative;
  std::vector<std::size_t> raw;
};

/// Everything that names an entry except the members at `level`.
using Rest = std::tuple<std::vector<std::string>, std::vector<std::string>, std::uint64_t>;

Rest rest_of(const Entry& entry, std::size_t level) {
  std::vector<std::string> members;
  for (std::size_t i = 0; i < entry.unit.members.size(); ++i) {
    members.push_back(i == level ? "" : entry.unit.members[i].text());
  }
  return {entry.unit.names, members, entry.digest};
}

Members join(const Members& left, const Members& right) {
  std::vector<std::int64_t> all;
  for (const Members* part : {&left, &right}) {
    for (const auto& span : part->spans) {
      for (std::int64_t member = span.first; member <= span.last; ++member) all.push_back(member);
    }
  }
  return Members::of(all);
}

/// Whether an entry lies in members of the counted component that is called `names`.
bool lies_in(const std::vector<std::string>& names, const Entry& entry) {
  return entry.unit.names.size() >= names.size() &&
         std::equal(names.begin(), names.end(), entry.unit.names.begin()) &&
         !entry.unit.members[names.size() - 1].spans.empty();
}

/// By class of members of one counted component: all its members with the same records below them.
std::map<std::string, Members> joined_classes(const std::vector<Entry>& entries,
                                              const std::vector<std::string>& names) {
  const std::size_t level = names.size() - 1;
  std::map<std::string, std::vector<Rest>> records;
  std::map<std::string, Members> whole;
  for (const Entry& entry : entries) {
    if (!lies_in(names, entry)) continue;
    const Members& members = entry.unit.members[level];
    records[members.text()].push_back(rest_of(entry, level));
    whole.emplace(members.text(), members);
  }
  std::map<std::vector<Rest>, Members> joined;
  for (auto& [text, record] : records) {
    std::sort(record.begin(), record.end());
    const auto [place, is_new] = joined.emplace(record, whole.at(text));
    if (!is_new) place->second = join(place->second, whole.at(text));
  }
  for (auto& [text, members] : whole) members = joined.at(records.at(text));
  return whole;
}

/// The entry now stands for the `whole` class of members at `level`.
void widen(Entry& entry, std::size_t level, const Members& whole) {
  Members& own = entry.unit.members[level];
  if (whole == own) return;
  entry.unit.count = entry.unit.count / own.size() * whole.size();
  own = whole;
}

/// Joins the classes of one counted component whose records below it are equal.
void merge_level(std::vector<Entry>& entries, const std::vector<std::string>& names) {
  const std::size_t level = names.size() - 1;
  const auto whole = joined_classes(entries, names);
  std::vector<Entry> merged;
  for (Entry& entry : entries) {
    if (lies_in(names, entry)) widen(entry, level, whole.at(entry.unit.members[level].text()));
    const auto same = std::find_if(merged.begin(), merged.end(), [&](const Entry& other) {
      return other.unit.names == entry.unit.names && other.unit.members == entry.unit.members;
    });
    if (same == merged.end()) {
      merged.push_back(std::move(entry));
    } else {
      same->raw.insert(same->raw.end(), entry.raw.begin(), entry.raw.end());
    }
  }
  entries = std::move(merged);
}

bool comes_before(const Entry& left, const Entry& right) {
  for (std::size_t i = 0; i < std::min(left.unit.names.size(), right.unit.names.size()); ++i) {
    if (left.unit.names[i] != right.unit.names[i]) return left.unit.names[i] < right.unit.names[i];
    const auto first = [i](const Entry& entry) {
      const auto& spans = entry.unit.members[i].spans;
      return spans.empty() ? std::int64_t{0} : spans.front().first;
    };
    if (first(left) != first(right)) return first(left) < first(right);
  }
  return left.unit.names.size() < right.unit.names.size();
}

}  // namespace

Canonical canonicalise(const std::vector<Unit>& units, const std::vector<std::uint64_t>& digests) {
  std::vector<Entry> entries;
  std::vector<std::vector<std::string>> counted;
  for (std::size_t i = 0; i < units.size(); ++i) {
    entries.push_back({units[i], digests[i], i, {i}});
    for (std::size_t level = 0; level < units[i].names.size(); ++level) {
      if (units[i].members[level].spans.empty()) continue;
      counted.emplace_back(units[i].names.begin(),
                           units[i].names.begin() + static_cast<std::ptrdiff_t>(level) + 1);
    }
  }
  // From the innermost level outward, so that inner sets are already whole when outer ones compare.
  std::sort(counted.begin(), counted.end(), [](const auto& left, const auto& right) {
    return left.size() != right.size() ? left.size() > right.size() : left < right;
  });
  counted.erase(std::unique(counted.begin(), counted.end()), counted.end());
  for (const auto& names : counted) merge_level(entries, names);
  std::stable_sort(entries.begin(), entries.end(), comes_before);
  Canonical result;
  result.canonical_of.assign(units.size(), 0);
  for (const Entry& entry : entries) {
    for (const std::size_t raw : entry.raw) result.canonical_of[raw] = result.units.size();
    result.units.push_back(entry.unit);
    result.representative.push_back(*std::min_element(entry.raw.begin(), entry.raw.end()));
  }
  return result;
}

}  // namespace ridethrough::study
