#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result_schema.hpp"
#include "core/result_table.hpp"
#include "core/result_texts.hpp"
#include "quota/quota_data.hpp"
#include "quota/request_members.hpp"
#include "quota/request_texts.hpp"
#include "quota/schemas.hpp"

namespace sandan::quota {

/// What was asked, for the metadata: the verb and its request as JSON.
struct Question {
  std::string_view verb;
  std::string request = "{}";
  bool about_persons = false;     ///< marks the result as decision support
  std::optional<Day> as_of = {};  ///< of the question; nothing: that of the build
  std::string document = {};      ///< digest of a document other than the plan
  results::Metadata more = {};    ///< further members, such as {"sandan.optimal", "true"}
};

/// A result of these tables with the metadata that lets it be replayed.
Result make_result(const QuotaData& data, const Question& question,
                   std::vector<results::Table> tables);
/// Result of a plan alone.
Result make_result(const Definition& definition, const Question& question,
                   std::vector<results::Table> tables);
/// Result without a plan; `calendar` is the one that working days are of.
Result make_result(const Question& question, std::vector<results::Table> tables,
                   const Calendar* calendar = nullptr);

/// Dictionary column of QuotaPeriod.
results::Column period_unit_column(std::string name, const std::vector<QuotaPeriod>& units);

/// Adds the columns `<axis>_level`, `<axis>` (code) and, when asked,
/// `<axis>_parent` of every axis in order. `nodes[axis][row]` are nodes of its
/// tree; -1 gives nulls. The root has no parent.
void add_axis_columns(results::Table& table, const std::vector<AxisTree>& axes,
                      const std::vector<std::vector<std::int32_t>>& nodes, bool parents = true);

/// A period of a plan: index into TimeAxis::of(unit).
struct PeriodAt {
  QuotaPeriod unit;
  std::int32_t span;
};

/// Adds the columns period_unit, period and, when asked, from_on and to_on
/// (cut to the plan).
void add_period_columns(results::Table& table, const TimeAxis& time,
                        const std::vector<PeriodAt>& periods, bool days = true);

/// Working days of the plan in days [from, to] of it, both included.
std::int64_t workdays_in(const TimeAxis& time, std::int32_t from, std::int32_t to);

/// Paths of nodes of every axis, joined by " × "; of axes after the first
/// without their roots: "company/north/t1/r7 × erp". -1: not told.
std::string place_path(const std::vector<AxisTree>& axes, std::span<const std::int32_t> nodes);

/// Every result table of the module.
std::vector<results::Described> described_results();

}  // namespace sandan::quota
