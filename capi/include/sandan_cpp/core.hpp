// sandan_cpp/core.hpp: what every module of the C++ wrapper shares; included by
// sandan_cpp.hpp.
#ifndef SANDAN_CPP_CORE_HPP
#define SANDAN_CPP_CORE_HPP

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "sandan/core.h"

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

namespace detail {

// Runs `question(run, out, error)` with the settings as C takes them; its result.
template <class Ask>
Result asked(const Run& settings, Ask&& question) {
  sandan_result* out = nullptr;
  checked(settings,
          [&](const sandan_run* run, sandan_error* error) { return question(run, &out, error); });
  return Result(out);
}

}  // namespace detail

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

#endif  // SANDAN_CPP_CORE_HPP
