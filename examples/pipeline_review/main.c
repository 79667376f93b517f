/* pipeline_review: the review of a sales pipeline, computed by sandan from the
 * tables of a CRM in a SQLite file.
 *
 *   pipeline_review DATABASE PROCESS AS_OF [KEY]
 *
 * DATABASE  SQLite file with the tables opportunities and stage_events, and if
 *           there are any accounts and reps
 * PROCESS   name of a shipped process, such as erp_sales, or a JSON file
 * AS_OF     YYYY-MM-DD: what happened later is not seen
 * KEY       outcomes by this column, such as team_id or accounts.industry
 *
 * Exit status: 0 done, 1 data or document are wrong, 2 usage. */
#include <sandan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "civil_dates.h"
#include "failure.h"
#include "review.h"
#include "sqlite_tables.h"

/* ---- The process --------------------------------------------------------- */

/* The whole file, zero-terminated; NULL after a failure, which has been told. */
static char* read_file(const char* path, size_t* size) {
  static const char doing[] = "reading the process";
  FILE* file = fopen(path, "rb");
  if (file == NULL) {
    fail(doing, "%s cannot be opened", path);
    return NULL;
  }
  char* text = NULL;
  size_t capacity = 0;
  *size = 0;
  do {
    capacity = capacity == 0 ? 65536 : 2 * capacity;
    char* larger = realloc(text, capacity + 1);
    if (larger == NULL) break;
    text = larger;
    *size += fread(text + *size, 1, capacity - *size, file);
  } while (*size == capacity);
  const bool read = text != NULL && *size < capacity && ferror(file) == 0;
  fclose(file);
  if (read) {
    text[*size] = '\0';
    return text;
  }
  free(text);
  fail(doing, "%s could not be read to its end", path);
  return NULL;
}

static bool names_a_file(const char* process) {
  const char* ending = strrchr(process, '.');
  return strchr(process, '/') != NULL || (ending != NULL && strcmp(ending, ".json") == 0);
}

/* NULL after a failure, which has been told. */
static sandan_process* load_process(const char* name) {
  sandan_error error = SANDAN_ERROR_INIT;
  sandan_process* process = NULL;
  if (names_a_file(name)) {
    size_t size = 0;
    char* text = read_file(name, &size);
    if (text == NULL) return NULL;
    if (sandan_process_compile(text, size, &process, &error) != SANDAN_OK) {
      fail_with("compiling the process", &error);
    }
    free(text);
    return process;
  }
  sandan_text* text = NULL;
  int32_t status = sandan_documents_get("process", 7, name, strlen(name), &text, &error);
  if (status == SANDAN_OK) {
    status =
        sandan_process_compile(sandan_text_data(text), sandan_text_size(text), &process, &error);
  }
  sandan_text_destroy(text);
  if (status != SANDAN_OK) fail_with("loading the process", &error);
  return process;
}

/* ---- The history ----------------------------------------------------------- */

enum { TABLES = 4 };
static const char* const table_names[TABLES] = {"opportunities", "stage_events", "accounts",
                                                "reps"};

/* Hands the tables over and builds. They are borrowed by `set`, and free again
 * when it is destroyed: the history has copied what it needs. */
static bool build(const sandan_process* process, const arrow_table* tables, const char* as_of,
                  sandan_process_history** history) {
  sandan_error error = SANDAN_ERROR_INIT;
  sandan_tables* set = NULL;
  int32_t status = sandan_tables_create(&set, &error);
  for (int i = 0; status == SANDAN_OK && i < TABLES; ++i) {
    if (tables[i].array.release == NULL) continue; /* not in the file */
    status = sandan_tables_add(set, table_names[i], strlen(table_names[i]), &tables[i].schema,
                               &tables[i].array, &error);
  }
  if (status == SANDAN_OK) {
    char request[64];
    const int size = snprintf(request, sizeof request, "{\"as_of\": \"%.10s\"}", as_of);
    sandan_run run = SANDAN_RUN_INIT;
    run.threads = 2; /* one more for the call; the result is the same bytes */
    status =
        sandan_process_history_build(process, set, request, (size_t)size, &run, history, &error);
  }
  sandan_tables_destroy(set);
  return status == SANDAN_OK || fail_with("building the history", &error);
}

static bool read_history(const char* path, const sandan_process* process, const char* as_of,
                         sandan_process_history** history) {
  sqlite3* database = open_database(path);
  if (database == NULL) return false;
  arrow_table tables[TABLES];
  memset(tables, 0, sizeof tables);
  bool done = true;
  for (int i = 0; done && i < TABLES; ++i) {
    done = read_table(database, table_names[i], &tables[i]);
  }
  sqlite3_close(database);
  done = done && build(process, tables, as_of, history);
  for (int i = 0; i < TABLES; ++i)
    release_table(&tables[i]);
  return done;
}

/* ---- The review -------------------------------------------------------------- */

static bool print_review(const sandan_process* process, const sandan_process_history* history,
                         const char* as_of, const char* by) {
  stage_labels* labels = stage_labels_create(process, "en");
  if (labels == NULL) return false;
  const uint32_t version = sandan_version();
  printf("Pipeline review as of %s (sandan %u.%u.%u)\n", as_of, (unsigned)(version >> 16),
         (unsigned)(version >> 8 & 255), (unsigned)(version & 255));
  const review of = {history, labels};
  const bool done = print_pipeline(&of) && print_funnel(&of) && print_outcomes(&of, by) &&
                    print_moves(&of) && print_oldest_deals(&of) && print_faults(&of);
  stage_labels_destroy(labels);
  return done;
}

int main(int count, char** arguments) {
  int64_t day = 0;
  if (count < 4 || count > 5) {
    fprintf(stderr, "usage: pipeline_review DATABASE PROCESS AS_OF [KEY]\n");
    return 2;
  }
  const char* as_of = arguments[3];
  if (strlen(as_of) != 10 || !parse_day(as_of, &day)) {
    fprintf(stderr, "pipeline_review: AS_OF is a date, YYYY-MM-DD\n");
    return 2;
  }
  sandan_process* process = load_process(arguments[2]);
  sandan_process_history* history = NULL;
  const bool done = process != NULL && read_history(arguments[1], process, as_of, &history) &&
                    print_review(process, history, as_of, count == 5 ? arguments[4] : NULL);
  sandan_process_history_destroy(history);
  sandan_process_destroy(process);
  return done ? 0 : 1;
}
