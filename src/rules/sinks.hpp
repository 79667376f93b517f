#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rules/answers.hpp"
#include "rules/columns_out.hpp"

namespace sandan::rules {

/// Takes what decisions say of each batch and makes result columns of it. Batches
/// come on several threads, each with rows of its own.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void take(std::int64_t part, const Batch& batch) = 0;
  /// Adds the columns to `results`, or a table of its own to `tables`.
  virtual void finish(results::Table& results, std::vector<results::Table>& tables) = 0;
};

/// The sink of a decision.
std::unique_ptr<Sink> make_sink(const Asked& asked, std::size_t decision,
                                const kernels::Set& kernels, Budget& budget);
/// The sink of the column `conflict`.
std::unique_ptr<Sink> make_conflict_sink(const Asked& asked, Budget& budget);

/// Names of a decision's columns in `results`, with their types and the slot or
/// part they tell of; in the order of the sink.
struct AnswerColumn {
  enum class Part : std::uint8_t {
    output,  ///< value of the slot
    low,     ///< of the slot's range
    high,
    rule,
    status,
    open,    ///< number of unknown criteria
    reason,  ///< of rank `index`
    conflict,
  };
  std::string name;
  Part part;
  std::int32_t decision = -1;
  std::int32_t slot = -1;
  std::int32_t index = 0;
};
std::vector<AnswerColumn> answer_columns(const Plan& plan, std::size_t decision);

/// Codes of a scorecard's reasons: of criterion c and attribute a (or none, the last).
class ReasonCodes {
 public:
  explicit ReasonCodes(const CardPlan& plan);

  std::int32_t of(std::size_t criterion, Code code) const noexcept {
    return of_code_[criterion][code];
  }
  const std::vector<std::string>& codes() const noexcept { return codes_; }
  std::vector<Value> values() const;
  /// Place of each criterion's code, `kernels::none` of none; nothing where attributes have
  /// reasons of their own.
  const std::optional<std::array<std::uint8_t, 256>>& of_criteria() const noexcept {
    return of_criteria_;
  }

 private:
  std::optional<std::array<std::uint8_t, 256>> bytes_of_criteria() const;

  std::vector<std::vector<std::int32_t>> of_code_;
  std::vector<std::string> codes_;
  std::optional<std::array<std::uint8_t, 256>> of_criteria_;
};

}  // namespace sandan::rules
