/*
 * sandan/calendar.h: working calendars and fiscal years.
 *
 * A calendar document is compiled once into a frozen sandan_calendar: a week,
 * holidays, make-up workdays, the span of days its sources cover, and how its
 * fiscal year is cut. Days beyond that span are answered by the weekly
 * pattern alone and counted as *projected*.
 *
 * Days are int32 since 1970-01-01, from 1900-01-01 to 2199-12-31; others are
 * refused as LIMIT with their row. Functions on days take arrays of `size`
 * items, BORROWED for the call, and fill arrays of as many items that the
 * caller owns; where a call fails nothing has been written.
 */
#ifndef SANDAN_CALENDAR_H
#define SANDAN_CALENDAR_H

#include "sandan/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A compiled working calendar: immutable, shared by any number of threads. */
typedef struct sandan_calendar sandan_calendar;

/* Compiles a calendar document ("sandan": "calendar/1"). Errors: PARSE,
 * DOCUMENT (where = JSON pointer), UNSUPPORTED (newer version), LIMIT.
 * *out is OWNED: sandan_calendar_destroy. */
SANDAN_API int32_t sandan_calendar_compile(const char* json, size_t json_size,
                                           sandan_calendar** out, sandan_error* error);

/* One more owner; returns its argument. */
SANDAN_API const sandan_calendar* sandan_calendar_retain(const sandan_calendar* calendar);
/* One owner fewer; NULL is fine. */
SANDAN_API void sandan_calendar_destroy(const sandan_calendar* calendar);

/* The document in canonical form. *out is OWNED: sandan_text_destroy. */
SANDAN_API int32_t sandan_calendar_to_json(const sandan_calendar* calendar, sandan_text** out,
                                           sandan_error* error);

/* JSON: the result tables of the calendar module and their columns.
 * *out is OWNED: sandan_text_destroy. */
SANDAN_API int32_t sandan_calendar_output_schema(sandan_text** out, sandan_error* error);

/* For each day: workday[i] is 1 when work is done, else 0; projected[i] is 1
 * when no source covers the day. projected may be NULL. */
SANDAN_API int32_t sandan_calendar_is_workday(const sandan_calendar* calendar, const int32_t* days,
                                              size_t size, int32_t* workday, int32_t* projected,
                                              sandan_error* error);

/* Working days from from[i] to to[i], both counted; 0 when to is before from.
 * projected[i]: how many of them no source covers; may be NULL. */
SANDAN_API int32_t sandan_calendar_count(const sandan_calendar* calendar, const int32_t* from,
                                         const int32_t* to, size_t size, int64_t* workdays,
                                         int64_t* projected, sandan_error* error);

/* Working days that pass from from[i] to to[i]: those after from up to and
 * with to; with to before from, minus those from to up to, not with, from.
 * projected[i]: how many of them no source covers, with the same sign; may be
 * NULL. */
SANDAN_API int32_t sandan_calendar_elapsed(const sandan_calendar* calendar, const int32_t* from,
                                           const int32_t* to, size_t size, int64_t* workdays,
                                           int64_t* projected, sandan_error* error);

/* The n[i]-th working day after days[i]; before it for negative n, the day
 * itself for 0. projected[i] is 1 when a projected working day was passed or
 * met; may be NULL. LIMIT when the day found lies out of range. */
SANDAN_API int32_t sandan_calendar_add(const sandan_calendar* calendar, const int32_t* days,
                                       const int64_t* n, size_t size, int32_t* out,
                                       int32_t* projected, sandan_error* error);

/* The first working day after days[i]; the rest as in sandan_calendar_add. */
SANDAN_API int32_t sandan_calendar_next(const sandan_calendar* calendar, const int32_t* days,
                                        size_t size, int32_t* out, int32_t* projected,
                                        sandan_error* error);

/* The last working day before days[i]; the rest as in sandan_calendar_add. */
SANDAN_API int32_t sandan_calendar_previous(const sandan_calendar* calendar, const int32_t* days,
                                            size_t size, int32_t* out, int32_t* projected,
                                            sandan_error* error);

/* The tables of a calendar are small: of `run` only the struct is checked.
 *
 * Table `days`: each day from `from` to `to` with weekday, kind, label and
 * whether work is done. Request: {"from": date, "to": date (both required),
 * "language": "zh" | "en"}. *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_calendar_days(const sandan_calendar* calendar, const char* request,
                                        size_t request_size, const sandan_run* run,
                                        sandan_result** out, sandan_error* error);

/* Table `periods`: the fiscal periods that share a day with [from, to], each
 * whole, with their working days. Request: {"from": date, "to": date (both
 * required), "unit": "week" | "month" | "quarter" | "year", default "month"}.
 * *out is OWNED: sandan_result_destroy. */
SANDAN_API int32_t sandan_calendar_periods(const sandan_calendar* calendar, const char* request,
                                           size_t request_size, const sandan_run* run,
                                           sandan_result** out, sandan_error* error);

#ifdef __cplusplus
}
#endif

#endif /* SANDAN_CALENDAR_H */
