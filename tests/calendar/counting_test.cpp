// Working days: counted, passed and found, against a walk from day to day.
#include <random>

#include "calendar/calendars.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

Workdays walked(const Calendar& calendar, Day from, Day to) {
  Workdays counted;
  for (Day day = from; day <= to; ++day) {
    if (!calendar.is_workday(day)) continue;
    ++counted.workdays;
    counted.projected += calendar.is_projected(day) ? 1 : 0;
  }
  return counted;
}

void check_same(const Workdays& counted, const Workdays& expected) {
  CHECK(counted.workdays == expected.workdays);
  CHECK(counted.projected == expected.projected);
}

const std::vector<Calendar>& calendars() {
  static const std::vector<Calendar> all = {
      shipped("cn"),
      shipped("weekdays"),
      shipped("retail_454"),
      small_calendar(),
      calendar_with(R"("week": ["wed"])"),
      calendar_with(
          R"("week": ["sat", "sun"], "span": {"from": "2100-01-01", "to": "2100-01-01"})"),
      calendar_with(five_days + R"(, "holidays": [{"label": {"en": "H"},
                                     "from": "2026-01-01", "to": "2026-12-31"}])")};
  return all;
}

/// Days around what `small_calendar` and `cn` rule, and far from it.
class Days {
 public:
  explicit Days(unsigned seed) : engine_(seed) {}
  Day any() { return std::uniform_int_distribution<Day>(first_day, last_day)(engine_); }
  Day near() {
    return std::uniform_int_distribution<Day>(day("2024-06-01"), day("2027-06-30"))(engine_);
  }
  std::int64_t steps(std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(-most, most)(engine_);
  }

 private:
  std::mt19937 engine_;
};

}  // namespace

TEST_CASE("single days: the week, holidays, make-up workdays, and what is projected") {
  const Calendar calendar = small_calendar();
  CHECK(!calendar.is_workday(day("2026-01-01")));
  CHECK(!calendar.is_workday(day("2025-12-31")));
  CHECK(calendar.is_workday(day("2025-12-30")));
  CHECK(calendar.is_workday(day("2026-06-06")));
  CHECK(!calendar.is_workday(day("2026-06-07")));
  CHECK(!calendar.is_workday(day("2026-06-10")));
  CHECK(calendar.is_workday(day("2027-01-02")));
  // A day that the document rules is not projected, wherever it lies.
  CHECK(!calendar.is_projected(day("2025-12-31")));
  CHECK(calendar.is_projected(day("2025-12-30")));
  CHECK(!calendar.is_projected(day("2026-12-31")));
  CHECK(calendar.is_projected(day("2027-01-01")));
  CHECK(!calendar.is_projected(day("2027-01-02")));
}

TEST_CASE("counts over both ends of the span say how much is projected") {
  const Calendar calendar = small_calendar();
  check_same(calendar.count(day("2025-12-29"), day("2026-01-06")), {4, 2});
  check_same(calendar.count(day("2026-12-30"), day("2027-01-04")), {5, 2});
  check_same(calendar.count(day("2020-01-01"), day("2030-12-31")),
             walked(calendar, day("2020-01-01"), day("2030-12-31")));
  check_same(calendar.count(day("2026-06-10"), day("2026-06-10")), {0, 0});
  check_same(calendar.count(day("2026-06-06"), day("2026-06-06")), {1, 0});
  check_same(calendar.count(day("2026-06-09"), day("2026-06-08")), {0, 0});
  check_same(calendar.elapsed(day("2026-06-05"), day("2026-06-11")), {4, 0});
  check_same(calendar.elapsed(day("2026-06-11"), day("2026-06-05")), {-4, 0});
  check_same(calendar.elapsed(day("2026-06-05"), day("2026-06-05")), {0, 0});
  check_same(calendar.elapsed(day("2027-01-05"), day("2026-12-30")), {-5, -2});
}

TEST_CASE("without a span nothing is projected") {
  const Calendar calendar = shipped("weekdays");
  CHECK(!calendar.is_projected(first_day));
  check_same(calendar.count(first_day, last_day),
             {walked(calendar, first_day, last_day).workdays, 0});
  CHECK(!calendar.add(day("2026-01-01"), 1000).projected);
}

