/* Runs the conformance cases through the C interface.
 * Usage: conformance_c <folder of tests/conformance> */
#include <dirent.h>

#include "arrow_from_json.h"
#include "sandan.h"

#define MOST_TABLES 8

static int failures = 0;
static int passed = 0;

static char* read_file(const char* path) {
  FILE* file = fopen(path, "rb");
  long size;
  char* text;
  if (file == NULL) {
    fprintf(stderr, "cannot read %s\n", path);
    exit(2);
  }
  fseek(file, 0, SEEK_END);
  size = ftell(file);
  rewind(file);
  text = (char*)malloc((size_t)size + 1);
  if (fread(text, 1, (size_t)size, file) != (size_t)size) exit(2);
  text[size] = 0;
  fclose(file);
  return text;
}

/* What a case says, else what its file says for all its cases. */
static const json_value* given(const json_value* file, const json_value* one, const char* name) {
  const json_value* own = json_member(one, name);
  return own != NULL ? own : json_member(file, name);
}

/* One column of days or numbers from the rows of a case. */
static int64_t in_row(const json_value* row, const char* name) {
  const json_value* value = json_member(row, name);
  return value->kind == JSON_TEXT ? days_of(value->text) : value->integer;
}

/* What a row says of an answer, as a number; the answer itself where it says nothing. */
static int64_t wanted_in(const json_value* row, const char* name, int64_t otherwise) {
  const json_value* value = json_member(row, name);
  if (value == NULL) return otherwise;
  if (value->kind == JSON_TRUE || value->kind == JSON_FALSE) return value->kind == JSON_TRUE;
  return in_row(row, name);
}

static int32_t add_row(const sandan_calendar* calendar, const json_value* row, int* right,
                       sandan_error* error) {
  const int32_t day = (int32_t)in_row(row, "day");
  const int64_t n = in_row(row, "n");
  int32_t found = 0, projected = 0;
  const int32_t status = sandan_calendar_add(calendar, &day, &n, 1, &found, &projected, error);
  *right = wanted_in(row, "found", found) == found &&
           wanted_in(row, "projected", projected) == projected;
  return status;
}

static int32_t count_row(const sandan_calendar* calendar, const char* verb, const json_value* row,
                         int* right, sandan_error* error) {
  const int32_t from = (int32_t)in_row(row, "from"), to = (int32_t)in_row(row, "to");
  int64_t workdays = 0, projected = 0;
  const int32_t status =
      (strcmp(verb, "count") == 0 ? sandan_calendar_count : sandan_calendar_elapsed)(
          calendar, &from, &to, 1, &workdays, &projected, error);
  *right = wanted_in(row, "workdays", workdays) == workdays &&
           wanted_in(row, "projected", projected) == projected;
  return status;
}

/* Asks a calendar for each row of the case, up to the first that is refused. */
static int32_t ask_rows(const sandan_calendar* calendar, const char* verb, const json_value* rows,
                        int* wrong, sandan_error* error) {
  const json_value* row;
  int32_t status = SANDAN_OK;
  for (row = rows->first; row != NULL && status == SANDAN_OK; row = row->next) {
    int right = 0;
    status = strcmp(verb, "add") == 0 ? add_row(calendar, row, &right, error)
                                      : count_row(calendar, verb, row, &right, error);
    if (status == SANDAN_OK && !right) {
      printf("  %.*s is not so\n", (int)row->source_size, row->source);
      ++*wrong;
    }
  }
  return status;
}

static int32_t compile_calendar(const json_value* document, sandan_calendar** out,
                                sandan_error* error) {
  sandan_text* text = NULL;
  int32_t status;
  if (document->kind != JSON_TEXT) {
    return sandan_calendar_compile(document->source, document->source_size, out, error);
  }
  status =
      sandan_documents_get("calendar", 8, document->text, strlen(document->text), &text, error);
  if (status == SANDAN_OK) {
    status = sandan_calendar_compile(sandan_text_data(text), sandan_text_size(text), out, error);
  }
  sandan_text_destroy(text);
  return status;
}

static int32_t ask_calendar(const json_value* file, const json_value* one, sandan_result** result,
                            int* wrong, sandan_error* error) {
  const char* verb = json_text(json_member(one, "verb"), "");
  const json_value* rows = json_member(one, "rows");
  const json_value* request = json_member(one, "verb_request");
  sandan_calendar* calendar = NULL;
  int32_t status = compile_calendar(given(file, one, "calendar"), &calendar, error);
  if (status == SANDAN_OK && rows != NULL) {
    status = ask_rows(calendar, verb, rows, wrong, error);
  } else if (status == SANDAN_OK) {
    status = (strcmp(verb, "days") == 0 ? sandan_calendar_days : sandan_calendar_periods)(
        calendar, request->source, request->source_size, NULL, result, error);
  }
  sandan_calendar_destroy(calendar);
  return status;
}

