#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sandan/calendar.hpp"
#include "sandan/core/result.hpp"
#include "sandan/core/tables.hpp"
#include "sandan/org.hpp"
#include "sandan/process.hpp"
#include "sandan/quota.hpp"
#include "sandan/rules.hpp"

/// The opaque handles of the C interface: a value and a count of owners.
namespace sandan::capi {

template <class Value>
struct Counted {
  explicit Counted(Value of) : value(std::move(of)) {}

  Value value;
  mutable std::atomic<std::int64_t> owners{1};
};

template <class Handle>
const Handle* retain(const Handle* handle) noexcept {
  if (handle != nullptr) handle->owners.fetch_add(1, std::memory_order_relaxed);
  return handle;
}

template <class Handle>
void release(const Handle* handle) noexcept {
  if (handle != nullptr && handle->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    delete handle;
  }
}

}  // namespace sandan::capi

struct sandan_text {
  std::string text;
};
struct sandan_tables {
  sandan::Tables tables;
};
struct sandan_result : sandan::capi::Counted<sandan::Result> {
  using Counted::Counted;
};
struct sandan_calendar : sandan::capi::Counted<sandan::Calendar> {
  using Counted::Counted;
};
struct sandan_policy : sandan::capi::Counted<sandan::Policy> {
  using Counted::Counted;
};
struct sandan_process : sandan::capi::Counted<sandan::Process> {
  using Counted::Counted;
};
struct sandan_process_history : sandan::capi::Counted<sandan::History> {
  using Counted::Counted;
};
struct sandan_org_vocabulary : sandan::capi::Counted<sandan::MapVocabulary> {
  using Counted::Counted;
};
struct sandan_org_maps : sandan::capi::Counted<sandan::DecisionMaps> {
  using Counted::Counted;
};
struct sandan_quota_plan : sandan::capi::Counted<sandan::QuotaPlan> {
  using Counted::Counted;
};
struct sandan_quota : sandan::capi::Counted<sandan::Quota> {
  using Counted::Counted;
};
/// An evaluator with the values of one record as the core takes and gives them.
struct sandan_rules_evaluator {
  sandan::PolicyEvaluator evaluator;
  std::vector<std::string> columns;
  std::vector<sandan::RecordValue> record;
  std::vector<sandan::RecordValue> answers;
};
