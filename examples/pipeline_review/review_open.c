/* Open deals: what stands where, and what has stood too long. */
#include <stdio.h>
#include <string.h>

#include "failure.h"
#include "layout.h"
#include "review.h"

/* ---- Pipeline by stage and by layer ------------------------------------- */

/* Open deals of one funnel layer and one currency. */
typedef struct layer_sum {
  char layer[16];
  char currency[16];
  int64_t deals;
  int64_t minor;
} layer_sum;

enum { MOST_LAYERS = 64 };

typedef struct layer_sums {
  layer_sum sums[MOST_LAYERS];
  size_t count;
} layer_sums;

/* Money is whole minor units, so sums are exact; amounts of two currencies are
 * never added. */
static void add_to_layer(layer_sums* to, const layer_sum* row) {
  for (size_t i = 0; i < to->count; ++i) {
    layer_sum* sum = &to->sums[i];
    if (strcmp(sum->layer, row->layer) == 0 && strcmp(sum->currency, row->currency) == 0) {
      sum->deals += row->deals;
      sum->minor += row->minor;
      return;
    }
  }
  if (to->count < MOST_LAYERS) to->sums[to->count++] = *row;
}

static void print_layers(const layer_sums* layers) {
  printf("\n%-24s %8s %22s\n", "layer", "deals", "value");
  for (size_t i = 0; i < layers->count; ++i) {
    const layer_sum* sum = &layers->sums[i];
    print_left(view_of(sum->layer[0] != '\0' ? sum->layer : "(no layer)"), 24);
    print_count(sum->deals, 9);
    print_money((known_integer){true, sum->minor}, view_of(sum->currency), 19);
    putchar('\n');
  }
}

static int32_t print_pipeline_rows(const review* of, table_reader* reader, sandan_error* error) {
  const int64_t stage = table_reader_column(reader, "stage");
  const int64_t layer = table_reader_column(reader, "layer");
  const int64_t currency = table_reader_column(reader, "currency");
  const int64_t n = table_reader_column(reader, "n");
  const int64_t value = table_reader_column(reader, "value_minor");
  const int64_t unknown = table_reader_column(reader, "unknown_amounts");
  const int64_t oldest = table_reader_column(reader, "oldest_days");
  printf("%-24s %8s %22s %12s %10s\n", "stage", "deals", "value", "no amount", "oldest");
  layer_sums layers = {.count = 0};
  bool there = false;
  int32_t status = table_reader_next(reader, &there, error);
  while (status == SANDAN_OK && there) {
    print_left(stage_label(of->labels, reader, stage), 24);
    print_count(cell_integer(reader, n), 9);
    print_money(cell_known(reader, value), cell_text(reader, currency), 19);
    print_count(cell_integer(reader, unknown), 13);
    print_integer(cell_known(reader, oldest), 9);
    printf(" d\n");
    layer_sum row = {.deals = cell_integer(reader, n), .minor = cell_integer(reader, value)};
    cell_copy(reader, layer, row.layer, sizeof row.layer);
    cell_copy(reader, currency, row.currency, sizeof row.currency);
    add_to_layer(&layers, &row);
    status = table_reader_next(reader, &there, error);
  }
  if (status == SANDAN_OK) print_layers(&layers);
  return status;
}

bool print_pipeline(const review* of) {
  static const char doing[] = "asking for the pipeline";
  print_heading("Pipeline: open deals");
  sandan_error error = SANDAN_ERROR_INIT;
  sandan_result* result = NULL;
  if (sandan_process_pipeline(of->history, NULL, 0, NULL, &result, &error) != SANDAN_OK) {
    return fail_with(doing, &error);
  }
  table_reader reader;
  int32_t status = table_reader_open(&reader, result, "pipeline", &error);
  if (status == SANDAN_OK) {
    status = print_pipeline_rows(of, &reader, &error);
    table_reader_close(&reader);
  }
  sandan_result_destroy(result);
  return status == SANDAN_OK || fail_with(doing, &error);
}

