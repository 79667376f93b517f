// sandan_cpp/rules.hpp: policies and their evaluators; included by sandan_cpp.hpp.
//
//   const auto policy = sd::Policy::shipped("abcd");
//   std::cout << policy.eval(tables, R"({"as_of": "2026-10-31"})").to_json("results");
#ifndef SANDAN_CPP_RULES_HPP
#define SANDAN_CPP_RULES_HPP

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sandan/rules.h"
#include "sandan_cpp/core.hpp"

namespace sandan {
namespace cpp {

// A value of a single record. A text is borrowed.
class Value {
 public:
  Value() noexcept { value_.kind = SANDAN_VALUE_NULL; }
  explicit Value(const sandan_value& value) noexcept : value_(value) {}

  static Value boolean(bool truth) noexcept { return whole(SANDAN_VALUE_BOOLEAN, truth ? 1 : 0); }
  static Value integer(std::int64_t integer) noexcept {
    return whole(SANDAN_VALUE_INTEGER, integer);
  }
  static Value day(std::int32_t day) noexcept { return whole(SANDAN_VALUE_DAY, day); }
  static Value duration(std::int64_t microseconds) noexcept {
    return whole(SANDAN_VALUE_DURATION, microseconds);
  }
  static Value number(double number) noexcept {
    Value out;
    out.value_.kind = SANDAN_VALUE_NUMBER;
    out.value_.as.number = number;
    return out;
  }
  static Value text(std::string_view text) noexcept {
    Value out;
    out.value_.kind = SANDAN_VALUE_TEXT;
    out.value_.as.text.data = text.data();
    out.value_.as.text.size = text.size();
    return out;
  }

  std::int32_t kind() const noexcept { return value_.kind; }  // SANDAN_VALUE_TEXT, …
  bool is_null() const noexcept { return value_.kind == SANDAN_VALUE_NULL; }
  // Each for a value of its kind.
  bool truth() const noexcept { return value_.as.integer != 0; }
  double number() const noexcept { return value_.as.number; }
  std::int64_t integer() const noexcept { return value_.as.integer; }  // day, microseconds
  std::string_view text() const noexcept { return {value_.as.text.data, value_.as.text.size}; }

 private:
  static Value whole(std::int32_t kind, std::int64_t integer) noexcept {
    Value out;
    out.value_.kind = kind;
    out.value_.as.integer = integer;
    return out;
  }

  sandan_value value_{};
};
static_assert(sizeof(Value) == sizeof(sandan_value), "arrays of the one are arrays of the other");

// Decides one record at a time without allocating; for one thread at a time.
class Evaluator {
 public:
  explicit Evaluator(sandan_rules_evaluator* owned) : handle_(owned) {}

  // JSON array: names of the answers, in the order they are given.
  std::string outputs() const {
    return detail::text_of([&](sandan_text** out, sandan_error* error) {
      return sandan_rules_evaluator_outputs(get(), out, error);
    });
  }

  // `answers` has one place an output; texts in it are valid until the next call.
  void eval(const Value* record, std::size_t size, Value* answers, std::size_t answers_size) {
    detail::checked([&](sandan_error* error) {
      return sandan_rules_evaluator_eval(get(), reinterpret_cast<const sandan_value*>(record), size,
                                         reinterpret_cast<sandan_value*>(answers), answers_size,
                                         error);
    });
  }
  void eval(const std::vector<Value>& record, std::vector<Value>& answers) {
    eval(record.data(), record.size(), answers.data(), answers.size());
  }

  sandan_rules_evaluator* get() const noexcept { return handle_.get(); }

 private:
  struct Destroy {
    void operator()(sandan_rules_evaluator* evaluator) const noexcept {
      sandan_rules_evaluator_destroy(evaluator);
    }
  };
  std::unique_ptr<sandan_rules_evaluator, Destroy> handle_;
};

// A compiled grading policy.
class Policy {
 public:
  explicit Policy(const sandan_policy* owned) noexcept : handle_(owned) {}

  static Policy compile(std::string_view json) {
    return made([&](sandan_policy** out, sandan_error* error) {
      return sandan_rules_compile(json.data(), json.size(), out, error);
    });
  }
  static Policy shipped(std::string_view name) { return compile(shipped_document("policy", name)); }
  // The policy that a sheet alone (CSV) makes.
  static Policy from_sheet(std::string_view csv, std::string_view code) {
    return made([&](sandan_policy** out, sandan_error* error) {
      return sandan_rules_from_sheet(csv.data(), csv.size(), code.data(), code.size(), out, error);
    });
  }

