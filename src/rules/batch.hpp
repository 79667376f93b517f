#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "rules/input_columns.hpp"
#include "rules/kernels.hpp"
#include "rules/record.hpp"

namespace sandan::rules {

/// Places among a few values: a byte a row where they are few.
struct Places {
  std::vector<std::uint8_t> narrow;
  std::vector<std::int32_t> wide;            ///< used when not empty
  static constexpr std::uint8_t open = 254;  ///< undetermined, of narrow; wide: -1

  std::int32_t at(std::size_t row) const noexcept {
    if (!wide.empty()) return wide[row];
    return narrow[row] >= open ? -1 : narrow[row];
  }
};

/// What a table says of a batch.
struct TableBatch {
  Places rules;                        ///< rule bit; `kernels::none` or -1 where none decides
  std::vector<Places> outputs;         ///< place of each output's value
  std::vector<std::uint8_t> answered;  ///< Answered
  std::vector<TableAnswer> answers;    ///< of lists and aggregates, by row
};

struct Sums {
  std::vector<std::int64_t> low;
  std::vector<std::int64_t> high;
};

/// What a scorecard says of a batch.
struct CardBatch {
  std::vector<const std::uint8_t*> codes;      ///< of the criteria
  std::vector<std::vector<std::uint8_t>> own;  ///< of criteria by conditions
  /// Where a code does not tell the points: rows, and least and most points of each.
  std::vector<std::vector<std::pair<std::uint32_t, Range64>>> any_open;
  Sums points;
  std::vector<Sums> groups;
  std::vector<Sums> subsets;
  std::vector<std::uint8_t> bands;  ///< Places::open where undetermined
  std::vector<std::uint8_t> answered;
  std::vector<std::int32_t> open;    ///< criteria that are unknown
  std::vector<std::uint8_t> ranked;  ///< as rank_reasons writes it
};

/// What a formula says of a batch.
struct MadeBatch {
  std::vector<std::uint8_t> places;  ///< truth or leaf of a choice
};

/// Faults met in a batch: of a row, in a column or decision.
struct BatchFault {
  std::int64_t row;
  FaultKind kind;
  std::int32_t slot = -1;      ///< whose value is bad
  std::int32_t decision = -1;  ///< that could not answer, or met it in a formula
  std::int32_t conflict = -1;  ///< that met it in its formula
};

/// Decides records by columns, a batch at a time. Owns its work areas; one thread.
class Batch {
 public:
  Batch(const Plan& plan, const std::vector<std::unique_ptr<InputColumn>>& inputs,
        const kernels::Set& kernels);

  /// Reads rows [from, from + n) and decides them. n is at most kernels::batch_rows.
  void decide(std::int64_t from, std::size_t n);

  const Plan& plan() const noexcept { return plan_; }
  std::size_t rows() const noexcept { return n_; }
  std::int64_t first_row() const noexcept { return from_; }
  const TableBatch& table(std::size_t index) const noexcept { return tables_[index]; }
  const CardBatch& card(std::size_t index) const noexcept { return cards_[index]; }
  const MadeBatch& made(std::size_t index) const noexcept { return made_[index]; }
  const CodeBatch& codes(std::int32_t slot) const noexcept {
    return codes_[static_cast<std::size_t>(slot)];
  }
  /// Values of a slot; there for slots that row expressions read or make.
  const std::vector<Value>& values(std::int32_t slot) const noexcept {
    return values_[static_cast<std::size_t>(slot)];
  }
  /// Truths of the conflicts' conditions, in order.
  const std::vector<std::uint8_t>& conflict(std::size_t index) const noexcept {
    return conflicts_[index];
  }
  const std::vector<BatchFault>& faults() const noexcept { return faults_; }

 private:
  void read_inputs();
  void note_bad(const InputColumn& input);
  void make(std::size_t index);
  /// Runs a condition; the bytes are valid until the next run.
  const std::uint8_t* run(const Condition& condition);
  void run_row(const RowExpression& expression, std::uint8_t* out);
  void decide_table(std::size_t index);
  void decide_first(const TablePlan& plan, TableBatch& out, bool is_open);
  void settle_open(const TablePlan& plan, TableBatch& out);
  void decide_rows(const TablePlan& plan, TableBatch& out);
  void put_answer(const TablePlan& plan, TableBatch& out, std::size_t row);
  void gather_columns(const TablePlan& plan);
  void put_table_slots(const TablePlan& plan, const TableBatch& out);
  bool is_unknown(std::int32_t slot, std::size_t row) const noexcept;
  void decide_card(std::size_t index);
  void sum_card(const CardPlan& plan, CardBatch& out, bool is_open);
  static void narrow_range(const CardPlan& plan, CardBatch& out, std::size_t c, std::size_t row,
                           Range64 range);
  void put_band(const CardPlan& plan, CardBatch& out, bool is_open);
  void put_sums(std::int32_t slot, const Sums& sums, int digits);
  void finish_slot(std::int32_t slot);
  void fault(std::size_t row, FaultKind kind, std::int32_t slot, std::int32_t decision);
  /// Faults of a formula are told at what is being made.
  void fault_of_formula(std::size_t row, const feel::Faults& met);
  CodeBatch& codes_of(std::int32_t slot) { return codes_[static_cast<std::size_t>(slot)]; }
  void prepare_codes(std::int32_t slot);
  void put_code(std::int32_t slot, std::size_t row, Code code);

  const Plan& plan_;
  const std::vector<std::unique_ptr<InputColumn>>& inputs_;
  const kernels::Set& kernels_;
  std::int64_t from_ = 0;
  std::size_t n_ = 0;
  std::vector<CodeBatch> codes_;
  std::vector<std::vector<Value>> values_;
  std::vector<TableBatch> tables_;
  std::vector<CardBatch> cards_;
  std::vector<MadeBatch> made_;
  std::vector<std::vector<std::uint8_t>> conflicts_;
  std::vector<std::vector<std::uint8_t>> stack_;
  std::vector<std::array<std::uint8_t, 256>> truth_bytes_;  ///< by test, of narrow scales
  // Of the table being decided.
  std::vector<std::vector<std::uint8_t>> condition_codes_;
  std::vector<const std::uint8_t*> narrow_codes_;
  std::vector<const CodeBatch*> column_codes_;  ///< null where it is a condition
  std::vector<std::uint8_t> possible_;
  std::vector<const std::uint64_t*> yes_rows_;
  std::vector<const std::uint64_t*> possible_rows_;
  TableAnswer answer_;
  // Of the card being decided.
  std::vector<std::int32_t> sums_;
  std::vector<std::int32_t> spreads_;  ///< how far the highest sums are above
  std::vector<std::vector<std::uint8_t>> truths_;
  std::vector<Value> row_values_;
  std::vector<BatchFault> faults_;
  BatchFault made_at_{};  ///< place of what is being made
};

}  // namespace sandan::rules
