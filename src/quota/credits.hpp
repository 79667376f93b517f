#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/interner.hpp"
#include "quota/actuals.hpp"

namespace sandan::quota {

/// Who shares what was brought in, by the table `credits` (actual_id° or
/// opportunity_id°, rep_id, share_ppm). Credits of the actual itself count
/// before those of its opportunity; those that do not sum to 1,000,000 do not
/// count, and are faults.
class Credits {
 public:
  struct Share {
    std::int32_t rep;  ///< code of `reps`
    std::int64_t ppm;
  };

  /// Without the table there are none. Credited reps get codes of `reps`.
  Credits(const Tables& tables, const Interner& actuals, const Interner& opportunities,
          Interner& reps, std::vector<ActualFaultRow>& faults);

  /// Shares of an actual in the order of the reps' ids; none: its own rep's.
  std::span<const Share> of(std::int32_t actual, std::int32_t opportunity) const noexcept;

 private:
  std::vector<std::vector<Share>> of_actual_;
  std::vector<std::vector<Share>> of_opportunity_;
};

/// Divides an amount by the shares so that the parts add up to it: rounded
/// towards 0, what is left goes to the largest remainders, ties to the first.
void divide_amount(Minor amount, std::span<const Credits::Share> shares, std::vector<Minor>& out);

}  // namespace sandan::quota
