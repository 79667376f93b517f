// sandan_cpp.hpp: the C interface of sandan for C++17 and later, header only.
//
// Handles are owned by objects, failures are exceptions of class Error, texts
// are std::string. What the functions mean stands in sandan/core.h,
// sandan/calendar.h, sandan/rules.h, sandan/process.h and sandan/quota.h; requests are
// JSON texts here too.
//
//   namespace sd = sandan::cpp;
//   sd::Tables tables;
//   tables.add("opportunities", schema, array);
//   const auto history = sd::Process::shipped("six_moves")
//                            .history(tables, R"({"as_of": "2026-10-31"})");
//   std::cout << history.funnel(R"({"by": ["team_id"]})").to_json();
//
// Calendar, Policy, Process, History, QuotaPlan, Quota and Result are cheap to copy (copies share
// one object) and may be used by many threads at once. An object that was moved from may only be
// assigned to or destroyed.
#ifndef SANDAN_CPP_HPP
#define SANDAN_CPP_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "sandan.h"
#include "sandan_cpp/calendar.hpp"
#include "sandan_cpp/core.hpp"
#include "sandan_cpp/org.hpp"
#include "sandan_cpp/quota.hpp"
#include "sandan_cpp/rules.hpp"

namespace sandan {
namespace cpp {

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
    return detail::asked(settings,
                         [&](const sandan_run* run, sandan_result** out, sandan_error* error) {
                           return sandan_process_gates(get(), tables.get(), request.data(),
                                                       request.size(), run, out, error);
                         });
  }
  Result gauges(const Policy& policy, const Tables& tables, std::string_view request = {},
                const Run& settings = {}) const {
    return detail::asked(
        settings, [&](const sandan_run* run, sandan_result** out, sandan_error* error) {
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
