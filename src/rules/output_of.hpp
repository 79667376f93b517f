#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/answers.hpp"

namespace sandan::rules {

/// One output of a policy, read from batches: of a table with one answer, of
/// bands, or of a formula with few values.
class OutputOf {
 public:
  /// Throws Error{invalid_argument | unsupported} at `/output`.
  OutputOf(const Plan& plan, std::string_view output);

  std::int32_t slot() const noexcept { return slot_; }
  feel::Type type() const noexcept { return type_; }
  /// Values it can have; absent is one where nothing is an answer.
  const std::vector<Value>& values() const noexcept { return values_; }
  /// Place among the values; -1 where the record is undetermined or at fault.
  std::int32_t place(const Batch& batch, std::size_t row) const noexcept;
  /// Code of the rule that decided; nothing where none did alone.
  std::optional<std::string> rule(const Batch& batch, std::size_t row) const;
  /// Texts of the values.
  std::vector<std::optional<std::string>> texts() const;

 private:
  DecisionPlan planned_;
  const Plan& plan_;
  std::int32_t slot_;
  std::size_t output_ = 0;  ///< of a table
  feel::Type type_ = feel::Type::text;
  std::vector<Value> values_;
};

/// An int64 column of amounts. Throws Error{schema | invalid_argument}.
const arrow::Column* amount_column(const arrow::Table& table,
                                   const std::optional<std::string>& name);

}  // namespace sandan::rules
