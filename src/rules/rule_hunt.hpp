#pragma once

#include <cstdint>
#include <vector>

#include "rules/hunt.hpp"
#include "rules/lint.hpp"

namespace sandan::rules {

/// Hunts for records that fire rules of one table.
class RuleHunt {
 public:
  RuleHunt(Lint& lint, std::int32_t decision);

  const TablePlan& table() const noexcept { return table_; }
  std::size_t index() const noexcept { return index_; }
  Hunt& hunt() noexcept { return hunt_; }

  /// Candidates with which a rule's cells on an input hold; of all rules named.
  struct Cells {
    std::int32_t slot;
    std::vector<std::int32_t> places;
    bool are_all;  ///< candidates
  };
  std::vector<Cells> cells(const std::vector<std::size_t>& bits) const;
  /// Work that `cells` takes for one rule.
  std::int64_t work_of_cells() const noexcept { return work_of_cells_; }
  /// Leaves out candidates with which one of the rules cannot fire.
  void restrict_to(const std::vector<Cells>& cells);
  /// True when all columns test an input by its codes.
  bool is_plain() const noexcept { return is_plain_; }
  /// Columns that test an input.
  const std::vector<const TableColumn*>& columns_of(std::size_t input) const {
    return columns_[input];
  }
  const std::vector<std::int32_t>& inputs() const noexcept { return inputs_; }

 private:
  /// Places of candidates with which rules hold, by rule bit, of one input.
  struct Holding {
    std::vector<std::uint64_t> with_all;            ///< rules that hold with every candidate
    std::vector<std::vector<std::int32_t>> places;  ///< of the other rules
  };
  std::uint64_t word_of(std::size_t input, Code code, std::size_t word) const;
  void list_holding();
  Cells scanned(std::size_t input, const std::vector<std::size_t>& bits) const;
  Cells listed(std::size_t input, const std::vector<std::size_t>& bits) const;

  const Plan& plan_;
  const Domains& domains_;
  std::size_t index_;
  const TablePlan& table_;
  Hunt hunt_;
  bool is_plain_ = true;
  std::vector<std::int32_t> inputs_;  ///< that columns test, each once
  std::vector<std::vector<const TableColumn*>> columns_;
  std::vector<Holding> holding_;  ///< by input; empty where the lists would be long
  std::int64_t work_of_cells_ = 0;
};

}  // namespace sandan::rules
