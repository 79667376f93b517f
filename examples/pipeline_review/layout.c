#include "layout.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "civil_dates.h"

void print_heading(const char* heading) {
  printf("\n%s\n", heading);
  for (size_t i = 0; i < strlen(heading); ++i)
    putchar('-');
  putchar('\n');
}

/* Columns a text takes on a terminal. */
static int width_of(text_view text) {
  int width = 0;
  for (int64_t i = 0; i < text.size; ++i) {
    const unsigned char byte = (unsigned char)text.data[i];
    if ((byte & 0xc0) == 0x80) continue; /* goes on with a character */
    width += byte >= 0xe1 ? 2 : 1;       /* from U+1000 on: mostly wide */
  }
  return width;
}

static void print_spaces(int count) {
  for (int i = 0; i < count; ++i)
    putchar(' ');
}

void print_left(text_view text, int width) {
  fwrite(text.data, 1, (size_t)text.size, stdout);
  print_spaces(width - width_of(text));
}

/* Writes a number with a comma after each three digits. */
static void write_grouped(uint64_t number, char* out, size_t size) {
  char digits[24];
  const int count = snprintf(digits, sizeof digits, "%" PRIu64, number);
  size_t at = 0;
  for (int i = 0; i < count && at + 2 < size; ++i) {
    if (i > 0 && (count - i) % 3 == 0) out[at++] = ',';
    out[at++] = digits[i];
  }
  out[at] = '\0';
}

void print_count(int64_t count, int width) {
  char grouped[40];
  write_grouped((uint64_t)count, grouped, sizeof grouped);
  printf("%*s", width, grouped);
}

/* Most currencies have a hundred minor units; some have none. */
static bool has_minor_unit(text_view currency) {
  static const char* const without[] = {"JPY", "KRW", "VND", "CLP", "ISK", "XAF", "XOF"};
  for (size_t i = 0; i < sizeof without / sizeof *without; ++i) {
    if (currency.size == 3 && memcmp(currency.data, without[i], 3) == 0) return false;
  }
  return true;
}

void print_money(known_integer minor, text_view currency, int width) {
  char major[40] = "-";
  char amount[64] = "-";
  const bool negative = minor.value < 0;
  const uint64_t size = negative ? 0 - (uint64_t)minor.value : (uint64_t)minor.value;
  if (minor.known && has_minor_unit(currency)) {
    write_grouped(size / 100, major, sizeof major);
    snprintf(amount, sizeof amount, "%s%s.%02d", negative ? "-" : "", major, (int)(size % 100));
  } else if (minor.known) {
    write_grouped(size, major, sizeof major);
    snprintf(amount, sizeof amount, "%s%s", negative ? "-" : "", major);
  }
  printf("%*s %-3.*s", width, amount, (int)currency.size, currency.data);
}

void print_day(known_integer day, int width) {
  char text[DAY_TEXT_SIZE];
  printf("%*s", width, day.known ? day_text(day.value, text) : "-");
}

void print_integer(known_integer number, int width) {
  if (number.known) {
    printf("%*" PRId64, width, number.value);
  } else {
    printf("%*s", width, "-");
  }
}

share_columns find_share(const table_reader* reader, const char* name) {
  char low[64];
  char high[64];
  snprintf(low, sizeof low, "%s_low", name);
  snprintf(high, sizeof high, "%s_high", name);
  return (share_columns){table_reader_column(reader, name), table_reader_column(reader, low),
                         table_reader_column(reader, high)};
}

void print_share(const table_reader* reader, const share_columns* columns) {
  if (cell_is_null(reader, columns->value)) {
    printf("  insufficient");
    return;
  }
  printf("  %5.1f %% (%.1f to %.1f)", 100 * cell_number(reader, columns->value),
         100 * cell_number(reader, columns->low), 100 * cell_number(reader, columns->high));
}
