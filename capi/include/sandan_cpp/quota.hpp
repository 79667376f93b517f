// sandan_cpp/quota.hpp: quota plans and what becomes of them; included by
// sandan_cpp.hpp.
//
//   const auto quota = sd::QuotaPlan::compile(json).build(tables);
//   std::cout << quota.targets(R"({"levels": {"sales": "rep_id"}, "period": "month"})").to_json();
#ifndef SANDAN_CPP_QUOTA_HPP
#define SANDAN_CPP_QUOTA_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "sandan/quota.h"
#include "sandan_cpp/calendar.hpp"
#include "sandan_cpp/core.hpp"

namespace sandan {
namespace cpp {

// A plan carried out: who must bring how much by when.
class Quota {
 public:
  explicit Quota(const sandan_quota* owned) noexcept : handle_(owned) {}

  Result targets(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_quota_targets, request, run);
  }
  Result proof(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_quota_proof, request, run);
  }
  Result binding(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_quota_binding, request, run);
  }
  Result versions(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_quota_versions, request, run);
  }
  Result pace(const Tables& tables, std::string_view request, const Run& run = {}) const {
    return ask(sandan_quota_pace, tables, request, run);
  }
  Result activity(const Tables& tables, std::string_view request, const Run& run = {}) const {
    return ask(sandan_quota_activity, tables, request, run);
  }
  Result head_count(const Tables& tables, std::string_view request, const Run& run = {}) const {
    return ask(sandan_quota_head_count, tables, request, run);
  }
  Result principles(const Tables& tables, std::string_view request, const Run& run = {}) const {
    return ask(sandan_quota_principles, tables, request, run);
  }
  // The plan from a day on, as a new version.
  Quota replan(const Tables& tables, std::string_view request, const Run& settings = {}) const {
    sandan_quota* out = nullptr;
    detail::checked(settings, [&](const sandan_run* run, sandan_error* error) {
      return sandan_quota_replan(get(), tables.get(), request.data(), request.size(), run, &out,
                                 error);
    });
    return Quota(out);
  }
  Result diff(const Quota& other, std::string_view request = {}, const Run& settings = {}) const {
    return detail::asked(settings, [&](const sandan_run* run, sandan_result** out,
                                       sandan_error* error) {
      return sandan_quota_diff(get(), other.get(), request.data(), request.size(), run, out, error);
    });
  }

  const sandan_quota* get() const noexcept { return handle_.get(); }

 private:
  using Question = std::int32_t (*)(const sandan_quota*, const char*, std::size_t,
                                    const sandan_run*, sandan_result**, sandan_error*);
  using ReadingQuestion = std::int32_t (*)(const sandan_quota*, const sandan_tables*, const char*,
                                           std::size_t, const sandan_run*, sandan_result**,
                                           sandan_error*);

  Result ask(Question question, std::string_view request, const Run& settings) const {
    return detail::asked(settings,
                         [&](const sandan_run* run, sandan_result** out, sandan_error* error) {
                           return question(get(), request.data(), request.size(), run, out, error);
                         });
  }
  Result ask(ReadingQuestion question, const Tables& tables, std::string_view request,
             const Run& settings) const {
    return detail::asked(
        settings, [&](const sandan_run* run, sandan_result** out, sandan_error* error) {
          return question(get(), tables.get(), request.data(), request.size(), run, out, error);
        });
  }

  detail::Shared<sandan_quota, sandan_quota_retain, sandan_quota_destroy> handle_;
};

// A compiled quota plan.
class QuotaPlan {
 public:
  explicit QuotaPlan(const sandan_quota_plan* owned) noexcept : handle_(owned) {}

  // Without a calendar: the shipped one that the document names.
  static QuotaPlan compile(std::string_view json, const Calendar* calendar = nullptr) {
    sandan_quota_plan* out = nullptr;
    const sandan_calendar* days = calendar == nullptr ? nullptr : calendar->get();
    detail::checked([&](sandan_error* error) {
      return sandan_quota_compile(json.data(), json.size(), days, &out, error);
    });
    return QuotaPlan(out);
  }
  static QuotaPlan shipped(std::string_view name, const Calendar* calendar = nullptr) {
    return compile(detail::text_of([&](sandan_text** out, sandan_error* error) {
                     return sandan_documents_get("plan", 4, name.data(), name.size(), out, error);
                   }),
                   calendar);
  }

  std::string to_json() const {
    return detail::text_of([&](sandan_text** out, sandan_error* error) {
      return sandan_quota_plan_to_json(get(), out, error);
    });
  }

  Quota build(const Tables& tables, std::string_view request = {}, const Run& settings = {}) const {
    sandan_quota* out = nullptr;
    detail::checked(settings, [&](const sandan_run* run, sandan_error* error) {
      return sandan_quota_build(get(), tables.get(), request.data(), request.size(), run, &out,
                                error);
    });
    return Quota(out);
  }

  static std::string input_schema() { return detail::text_of(sandan_quota_input_schema); }
  static std::string output_schema() { return detail::text_of(sandan_quota_output_schema); }

  const sandan_quota_plan* get() const noexcept { return handle_.get(); }

 private:
  detail::Shared<sandan_quota_plan, sandan_quota_plan_retain, sandan_quota_plan_destroy> handle_;
};

// Questions that need no plan.
namespace quota {

inline Result quartiles(const Tables& tables, std::string_view request = {},
                        const Run& settings = {}) {
  return detail::asked(settings, [&](const sandan_run* run, sandan_result** out,
                                     sandan_error* error) {
    return sandan_quota_quartiles(tables.get(), request.data(), request.size(), run, out, error);
  });
}
inline Result allocate(const Tables& tables, std::string_view request = {},
                       const Run& settings = {}) {
  return detail::asked(
      settings, [&](const sandan_run* run, sandan_result** out, sandan_error* error) {
        return sandan_quota_allocate(tables.get(), request.data(), request.size(), run, out, error);
      });
}
inline Result rake(const Tables& tables, std::string_view request = {}, const Run& settings = {}) {
  return detail::asked(
      settings, [&](const sandan_run* run, sandan_result** out, sandan_error* error) {
        return sandan_quota_rake(tables.get(), request.data(), request.size(), run, out, error);
      });
}
inline Result round(const Tables& tables, std::string_view request = {}, const Run& settings = {}) {
  return detail::asked(
      settings, [&](const sandan_run* run, sandan_result** out, sandan_error* error) {
        return sandan_quota_round(tables.get(), request.data(), request.size(), run, out, error);
      });
}
inline Result shapes(const Tables& tables, const Calendar* calendar = nullptr,
                     std::string_view request = {}, const Run& settings = {}) {
  const sandan_calendar* days = calendar == nullptr ? nullptr : calendar->get();
  return detail::asked(settings, [&](const sandan_run* run, sandan_result** out,
                                     sandan_error* error) {
    return sandan_quota_shapes(tables.get(), days, request.data(), request.size(), run, out, error);
  });
}
inline Result incentive(std::string_view json, const Run& settings = {}) {
  return detail::asked(settings,
                       [&](const sandan_run* run, sandan_result** out, sandan_error* error) {
                         return sandan_quota_incentive(json.data(), json.size(), run, out, error);
                       });
}

}  // namespace quota

}  // namespace cpp
}  // namespace sandan

#endif  // SANDAN_CPP_QUOTA_HPP