static int32_t compile_process(const json_value* process, sandan_process** out,
                               sandan_error* error) {
  sandan_text* text = NULL;
  int32_t status;
  if (process->kind != JSON_TEXT) {
    return sandan_process_compile(process->source, process->source_size, out, error);
  }
  status = sandan_documents_get("process", 7, process->text, strlen(process->text), &text, error);
  if (status == SANDAN_OK) {
    status = sandan_process_compile(sandan_text_data(text), sandan_text_size(text), out, error);
  }
  sandan_text_destroy(text);
  return status;
}

typedef int32_t (*question)(const sandan_process_history*, const char*, size_t, const sandan_run*,
                            sandan_result**, sandan_error*);

static question question_named(const char* verb) {
  static const struct {
    const char* name;
    question call;
  } questions[] = {{"faults", sandan_process_faults},
                   {"moves", sandan_process_moves},
                   {"state", sandan_process_state},
                   {"pipeline", sandan_process_pipeline},
                   {"funnel", sandan_process_funnel},
                   {"outcomes", sandan_process_outcomes},
                   {"between", sandan_process_between},
                   {"compare", sandan_process_compare},
                   {"receivables", sandan_process_receivables}};
  size_t i;
  for (i = 0; i < sizeof questions / sizeof questions[0]; ++i) {
    if (strcmp(questions[i].name, verb) == 0) return questions[i].call;
  }
  return NULL;
}

typedef int32_t (*timed_question)(const sandan_process_history*, const sandan_calendar*,
                                  const char*, size_t, const sandan_run*, sandan_result**,
                                  sandan_error*);

static timed_question timed_question_named(const char* verb) {
  static const struct {
    const char* name;
    timed_question call;
  } questions[] = {{"dwell", sandan_process_dwell},
                   {"survival", sandan_process_survival},
                   {"stalls", sandan_process_stalls},
                   {"velocity", sandan_process_velocity}};
  size_t i;
  for (i = 0; i < sizeof questions / sizeof questions[0]; ++i) {
    if (strcmp(questions[i].name, verb) == 0) return questions[i].call;
  }
  return NULL;
}

/* Asks with the calendar of the case, or without one. */
static int32_t ask_timed(const json_value* file, const json_value* one, timed_question ask_it,
                         const sandan_process_history* history, const char* asked,
                         size_t asked_size, sandan_result** result, sandan_error* error) {
  const json_value* document = given(file, one, "with_calendar");
  sandan_calendar* calendar = NULL;
  int32_t status = document == NULL ? SANDAN_OK : compile_calendar(document, &calendar, error);
  if (status == SANDAN_OK) {
    status = ask_it(history, calendar, asked, asked_size, NULL, result, error);
  }
  sandan_calendar_destroy(calendar);
  return status;
}

static int32_t ask_history(const json_value* file, const json_value* one,
                           const sandan_process* process, const char* asked, size_t asked_size,
                           sandan_result** result, sandan_error* error) {
  const json_value* tables = given(file, one, "tables");
  const json_value* request = given(file, one, "request");
  const char* verb = json_text(json_member(one, "verb"), "");
  case_table* built[MOST_TABLES];
  int count = 0;
  sandan_tables* facts = NULL;
  sandan_process_history* history = NULL;
  const json_value* table;
  int32_t status = sandan_tables_create(&facts, error);
  for (table = tables->first; table != NULL && status == SANDAN_OK; table = table->next) {
    case_table* made = table_of(table);
    built[count++] = made;
    status = sandan_tables_add(facts, table->name, strlen(table->name), &made->schema, &made->array,
                               error);
  }
  if (status == SANDAN_OK) {
    status = sandan_process_history_build(process, facts, request->source, request->source_size,
                                          NULL, &history, error);
  }
  /* The history keeps nothing of the tables. */
  sandan_tables_destroy(facts);
  while (count > 0)
    free_table(built[--count]);
  if (status == SANDAN_OK && timed_question_named(verb) != NULL) {
    status =
        ask_timed(file, one, timed_question_named(verb), history, asked, asked_size, result, error);
  } else if (status == SANDAN_OK && strcmp(verb, "history") != 0) {
    status = question_named(verb)(history, asked, asked_size, NULL, result, error);
  }
  sandan_process_history_destroy(history);
  return status;
}

