/* layout.h: how the review is laid out on a terminal. */
#ifndef LAYOUT_H
#define LAYOUT_H

#include <stdint.h>

#include "arrow_reader.h"

void print_heading(const char* heading);

/* Texts padded to `width` columns; a Chinese character takes two. */
void print_left(text_view text, int width);

void print_count(int64_t count, int width);

/* Money with its currency: 1234500 and "CNY" as "12,345.00 CNY". */
void print_money(known_integer minor, text_view currency, int width);

/* A date, or "-" where it is unknown. */
void print_day(known_integer day, int width);
/* A whole number, or "-" where it is unknown. */
void print_integer(known_integer number, int width);

/* A share with its interval, or "insufficient" where the sample is too small.
 * The columns are `name`, `name`_low, `name`_high. */
typedef struct share_columns {
  int64_t value;
  int64_t low;
  int64_t high;
} share_columns;
share_columns find_share(const table_reader* reader, const char* name);
void print_share(const table_reader* reader, const share_columns* columns);

#endif
