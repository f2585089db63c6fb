#include "study/record_digest.hpp"

#include <bit>

#include "ridethrough/core/fingerprint.hpp"

namespace ridethrough::study {

void RecordDigest::add(std::string_view text) { hash_ = core::mix(core::hash_text(text, hash_)); }

void RecordDigest::add(std::int64_t number) {
  hash_ = core::mix(hash_ * 0x9e3779b97f4a7c15ULL + static_cast<std::uint64_t>(number));
}

void RecordDigest::add(double number) { add(std::bit_cast<std::int64_t>(number)); }

void RecordDigest::add(const core::EventRow& row) {
  add(row.time);
  add(std::int64_t{row.round});
  add(std::int64_t{row.phase});
  for (const std::string* text : {&row.what, &row.from, &row.to, &row.reason}) add(*text);
}

void RecordDigest::add(const core::Books& books) {
  for (const double value : {books.in_j, books.out_j, books.loss_j, books.stored_change_j,
                             books.unserved_j, books.gap_j}) {
    add(value);
  }
}

void RecordDigest::add(const std::vector<devices::Finding>& findings) {
  for (const devices::Finding& finding : findings) {
    add(finding.name);
    add(finding.value);
    add(finding.time);
  }
}

void RecordDigest::add(const devices::Report& report) {
  add(report.findings);
  for (const devices::Incident& incident : report.incidents) {
    add(incident.kind);
    add(incident.at);
    add(incident.lasted);
    add(incident.reason);
  }
  for (const devices::Judgement& judgement : report.judgements) {
    add(judgement.standard);
    add(judgement.at);
    add(judgement.what);
    add(judgement.verdict);
    add(judgement.figures);
  }
}

void RecordDigest::add(const Trace& trace) {
  for (const Corner& corner : trace.corners) {
    add(corner.time);
    add(corner.before);
    add(corner.after);
  }
}

}  // namespace ridethrough::study
