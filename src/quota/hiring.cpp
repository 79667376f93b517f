#include "quota/hiring.hpp"

#include <algorithm>
#include <array>

#include "quota/staff.hpp"

namespace sandan::quota {
namespace {

constexpr std::int64_t whole_ppm = 1'000'000;
constexpr std::int64_t most_hires = 100'000;
constexpr std::int64_t hires_per_report = 256;

class Search {
 public:
  explicit Search(const HiringInput& input)
      : input_(input), quarters_(input.time.of(QuotaPeriod::quarter)) {
    steady_.ppm = {input.ramp.ppm.back()};
    first_start_ = input.calendar.add(input.as_of, std::max(1, input.lead_workdays)).day;
    find_starts();
  }

  Hiring run() {
    Hiring hiring;
    const std::int64_t count = starts_.empty() ? 0 : hires_needed();
    done_ = work_of_all(count);
    for (std::size_t q = 0; q < quarters_.size(); ++q)
      hiring.is_feasible.push_back(done_[q] >= input_.missing_work[q]);
    latest_.fill(starts_.empty() ? 0 : starts_.size() - 1);
    for (std::int64_t hire = 0; hire < count; ++hire) {
      if (input_.report && hire % hires_per_report == 0)
        input_.report(static_cast<double>(hire) / static_cast<double>(count));
      delay(is_experienced(hire), hiring);
    }
    std::sort(hiring.hires.begin(), hiring.hires.end(), [](const Hires& a, const Hires& b) {
      return a.start_on != b.start_on ? a.start_on < b.start_on : a.experienced > b.experienced;
    });
    return hiring;
  }

 private:
  void find_starts() {
    const Day last = input_.time.last();
    for (Day day = first_start_; day <= last; ++day) {
      if (input_.calendar.is_workday(day)) starts_.push_back(day);
    }
    for (const bool experienced : {false, true}) {
      for (const Day start : starts_) {
        if (input_.report) input_.report(0);
        for (const TimeSpan& quarter : quarters_) {
          const Ramp& ramp = experienced ? steady_ : input_.ramp;
          work_[experienced ? 1 : 0].push_back(work_of(
              input_.calendar, ramp, start, input_.time.first, input_.time.first + quarter.to));
        }
      }
    }
  }

  std::int64_t work_at(std::size_t start, std::size_t quarter, bool experienced) const {
    return work_[experienced ? 1 : 0][start * quarters_.size() + quarter];
  }

  /// Experienced ones among the first hires: whole ones of their share.
  std::int64_t experienced_of(std::int64_t count) const {
    return count * input_.experienced_ppm / whole_ppm;
  }
  bool is_experienced(std::int64_t hire) const {
    return experienced_of(hire + 1) > experienced_of(hire);
  }

  /// Work to the end of each quarter of so many who start on the first day.
  std::vector<std::int64_t> work_of_all(std::int64_t count) const {
    const std::int64_t experienced = experienced_of(count);
    std::vector<std::int64_t> work(quarters_.size(), 0);
    for (std::size_t q = 0; count > 0 && q < work.size(); ++q) {
      work[q] = experienced * work_at(0, q, true) + (count - experienced) * work_at(0, q, false);
    }
    return work;
  }

  std::int64_t hires_needed() const { return std::max(needed_at_end(), needed_in_a_quarter()); }

  std::int64_t needed_at_end() const {
    const std::int64_t missing = input_.missing_work.back();
    const auto is_enough = [&](std::int64_t count) { return work_of_all(count).back() >= missing; };
    if (is_enough(0) || !is_enough(most_hires)) return 0;
    std::int64_t too_few = 0;
    std::int64_t enough = most_hires;
    while (enough - too_few > 1) {
      const std::int64_t middle = too_few + (enough - too_few) / 2;
      (is_enough(middle) ? enough : too_few) = middle;
    }
    return enough;
  }

  /// The most that one quarter which hiring can still help asks for.
  std::int64_t needed_in_a_quarter() const {
    std::int64_t most = 0;
    std::int64_t before = 0;
    for (std::size_t q = 0; q < quarters_.size(); ++q) {
      const Day from = input_.time.first + quarters_[q].from;
      const Day to = input_.time.first + quarters_[q].to;
      const std::int64_t missing = input_.missing_work[q] - before;
      before = input_.missing_work[q];
      const std::int64_t work = input_.calendar.count(from, to).workdays * steady_.ppm.front();
      if (to < first_start_ || work == 0 || missing <= 0) continue;
      most = std::max(most, (missing + work - 1) / work);
    }
    return std::min(most, most_hires);
  }

  /// Lets one of those who start on the first day start as late as he may; one
  /// whom no quarter needs does not start.
  void delay(bool experienced, Hiring& hiring) {
    if (is_spare(experienced, hiring)) {
      for (std::size_t q = 0; q < quarters_.size(); ++q)
        done_[q] -= work_at(0, q, experienced);
      return;
    }
    // What is done falls with every hire put off, so that no later one of the
    // same kind may start later.
    std::size_t& start = latest_[experienced ? 1 : 0];
    while (start > 0 && missed_at(start, experienced, hiring) >= 0)
      --start;
    const bool is_last = start + 1 == starts_.size();
    const std::int32_t kept_by = is_last ? -1 : missed_at(start + 1, experienced, hiring);
    for (std::size_t q = 0; q < quarters_.size(); ++q)
      done_[q] += work_at(start, q, experienced) - work_at(0, q, experienced);
    put(start, experienced, kept_by, hiring.hires);
  }

  bool is_spare(bool experienced, const Hiring& hiring) const {
    for (std::size_t q = 0; q < quarters_.size(); ++q) {
      const bool is_missed = done_[q] - work_at(0, q, experienced) < input_.missing_work[q];
      if (hiring.is_feasible[q] && is_missed) return false;
    }
    return true;
  }

  /// First feasible quarter that a later start would miss; -1: none.
  std::int32_t missed_at(std::size_t start, bool experienced, const Hiring& hiring) const {
    for (std::size_t q = 0; q < quarters_.size(); ++q) {
      const std::int64_t done =
          done_[q] + work_at(start, q, experienced) - work_at(0, q, experienced);
      if (hiring.is_feasible[q] && done < input_.missing_work[q]) {
        return static_cast<std::int32_t>(q);
      }
    }
    return -1;
  }

  void put(std::size_t start, bool experienced, std::int32_t quarter, std::vector<Hires>& hires) {
    const Day day = starts_[start];
    const std::int64_t work = work_at(start, quarters_.size() - 1, experienced);
    for (Hires& each : hires) {
      if (each.start_on != day || each.experienced != experienced) continue;
      ++each.count;
      each.work += work;
      return;
    }
    const Day open_by = input_.calendar.add(day, -std::int64_t{input_.lead_workdays}).day;
    hires.push_back({day, open_by, 1, experienced, quarter, work});
  }

  const HiringInput& input_;
  const std::vector<TimeSpan>& quarters_;
  Ramp steady_;
  Day first_start_;
  std::vector<Day> starts_;  ///< working days on which a hire may start
  /// Work to the end of each quarter, new and experienced: [start * quarters +
  /// quarter].
  std::array<std::vector<std::int64_t>, 2> work_;
  std::array<std::size_t, 2> latest_{};  ///< start of the last hire, new and experienced
  std::vector<std::int64_t> done_;       ///< by all hires to the end of each quarter
};

}  // namespace

Hiring plan_hiring(const HiringInput& input) { return Search(input).run(); }

}  // namespace sandan::quota
