/* civil_dates.h: days and moments of the proleptic Gregorian calendar, as ISO
 * text and as the numbers Arrow stores. */
#ifndef CIVIL_DATES_H
#define CIVIL_DATES_H

#include <stdbool.h>
#include <stdint.h>

/* "2026-10-31" → days since 1970-01-01; a time after it is ignored. */
bool parse_day(const char* text, int64_t* day);

/* "2026-10-31", "2026-10-31 08:15", "2026-10-31T08:15:04.25" → microseconds
 * since 1970-01-01 00:00, as the clock on the wall shows them. */
bool parse_moment(const char* text, int64_t* micros);

enum { DAY_TEXT_SIZE = 24 };

/* Writes "2026-10-31" and returns `text`. */
const char* day_text(int64_t day, char text[DAY_TEXT_SIZE]);

#endif
