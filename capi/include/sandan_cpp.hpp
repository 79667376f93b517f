// sandan_cpp.hpp: the C interface of sandan for C++17 and later, header only.
//
// Handles are owned by objects, failures are exceptions of class Error, texts
// are std::string. What the functions mean stands in sandan/core.h,
// sandan/calendar.h, sandan/rules.h and sandan/process.h; requests are JSON texts
// here too.
//
//   namespace sd = sandan::cpp;
//   sd::Tables tables;
//   tables.add("opportunities", schema, array);
//   const auto history = sd::Process::shipped("six_moves")
//                            .history(tables, R"({"as_of": "2026-10-31"})");
//   std::cout << history.funnel(R"({"by": ["team_id"]})").to_json();
//
// Calendar, Policy, Process, History and Result are cheap to copy (copies share one
// object) and may be used by many threads at once. An object that was moved from may
// only be assigned to or destroyed.
#ifndef SANDAN_CPP_HPP
#define SANDAN_CPP_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "sandan.h"
#include "sandan_cpp/core.hpp"
#include "sandan_cpp/rules.hpp"

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

// The stage history of a book of deals as of a day.
class History {
 public:
  explicit History(const sandan_process_history* owned) noexcept : handle_(owned) {}

  Result faults(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_process_faults, request, run);
  }
  Result moves(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_process_moves, request, run);
  }
  Result state(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_process_state, request, run);
  }
  Result pipeline(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_process_pipeline, request, run);
  }
  Result funnel(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_process_funnel, request, run);
  }
  Result outcomes(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_process_outcomes, request, run);
  }
  Result between(std::string_view request, const Run& run = {}) const {
    return ask(sandan_process_between, request, run);
  }
  /// A calendar adds working days, here and below; null does without.
  Result dwell(const Calendar* calendar = nullptr, std::string_view request = {},
               const Run& run = {}) const {
    return ask(sandan_process_dwell, calendar, request, run);
  }
  Result survival(const Calendar* calendar = nullptr, std::string_view request = {},
                  const Run& run = {}) const {
    return ask(sandan_process_survival, calendar, request, run);
  }
  Result stalls(const Calendar* calendar = nullptr, std::string_view request = {},
                const Run& run = {}) const {
    return ask(sandan_process_stalls, calendar, request, run);
  }
  Result velocity(const Calendar* calendar = nullptr, std::string_view request = {},
                  const Run& run = {}) const {
    return ask(sandan_process_velocity, calendar, request, run);
  }
  Result compare(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_process_compare, request, run);
  }
  Result receivables(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_process_receivables, request, run);
  }
  // The facts are columns of `opportunities` in `tables`.
  Result gates(const Tables& tables, std::string_view request = {},
               const Run& settings = {}) const {
    return asked(settings, [&](const sandan_run* run, sandan_result** out, sandan_error* error) {
      return sandan_process_gates(get(), tables.get(), request.data(), request.size(), run, out,
                                  error);
    });
  }
  Result gauges(const Policy& policy, const Tables& tables, std::string_view request = {},
                const Run& settings = {}) const {
    return asked(settings, [&](const sandan_run* run, sandan_result** out, sandan_error* error) {
      return sandan_process_gauges(get(), policy.get(), tables.get(), request.data(),
                                   request.size(), run, out, error);
    });
  }

  const sandan_process_history* get() const noexcept { return handle_.get(); }

 private:
  using Question = std::int32_t (*)(const sandan_process_history*, const char*, std::size_t,
                                    const sandan_run*, sandan_result**, sandan_error*);
  using TimedQuestion = std::int32_t (*)(const sandan_process_history*, const sandan_calendar*,
                                         const char*, std::size_t, const sandan_run*,
                                         sandan_result**, sandan_error*);

  template <class Ask>
  static Result asked(const Run& settings, Ask&& question) {
    sandan_result* out = nullptr;
    detail::checked(settings, [&](const sandan_run* run, sandan_error* error) {
      return question(run, &out, error);
    });
    return Result(out);
  }
  Result ask(TimedQuestion question, const Calendar* calendar, std::string_view request,
             const Run& settings) const {
    sandan_result* out = nullptr;
    const sandan_calendar* days = calendar == nullptr ? nullptr : calendar->get();
    detail::checked(settings, [&](const sandan_run* run, sandan_error* error) {
      return question(get(), days, request.data(), request.size(), run, &out, error);
    });
    return Result(out);
  }
  Result ask(Question question, std::string_view request, const Run& settings) const {
    sandan_result* out = nullptr;
    detail::checked(settings, [&](const sandan_run* run, sandan_error* error) {
      return question(get(), request.data(), request.size(), run, &out, error);
    });
    return Result(out);
  }

  detail::Shared<sandan_process_history, sandan_process_history_retain,
                 sandan_process_history_destroy>
      handle_;
};

// A compiled sales process.
class Process {
 public:
  explicit Process(const sandan_process* owned) noexcept : handle_(owned) {}

  static Process compile(std::string_view json) {
    sandan_process* out = nullptr;
    detail::checked([&](sandan_error* error) {
      return sandan_process_compile(json.data(), json.size(), &out, error);
    });
    return Process(out);
  }
  static Process shipped(std::string_view name) {
    return compile(detail::text_of([&](sandan_text** out, sandan_error* error) {
      return sandan_documents_get("process", 7, name.data(), name.size(), out, error);
    }));
  }

  std::string to_json() const {
    return detail::text_of([&](sandan_text** out, sandan_error* error) {
      return sandan_process_to_json(get(), out, error);
    });
  }

  Result describe(std::string_view request = {}, const Run& settings = {}) const {
    sandan_result* out = nullptr;
    detail::checked(settings, [&](const sandan_run* run, sandan_error* error) {
      return sandan_process_describe(get(), request.data(), request.size(), run, &out, error);
    });
    return Result(out);
  }

  Result map_stages(const Process& to, std::string_view request = {},
                    const Run& settings = {}) const {
    sandan_result* out = nullptr;
    detail::checked(settings, [&](const sandan_run* run, sandan_error* error) {
      return sandan_process_map_stages(get(), to.get(), request.data(), request.size(), run, &out,
                                       error);
    });
    return Result(out);
  }

  History history(const Tables& tables, std::string_view request, const Run& settings = {}) const {
    sandan_process_history* out = nullptr;
    detail::checked(settings, [&](const sandan_run* run, sandan_error* error) {
      return sandan_process_history_build(get(), tables.get(), request.data(), request.size(), run,
                                          &out, error);
    });
    return History(out);
  }

  static std::string input_schema() { return detail::text_of(sandan_process_input_schema); }
  static std::string output_schema() { return detail::text_of(sandan_process_output_schema); }

  const sandan_process* get() const noexcept { return handle_.get(); }

 private:
  detail::Shared<sandan_process, sandan_process_retain, sandan_process_destroy> handle_;
};

}  // namespace cpp
}  // namespace sandan

#endif  // SANDAN_CPP_HPP
