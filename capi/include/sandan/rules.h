/*
 * sandan/rules.h: grading policies: decision tables, scorecards and formulas.
 *
 * A policy document is compiled once into a frozen sandan_policy. It decides
 * the records of one table (eval), says what stands between a record and a
 * wanted grade (why_not), what is wrong with its own rules (lint), who moves
 * where under another policy (diff) or under other parameters (sweep), and
 * whose grade changed (regrade). What is not known stays unknown: an output
 * is null and *undetermined* until the rules that may decide agree on it.
 *
 * Records are read from the table that the policy names ("of" in its
 * document, else "records") of a sandan_tables, or batch by batch from an
 * Arrow stream, or one at a time as sandan_value arrays.
 *
 * Requests are JSON texts; an empty text is an empty request. Fields that
 * most of them know: {"as_of": "YYYY-MM-DD" (chooses among versions, and is
 * as_of in formulas), "parameters": {"code": value}, "keys": [columns echoed
 * beside answers], "steps": n (bound of a search for one record or finding),
 * "values": false (no cell values in faults and messages)}. They and the
 * columns of every result are in docs/reference/rules.md.
 */
#ifndef SANDAN_RULES_H
#define SANDAN_RULES_H

#include "sandan/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A compiled policy: immutable, shared by any number of threads. */
typedef struct sandan_policy sandan_policy;

/* Decides one record at a time without allocating; belongs to one thread at
 * a time. Keeps what it needs of its policy. */
typedef struct sandan_rules_evaluator sandan_rules_evaluator;

/* Compiles a policy document ("sandan": "policy/1") or a bundle of versions
 * ("policies/1"). Errors: PARSE, DOCUMENT (where = JSON pointer),
 * UNSUPPORTED (newer version, or FEEL beyond the subset, named, with its
 * byte), LIMIT. *out is OWNED: sandan_rules_destroy. */
SANDAN_API int32_t sandan_rules_compile(const char* json, size_t json_size, sandan_policy** out,
                                        sandan_error* error);

/* One more owner; returns its argument. */
SANDAN_API const sandan_policy* sandan_rules_retain(const sandan_policy* policy);
/* One owner fewer; NULL is fine. */
SANDAN_API void sandan_rules_destroy(const sandan_policy* policy);

/* The document in canonical form. *out is OWNED: sandan_text_destroy. */
SANDAN_API int32_t sandan_rules_to_json(const sandan_policy* policy, sandan_text** out,
                                        sandan_error* error);

/* The policy as tables `inputs`, `parameters`, `decisions`, `outputs`,
 * `rules`, `criteria` (an attribute a row), `bands` and `conflicts`.
 * Request: {"language": "zh" | "en", default "en", "as_of"}. Of `run` only
 * the struct is checked. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_rules_describe(const sandan_policy* policy, const char* request,
                                         size_t request_size, const sandan_run* run,
                                         sandan_result** out, sandan_error* error);

/* JSON: the table and the columns that the policy reads, each with type, null
 * meaning and labels. Request: {"as_of"}. *out is OWNED: sandan_text_destroy. */
SANDAN_API int32_t sandan_rules_input_schema(const sandan_policy* policy, const char* request,
                                             size_t request_size, sandan_text** out,
                                             sandan_error* error);

/* JSON: the result tables of the rules module and their columns, each with
 * type, unit and meaning. *out is OWNED: sandan_text_destroy. */
SANDAN_API int32_t sandan_rules_output_schema(sandan_text** out, sandan_error* error);

/* Table `results`, one row a record in order, with `faults` and
 * `fault_counts`, a table for each decision that gives lists, and what is
 * asked for beside. Request: the common fields and {"decisions": [codes],
 * "could_be": bool, "ask_next": n, "if_unknown_is_no": bool, "detail": bool,
 * "most_faults": n}. Errors: SCHEMA (a column has a wrong type),
 * INVALID_ARGUMENT, LIMIT, NO_MEMORY, CANCELLED.
 * *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_rules_eval(const sandan_policy* policy, const sandan_tables* tables,
                                     const char* request, size_t request_size,
                                     const sandan_run* run, sandan_result** out,
                                     sandan_error* error);

/* Tables `why_not` (the cells that stand between a record and the goal) and
 * `changes` (the smallest changes of inputs that reach it). Request: the
 * common fields and {"goal": {"output": value} (required), "rows": [n, …]
 * (default: all that miss the goal), "most_changes": n, "alternatives": n}.
 * *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_rules_why_not(const sandan_policy* policy, const sandan_tables* tables,
                                        const char* request, size_t request_size,
                                        const sandan_run* run, sandan_result** out,
                                        sandan_error* error);

/* Tables `findings` (gaps, overlaps, rules, outputs and bands that never come
 * about) and `examples` (a record for each finding). What the steps do not
 * suffice for is a finding `not_decided`. Request: the common fields and
 * {"language"}. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_rules_lint(const sandan_policy* policy, const char* request,
                                     size_t request_size, const sandan_run* run,
                                     sandan_result** out, sandan_error* error);

/* Tables `moves` (from, to, how many, amount) and `moved` (the records): what
 * `other` says of the same records. Request: the common fields and
 * {"output": code (required), "amount": int64 column in minor units}.
 * *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_rules_diff(const sandan_policy* policy, const sandan_policy* other,
                                     const sandan_tables* tables, const char* request,
                                     size_t request_size, const sandan_run* run,
                                     sandan_result** out, sandan_error* error);

/* Table `sweep`: how many records get which value of an output under each
 * setting of parameters. Request: the common fields and {"output": code
 * (required), "vary": {"code": [values, …]} (all combinations) or "grid":
 * [{"code": value}, …], "amount": column}.
 * *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_rules_sweep(const sandan_policy* policy, const sandan_tables* tables,
                                      const char* request, size_t request_size,
                                      const sandan_run* run, sandan_result** out,
                                      sandan_error* error);

/* Table `regrades`: the records whose value differs from the one given last,
 * as events with direction, rule and reason. Request: the common fields and
 * {"output": code, "previous": column with the value given last (both
 * required)}. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_rules_regrade(const sandan_policy* policy, const sandan_tables* tables,
                                        const char* request, size_t request_size,
                                        const sandan_run* run, sandan_result** out,
                                        sandan_error* error);

/* ---- Sheets: decisions as business people edit them ----------------------- */

