/* What became of the deals: the funnel, and how they ended. */
#include <stdio.h>
#include <string.h>

#include "failure.h"
#include "layout.h"
#include "review.h"

/* ---- Funnel ----------------------------------------------------------------- */

static int32_t print_funnel_rows(const review* of, table_reader* reader, sandan_error* error) {
  const int64_t stage = table_reader_column(reader, "stage");
  const int64_t currency = table_reader_column(reader, "currency");
  const int64_t reached = table_reader_column(reader, "reached");
  const int64_t advanced = table_reader_column(reader, "advanced");
  const int64_t lost = table_reader_column(reader, "lost");
  const int64_t cancelled = table_reader_column(reader, "cancelled");
  const int64_t pending = table_reader_column(reader, "pending");
  const share_columns conversion = find_share(reader, "conversion");
  printf("%-24s %8s %8s %8s %9s %8s  %-8s  conversion, 95 %% interval\n", "stage", "reached",
         "advanced", "lost", "cancelled", "pending", "currency");
  bool there = false;
  int32_t status = table_reader_next(reader, &there, error);
  while (status == SANDAN_OK && there) {
    print_left(stage_label(of->labels, reader, stage), 24);
    print_count(cell_integer(reader, reached), 9);
    print_count(cell_integer(reader, advanced), 9);
    print_count(cell_integer(reader, lost), 9);
    print_count(cell_integer(reader, cancelled), 10);
    print_count(cell_integer(reader, pending), 9);
    printf("  ");
    print_left(cell_is_null(reader, currency) ? view_of("-") : cell_text(reader, currency), 8);
    print_share(reader, &conversion);
    putchar('\n');
    status = table_reader_next(reader, &there, error);
  }
  return status;
}

bool print_funnel(const review* of) {
  static const char doing[] = "asking for the funnel";
  print_heading("Funnel up to the order");
  sandan_error error = SANDAN_ERROR_INIT;
  sandan_result* result = NULL;
  if (sandan_process_funnel(of->history, NULL, 0, NULL, &result, &error) != SANDAN_OK) {
    return fail_with(doing, &error);
  }
  table_reader reader;
  int32_t status = table_reader_open(&reader, result, "funnel", &error);
  if (status == SANDAN_OK) {
    status = print_funnel_rows(of, &reader, &error);
    table_reader_close(&reader);
  }
  sandan_result_destroy(result);
  return status == SANDAN_OK || fail_with(doing, &error);
}

/* ---- Outcomes --------------------------------------------------------------- */

static int32_t print_outcome_rows(table_reader* reader, const char* by, sandan_error* error) {
  const int64_t key = by == NULL ? -1 : table_reader_column(reader, by);
  const int64_t currency = table_reader_column(reader, "currency");
  const int64_t level = table_reader_column(reader, "level");
  const int64_t open = table_reader_column(reader, "open");
  const int64_t won = table_reader_column(reader, "won");
  const int64_t lost = table_reader_column(reader, "lost");
  const int64_t cancelled = table_reader_column(reader, "cancelled");
  const int64_t value = table_reader_column(reader, "won_value_minor");
  const int64_t cycle = table_reader_column(reader, "cycle_median_days");
  const share_columns rate = find_share(reader, "win_rate");
  printf("%-24s %8s %8s %8s %9s %22s %8s  win rate, 95 %% interval\n", by == NULL ? "" : by, "open",
         "won", "lost", "cancelled", "won value", "cycle");
  bool there = false;
  int32_t status = table_reader_next(reader, &there, error);
  while (status == SANDAN_OK && there) {
    char group[64];
    cell_copy(reader, key, group, sizeof group);
    const bool is_total = cell_integer(reader, level) == 0;
    print_left(view_of(is_total ? "all" : (group[0] != '\0' ? group : "(unknown)")), 24);
    print_count(cell_integer(reader, open), 9);
    print_count(cell_integer(reader, won), 9);
    print_count(cell_integer(reader, lost), 9);
    print_count(cell_integer(reader, cancelled), 10);
    print_money(cell_known(reader, value), cell_text(reader, currency), 19);
    if (cell_is_null(reader, cycle)) {
      printf("%9s", "-");
    } else {
      printf("%7.0f d", cell_number(reader, cycle));
    }
    print_share(reader, &rate);
    putchar('\n');
    status = table_reader_next(reader, &there, error);
  }
  return status;
}

/* Appends `text` as a JSON string; false when there is no room. */
static bool append_quoted(char* out, size_t size, const char* text) {
  size_t at = strlen(out);
  if (at + 3 > size) return false;
  out[at++] = '"';
  for (; *text != '\0'; ++text) {
    const unsigned char byte = (unsigned char)*text;
    if (at + 8 > size) return false;
    if (byte < 0x20 || byte == '"' || byte == '\\') {
      at += (size_t)snprintf(out + at, size - at, "\\u%04x", (unsigned)byte);
    } else {
      out[at++] = *text;
    }
  }
  out[at++] = '"';
  out[at] = '\0';
  return true;
}

bool print_outcomes(const review* of, const char* by) {
  static const char doing[] = "asking how deals ended";
  print_heading("Outcomes");
  char request[512] = "{\"rollup\": true, \"by\": [";
  if (by != NULL && !append_quoted(request, sizeof request - 2, by)) {
    return fail(doing, "the name of the key is too long");
  }
  strcat(request, "]}");
  sandan_error error = SANDAN_ERROR_INIT;
  sandan_result* result = NULL;
  if (sandan_process_outcomes(of->history, request, strlen(request), NULL, &result, &error) !=
      SANDAN_OK) {
    return fail_with(doing, &error);
  }
  table_reader reader;
  int32_t status = table_reader_open(&reader, result, "outcomes", &error);
  if (status == SANDAN_OK) {
    status = print_outcome_rows(&reader, by, &error);
    table_reader_close(&reader);
  }
  sandan_result_destroy(result);
  return status == SANDAN_OK || fail_with(doing, &error);
}
