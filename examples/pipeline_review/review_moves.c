/* How deals moved, which moves the process does not allow, and what is wrong
 * with the data. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "failure.h"
#include "layout.h"
#include "review.h"

/* ---- Moves ------------------------------------------------------------------ */

enum { MOST_KINDS = 16, LISTED = 10 };

typedef struct kind_count {
  char kind[32];
  int64_t n;
  int64_t illegal;
} kind_count;

static void add_to_kind(kind_count* counts, size_t* used, const kind_count* row) {
  size_t i = 0;
  while (i < *used && strcmp(counts[i].kind, row->kind) != 0)
    ++i;
  if (i == MOST_KINDS) return;
  if (i == *used) {
    counts[(*used)++] = *row;
  } else {
    counts[i].n += row->n;
    counts[i].illegal += row->illegal;
  }
}

static int32_t print_move_counts(table_reader* reader, sandan_error* error) {
  const int64_t move = table_reader_column(reader, "move");
  const int64_t legal = table_reader_column(reader, "legal");
  const int64_t n = table_reader_column(reader, "n");
  kind_count counts[MOST_KINDS];
  size_t used = 0;
  bool there = false;
  int32_t status = table_reader_next(reader, &there, error);
  while (status == SANDAN_OK && there) {
    kind_count row = {.n = cell_integer(reader, n)};
    row.illegal = cell_truth(reader, legal) ? 0 : row.n;
    cell_copy(reader, move, row.kind, sizeof row.kind);
    add_to_kind(counts, &used, &row);
    status = table_reader_next(reader, &there, error);
  }
  if (status != SANDAN_OK) return status;
  printf("%-24s %8s %8s\n", "move", "count", "illegal");
  for (size_t i = 0; i < used; ++i) {
    print_left(view_of(counts[i].kind), 24);
    print_count(counts[i].n, 9);
    print_count(counts[i].illegal, 9);
    putchar('\n');
  }
  return SANDAN_OK;
}

static int32_t print_illegal_moves(const review* of, table_reader* reader, int64_t rows,
                                   sandan_error* error) {
  const int64_t id = table_reader_column(reader, "opportunity_id");
  const int64_t at = table_reader_column(reader, "entered_at");
  const int64_t from = table_reader_column(reader, "from_stage");
  const int64_t to = table_reader_column(reader, "to_stage");
  if (rows == 0) {
    printf("\nNo move against the process.\n");
    return SANDAN_OK;
  }
  printf("\nMoves against the process (%" PRId64 "%s)\n", rows,
         rows > LISTED ? ", the first of them" : "");
  bool there = false;
  int32_t status = table_reader_next(reader, &there, error);
  for (int listed = 0; status == SANDAN_OK && there && listed < LISTED; ++listed) {
    char deal[48];
    cell_copy(reader, id, deal, sizeof deal);
    print_left(view_of(deal), 13);
    const int64_t micros = cell_integer(reader, at);
    const int64_t micros_per_day = INT64_C(86400000000);
    const int64_t day = micros / micros_per_day - (micros % micros_per_day < 0 ? 1 : 0);
    print_day((known_integer){true, day}, 10);
    printf("  ");
    print_left(stage_label(of->labels, reader, from), 20);
    printf(" to ");
    print_left(stage_label(of->labels, reader, to), 0);
    putchar('\n');
    status = table_reader_next(reader, &there, error);
  }
  return status;
}

bool print_moves(const review* of) {
  static const char doing[] = "asking how deals moved";
  static const char request[] = "{\"only\": \"illegal\"}"; /* the counts are of all moves */
  print_heading("Moves");
  sandan_error error = SANDAN_ERROR_INIT;
  sandan_result* result = NULL;
  if (sandan_process_moves(of->history, request, strlen(request), NULL, &result, &error) !=
      SANDAN_OK) {
    return fail_with(doing, &error);
  }
  table_reader reader;
  int32_t status = table_reader_open(&reader, result, "move_counts", &error);
  if (status == SANDAN_OK) {
    status = print_move_counts(&reader, &error);
    table_reader_close(&reader);
  }
  if (status == SANDAN_OK) status = table_reader_open(&reader, result, "moves", &error);
  if (status == SANDAN_OK) {
    status = print_illegal_moves(of, &reader, sandan_result_rows(result, "moves", 5), &error);
    table_reader_close(&reader);
  }
  sandan_result_destroy(result);
  return status == SANDAN_OK || fail_with(doing, &error);
}

/* ---- Faults ----------------------------------------------------------------- */

static int32_t print_fault_counts(table_reader* reader, sandan_error* error) {
  const int64_t table = table_reader_column(reader, "table");
  const int64_t fault = table_reader_column(reader, "fault");
  const int64_t n = table_reader_column(reader, "n");
  const int64_t set_aside = table_reader_column(reader, "set_aside");
  bool there = false;
  int32_t status = table_reader_next(reader, &there, error);
  if (status == SANDAN_OK && !there) printf("None.\n");
  if (there) printf("%-16s %-24s %6s %10s\n", "table", "fault", "rows", "set aside");
  while (status == SANDAN_OK && there) {
    print_left(cell_text(reader, table), 17);
    print_left(cell_text(reader, fault), 24);
    print_count(cell_integer(reader, n), 7);
    print_count(cell_integer(reader, set_aside), 11);
    putchar('\n');
    status = table_reader_next(reader, &there, error);
  }
  return status;
}

static int32_t print_first_faults(table_reader* reader, sandan_error* error) {
  const int64_t table = table_reader_column(reader, "table");
  const int64_t row = table_reader_column(reader, "row");
  const int64_t id = table_reader_column(reader, "opportunity_id");
  const int64_t column = table_reader_column(reader, "column");
  const int64_t fault = table_reader_column(reader, "fault");
  const int64_t value = table_reader_column(reader, "value");
  bool there = false;
  int32_t status = table_reader_next(reader, &there, error);
  if (there)
    printf("\nThe first of them\n%-16s %8s  %-12s %-24s\n", "table", "row", "deal", "fault");
  for (int listed = 0; status == SANDAN_OK && there && listed < LISTED; ++listed) {
    char deal[48];
    cell_copy(reader, id, deal, sizeof deal);
    print_left(cell_text(reader, table), 17);
    print_count(cell_integer(reader, row), 8);
    printf("  ");
    print_left(view_of(deal), 13);
    print_left(cell_text(reader, fault), 24);
    print_left(cell_text(reader, column), 0);
    if (!cell_is_null(reader, value)) {
      printf(" = ");
      print_left(cell_text(reader, value), 0);
    }
    putchar('\n');
    status = table_reader_next(reader, &there, error);
  }
  return status;
}

bool print_faults(const review* of) {
  static const char doing[] = "asking for the faults of the data";
  print_heading("Faults of the data");
  sandan_error error = SANDAN_ERROR_INIT;
  sandan_result* result = NULL;
  if (sandan_process_faults(of->history, NULL, 0, NULL, &result, &error) != SANDAN_OK) {
    return fail_with(doing, &error);
  }
  table_reader reader;
  int32_t status = table_reader_open(&reader, result, "fault_counts", &error);
  if (status == SANDAN_OK) {
    status = print_fault_counts(&reader, &error);
    table_reader_close(&reader);
  }
  if (status == SANDAN_OK) status = table_reader_open(&reader, result, "faults", &error);
  if (status == SANDAN_OK) {
    status = print_first_faults(&reader, &error);
    table_reader_close(&reader);
  }
  sandan_result_destroy(result);
  return status == SANDAN_OK || fail_with(doing, &error);
}