  std::string to_json() const {
    return detail::text_of([&](sandan_text** out, sandan_error* error) {
      return sandan_rules_to_json(get(), out, error);
    });
  }

  Result describe(std::string_view request = {}, const Run& run = {}) const {
    return ask(run, [&](const sandan_run* how, sandan_result** out, sandan_error* error) {
      return sandan_rules_describe(get(), request.data(), request.size(), how, out, error);
    });
  }
  std::string input_schema(std::string_view request = {}) const {
    return detail::text_of([&](sandan_text** out, sandan_error* error) {
      return sandan_rules_input_schema(get(), request.data(), request.size(), out, error);
    });
  }
  static std::string output_schema() { return detail::text_of(sandan_rules_output_schema); }

  Result eval(const Tables& tables, std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_rules_eval, tables, request, run);
  }
  Result why_not(const Tables& tables, std::string_view request, const Run& run = {}) const {
    return ask(sandan_rules_why_not, tables, request, run);
  }
  Result sweep(const Tables& tables, std::string_view request, const Run& run = {}) const {
    return ask(sandan_rules_sweep, tables, request, run);
  }
  Result regrade(const Tables& tables, std::string_view request, const Run& run = {}) const {
    return ask(sandan_rules_regrade, tables, request, run);
  }
  Result lint(std::string_view request = {}, const Run& run = {}) const {
    return ask(run, [&](const sandan_run* how, sandan_result** out, sandan_error* error) {
      return sandan_rules_lint(get(), request.data(), request.size(), how, out, error);
    });
  }
  Result diff(const Policy& other, const Tables& tables, std::string_view request,
              const Run& run = {}) const {
    return ask(run, [&](const sandan_run* how, sandan_result** out, sandan_error* error) {
      return sandan_rules_diff(get(), other.get(), tables.get(), request.data(), request.size(),
                               how, out, error);
    });
  }

  // Results of a stream of records, batch by batch as they are pulled; the caller
  // calls `release` of what this gives. `records` is sandan's from the call on, also
  // when this throws. A progress function is not passed on: it could not outlive the call.
  ArrowArrayStream eval_stream(ArrowArrayStream& records, std::string_view request = {},
                               const Run& settings = {}) const {
    sandan_run run = SANDAN_RUN_INIT;
    run.threads = settings.threads;
    run.max_bytes = settings.max_bytes;
    run.max_rows = settings.max_rows;
    ArrowArrayStream out{};
    detail::checked([&](sandan_error* error) {
      return sandan_rules_eval_stream(get(), &records, request.data(), request.size(), &run, &out,
                                      error);
    });
    return out;
  }

  // A decision as CSV, and this policy with a decision replaced by the sheet's.
  std::string to_sheet(std::string_view decision) const {
    return detail::text_of([&](sandan_text** out, sandan_error* error) {
      return sandan_rules_to_sheet(get(), decision.data(), decision.size(), out, error);
    });
  }
  Policy with_sheet(std::string_view decision, std::string_view csv) const {
    return made([&](sandan_policy** out, sandan_error* error) {
      return sandan_rules_with_sheet(get(), decision.data(), decision.size(), csv.data(),
                                     csv.size(), out, error);
    });
  }

  // For single records; the request says the "columns".
  Evaluator evaluator(std::string_view request) const {
    sandan_rules_evaluator* out = nullptr;
    detail::checked([&](sandan_error* error) {
      return sandan_rules_evaluator_create(get(), request.data(), request.size(), &out, error);
    });
    return Evaluator(out);
  }

  const sandan_policy* get() const noexcept { return handle_.get(); }

 private:
  using Question = std::int32_t (*)(const sandan_policy*, const sandan_tables*, const char*,
                                    std::size_t, const sandan_run*, sandan_result**, sandan_error*);

  Result ask(Question question, const Tables& tables, std::string_view request,
             const Run& run) const {
    return ask(run, [&](const sandan_run* how, sandan_result** out, sandan_error* error) {
      return question(get(), tables.get(), request.data(), request.size(), how, out, error);
    });
  }
  template <class Call>
  static Result ask(const Run& settings, Call&& call) {
    sandan_result* out = nullptr;
    detail::checked(settings, [&](const sandan_run* run, sandan_error* error) {
      return call(run, &out, error);
    });
    return Result(out);
  }
  template <class Call>
  static Policy made(Call&& call) {
    sandan_policy* out = nullptr;
    detail::checked([&](sandan_error* error) { return call(&out, error); });
    return Policy(out);
  }

  detail::Shared<sandan_policy, sandan_rules_retain, sandan_rules_destroy> handle_;
};

}  // namespace cpp
}  // namespace sandan

#endif  // SANDAN_CPP_RULES_HPP
