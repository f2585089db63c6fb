#include "devices/storage/guarded_bank.hpp"

#include <algorithm>
#include <utility>

#include "devices/growing_search.hpp"

namespace ridethrough::devices::storage {
GuardedBank::GuardedBank(std::unique_ptr<BatteryBank> bank, const StringProtection& protection)
    : bank_(std::move(bank)), protection_(protection), held_(bank_->rows()) {}

template <class Change>
void GuardedBank::change(core::Tick now, const Change& change) {
  hold(now);
  change();
  held_.resize(bank_->rows());
}

void GuardedBank::set_power(core::Tick now, double power_w, double slope_w_per_s) {
  change(now, [&] { bank_->set_power(now, power_w, slope_w_per_s); });
}

void GuardedBank::set_current(core::Tick now, double current_a) {
  change(now, [&] { bank_->set_current(now, current_a); });
}

void GuardedBank::set_breaker(core::Tick now, bool closed) {
  change(now, [&] { bank_->set_breaker(now, closed); });
}

void GuardedBank::restore_strings(core::Tick now) {
  change(now, [&] {
    bank_->restore_strings(now);
    held_.clear();
  });
}

void GuardedBank::open_row(core::Tick now, std::size_t row) {
  change(now, [&] { bank_->open_row(now, row); });
  held_[row] = {};
}

std::unique_ptr<BatteryBank> GuardedBank::spoil(core::Tick now, const StringFault& fault) {
  hold(now);
  // What splits off was like its row until now.
  const std::size_t row = bank_->row_to_spoil();
  const StringWatch split = row < held_.size() ? held_[row] : StringWatch();
  if (auto apart = bank_->spoil(now, fault)) {
    bank_ = std::move(apart);
  }
  held_.resize(bank_->rows(), split);
  return nullptr;
}

core::Tick GuardedBank::next_trip(core::Tick horizon) {
  follow_from_anchor();
  while (first_due() == core::kNever && followed_to_ < horizon && follow_next(core::kNever)) {
  }
  const core::Tick due = first_due();
  return due <= horizon ? due : core::kNever;
}

core::Tick GuardedBank::next_watch(core::Tick now) {
  if (bank_->course_end(anchor_) == core::kNever) return next_trip(core::kNever);
  const core::Tick horizon = search_end(anchor_, now, kFirstSearchOfDischarge);
  const core::Tick due = next_trip(horizon);
  // Behind a stop the converter takes over.
  return followed_to_ < horizon ? due : std::min(due, horizon);
}

std::vector<StringTrip> GuardedBank::trip(core::Tick now) {
  std::vector<StringTrip> trips;
  if (next_trip(now) > now) return trips;
  hold(now);
  const Watches due = held_;
  for (std::size_t row = 0; row < due.size(); ++row) {
    if (!is_closed(row) || due[row].due > now) continue;
    const auto same = std::find_if(trips.begin(), trips.end(), [&](const StringTrip& trip) {
      return trip.cause == due[row].cause;
    });
    StringTrip& trip = same != trips.end() ? *same : trips.emplace_back(StringTrip{due[row].cause});
    trip.strings += bank_->strings_in(row);
    open_row(now, row);
  }
  return trips;
}

void GuardedBank::hold(core::Tick now) {
  if (now > anchor_) {
    is_following_ = false;
    follow_from_anchor();
    while (followed_to_ < now && follow_next(now)) {
    }
    if (followed_to_ < now && bank_->course_end(followed_to_) != followed_to_) {
      follow_part(now, std::max(now, next_end()));
    }
    held_ = followed_;
    anchor_ = now;
  }
  is_following_ = false;
}

/// Readings jump at the anchor. They are noted late, so that a power that lasts no time at all does
/// not end what has begun.
void GuardedBank::follow_from_anchor() {
  if (is_following_) return;
  is_following_ = true;
  followed_ = held_;
  followed_to_ = anchor_;
  for (std::size_t row = 0; row < followed_.size(); ++row) {
    if (is_closed(row)) protection_.note(followed_[row], anchor_, bank_->reading(row, anchor_));
  }
}

bool GuardedBank::follow_next(core::Tick latest) {
  const core::Tick end = next_end();
  if (end <= followed_to_ || end > latest) return false;
  for (std::size_t row = 0; row < followed_.size(); ++row) {
    if (is_closed(row)) {
      protection_.follow(followed_[row], followed_to_, end, readings_of(row));
    }
  }
  followed_to_ = end;
  return true;
}

/// At rest no limit is passed that was not before: everything comes to rest.
core::Tick GuardedBank::next_end() const {
  const core::Tick end = bank_->course_end(followed_to_);
  if (end != core::kNever) return end;
  core::Tick last = 0;
  for (std::size_t row = 0; row < followed_.size(); ++row) {
    if (is_closed(row)) last = std::max(last, protection_.last_pending(followed_[row]));
  }
  return last;
}

void GuardedBank::follow_part(core::Tick now, core::Tick end) {
  for (std::size_t row = 0; row < followed_.size(); ++row) {
    if (!is_closed(row)) continue;
    StringWatch whole = followed_[row];
    protection_.follow(whole, followed_to_, end, readings_of(row));
    if (whole.due <= now) {
      followed_[row] = whole;
    } else {
      protection_.follow(followed_[row], followed_to_, now, readings_of(row));
      if (followed_[row].due > now) followed_[row].due = core::kNever;
    }
  }
  followed_to_ = now;
}

core::Tick GuardedBank::first_due() const {
  core::Tick first = core::kNever;
  for (std::size_t row = 0; row < followed_.size(); ++row) {
    if (is_closed(row)) first = std::min(first, followed_[row].due);
  }
  return first;
}

StringProtection::ReadingAt GuardedBank::readings_of(std::size_t row) const {
  return [this, row](core::Tick t) { return bank_->reading(row, t); };
}

}  // namespace ridethrough::devices::storage
