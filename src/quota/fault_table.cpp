#include "quota/fault_table.hpp"

namespace sandan::quota {

std::vector<results::RowFault> faults_of(const Actuals& actuals) {
  std::vector<results::RowFault> faults;
  faults.reserve(actuals.faults.size());
  for (const ActualFaultRow& fault : actuals.faults) {
    faults.push_back({fault.in_credits ? "credits" : "actuals", fault.row, fault.column,
                      word_of(fault.fault), fault.set_aside});
  }
  return faults;
}

}  // namespace sandan::quota
