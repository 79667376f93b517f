/*
 * sandan/quota.h: quota plans, how they are carried out and followed.
 *
 * A plan document is compiled once into a frozen sandan_quota_plan. With the
 * tables its trees and weights name it is carried out as a sandan_quota: whole
 * amounts by line of the plan and day, of which every total is the sum. A quota
 * answers who must bring how much by when (targets), proves its sums (proof),
 * says which constraint binds where (binding), follows what is brought (pace),
 * is planned again from a day on (replan) and compared (diff), and is solved
 * backwards to activities (activity) and head count (head_count). Plans are
 * judged by five principles (principles). The last functions need no plan:
 * shapes of seasons, quartiles, incentive plans, and the arithmetic by itself
 * (allocate, rake, round).
 *
 * Requests are JSON texts; an empty text is an empty request. Their fields
 * and the columns of every result are in docs/reference/quota.md and, for
 * programs, in sandan_quota_input_schema and sandan_quota_output_schema.
 */
#ifndef SANDAN_QUOTA_H
#define SANDAN_QUOTA_H

#include "sandan/calendar.h"
#include "sandan/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A compiled quota plan: immutable, shared by any number of threads. */
typedef struct sandan_quota_plan sandan_quota_plan;

/* A plan carried out: immutable, shared by any number of threads; keeps its plan
 * alive and copies what it needs of the tables. */
typedef struct sandan_quota sandan_quota;

/* Compiles a plan document ("sandan": "plan/1") on a working calendar (BORROWED).
 * NULL: the shipped calendar that the document names, or `weekdays`. Errors: PARSE,
 * DOCUMENT (where = JSON pointer), UNSUPPORTED, LIMIT. *out is OWNED:
 * sandan_quota_plan_destroy. */
SANDAN_API int32_t sandan_quota_compile(const char* json, size_t json_size,
                                        const sandan_calendar* calendar, sandan_quota_plan** out,
                                        sandan_error* error);

/* One more owner; returns its argument. */
SANDAN_API const sandan_quota_plan* sandan_quota_plan_retain(const sandan_quota_plan* plan);

/* One owner fewer; NULL is fine. */
SANDAN_API void sandan_quota_plan_destroy(const sandan_quota_plan* plan);

/* The document in canonical form. *out is OWNED: sandan_text_destroy. */
SANDAN_API int32_t sandan_quota_plan_to_json(const sandan_quota_plan* plan, sandan_text** out,
                                             sandan_error* error);

/* JSON: the tables and columns the quota module reads, each with type, null meaning
 * and labels. *out is OWNED: sandan_text_destroy. */
SANDAN_API int32_t sandan_quota_input_schema(sandan_text** out, sandan_error* error);

/* JSON: the result tables of the quota module and their columns, each with type, unit
 * and meaning. *out is OWNED: sandan_text_destroy. */
SANDAN_API int32_t sandan_quota_output_schema(sandan_text** out, sandan_error* error);

/* Divides the total of a plan. `tables` (BORROWED) holds what its trees, weights and
 * constraints name: `reps`, `rep_assignments`, `quota_nodes`, `quota_constraints`,
 * `opportunities`, `actuals` and, as far as there are any, `credits`, `rates`,
 * `accounts`. Request: {"as_of": day of current values, "reason": text, "values":
 * bool}. Errors: SCHEMA; DATA with table, row and column; INFEASIBLE naming constraints
 * that conflict, an irreducible set of them unless the message says otherwise; OVERFLOW;
 * LIMIT. *out is OWNED: sandan_quota_destroy. */
SANDAN_API int32_t sandan_quota_build(const sandan_quota_plan* plan, const sandan_tables* tables,
                                      const char* request, size_t request_size,
                                      const sandan_run* run, sandan_quota** out,
                                      sandan_error* error);

/* One more owner; returns its argument. */
SANDAN_API const sandan_quota* sandan_quota_retain(const sandan_quota* quota);

/* One owner fewer; NULL is fine. */
SANDAN_API void sandan_quota_destroy(const sandan_quota* quota);

