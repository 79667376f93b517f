#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/arrow_column.hpp"
#include "core/parallel.hpp"
#include "core/result_schema.hpp"
#include "core/result_table.hpp"
#include "core/result_texts.hpp"
#include "rules/batch.hpp"
#include "rules/requests.hpp"
#include "sandan/core/tables.hpp"

/// What all questions about a table of records share.
namespace sandan::rules {

/// A policy's version made ready for a table of records.
struct Asked {
  std::shared_ptr<const Plan> plan;
  const arrow::Table* table = nullptr;
  std::vector<std::unique_ptr<InputColumn>> inputs;
  std::vector<const arrow::Column*> keys;

  std::int64_t rows() const noexcept { return table->rows(); }
  /// Gives a record the values of a row.
  void fill(Record& record, std::int64_t row) const;
  /// True when a row's value of an input is unknown.
  bool is_unknown(const InputColumn& input, std::int64_t row) const;
};

/// The plan of the version a request chooses, with the request's parameters.
/// Throws Error{invalid_argument | limit}.
std::shared_ptr<const Plan> plan_of(const Versions& versions, const PolicyRequest& request);

/// Throws Error{schema | invalid_argument | limit}.
Asked ask(const Versions& versions, const Tables& tables, const PolicyRequest& request,
          const Run& run);

/// Calls `work(part, batch)` for every batch of the table, parts in parallel; a
/// part's batches come in order on one thread.
void for_each_batch(const Asked& asked, const Run& run,
                    const std::function<void(std::int64_t part, Batch& batch)>& work);

/// Key columns for these rows.
void add_keys(results::Table& table, const Asked& asked, const std::vector<std::int64_t>& rows);
/// Key columns of all rows.
void add_keys(results::Table& table, const Asked& asked);
/// Values of a column for these rows, in a type of results.
results::Column echoed(const arrow::Column& column, const std::vector<std::int64_t>& rows);

/// A result of these tables with the metadata that lets it be replayed.
Result make_result(const Definition& definition, std::string_view verb, std::string request,
                   std::optional<Day> as_of, std::vector<results::Table> tables);

/// Every result table of the module whose columns are always the same.
std::span<const results::Described> described_results();

}  // namespace sandan::rules
