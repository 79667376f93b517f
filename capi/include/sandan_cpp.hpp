// sandan_cpp.hpp: the C interface of sandan for C++17 and later, header only.
//
// Handles are owned by objects, failures are exceptions of class Error, texts
// are std::string. What the functions mean stands in sandan/core.h,
// sandan/calendar.h and sandan/process.h; requests are JSON texts here too.
//
//   namespace sd = sandan::cpp;
//   sd::Tables tables;
//   tables.add("opportunities", schema, array);
//   const auto history = sd::Process::shipped("six_moves")
//                            .history(tables, R"({"as_of": "2026-10-31"})");
//   std::cout << history.funnel(R"({"by": ["team_id"]})").to_json();
//
// Calendar, Process, History and Result are cheap to copy (copies share one object) and
// may be used by many threads at once. An object that was moved from may only
// be assigned to or destroyed.
#ifndef SANDAN_CPP_HPP
#define SANDAN_CPP_HPP

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "sandan.h"

namespace sandan {
namespace cpp {

// A refusal: what(), and where and why as data.
class Error : public std::runtime_error {
 public:
  Error(std::int32_t status, const sandan_error& error)
      : std::runtime_error(error.message),
        code_(status),
        row_(error.row),
        column_(error.column),
        detail_(error.detail),
        table_(error.table),
        where_(error.where) {}

  std::int32_t code() const noexcept { return code_; }  // SANDAN_DATA, …
  std::string_view name() const noexcept { return sandan_status_name(code_); }
  const std::string& detail() const noexcept { return detail_; }  // "unknown_field", …
  const std::string& table() const noexcept { return table_; }
  const std::string& where() const noexcept { return where_; }  // JSON pointer, column, …
  std::int64_t row() const noexcept { return row_; }            // -1: says nothing
  std::int64_t column() const noexcept { return column_; }

 private:
  std::int32_t code_;
  std::int64_t row_;
  std::int64_t column_;
  std::string detail_;
  std::string table_;
  std::string where_;
};

// How a call is run; the answer does not depend on it.
struct Run {
  std::int32_t threads = 0;
  std::int64_t max_bytes = 0;
  std::int64_t max_rows = 0;
  // Called with the share done; false stops the call with SANDAN_CANCELLED.
  // What it throws comes out of the call.
  std::function<bool(double)> progress;
};

namespace detail {

// Runs `call(error)` and throws when it fails.
template <class Call>
void checked(Call&& call) {
  sandan_error error = SANDAN_ERROR_INIT;
  const std::int32_t status = std::forward<Call>(call)(&error);
  if (status != SANDAN_OK) throw Error(status, error);
}

// Runs `call(run, error)` with the settings as C takes them.
template <class Call>
void checked(const Run& settings, Call&& call) {
  struct Watch {
    const std::function<bool(double)>& progress;
    std::exception_ptr thrown;

    static std::int32_t tell(void* self, double done) noexcept {
      auto& watch = *static_cast<Watch*>(self);
      try {
        return watch.progress(done) ? 0 : 1;
      } catch (...) {  // must not cross C: kept, and thrown again below
        watch.thrown = std::current_exception();
        return 1;
      }
    }
  } watch{settings.progress, nullptr};

  sandan_run run = SANDAN_RUN_INIT;
  run.threads = settings.threads;
  run.max_bytes = settings.max_bytes;
  run.max_rows = settings.max_rows;
  if (settings.progress) {
    run.progress = &Watch::tell;
    run.ctx = &watch;
  }
  sandan_error error = SANDAN_ERROR_INIT;
  const std::int32_t status = std::forward<Call>(call)(&run, &error);
  if (watch.thrown) std::rethrow_exception(watch.thrown);
  if (status != SANDAN_OK) throw Error(status, error);
}

// Calls a function that makes a text and copies it out.
template <class Call>
std::string text_of(Call&& call) {
  sandan_text* made = nullptr;
  checked([&](sandan_error* error) { return call(&made, error); });
  const std::unique_ptr<sandan_text, void (*)(sandan_text*)> text(made, sandan_text_destroy);
  return std::string(sandan_text_data(text.get()), sandan_text_size(text.get()));
}

// One owner of a handle that counts its owners.
template <class Handle, const Handle* (*Retain)(const Handle*), void (*Destroy)(const Handle*)>
class Shared {
 public:
  explicit Shared(const Handle* owned) noexcept : handle_(owned) {}
  Shared(const Shared& other) noexcept : handle_(Retain(other.handle_)) {}
  Shared(Shared&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Shared& operator=(Shared other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Shared() { Destroy(handle_); }

  const Handle* get() const noexcept { return handle_; }

 private:
  const Handle* handle_;
};

}  // namespace detail

// Facts in: named Arrow tables. Belongs to one thread at a time.
class Tables {
 public:
  Tables() {
    sandan_tables* made = nullptr;
    detail::checked([&](sandan_error* error) { return sandan_tables_create(&made, error); });
    handle_.reset(made);
  }

