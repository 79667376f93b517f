/*
 * sandan/process.h: sales processes and the stage history of deals.
 *
 * A process document is compiled once into a frozen sandan_process. With the
 * tables `stage_events` and `opportunities` it gives a sandan_process_history
 * as of a day, which answers: what is wrong with the data (faults), how deals
 * moved (moves), where each stands (state), and what that adds up to
 * (pipeline, funnel, outcomes, between), how long it takes (dwell, survival,
 * stalls, velocity), who is good at what (compare), and what was paid
 * (receivables).
 *
 * Requests are JSON texts; an empty text is an empty request. Their fields
 * and the columns of every result are in docs/reference/process.md and, for
 * programs, in sandan_process_input_schema and sandan_process_output_schema.
 */
#ifndef SANDAN_PROCESS_H
#define SANDAN_PROCESS_H

#include "sandan/calendar.h"
#include "sandan/core.h"
#include "sandan/rules.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A compiled sales process: immutable, shared by any number of threads. */
typedef struct sandan_process sandan_process;

/* The stage history of a book of deals as of a day: immutable, shared by any
 * number of threads; keeps its process alive and copies what it needs of the
 * tables. */
typedef struct sandan_process_history sandan_process_history;

/* Compiles a process document ("sandan": "process/1"). Errors: PARSE,
 * DOCUMENT (where = JSON pointer), UNSUPPORTED (newer version), LIMIT (more
 * than 64 stages). *out is OWNED: sandan_process_destroy. */
SANDAN_API int32_t sandan_process_compile(const char* json, size_t json_size, sandan_process** out,
                                          sandan_error* error);

/* One more owner; returns its argument. */
SANDAN_API const sandan_process* sandan_process_retain(const sandan_process* process);
/* One owner fewer; NULL is fine. */
SANDAN_API void sandan_process_destroy(const sandan_process* process);

/* The document in canonical form. *out is OWNED: sandan_text_destroy. */
SANDAN_API int32_t sandan_process_to_json(const sandan_process* process, sandan_text** out,
                                          sandan_error* error);

/* The process as tables `stages`, `marks`, `actions`, `evidence`.
 * Request: {"language": "zh" | "en"}, which label comes first, default "en".
 * *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_process_describe(const sandan_process* process, const char* request,
                                           size_t request_size, const sandan_run* run,
                                           sandan_result** out, sandan_error* error);

/* Table `stage_map`: for each stage of `from` the stage of `to` it answers
 * to, with the reason: the same code, the same outcome, or the same phase and
 * funnel layer at the nearest position. Request: {"pairs": {"code": "code"}}
 * overrides by hand. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_process_map_stages(const sandan_process* from, const sandan_process* to,
                                             const char* request, size_t request_size,
                                             const sandan_run* run, sandan_result** out,
                                             sandan_error* error);

/* JSON: the tables and columns the process module reads, each with type, null
 * meaning and labels. *out is OWNED: sandan_text_destroy. */
SANDAN_API int32_t sandan_process_input_schema(sandan_text** out, sandan_error* error);

/* JSON: the result tables of the process module and their columns, each with
 * type, unit and meaning. *out is OWNED: sandan_text_destroy. */
SANDAN_API int32_t sandan_process_output_schema(sandan_text** out, sandan_error* error);

/* Builds the history from tables `stage_events` (may be absent) and
 * `opportunities` (required), with `accounts` and `reps` as sources of keys
 * and `receivables` for sandan_process_receivables.
 * Request: {"as_of": "YYYY-MM-DD" (required), "strict": bool, "keys": [..],
 * "utc_offset": "+08:00" | "zone_transitions": [..], "values": bool}.
 * Faulty rows are set aside and counted; with "strict": true the first one
 * is an error DATA with table, row and column.
 * *out is OWNED: sandan_process_history_destroy. */
SANDAN_API int32_t sandan_process_history_build(const sandan_process* process,
                                                const sandan_tables* tables, const char* request,
                                                size_t request_size, const sandan_run* run,
                                                sandan_process_history** out, sandan_error* error);

/* One more owner; returns its argument. */
SANDAN_API const sandan_process_history* sandan_process_history_retain(
    const sandan_process_history* history);
/* One owner fewer; NULL is fine. */
SANDAN_API void sandan_process_history_destroy(const sandan_process_history* history);

