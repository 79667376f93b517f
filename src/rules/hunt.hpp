#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "rules/domains.hpp"
#include "rules/outlook.hpp"
#include "rules/record.hpp"

namespace sandan::rules {

/// The value of an input in an example.
struct Pinned {
  std::int32_t slot = -1;
  Value value;
};

struct Find {
  enum class Kind : std::uint8_t {
    found,
    none,       ///< no record does it
    undecided,  ///< not found within the steps, or among examples only
  };
  Kind kind = Kind::undecided;
  /// Inputs that make it so whatever the others are.
  std::vector<Pinned> example;
};

/// What is looked for.
struct Quarry {
  /// Whether all, some perhaps, or none of the records that are left do it.
  std::function<Truth(const Outlook&)> judge;
  /// Whether a record does it.
  std::function<bool(Record&)> check;
  std::int32_t table = -1;  ///< among tables, that `focus` names rules of
  /// Bit of a rule whose cells should be settled next; -1: any.
  std::function<std::int32_t(const Outlook&)> focus;
};

/// How long to look.
struct Patience {
  std::int64_t steps = 0;
  std::int64_t work = 0;  ///< words looked at
};

/// Looks for a record by fixing input after input.
class Hunt {
 public:
  Hunt(std::shared_ptr<const Plan> plan, const Domains& domains, Reach reach);

  /// Only these candidates of an input are tried; until `reset`.
  void restrict_to(std::int32_t slot, std::vector<std::int32_t> places);
  void reset();

  Find run(const Quarry& quarry, Patience patience);

  /// The record found last, decided.
  const Record& record() const noexcept { return record_; }
  /// All records that the example found last stands for.
  const Outlook& outlook() const noexcept { return outlook_; }
  /// Work done so far.
  std::int64_t work() const noexcept { return outlook_.work(); }

 private:
  const std::vector<std::int32_t>& places(std::int32_t slot) const;
  bool go();
  /// True when it is seen at once that no record does it, of whatever values.
  bool is_out_of_question();
  bool met();
  std::int32_t next_input() const;
  bool is_pinned(std::int32_t slot) const noexcept {
    return pinned_[static_cast<std::size_t>(slot)] >= 0;
  }
  void reopen(std::int32_t slot);
  const Candidate& candidate(std::int32_t slot, std::int32_t place) const {
    return domains_.of(slot)[static_cast<std::size_t>(place)];
  }
  std::vector<Pinned> least_example();

  std::shared_ptr<const Plan> plan_;
  const Domains& domains_;
  Outlook outlook_;
  Record record_;
  bool is_exact_ = true;
  std::vector<std::int32_t> inputs_;
  std::vector<std::vector<std::int32_t>> restricted_;               ///< by slot
  std::vector<std::uint8_t> is_restricted_;                         ///< by slot
  std::vector<std::int32_t> pinned_;                                ///< by slot: place; -1: open
  std::vector<std::vector<std::vector<std::int32_t>>> of_columns_;  ///< inputs by table, column
  const Quarry* quarry_ = nullptr;
  std::int64_t steps_left_ = 0;
  std::int64_t work_end_ = 0;
};

}  // namespace sandan::rules