/* ---- Oldest deals --------------------------------------------------------- */

typedef struct deal {
  char id[48];
  char currency[16];
  text_view stage;
  known_integer age;
  known_integer days_in_stage;
  known_integer amount;
  known_integer expected;
  known_integer slips;
} deal;

enum { OLDEST = 10 };

/* The deals of the greatest age, the oldest first. */
typedef struct oldest_deals {
  deal deals[OLDEST];
  size_t count;
} oldest_deals;

/* Where a deal of this age comes; OLDEST when it is not among them. */
static size_t place_of(const oldest_deals* kept, known_integer age) {
  if (!age.known) return OLDEST;
  size_t place = kept->count;
  while (place > 0 && kept->deals[place - 1].age.value < age.value)
    --place;
  return place;
}

static int32_t find_oldest(const review* of, table_reader* reader, oldest_deals* kept,
                           sandan_error* error) {
  const int64_t id = table_reader_column(reader, "opportunity_id");
  const int64_t stage = table_reader_column(reader, "stage");
  const int64_t age = table_reader_column(reader, "age_days");
  const int64_t stay = table_reader_column(reader, "days_in_stage");
  const int64_t amount = table_reader_column(reader, "amount_minor");
  const int64_t currency = table_reader_column(reader, "currency");
  const int64_t expected = table_reader_column(reader, "expected_close_on");
  const int64_t slips = table_reader_column(reader, "slips");
  bool there = false;
  int32_t status = table_reader_next(reader, &there, error);
  for (; status == SANDAN_OK && there; status = table_reader_next(reader, &there, error)) {
    const size_t place = place_of(kept, cell_known(reader, age));
    if (place == OLDEST) continue;
    if (kept->count < OLDEST) ++kept->count;
    deal* at = &kept->deals[place];
    memmove(at + 1, at, (kept->count - 1 - place) * sizeof *at);
    cell_copy(reader, id, at->id, sizeof at->id);
    cell_copy(reader, currency, at->currency, sizeof at->currency);
    at->stage = stage_label(of->labels, reader, stage);
    at->age = cell_known(reader, age);
    at->days_in_stage = cell_known(reader, stay);
    at->amount = cell_known(reader, amount);
    at->expected = cell_known(reader, expected);
    at->slips = cell_known(reader, slips);
  }
  return status;
}

static void print_deals(const oldest_deals* kept) {
  printf("%-12s %-22s %6s %10s %22s %12s %6s\n", "deal", "stage", "age", "in stage", "value",
         "expected", "slips");
  for (size_t i = 0; i < kept->count; ++i) {
    const deal* at = &kept->deals[i];
    print_left(view_of(at->id), 13);
    print_left(at->stage, 22);
    print_integer(at->age, 5);
    printf(" d");
    print_integer(at->days_in_stage, 9);
    printf(" d");
    print_money(at->amount, view_of(at->currency), 19);
    print_day(at->expected, 13);
    print_integer(at->slips, 7);
    putchar('\n');
  }
}

bool print_oldest_deals(const review* of) {
  static const char doing[] = "asking where the deals stand";
  static const char request[] = "{\"outcomes\": [\"open\"]}";
  print_heading("Oldest open deals");
  sandan_error error = SANDAN_ERROR_INIT;
  sandan_result* result = NULL;
  if (sandan_process_state(of->history, request, strlen(request), NULL, &result, &error) !=
      SANDAN_OK) {
    return fail_with(doing, &error);
  }
  table_reader reader;
  int32_t status = table_reader_open(&reader, result, "state", &error);
  if (status == SANDAN_OK) {
    oldest_deals kept = {.count = 0};
    status = find_oldest(of, &reader, &kept, &error);
    if (status == SANDAN_OK) print_deals(&kept);
    table_reader_close(&reader);
  }
  sandan_result_destroy(result);
  return status == SANDAN_OK || fail_with(doing, &error);
}
