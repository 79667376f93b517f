#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sandan/calendar.hpp"
#include "sandan/core.hpp"
#include "sandan/quota/requests.hpp"

namespace sandan {

namespace quota {
struct Definition;
struct QuotaData;
}  // namespace quota

/// A compiled quota plan: what is to be reached, by whom, in which period,
/// divided how, under which constraints. Immutable, cheap to copy, shared by
/// threads.
class QuotaPlan {
 public:
  /// Compiles a plan document ("sandan": "plan/1") on a working calendar;
  /// without one, on the shipped calendar the document names in `calendar`, or
  /// `weekdays`. Throws Error{parse | document | unsupported | limit} with a
  /// JSON pointer.
  static QuotaPlan compile(std::string_view json, const Calendar* calendar = nullptr);

  /// The document in canonical form and its digest.
  const std::string& to_json() const noexcept;
  const std::string& digest() const noexcept;
  const std::string& code() const noexcept;

  const quota::Definition& definition() const noexcept { return *definition_; }
  const std::shared_ptr<const quota::Definition>& shared() const noexcept { return definition_; }

 private:
  explicit QuotaPlan(std::shared_ptr<const quota::Definition> definition)
      : definition_(std::move(definition)) {}

  std::shared_ptr<const quota::Definition> definition_;
};

/// A plan carried out: who is to bring how much on which day. Every total is
/// the sum of its atoms, an amount per line of the plan and day. Immutable,
/// cheap to copy, shared by threads; copies what it needs of the tables.
class Quota {
 public:
  /// Divides the plan's total. Reads what its trees and weights name: `reps`,
  /// `rep_assignments`, `quota_nodes`, `quota_constraints`, `actuals`,
  /// `opportunities`, `rates`. Throws Error{data} with table, row and column,
  /// Error{infeasible} naming a conflicting set of constraints, irreducible
  /// unless the message says otherwise, and what would free it, Error{overflow}.
  static Quota build(const QuotaPlan& plan, const Tables& tables,
                     const QuotaBuildRequest& request = {}, const Run& run = {});

  /// Table `targets`: amounts by levels of the axes, periods and tiers.
  Result targets(const TargetsRequest& request = {}, const Run& run = {}) const;
  /// Tables `sums` (every total beside the sum of its parts), `bounds` (how
  /// far amounts lie from their ideals, per hierarchy) and `proof` (digest of
  /// the atoms and counts), from which anyone can recompute them.
  Result proof(const ProofRequest& request = {}, const Run& run = {}) const;
  /// Table `constraints`: where each binds, and what it moves.
  Result binding(const Run& run = {}) const;

  /// Tables `pace`, `pace_faults`: attainment against the calendar-true curve.
  /// Reads `actuals`, `credits`, `rates`, `reps`, `rep_assignments`, `accounts`.
  Result pace(const Tables& tables, const PaceRequest& request, const Run& run = {}) const;
  /// The plan from a day on: what lies before is frozen, what is missing or
  /// over is carried as asked. Reads what pace reads, and in `reps` who has left.
  Quota replan(const Tables& tables, const ReplanRequest& request, const Run& run = {}) const;
  /// Table `quota_diff`: what another version gives more or less, and to whom.
  Result diff(const Quota& other, const QuotaDiffRequest& request = {}, const Run& run = {}) const;
  /// Table `versions`: this version and those it came from, with reasons.
  Result versions() const;

  /// Tables `activity_targets`, `activity_rates`, `lead_targets`,
  /// `one_more_call`: from target to wins, proposals, visits and calls; and
  /// `activity_faults`: rows that do not count as they should. Reads
  /// `opportunities`, `stage_events`, `activities`, `rates`.
  Result activity(const Tables& tables, const ActivityTargetsRequest& request,
                  const Run& run = {}) const;
  /// Tables `head_count`, `hires`, `revenue_sources`: whom to have by when, with
  /// ramp-up; and `head_count_faults`, of actuals and credits. Reads `reps`,
  /// `actuals`, `credits`, `rates`, `accounts`.
  Result head_count(const Tables& tables, const HeadCountRequest& request,
                    const Run& run = {}) const;
  /// Table `principles`: the five principles with their findings; and
  /// `principle_faults`, of actuals and credits. Reads
  /// `work_items`, `actuals`, `credits`, `rates`, `reps`.
  Result principles(const Tables& tables, const PrinciplesRequest& request,
                    const Run& run = {}) const;

  const quota::QuotaData& data() const noexcept { return *data_; }
  explicit Quota(std::shared_ptr<const quota::QuotaData> data) : data_(std::move(data)) {}

 private:
  std::shared_ptr<const quota::QuotaData> data_;
};

/// Tables `quartiles`, `quartile_gaps`, `pairs`: the best quarter of each
/// group, the middle and the rest, and which teams could learn from which.
/// Reads `actuals`, `reps`, `credits`.
Result quota_quartiles(const Tables& tables, const QuartilesRequest& request, const Run& run = {});

/// Table `incentive_findings`: what an incentive plan document
/// ("sandan": "incentive/1") rewards, judged.
Result quota_incentive(std::string_view json);

/// Tables `shapes`, `best_shapes`: which way of spreading a total over time
/// fits the history best, by back-test. Reads `actuals`.
Result quota_shapes(const Tables& tables, const ShapesRequest& request,
                    const Calendar* calendar = nullptr, const Run& run = {});

/// Table `allocation`: a total divided among the rows of table `items`
/// (item_id, weight, floor_minor°, cap_minor°) in proportion to their weights
/// within their bounds. Throws Error{infeasible}.
Result quota_allocate(const Tables& tables, const AllocateRequest& request, const Run& run = {});

/// Table `raked`: the table `seed` (row_id, column_id, value) scaled to the
/// totals of tables `row_totals` (row_id, total) and `column_totals`
/// (column_id, total) by iterative proportional fitting (Deming and Stephan,
/// 1940). Throws Error{infeasible} where zeros forbid it.
Result quota_rake(const Tables& tables, const RakeRequest& request, const Run& run = {});

/// Table `rounded`: the table `cells` (row_id, column_id, value) rounded to
/// whole units so that rows, columns and cells all are next to their values,
/// at the least sum of deviations of cells.
Result quota_round(const Tables& tables, const RoundRequest& request, const Run& run = {});

/// JSON: the tables and columns the module reads.
std::string quota_input_schema();
/// JSON: the module's result tables and columns.
std::string quota_output_schema();

}  // namespace sandan