static int32_t ask(const json_value* file, const json_value* one, sandan_result** result,
                   sandan_error* error) {
  const char* verb = json_text(json_member(one, "verb"), "");
  const json_value* request = json_member(one, "verb_request");
  const char* asked = request != NULL ? request->source : NULL;
  const size_t asked_size = request != NULL ? request->source_size : 0;
  sandan_process* process = NULL;
  sandan_process* to = NULL;
  int32_t status = compile_process(given(file, one, "process"), &process, error);
  if (status != SANDAN_OK || strcmp(verb, "compile") == 0) {
    /* nothing more to ask */
  } else if (strcmp(verb, "describe") == 0) {
    status = sandan_process_describe(process, asked, asked_size, NULL, result, error);
  } else if (strcmp(verb, "map_stages") == 0) {
    status = compile_process(given(file, one, "to"), &to, error);
    if (status == SANDAN_OK) {
      status = sandan_process_map_stages(process, to, asked, asked_size, NULL, result, error);
    }
  } else if (question_named(verb) != NULL || timed_question_named(verb) != NULL ||
             strcmp(verb, "history") == 0) {
    status = ask_history(file, one, process, asked, asked_size, result, error);
  } else {
    fprintf(stderr, "no such verb: %s\n", verb);
    exit(2);
  }
  sandan_process_destroy(to);
  sandan_process_destroy(process);
  return status;
}

static int error_matches(const json_value* expected, int32_t status, const sandan_error* error) {
  const json_value* row = json_member(expected, "row");
  return strcmp(sandan_status_name(status), json_text(json_member(expected, "code"), "")) == 0 &&
         error->code == status &&
         strcmp(error->detail, json_text(json_member(expected, "detail"), error->detail)) == 0 &&
         strcmp(error->where, json_text(json_member(expected, "where"), error->where)) == 0 &&
         strcmp(error->table, json_text(json_member(expected, "table"), error->table)) == 0 &&
         (row == NULL || row->integer == error->row);
}

static int result_matches(const json_value* expected, const sandan_result* result) {
  const json_value* table;
  int matches = 1;
  for (table = expected->first; table != NULL; table = table->next) {
    sandan_text* text = NULL;
    json_value* actual;
    if (sandan_result_to_json(result, table->name, strlen(table->name), &text, NULL) != SANDAN_OK) {
      return 0;
    }
    actual = json_parse(sandan_text_data(text));
    if (!json_matches(actual, table)) {
      matches = 0;
      printf("  %s is %s\n", table->name, sandan_text_data(text));
    }
    json_free(actual);
    sandan_text_destroy(text);
  }
  return matches;
}

static void run_case(const char* name, const json_value* file, const json_value* one) {
  const json_value* expected = json_member(one, "expect");
  const json_value* refusal = json_member(one, "error");
  sandan_error error = SANDAN_ERROR_INIT;
  sandan_result* result = NULL;
  int wrong = 0;
  const int32_t status = given(file, one, "calendar") != NULL
                             ? ask_calendar(file, one, &result, &wrong, &error)
                             : ask(file, one, &result, &error);
  int right;
  if (refusal != NULL) {
    right = status != SANDAN_OK && error_matches(refusal, status, &error);
  } else {
    right =
        status == SANDAN_OK && wrong == 0 && (expected == NULL || result_matches(expected, result));
  }
  if (right) {
    ++passed;
  } else {
    ++failures;
    printf("FAILED %s: %s (status %s, detail %s, where %s, row %ld: %s)\n", name,
           json_text(json_member(one, "name"), "?"), sandan_status_name(status), error.detail,
           error.where, (long)error.row, error.message);
  }
  sandan_result_destroy(result);
}

int main(int argc, char** argv) {
  char path[4096];
  DIR* folder;
  struct dirent* entry;
  if (argc != 2) {
    fprintf(stderr, "usage: %s <folder with cases/>\n", argv[0]);
    return 2;
  }
  snprintf(path, sizeof path, "%s/cases", argv[1]);
  folder = opendir(path);
  if (folder == NULL) {
    fprintf(stderr, "no folder %s\n", path);
    return 2;
  }
  while ((entry = readdir(folder)) != NULL) {
    const size_t size = strlen(entry->d_name);
    char* text;
    json_value* file;
    const json_value* one;
    if (size < 5 || strcmp(entry->d_name + size - 5, ".json") != 0) continue;
    snprintf(path, sizeof path, "%s/cases/%s", argv[1], entry->d_name);
    text = read_file(path);
    file = json_parse(text);
    for (one = json_member(file, "cases")->first; one != NULL; one = one->next) {
      run_case(entry->d_name, file, one);
    }
    json_free(file);
    free(text);
  }
  closedir(folder);
  printf("%d conformance cases passed, %d failed\n", passed, failures);
  return failures == 0 && passed > 0 ? 0 : 1;
}
