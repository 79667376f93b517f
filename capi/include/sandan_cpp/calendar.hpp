// sandan_cpp/calendar.hpp: working calendars; included by sandan_cpp.hpp.
#ifndef SANDAN_CPP_CALENDAR_HPP
#define SANDAN_CPP_CALENDAR_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "sandan/calendar.h"
#include "sandan_cpp/core.hpp"

namespace sandan {
namespace cpp {

// Working days, and how many of them no source of the calendar covers.
struct Workdays {
  std::int64_t workdays = 0;
  std::int64_t projected = 0;
};

// A day that was looked for, and whether a projected day was passed or met.
struct FoundDay {
  std::int32_t day = 0;
  bool projected = false;
};

// A compiled working calendar. Days are counted from 1970-01-01.
class Calendar {
 public:
  explicit Calendar(const sandan_calendar* owned) noexcept : handle_(owned) {}

  static Calendar compile(std::string_view json) {
    sandan_calendar* out = nullptr;
    detail::checked([&](sandan_error* error) {
      return sandan_calendar_compile(json.data(), json.size(), &out, error);
    });
    return Calendar(out);
  }
  static Calendar shipped(std::string_view name) {
    return compile(detail::text_of([&](sandan_text** out, sandan_error* error) {
      return sandan_documents_get("calendar", 8, name.data(), name.size(), out, error);
    }));
  }

  std::string to_json() const {
    return detail::text_of([&](sandan_text** out, sandan_error* error) {
      return sandan_calendar_to_json(get(), out, error);
    });
  }

  bool is_workday(std::int32_t day) const { return flags(day).first; }
  bool is_projected(std::int32_t day) const { return flags(day).second; }

  // Both days counted.
  Workdays count(std::int32_t from, std::int32_t to) const {
    return between(sandan_calendar_count, from, to);
  }
  // Those after `from`, up to and with `to`; negative when `to` is before.
  Workdays elapsed(std::int32_t from, std::int32_t to) const {
    return between(sandan_calendar_elapsed, from, to);
  }

  // The n-th working day after `day`, before it for negative n.
  FoundDay add(std::int32_t day, std::int64_t n) const {
    return found([&](std::int32_t* out, std::int32_t* projected, sandan_error* error) {
      return sandan_calendar_add(get(), &day, &n, 1, out, projected, error);
    });
  }
  FoundDay next(std::int32_t day) const {
    return found([&](std::int32_t* out, std::int32_t* projected, sandan_error* error) {
      return sandan_calendar_next(get(), &day, 1, out, projected, error);
    });
  }
  FoundDay previous(std::int32_t day) const {
    return found([&](std::int32_t* out, std::int32_t* projected, sandan_error* error) {
      return sandan_calendar_previous(get(), &day, 1, out, projected, error);
    });
  }

  Result days(std::string_view request, const Run& run = {}) const {
    return ask(sandan_calendar_days, request, run);
  }
  Result periods(std::string_view request, const Run& run = {}) const {
    return ask(sandan_calendar_periods, request, run);
  }

  static std::string output_schema() { return detail::text_of(sandan_calendar_output_schema); }

  const sandan_calendar* get() const noexcept { return handle_.get(); }

 private:
  std::pair<bool, bool> flags(std::int32_t day) const {
    std::int32_t workday = 0, projected = 0;
    detail::checked([&](sandan_error* error) {
      return sandan_calendar_is_workday(get(), &day, 1, &workday, &projected, error);
    });
    return {workday != 0, projected != 0};
  }

  template <class Count>
  Workdays between(Count question, std::int32_t from, std::int32_t to) const {
    Workdays counted;
    detail::checked([&](sandan_error* error) {
      return question(get(), &from, &to, 1, &counted.workdays, &counted.projected, error);
    });
    return counted;
  }

  template <class Find>
  FoundDay found(Find&& find) const {
    FoundDay found;
    std::int32_t projected = 0;
    detail::checked([&](sandan_error* error) { return find(&found.day, &projected, error); });
    found.projected = projected != 0;
    return found;
  }

  template <class Question>
  Result ask(Question question, std::string_view request, const Run& settings) const {
    sandan_result* out = nullptr;
    detail::checked(settings, [&](const sandan_run* run, sandan_error* error) {
      return question(get(), request.data(), request.size(), run, &out, error);
    });
    return Result(out);
  }

  detail::Shared<sandan_calendar, sandan_calendar_retain, sandan_calendar_destroy> handle_;
};

}  // namespace cpp
}  // namespace sandan

#endif  // SANDAN_CPP_CALENDAR_HPP