TEST_CASE("counts are those of a walk from day to day") {
  for (const Calendar& calendar : calendars()) {
    INFO(calendar.code());
    check_same(calendar.count(first_day, last_day), walked(calendar, first_day, last_day));
    Days days(7);
    for (int i = 0; i < 200; ++i) {
      const Day from = days.near();
      const Day to = days.near();
      check_same(calendar.count(from, to), walked(calendar, from, to));
      const Workdays passed =
          from <= to ? walked(calendar, from + 1, to) : walked(calendar, to, from - 1);
      const std::int64_t sign = from <= to ? 1 : -1;
      check_same(calendar.elapsed(from, to), {sign * passed.workdays, sign * passed.projected});
    }
  }
}

TEST_CASE("counts add up over neighbouring ranges") {
  for (const Calendar& calendar : calendars()) {
    Days days(11);
    for (int i = 0; i < 500; ++i) {
      Day at[] = {days.any(), days.any(), days.any()};
      std::sort(std::begin(at), std::end(at));
      const Workdays first = calendar.count(at[0], at[1]);
      const Workdays second = calendar.count(at[1] + 1, at[2]);
      check_same(calendar.count(at[0], at[2]),
                 {first.workdays + second.workdays, first.projected + second.projected});
      const Workdays there = calendar.elapsed(at[0], at[2]);
      const Workdays stop = calendar.elapsed(at[0], at[1]);
      const Workdays on = calendar.elapsed(at[1], at[2]);
      check_same(there, {stop.workdays + on.workdays, stop.projected + on.projected});
    }
  }
}

TEST_CASE("adding and passing are inverse to each other") {
  for (const Calendar& calendar : calendars()) {
    INFO(calendar.code());
    Days days(13);
    for (int i = 0; i < 500; ++i) {
      const Day from = days.near();
      const std::int64_t n = days.steps(2000);
      const FoundDay found = calendar.add(from, n);
      CHECK(calendar.elapsed(from, found.day).workdays == n);
      if (n != 0) CHECK(calendar.is_workday(found.day));
      CHECK((n == 0 || (n > 0) == (found.day > from)));
      const Workdays passed =
          n > 0 ? walked(calendar, from + 1, found.day) : walked(calendar, found.day, from - 1);
      if (n != 0) CHECK(found.projected == (passed.projected != 0));
    }
  }
}

TEST_CASE("next and previous are strict, and add by 0 stays where it is") {
  const Calendar calendar = small_calendar();
  CHECK(calendar.next(day("2026-06-05")).day == day("2026-06-06"));
  CHECK(calendar.next(day("2026-06-06")).day == day("2026-06-08"));
  CHECK(calendar.next(day("2026-06-09")).day == day("2026-06-11"));
  CHECK(calendar.previous(day("2026-06-11")).day == day("2026-06-09"));
  CHECK(calendar.previous(day("2026-06-08")).day == day("2026-06-06"));
  CHECK(calendar.add(day("2026-06-07"), 0).day == day("2026-06-07"));
  CHECK(calendar.add(day("2026-06-07"), 0).projected == false);
  CHECK(calendar.add(day("2028-06-04"), 0).projected == true);
  CHECK(calendar.next(day("2026-12-31")).projected);
  CHECK(calendar.previous(day("2025-12-31")).projected);
  CHECK(!calendar.previous(day("2026-01-05")).projected == false);
}

TEST_CASE("days are found up to the ends of the accepted ones") {
  const Calendar every_day = shipped("retail_454");
  CHECK(every_day.add(first_day, std::int64_t{last_day} - first_day).day == last_day);
  CHECK(every_day.add(last_day, std::int64_t{first_day} - last_day).day == first_day);
  const auto refused = [&](Day day, std::int64_t n) {
    const auto told = refusal([&] { every_day.add(day, n); });
    return told && told->status() == Status::limit && told->detail() == "day_out_of_range";
  };
  CHECK(refused(last_day, 1));
  CHECK(refused(first_day, -1));
  CHECK(refused(day("2026-01-01"), std::numeric_limits<std::int64_t>::max()));
  CHECK(refused(day("2026-01-01"), std::numeric_limits<std::int64_t>::min()));
  // Without a workday after it there is none to find.
  const Calendar sundays = calendar_with(R"("week": ["sun"])");
  CHECK(refusal([&] { sundays.next(last_day); }).has_value());
  CHECK(sundays.previous(last_day).day == day("2199-12-29"));
}

TEST_CASE("the shipped calendar of China around the Spring Festival of 2026") {
  const Calendar calendar = shipped("cn");
  check_same(calendar.count(day("2026-02-01"), day("2026-02-28")), {16, 0});
  CHECK(calendar.next(day("2026-02-14")).day == day("2026-02-24"));
  CHECK(calendar.is_workday(day("2026-02-28")));
  CHECK(calendar.is_projected(day("2027-01-04")));
}
