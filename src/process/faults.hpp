#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sandan::process {

enum class Fault : std::uint8_t {
  missing_id,
  unknown_opportunity,
  duplicate_opportunity,
  missing_stage,
  unknown_stage,
  missing_date,
  impossible_date,
  time_going_back,
  event_after_closing,
  duplicate,
  tie_that_matters,
  unknown_outcome,
  closed_before_created,
  missing_amount,
  negative_amount,
};
inline constexpr std::array<std::string_view, 15> fault_codes = {"missing_id",
                                                                 "unknown_opportunity",
                                                                 "duplicate_opportunity",
                                                                 "missing_stage",
                                                                 "unknown_stage",
                                                                 "missing_date",
                                                                 "impossible_date",
                                                                 "time_going_back",
                                                                 "event_after_closing",
                                                                 "duplicate",
                                                                 "tie_that_matters",
                                                                 "unknown_outcome",
                                                                 "closed_before_created",
                                                                 "missing_amount",
                                                                 "negative_amount"};

enum class FaultTable : std::uint8_t { opportunities, stage_events, receivables };
inline constexpr std::array<std::string_view, 3> fault_tables = {"opportunities", "stage_events",
                                                                 "receivables"};

/// One faulty row: where it is and what is wrong.
struct FaultRow {
  FaultTable table;
  Fault fault;
  bool set_aside;  ///< the row is left out; otherwise only its value is
  std::int64_t row;
  std::string_view column;  ///< static text; empty when none
};

}  // namespace sandan::process