/* Table `targets`: amounts by levels of the axes, periods and tiers. Request:
 * {"levels": {axis: level or "*"}, "period": "all" | "year" | "quarter" | "month" |
 * "week" | "day", "from": date, "to": date, "at": {axis: code}, "tiers": [codes],
 * "zeros": bool, "max_rows": n, "language": code}. *out is OWNED:
 * sandan_result_destroy. */
SANDAN_API int32_t sandan_quota_targets(const sandan_quota* quota, const char* request,
                                        size_t request_size, const sandan_run* run,
                                        sandan_result** out, sandan_error* error);

/* Tables `sums` (every total beside the sum of its parts), `bounds` (how far amounts
 * lie from their ideals) and `proof` (digest of the atoms, counts), from which anyone
 * can recompute them. Request: {"period": finest period of the sums listed,
 * "only_broken": bool}. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_quota_proof(const sandan_quota* quota, const char* request,
                                      size_t request_size, const sandan_run* run,
                                      sandan_result** out, sandan_error* error);

/* Table `constraints`: each constraint, where it binds, and what it moves. Request:
 * {}. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_quota_binding(const sandan_quota* quota, const char* request,
                                        size_t request_size, const sandan_run* run,
                                        sandan_result** out, sandan_error* error);

/* Tables `pace` and `pace_faults`: what was brought against the calendar-true curve,
 * what is required a working day, and where it lands. `tables` (BORROWED) holds
 * `actuals` and, as far as there are any, `credits`, `rates`, `reps`,
 * `rep_assignments`, `accounts`. Request: {"as_of": date (required), "by": ["total",
 * axes, levels such as "sales.team_id", units such as "month", columns], "period",
 * "kind": "order" | "collection", "tier", "currency", "confidence": c, "min_n": weeks,
 * "strict": bool}. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_quota_pace(const sandan_quota* quota, const sandan_tables* tables,
                                     const char* request, size_t request_size,
                                     const sandan_run* run, sandan_result** out,
                                     sandan_error* error);

/* The plan from a day on, as a new version: what lies before is frozen, what was
 * missed or exceeded is carried as asked, lines of leavers (`reps`: left_on) end. `tables`
 * as for sandan_quota_pace. Request: {"from": date (required), "past": "actuals" |
 * "plan", "carry": "rep" | "pooled" | "none", "kind", "total_minor": n, "at": {axis:
 * code}, "reason": text}. *out is OWNED: sandan_quota_destroy. */
SANDAN_API int32_t sandan_quota_replan(const sandan_quota* quota, const sandan_tables* tables,
                                       const char* request, size_t request_size,
                                       const sandan_run* run, sandan_quota** out,
                                       sandan_error* error);

/* Table `quota_diff`: what `other` (BORROWED) gives more or less, and to whom. Request:
 * {"levels": {axis: level or "*"}, "period", "only_changes": bool}. *out is OWNED:
 * sandan_result_destroy. */
SANDAN_API int32_t sandan_quota_diff(const sandan_quota* quota, const sandan_quota* other,
                                     const char* request, size_t request_size,
                                     const sandan_run* run, sandan_result** out,
                                     sandan_error* error);

