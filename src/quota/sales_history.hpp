#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/interner.hpp"
#include "quota/definition.hpp"
#include "quota/fault_table.hpp"
#include "sandan/core/run.hpp"
#include "sandan/core/tables.hpp"

/// What deals and activities of the past tell about how orders come about.
namespace sandan::quota {

/// A deal as of a day. Deals created later are left out.
struct PastDeal {
  enum class End : std::uint8_t { open, won, lost };  ///< lost: or cancelled

  std::int32_t owner = -1;  ///< code, -1: unknown
  Day day = 0;              ///< when it ended, else began; else the day asked about
  End end = End::open;
  std::optional<Minor> amount;     ///< in the plan's currency
  std::optional<Day> proposal_on;  ///< first day it reached a proposal
  /// Brought by marketing: it has a campaign or a source that is marketing's.
  /// Nothing: not known.
  std::optional<bool> from_marketing;
};

/// Something done on a day by someone.
struct Done {
  std::int32_t rep;  ///< code, -1: unknown
  Day day;
};

struct SalesHistory {
  Interner reps;  ///< owners of deals and reps of activities
  std::vector<PastDeal> deals;
  std::vector<Done> visits;
  std::vector<Done> calls;
  std::vector<results::RowFault> faults;  ///< by table and row
};

/// Sources of deals that are marketing's work; others are the reps' own
/// finding.
bool is_marketing_source(std::string_view source) noexcept;

/// Reads `opportunities`, and `stage_events`, `activities` and `rates` where
/// they are there, up to the end of the day. A proposal is an event of
/// `proposal_stage`; without one, an event of a stage in funnel layer quoted
/// where deals or events name a shipped process, and else an activity of kind
/// proposal or quote with the deal's id. Times of a column with a zone are cut
/// to days of UTC. Faulty rows are set aside or lose the value that is wrong,
/// and are told; with `strict` the first of them is an error. Throws
/// Error{schema | data}.
SalesHistory read_sales_history(const Definition& definition, const Tables& tables,
                                const ActivityTargetsRequest& request, const Run& run);

}  // namespace sandan::quota
