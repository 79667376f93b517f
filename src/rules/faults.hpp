#pragma once

#include <vector>

#include "rules/answers.hpp"

namespace sandan::rules {

/// Gathers the faults of all batches: all are counted, so many are listed.
class FaultTables {
 public:
  FaultTables(const Asked& asked, std::int64_t most, bool values);

  void take(std::int64_t part, const Batch& batch);
  /// Tables `faults` and `fault_counts`.
  void finish(std::vector<results::Table>& tables) const;

 private:
  struct Part {
    std::vector<BatchFault> listed;
    std::vector<BatchFault> kinds;  ///< one of each kind and place
    std::vector<std::int64_t> counts;
  };

  std::string place_of(const BatchFault& fault) const;

  const Asked& asked_;
  std::int64_t most_;
  bool values_;
  std::vector<Part> parts_;
};

}  // namespace sandan::rules