/* A decision (table or scorecard) as CSV. Errors: INVALID_ARGUMENT (no such
 * decision, or a formula, which has no sheet), DOCUMENT (where = JSON pointer
 * to what no sheet can hold). *out is OWNED: sandan_text_destroy. */
SANDAN_API int32_t sandan_rules_to_sheet(const sandan_policy* policy, const char* decision,
                                         size_t decision_size, sandan_text** out,
                                         sandan_error* error);

/* The policy with a decision replaced by the sheet's. Errors: DATA (row and
 * column of the cell, counted from 0 with the header as row 0; where = header
 * of the column), or those of sandan_rules_compile.
 * *out is OWNED: sandan_rules_destroy. */
SANDAN_API int32_t sandan_rules_with_sheet(const sandan_policy* policy, const char* decision,
                                           size_t decision_size, const char* csv, size_t csv_size,
                                           sandan_policy** out, sandan_error* error);

/* The policy that a sheet alone makes, with that code. Errors as above.
 * *out is OWNED: sandan_rules_destroy. */
SANDAN_API int32_t sandan_rules_from_sheet(const char* csv, size_t csv_size, const char* code,
                                           size_t code_size, sandan_policy** out,
                                           sandan_error* error);

/* ---- Batch by batch ------------------------------------------------------- */

/* The table `results` of a stream of records as a stream: each batch is
 * decided when it is pulled, and answered by a batch of as many rows.
 * in is MOVED. Request: that of sandan_rules_eval; only `results` is given.
 * Here the schema is read and refused as by sandan_rules_eval; what is wrong
 * later get_next and get_last_error of `out` tell. After an allocation failed
 * the same batch may be pulled again. run is copied: threads and bounds hold
 * for each batch; progress is called with the share of the batch, and its ctx
 * must live as long as the stream. *out must be an empty struct; the caller
 * calls its release; it belongs to one thread at a time. */
SANDAN_API int32_t sandan_rules_eval_stream(const sandan_policy* policy,
                                            struct ArrowArrayStream* in, const char* request,
                                            size_t request_size, const sandan_run* run,
                                            struct ArrowArrayStream* out, sandan_error* error);

/* ---- One record at a time ------------------------------------------------- */

/* Kinds of sandan_value; pinned. */
#define SANDAN_VALUE_NULL 0
#define SANDAN_VALUE_BOOLEAN 1  /* as.integer: 0 or 1 */
#define SANDAN_VALUE_NUMBER 2   /* as.number */
#define SANDAN_VALUE_INTEGER 3  /* as.integer */
#define SANDAN_VALUE_TEXT 4     /* as.text, UTF-8 */
#define SANDAN_VALUE_DAY 5      /* as.integer: days since 1970-01-01 */
#define SANDAN_VALUE_DURATION 6 /* as.integer: microseconds */

/* One value of a record; frozen for ever. A number may be given as NUMBER or
 * INTEGER. Texts are BORROWED. */
typedef struct sandan_value {
  int32_t kind;     /* SANDAN_VALUE_… */
  int32_t reserved; /* 0 */
  union {
    int64_t integer;
    double number;
    struct {
      const char* data;
      size_t size;
    } text;
  } as;
} sandan_value;

/* An evaluator for records whose values stand in the order of "columns".
 * Request: the common fields and {"columns": [inputs of the policy]
 * (required)}; inputs that are not among them are null in every record.
 * *out is OWNED: sandan_rules_evaluator_destroy. */
SANDAN_API int32_t sandan_rules_evaluator_create(const sandan_policy* policy, const char* request,
                                                 size_t request_size, sandan_rules_evaluator** out,
                                                 sandan_error* error);

/* JSON array: the names of the answers in the order they are given: the
 * columns of `results` without keys. *out is OWNED:
 * sandan_text_destroy. */
SANDAN_API int32_t sandan_rules_evaluator_outputs(const sandan_rules_evaluator* evaluator,
                                                  sandan_text** out, sandan_error* error);

/* Decides one record of `size` values, as many as columns, BORROWED for the
 * call, into `answers` of `answers_size` values, as many as outputs, which
 * the caller owns. Texts in answers are valid until the evaluator's next call
 * or its end. Errors: INVALID_ARGUMENT (where = the column of a value that
 * does not fit). */
SANDAN_API int32_t sandan_rules_evaluator_eval(sandan_rules_evaluator* evaluator,
                                               const sandan_value* record, size_t size,
                                               sandan_value* answers, size_t answers_size,
                                               sandan_error* error);

/* Releases; NULL is fine. */
SANDAN_API void sandan_rules_evaluator_destroy(sandan_rules_evaluator* evaluator);

#ifdef __cplusplus
}
#endif

#endif /* SANDAN_RULES_H */