/* Table `versions`: this version and those it came from, with reasons. Request: {}.
 * *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_quota_versions(const sandan_quota* quota, const char* request,
                                         size_t request_size, const sandan_run* run,
                                         sandan_result** out, sandan_error* error);

/* Tables `activity_targets`, `activity_rates`, `lead_targets` and `one_more_call`:
 * from target to wins, proposals, visits and calls; and `activity_faults`: rows that
 * do not count as they should, or with "strict" an error of the first. `tables`
 * (BORROWED) holds `opportunities` and, as far as there are any, `stage_events`,
 * `activities`, `rates`. Request: {"as_of": date (required), "period", "level",
 * "proposal_stage", "visit_kinds": [..], "call_kinds": [..], "min_n": trials below which
 * the place above counts, "confidence": c, "own_found_share": share, "strict": bool}.
 * *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_quota_activity(const sandan_quota* quota, const sandan_tables* tables,
                                         const char* request, size_t request_size,
                                         const sandan_run* run, sandan_result** out,
                                         sandan_error* error);

/* Tables `head_count`, `hires` and `revenue_sources`: whom to have by when for the plan
 * to be feasible, and which trades revenue comes from; and `head_count_faults`: rows of
 * actuals and credits that do not count as they should. `tables` (BORROWED) holds
 * `reps` and, as far as there are any, `actuals`, `credits`, `rates`, `accounts`.
 * Request: {"as_of": date (required), "per_head_minor": n, "ramp_ppm": [by month since
 * hiring], "attrition": share, "lead_workdays": n, "quantile": q, "experienced_share":
 * share}. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_quota_head_count(const sandan_quota* quota, const sandan_tables* tables,
                                           const char* request, size_t request_size,
                                           const sandan_run* run, sandan_result** out,
                                           sandan_error* error);

/* Table `principles`: five principles of a sound plan with their findings; and
 * `principle_faults`: rows of actuals and credits that do not count as they should.
 * `tables` (BORROWED) holds, as far as there are any, `work_items`, `actuals`,
 * `credits`, `rates`, `reps`. Request: {"as_of": date (required), "language": code}.
 * *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_quota_principles(const sandan_quota* quota, const sandan_tables* tables,
                                           const char* request, size_t request_size,
                                           const sandan_run* run, sandan_result** out,
                                           sandan_error* error);

/* Tables `quartiles`, `quartile_gaps` and `pairs`: the best quarter of each group, the
 * middle and the rest, and which teams could learn from which. About persons: decision
 * support, and marked so in the metadata. `tables` (BORROWED) holds `reps` and, unless
 * the measure is a column of them, `actuals` and, as far as there are any, `credits`,
 * `accounts`. Request: {"within": [columns of reps], "team": column of reps, "measure":
 * "amount_minor" | "customers" | "new_customers" | "orders" | a column of reps, "kind",
 * "from", "to", "min_n": n, "confidence": c}. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_quota_quartiles(const sandan_tables* tables, const char* request,
                                          size_t request_size, const sandan_run* run,
                                          sandan_result** out, sandan_error* error);

/* Table `incentive_findings`: what an incentive plan document ("sandan":
 * "incentive/1") rewards, judged. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_quota_incentive(const char* json, size_t json_size, const sandan_run* run,
                                          sandan_result** out, sandan_error* error);

/* Tables `shapes` and `best_shapes`: which way of spreading a total over time fits the
 * history best, by back-test. `tables` (BORROWED) holds `actuals`; calendar: BORROWED,
 * NULL for `weekdays`. Request: {"period", "by": [columns], "candidates": ["equal",
 * "workdays", "last_year", "mean", "blend"], "test_years": n, "kind"}. *out is OWNED:
 * sandan_result_destroy. */
SANDAN_API int32_t sandan_quota_shapes(const sandan_tables* tables, const sandan_calendar* calendar,
                                       const char* request, size_t request_size,
                                       const sandan_run* run, sandan_result** out,
                                       sandan_error* error);

/* Table `allocation`: a total divided among the rows of table `items` (item_id,
 * weight, floor_minor, cap_minor; BORROWED) in proportion to their weights within
 * their bounds. Request: {"total_minor": n (required), "round_to_minor": n}. Errors:
 * INFEASIBLE. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_quota_allocate(const sandan_tables* tables, const char* request,
                                         size_t request_size, const sandan_run* run,
                                         sandan_result** out, sandan_error* error);

/* Table `raked`: table `seed` (row_id, column_id, value) scaled to the totals of
 * `row_totals` (row_id, total) and `column_totals` (column_id, total; all BORROWED) by
 * iterative proportional fitting. Request: {"tolerance": share, "max_iterations": n}.
 * Errors: INFEASIBLE. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_quota_rake(const sandan_tables* tables, const char* request,
                                     size_t request_size, const sandan_run* run,
                                     sandan_result** out, sandan_error* error);

/* Table `rounded`: table `cells` (row_id, column_id, value; BORROWED) rounded to whole
 * units so that rows, columns and cells all are next to their values, at the least sum
 * of deviations. Request: {"unit": size, "optimal": bool}. *out is OWNED:
 * sandan_result_destroy. */
SANDAN_API int32_t sandan_quota_round(const sandan_tables* tables, const char* request,
                                      size_t request_size, const sandan_run* run,
                                      sandan_result** out, sandan_error* error);

#ifdef __cplusplus
}
#endif

#endif /* SANDAN_QUOTA_H */
