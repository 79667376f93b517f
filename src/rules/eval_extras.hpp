#pragma once

#include <cstdint>
#include <vector>

#include "rules/answers.hpp"
#include "rules/search.hpp"

namespace sandan::rules {

/// What eval tells on request of single records: what they could be, what to ask
/// next, what they would be if the unknown were no, how their points come about.
class Extras {
 public:
  /// `decisions` are those to answer.
  Extras(const Asked& asked, const EvalRequest& request, std::vector<std::size_t> decisions);

  bool are_wanted() const noexcept;
  /// Takes the rows of a batch.
  void take(std::int64_t part, const Batch& batch);
  /// Adds columns to `results` and tables of its own.
  void finish(results::Table& results, std::vector<results::Table>& tables);

 private:
  struct CouldBe {
    std::int64_t row;
    std::int32_t output;  ///< slot
    std::string value;
    bool has_value;
    bool is_exact;
  };
  struct AskNext {
    std::int64_t row;
    std::int32_t position;
    Question question;
  };
  struct Reason {
    std::int64_t row;
    std::int32_t card;
    std::int32_t criterion;
    Code code;
    std::int32_t rank;  ///< from 1; 0: none
    Range64 points;
  };
  struct Part {
    std::vector<CouldBe> could_be;
    std::vector<AskNext> ask_next;
    std::vector<Reason> reasons;
    std::vector<std::vector<Value>> if_no;  ///< by output
  };

  bool is_undetermined(const Batch& batch, std::size_t row) const;
  void search(Part& part, std::int64_t row, Record& record) const;
  void note_if_no(Part& part, const Batch& batch, std::size_t row, Record& record) const;
  void note_reasons(Part& part, const Batch& batch, std::size_t row) const;
  results::Table could_be_table() const;
  results::Table ask_next_table() const;
  results::Table reasons_table() const;
  template <class Row>
  std::vector<const Row*> gathered(std::vector<Row> Part::*rows) const;

  const Asked& asked_;
  const EvalRequest& request_;
  std::vector<std::size_t> decisions_;
  std::vector<std::int32_t> outputs_;  ///< slots with few values
  std::optional<Choices> choices_;     ///< where records are searched
  std::vector<Part> parts_;
};

}  // namespace sandan::rules
