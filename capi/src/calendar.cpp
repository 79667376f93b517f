#include "sandan/calendar.hpp"

#include "guard.hpp"
#include "handles.hpp"

using sandan::capi::guarded;
using sandan::capi::required;
using sandan::capi::run_of;
using sandan::capi::text;

namespace {

using sandan::Calendar;
using sandan::Day;
using sandan::Error;
using sandan::FoundDay;
using sandan::Status;
using sandan::Workdays;

/// Arrays of no items may be NULL.
template <class T>
void require_items(const T* items, size_t size, std::string_view name) {
  if (size != 0) required(items, name);
}

void check_days(const int32_t* days, size_t size, std::string_view name) {
  require_items(days, size, name);
  for (size_t i = 0; i < size; ++i) {
    if (sandan::is_possible_day(days[i])) continue;
    throw Error(Status::limit, "day_out_of_range",
                "the day lies outside " + sandan::format_day(sandan::first_day) + " to " +
                    sandan::format_day(sandan::last_day))
        .at(std::string(name))
        .in_row(static_cast<int64_t>(i));
  }
}

/// The frame of counting: check both columns of days, then fill.
template <class Count>
int32_t count_between(const sandan_calendar* calendar, const int32_t* from, const int32_t* to,
                      size_t size, int64_t* workdays, int64_t* projected, sandan_error* error,
                      Count&& count) {
  return guarded(error, [&] {
    const Calendar& asked = required(calendar, "calendar").value;
    check_days(from, size, "from");
    check_days(to, size, "to");
    require_items(workdays, size, "workdays");
    for (size_t i = 0; i < size; ++i) {
      const Workdays counted = count(asked, from[i], to[i]);
      workdays[i] = counted.workdays;
      if (projected != nullptr) projected[i] = counted.projected;
    }
  });
}

/// The frame of looking for days. Everything is found before anything is
/// written, so that a failure leaves the outputs as they were.
template <class Steps>
int32_t find_days(const sandan_calendar* calendar, const int32_t* days, size_t size, int32_t* out,
                  int32_t* projected, sandan_error* error, Steps&& steps) {
  return guarded(error, [&] {
    const Calendar& asked = required(calendar, "calendar").value;
    check_days(days, size, "days");
    require_items(out, size, "out");
    std::vector<FoundDay> found(size);
    for (size_t i = 0; i < size; ++i) {
      try {
        found[i] = asked.add(days[i], steps(i));
      } catch (Error& refusal) {
        throw Error(refusal).at("days").in_row(static_cast<int64_t>(i));
      }
    }
    for (size_t i = 0; i < size; ++i) {
      out[i] = found[i].day;
      if (projected != nullptr) projected[i] = found[i].projected ? 1 : 0;
    }
  });
}

template <class Request, class Ask>
int32_t answer(const sandan_calendar* calendar, const char* request, size_t request_size,
               const sandan_run* run, sandan_result** out, sandan_error* error, Ask&& ask) {
  return guarded(error, [&] {
    sandan_result*& target = required(out, "out");
    const Calendar& asked = required(calendar, "calendar").value;
    run_of(run);
    target = new sandan_result(ask(asked, Request::parse(text(request, request_size, "request"))));
  });
}

}  // namespace

int32_t sandan_calendar_compile(const char* json, size_t json_size, sandan_calendar** out,
                                sandan_error* error) {
  return guarded(error, [&] {
    sandan_calendar*& target = required(out, "out");
    target = new sandan_calendar(Calendar::compile(text(json, json_size, "json")));
  });
}

const sandan_calendar* sandan_calendar_retain(const sandan_calendar* calendar) {
  return sandan::capi::retain(calendar);
}

void sandan_calendar_destroy(const sandan_calendar* calendar) { sandan::capi::release(calendar); }

int32_t sandan_calendar_to_json(const sandan_calendar* calendar, sandan_text** out,
                                sandan_error* error) {
  return guarded(error, [&] {
    sandan_text*& target = required(out, "out");
    target = new sandan_text{required(calendar, "calendar").value.to_json()};
  });
}

int32_t sandan_calendar_output_schema(sandan_text** out, sandan_error* error) {
  return guarded(error, [&] {
    sandan_text*& target = required(out, "out");
    target = new sandan_text{sandan::calendar_output_schema()};
  });
}

int32_t sandan_calendar_is_workday(const sandan_calendar* calendar, const int32_t* days,
                                   size_t size, int32_t* workday, int32_t* projected,
                                   sandan_error* error) {
  return guarded(error, [&] {
    const Calendar& asked = required(calendar, "calendar").value;
    check_days(days, size, "days");
    require_items(workday, size, "workday");
    for (size_t i = 0; i < size; ++i) {
      workday[i] = asked.is_workday(days[i]) ? 1 : 0;
      if (projected != nullptr) projected[i] = asked.is_projected(days[i]) ? 1 : 0;
    }
  });
}

int32_t sandan_calendar_count(const sandan_calendar* calendar, const int32_t* from,
                              const int32_t* to, size_t size, int64_t* workdays, int64_t* projected,
                              sandan_error* error) {
  return count_between(
      calendar, from, to, size, workdays, projected, error,
      [](const Calendar& asked, Day first, Day last) { return asked.count(first, last); });
}

int32_t sandan_calendar_elapsed(const sandan_calendar* calendar, const int32_t* from,
                                const int32_t* to, size_t size, int64_t* workdays,
                                int64_t* projected, sandan_error* error) {
  return count_between(
      calendar, from, to, size, workdays, projected, error,
      [](const Calendar& asked, Day first, Day last) { return asked.elapsed(first, last); });
}

int32_t sandan_calendar_add(const sandan_calendar* calendar, const int32_t* days, const int64_t* n,
                            size_t size, int32_t* out, int32_t* projected, sandan_error* error) {
  if (size != 0 && n == nullptr) {
    return guarded(error, [&] { required(n, "n"); });
  }
  return find_days(calendar, days, size, out, projected, error, [n](size_t i) { return n[i]; });
}

int32_t sandan_calendar_next(const sandan_calendar* calendar, const int32_t* days, size_t size,
                             int32_t* out, int32_t* projected, sandan_error* error) {
  return find_days(calendar, days, size, out, projected, error,
                   [](size_t) { return std::int64_t{1}; });
}

int32_t sandan_calendar_previous(const sandan_calendar* calendar, const int32_t* days, size_t size,
                                 int32_t* out, int32_t* projected, sandan_error* error) {
  return find_days(calendar, days, size, out, projected, error,
                   [](size_t) { return std::int64_t{-1}; });
}

int32_t sandan_calendar_days(const sandan_calendar* calendar, const char* request,
                             size_t request_size, const sandan_run* run, sandan_result** out,
                             sandan_error* error) {
  return answer<sandan::DaysRequest>(
      calendar, request, request_size, run, out, error,
      [](const Calendar& asked, const sandan::DaysRequest& days) { return asked.days(days); });
}

int32_t sandan_calendar_periods(const sandan_calendar* calendar, const char* request,
                                size_t request_size, const sandan_run* run, sandan_result** out,
                                sandan_error* error) {
  return answer<sandan::PeriodsRequest>(
      calendar, request, request_size, run, out, error,
      [](const Calendar& asked, const sandan::PeriodsRequest& periods) {
        return asked.periods(periods);
      });
}