  // Both are borrowed until this object is destroyed.
  void add(std::string_view name, const ArrowSchema& schema, const ArrowArray& array) {
    detail::checked([&](sandan_error* error) {
      return sandan_tables_add(get(), name.data(), name.size(), &schema, &array, error);
    });
  }

  // The stream is sandan's from the call on, also when this throws.
  void add_stream(std::string_view name, ArrowArrayStream& stream) {
    detail::checked([&](sandan_error* error) {
      return sandan_tables_add_stream(get(), name.data(), name.size(), &stream, error);
    });
  }

  sandan_tables* get() const noexcept { return handle_.get(); }

 private:
  struct Destroy {
    void operator()(sandan_tables* tables) const noexcept { sandan_tables_destroy(tables); }
  };
  std::unique_ptr<sandan_tables, Destroy> handle_;
};

// Answers out: named Arrow tables.
class Result {
 public:
  explicit Result(const sandan_result* owned) noexcept : handle_(owned) {}

  std::int64_t count() const noexcept { return sandan_result_count(get()); }
  std::string name(std::int64_t index) const {
    const char* found = sandan_result_name(get(), index);
    return found == nullptr ? std::string() : std::string(found);
  }
  // -1 when there is no such table.
  std::int64_t rows(std::string_view table) const noexcept {
    return sandan_result_rows(get(), table.data(), table.size());
  }

  // The caller calls `release` of what these two give. No name: the first table.
  ArrowSchema schema(std::string_view table = {}) const {
    ArrowSchema out{};
    detail::checked([&](sandan_error* error) {
      return sandan_result_schema(get(), table.data(), table.size(), &out, error);
    });
    return out;
  }
  ArrowArrayStream stream(std::string_view table = {}) const {
    ArrowArrayStream out{};
    detail::checked([&](sandan_error* error) {
      return sandan_result_export(get(), table.data(), table.size(), &out, error);
    });
    return out;
  }

  // An array of records; without a name an object of all tables.
  std::string to_json(std::string_view table = {}) const {
    return detail::text_of([&](sandan_text** out, sandan_error* error) {
      return sandan_result_to_json(get(), table.data(), table.size(), out, error);
    });
  }

  const sandan_result* get() const noexcept { return handle_.get(); }

 private:
  detail::Shared<sandan_result, sandan_result_retain, sandan_result_destroy> handle_;
};

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
  Workdays between(Count count, std::int32_t from, std::int32_t to) const {
    Workdays counted;
    detail::checked([&](sandan_error* error) {
      return count(get(), &from, &to, 1, &counted.workdays, &counted.projected, error);
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

// ---- Documents ---------------------------------------------------------------

// JSON array of what sandan ships.
inline std::string shipped_documents() { return detail::text_of(sandan_documents_list); }

inline std::string shipped_document(std::string_view kind, std::string_view name) {
  return detail::text_of([&](sandan_text** out, sandan_error* error) {
    return sandan_documents_get(kind.data(), kind.size(), name.data(), name.size(), out, error);
  });
}

inline std::string canonical_document(std::string_view json) {
  return detail::text_of([&](sandan_text** out, sandan_error* error) {
    return sandan_documents_canonical(json.data(), json.size(), out, error);
  });
}

inline std::string document_digest(std::string_view json) {
  return detail::text_of([&](sandan_text** out, sandan_error* error) {
    return sandan_documents_digest(json.data(), json.size(), out, error);
  });
}

}  // namespace cpp
}  // namespace sandan

#endif  // SANDAN_CPP_HPP