/* Tables `faults` (each faulty row with its reason) and `fault_counts`.
 * Request: {}. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_process_faults(const sandan_process_history* history, const char* request,
                                         size_t request_size, const sandan_run* run,
                                         sandan_result** out, sandan_error* error);

/* Tables `moves` (each event as a move, by deal and time) and `move_counts`.
 * Request: {"only": "all" | "illegal" | "none"}: which rows `moves` lists;
 * move_counts always counts all. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_process_moves(const sandan_process_history* history, const char* request,
                                        size_t request_size, const sandan_run* run,
                                        sandan_result** out, sandan_error* error);

/* Table `state`: one row a deal, in the order of `opportunities`.
 * Request: {"outcomes": ["open", …]} keeps deals with these outcomes.
 * *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_process_state(const sandan_process_history* history, const char* request,
                                        size_t request_size, const sandan_run* run,
                                        sandan_result** out, sandan_error* error);

/* Table `pipeline`: open deals and their value by stage, funnel layer and
 * keys. Request: {"by": [..], "rollup": bool, "max_groups": n}.
 * *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_process_pipeline(const sandan_process_history* history,
                                           const char* request, size_t request_size,
                                           const sandan_run* run, sandan_result** out,
                                           sandan_error* error);

/* Table `funnel`: per stage and keys how many deals reached it, advanced,
 * were lost or are pending, with value and conversion and its Wilson
 * interval. Request: {"by": [..], "rollup": bool, "reached": "entered" |
 * "passed", "phase": "before" | "after" | "all", "cohort": {"of": "created_on",
 * "from": date, "to": date}, "min_n": n, "confidence": c, "max_groups": n}.
 * *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_process_funnel(const sandan_process_history* history, const char* request,
                                         size_t request_size, const sandan_run* run,
                                         sandan_result** out, sandan_error* error);

/* Table `outcomes`: per keys the deals open, won, lost and cancelled, win
 * rate with its Wilson interval, won value, and days from creation to
 * closing. Request: {"by", "rollup", "cohort", "min_n", "confidence",
 * "max_groups"}. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_process_outcomes(const sandan_process_history* history,
                                           const char* request, size_t request_size,
                                           const sandan_run* run, sandan_result** out,
                                           sandan_error* error);

/* Table `between`: days from the first entry into one stage to the first
 * entry into another. Request: {"pairs": [["from", "to"], …], "min_n": n}.
 * *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_process_between(const sandan_process_history* history,
                                          const char* request, size_t request_size,
                                          const sandan_run* run, sandan_result** out,
                                          sandan_error* error);

/* Table `dwell`: how long deals stay in each stage, with the Kaplan-Meier median.
 * calendar: adds the same in working days; BORROWED, may be NULL, here and
 * below. Request: {"by", "rollup", "phase", "cohort", "min_n" (1),
 * "confidence", "max_groups"}. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_process_dwell(const sandan_process_history* history,
                                        const sandan_calendar* calendar, const char* request,
                                        size_t request_size, const sandan_run* run,
                                        sandan_result** out, sandan_error* error);

/* Table `survival`: shares of deals converted, lost and cancelled by each
 * horizon (Aalen-Johansen), open deals censored; with "curve" also table
 * `survival_curve`. Request: {"from": "created" | stage, "to": "won" | stage,
 * "horizons": [days, …], "unit": "days" | "workdays" (needs a calendar),
 * "curve": bool, "by", "rollup", "cohort", "min_n", "confidence",
 * "max_groups"}. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_process_survival(const sandan_process_history* history,
                                           const sandan_calendar* calendar, const char* request,
                                           size_t request_size, const sandan_run* run,
                                           sandan_result** out, sandan_error* error);

/* Tables `stalls`, `waiting` and `stall_limits`: open deals that stay longer
 * than expected, or than a quantile of the process's own stays; those with a
 * known reason and a day still to come stand in `waiting`. Request:
 * {"quantile": 0.9, "min_n": n, "keys": [columns …], "stages": [..],
 * "confidence": c}. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_process_stalls(const sandan_process_history* history,
                                         const sandan_calendar* calendar, const char* request,
                                         size_t request_size, const sandan_run* run,
                                         sandan_result** out, sandan_error* error);

/* Table `velocity`: open deals x win rate x mean won value / cycle, with its
 * parts. Request: {"by", "rollup", "cohort" (of closed deals), "cycle": "mean"
 * | "median", "min_n", "confidence", "max_groups"}.
 * *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_process_velocity(const sandan_process_history* history,
                                           const sandan_calendar* calendar, const char* request,
                                           size_t request_size, const sandan_run* run,
                                           sandan_result** out, sandan_error* error);

/* Tables `compare`, `weak_skills` and `teachers`: conversion by stage of each
 * rep against the rest of the team, shrunk by empirical Bayes. About persons:
 * decision support, and marked so in the metadata. Request: {"of": "owner_id",
 * "within": key, "reached", "cohort", "min_n", "confidence", "teachers": n,
 * "max_groups"}. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_process_compare(const sandan_process_history* history,
                                          const char* request, size_t request_size,
                                          const sandan_run* run, sandan_result** out,
                                          sandan_error* error);

/* Tables `receivables`, `overdue`, `after_order` and `uncollected`, of table
 * `receivables` of the history; SCHEMA where it had none. Request: {"by",
 * "rollup", "ages": [30, 60, 90], "keys": [columns …], "max_groups"}.
 * *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_process_receivables(const sandan_process_history* history,
                                              const char* request, size_t request_size,
                                              const sandan_run* run, sandan_result** out,
                                              sandan_error* error);

/* Tables `gates`, `gate_marks`, `gate_actions`, `gate_faults` and
 * `gate_fault_counts`: whether each deal may enter a stage by the marks on the
 * way, which of them are unmet or unknown, and the fewest actions that would
 * satisfy these. Facts are columns of `opportunities` in `tables` (BORROWED),
 * found by opportunity_id; what is missing is unknown. Request: {"to": "next" |
 * "all" | stage, "outcomes": ["open"], "keys": [columns …], "steps": n}.
 * *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_process_gates(const sandan_process_history* history,
                                        const sandan_tables* tables, const char* request,
                                        size_t request_size, const sandan_run* run,
                                        sandan_result** out, sandan_error* error);

/* Tables `gauges` and `gauge_close`: open deals to close, lines to nurture that
 * were contacted on time, and how complete the list of customers is. `tables`
 * (BORROWED) holds the table the policy grades, with account_id, and, as far as
 * there are any, `opportunities`, `activities`, `accounts` and `universe`.
 * Request: {"mode": output that says close, nurture or find, "max_gap": output
 * with the longest days between contacts, "min_n": n, "confidence": c}.
 * *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_process_gauges(const sandan_process_history* history,
                                         const sandan_policy* policy, const sandan_tables* tables,
                                         const char* request, size_t request_size,
                                         const sandan_run* run, sandan_result** out,
                                         sandan_error* error);

#ifdef __cplusplus
}
#endif

#endif /* SANDAN_PROCESS_H */
