/* Runs the conformance cases through the C interface.
 * Usage: conformance_c <folder of tests/conformance> */
#include <dirent.h>

#include "arrow_from_json.h"
#include "sandan.h"

#define MOST_TABLES 16

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

/* The tables of a case; `made` and `count` are what they are made of. */
static int32_t add_tables(const json_value* file, const json_value* one, sandan_tables** facts,
                          case_table** made, int* count, sandan_error* error) {
  const json_value* tables = given(file, one, "tables");
  const json_value* table;
  int32_t status = sandan_tables_create(facts, error);
  if (tables == NULL) return status;
  for (table = tables->first; table != NULL && status == SANDAN_OK; table = table->next) {
    case_table* one_made = table_of(table);
    made[(*count)++] = one_made;
    status = sandan_tables_add(*facts, table->name, strlen(table->name), &one_made->schema,
                               &one_made->array, error);
  }
  return status;
}

static int32_t compile_policy(const json_value* policy, sandan_policy** out, sandan_error* error);

static int reads_facts(const char* verb) {
  return strcmp(verb, "gates") == 0 || strcmp(verb, "gauges") == 0;
}

/* Asks with the tables of the case, and for gauges with its policy. */
static int32_t ask_facts(const json_value* file, const json_value* one, const char* verb,
                         const sandan_process_history* history, const sandan_tables* facts,
                         const char* asked, size_t asked_size, sandan_result** result,
                         sandan_error* error) {
  sandan_policy* policy = NULL;
  int32_t status;
  if (strcmp(verb, "gates") == 0) {
    return sandan_process_gates(history, facts, asked, asked_size, NULL, result, error);
  }
  status = compile_policy(given(file, one, "with_policy"), &policy, error);
  if (status == SANDAN_OK) {
    status = sandan_process_gauges(history, policy, facts, asked, asked_size, NULL, result, error);
  }
  sandan_rules_destroy(policy);
  return status;
}

static int32_t ask_history(const json_value* file, const json_value* one,
                           const sandan_process* process, const char* asked, size_t asked_size,
                           sandan_result** result, sandan_error* error) {
  const json_value* request = given(file, one, "request");
  const char* verb = json_text(json_member(one, "verb"), "");
  case_table* built[MOST_TABLES];
  int count = 0;
  sandan_tables* facts = NULL;
  sandan_process_history* history = NULL;
  int32_t status = add_tables(file, one, &facts, built, &count, error);
  if (status == SANDAN_OK) {
    status = sandan_process_history_build(process, facts, request->source, request->source_size,
                                          NULL, &history, error);
  }
  if (status == SANDAN_OK && reads_facts(verb)) {
    status = ask_facts(file, one, verb, history, facts, asked, asked_size, result, error);
  }
  /* The history keeps nothing of the tables. */
  sandan_tables_destroy(facts);
  while (count > 0)
    free_table(built[--count]);
  if (status == SANDAN_OK && timed_question_named(verb) != NULL) {
    status =
        ask_timed(file, one, timed_question_named(verb), history, asked, asked_size, result, error);
  } else if (status == SANDAN_OK && strcmp(verb, "history") != 0 && !reads_facts(verb)) {
    status = question_named(verb)(history, asked, asked_size, NULL, result, error);
  }
  sandan_process_history_destroy(history);
  return status;
}

static int32_t compile_policy(const json_value* policy, sandan_policy** out, sandan_error* error) {
  sandan_text* text = NULL;
  int32_t status;
  if (policy->kind != JSON_TEXT) {
    return sandan_rules_compile(policy->source, policy->source_size, out, error);
  }
  status = sandan_documents_get("policy", 6, policy->text, strlen(policy->text), &text, error);
  if (status == SANDAN_OK) {
    status = sandan_rules_compile(sandan_text_data(text), sandan_text_size(text), out, error);
  }
  sandan_text_destroy(text);
  return status;
}

typedef int32_t (*rules_question)(const sandan_policy*, const sandan_tables*, const char*, size_t,
                                  const sandan_run*, sandan_result**, sandan_error*);

static rules_question rules_question_named(const char* verb) {
  static const struct {
    const char* name;
    rules_question call;
  } questions[] = {{"eval", sandan_rules_eval},       {"with_sheet", sandan_rules_eval},
                   {"from_sheet", sandan_rules_eval}, {"why_not", sandan_rules_why_not},
                   {"sweep", sandan_rules_sweep},     {"regrade", sandan_rules_regrade}};
  size_t i;
  for (i = 0; i < sizeof questions / sizeof questions[0]; ++i) {
    if (strcmp(questions[i].name, verb) == 0) return questions[i].call;
  }
  return NULL;
}

/* The policy a sheet of the case makes; the one given where there is no sheet. */
static int32_t policy_of_sheet(const json_value* one, const sandan_policy* policy, const char* verb,
                               sandan_policy** out, sandan_error* error) {
  const char* csv = json_text(json_member(one, "sheet"), "");
  const char* decision = json_text(json_member(one, "decision"), "");
  const char* code = json_text(json_member(one, "code"), "");
  if (strcmp(verb, "with_sheet") == 0) {
    return sandan_rules_with_sheet(policy, decision, strlen(decision), csv, strlen(csv), out,
                                   error);
  }
  if (strcmp(verb, "from_sheet") == 0) {
    return sandan_rules_from_sheet(csv, strlen(csv), code, strlen(code), out, error);
  }
  *out = NULL;
  return SANDAN_OK;
}

/* Asks about the records of the case, which a policy of a sheet may decide. */
static int32_t ask_records(const json_value* file, const json_value* one,
                           const sandan_policy* policy, const char* asked, size_t asked_size,
                           sandan_result** result, sandan_error* error) {
  const char* verb = json_text(json_member(one, "verb"), "");
  case_table* built[MOST_TABLES];
  int count = 0;
  sandan_tables* facts = NULL;
  sandan_policy* other = NULL;
  int32_t status = policy_of_sheet(one, policy, verb, &other, error);
  if (status == SANDAN_OK) status = add_tables(file, one, &facts, built, &count, error);
  if (status == SANDAN_OK && strcmp(verb, "diff") == 0) {
    status = compile_policy(given(file, one, "to"), &other, error);
    if (status == SANDAN_OK) {
      status = sandan_rules_diff(policy, other, facts, asked, asked_size, NULL, result, error);
    }
  } else if (status == SANDAN_OK && rules_question_named(verb) != NULL) {
    status = rules_question_named(verb)(other != NULL ? other : policy, facts, asked, asked_size,
                                        NULL, result, error);
  } else if (status == SANDAN_OK) {
    fprintf(stderr, "no such verb: %s\n", verb);
    exit(2);
  }
  sandan_rules_destroy(other);
  sandan_tables_destroy(facts);
  while (count > 0)
    free_table(built[--count]);
  return status;
}

static sandan_value value_of(const json_value* value) {
  sandan_value out;
  memset(&out, 0, sizeof out);
  if (value->kind == JSON_TRUE || value->kind == JSON_FALSE) {
    out.kind = SANDAN_VALUE_BOOLEAN;
    out.as.integer = value->kind == JSON_TRUE;
  } else if (value->kind == JSON_NUMBER && value->is_integer) {
    out.kind = SANDAN_VALUE_INTEGER;
    out.as.integer = value->integer;
  } else if (value->kind == JSON_NUMBER) {
    out.kind = SANDAN_VALUE_NUMBER;
    out.as.number = value->number;
  } else if (value->kind == JSON_TEXT) {
    out.kind = SANDAN_VALUE_TEXT;
    out.as.text.data = value->text;
    out.as.text.size = strlen(value->text);
  }
  return out;
}

static int value_is(const sandan_value* value, const json_value* wanted) {
  switch (wanted->kind) {
    case JSON_NUMBER:
      return (value->kind == SANDAN_VALUE_NUMBER && value->as.number == wanted->number) ||
             (value->kind == SANDAN_VALUE_INTEGER && value->as.integer == wanted->integer);
    case JSON_TEXT:
      return value->kind == SANDAN_VALUE_TEXT && value->as.text.size == strlen(wanted->text) &&
             memcmp(value->as.text.data, wanted->text, value->as.text.size) == 0;
    case JSON_NULL:
      return value->kind == SANDAN_VALUE_NULL;
    default:
      return value->kind == SANDAN_VALUE_BOOLEAN &&
             value->as.integer == (wanted->kind == JSON_TRUE);
  }
}

/* Counts the answers of a record that are not what the case says. */
static int wrong_answers(const json_value* wanted, const json_value* names,
                         const sandan_value* answers) {
  const json_value* name;
  const json_value* answer;
  int wrong = 0;
  for (answer = wanted->first; answer != NULL; answer = answer->next) {
    size_t place = 0;
    for (name = names->first; name != NULL && strcmp(name->text, answer->name) != 0;
         name = name->next)
      ++place;
    if (name != NULL && value_is(&answers[place], answer)) continue;
    printf("  %s is not so\n", answer->name);
    ++wrong;
  }
  return wrong;
}

#define MOST_VALUES 64

static int32_t ask_record(const json_value* one, const sandan_policy* policy, const char* asked,
                          size_t asked_size, int* wrong, sandan_error* error) {
  const json_value* value;
  sandan_value record[MOST_VALUES], answers[MOST_VALUES];
  size_t size = 0;
  sandan_rules_evaluator* evaluator = NULL;
  sandan_text* names = NULL;
  int32_t status = sandan_rules_evaluator_create(policy, asked, asked_size, &evaluator, error);
  if (status == SANDAN_OK) status = sandan_rules_evaluator_outputs(evaluator, &names, error);
  if (status == SANDAN_OK) {
    json_value* listed = json_parse(sandan_text_data(names));
    const size_t outputs = json_count(listed);
    if (outputs > MOST_VALUES) exit(2);
    for (value = json_member(one, "record")->first; value != NULL; value = value->next)
      record[size++] = value_of(value);
    status = sandan_rules_evaluator_eval(evaluator, record, size, answers, outputs, error);
    if (status == SANDAN_OK) *wrong += wrong_answers(json_member(one, "answers"), listed, answers);
    json_free(listed);
  }
  sandan_text_destroy(names);
  sandan_rules_evaluator_destroy(evaluator);
  return status;
}

static int32_t ask_sheet(const json_value* one, const sandan_policy* policy, int* wrong,
                         sandan_error* error) {
  const char* decision = json_text(json_member(one, "decision"), "");
  const json_value* wanted = json_member(one, "sheet");
  sandan_text* sheet = NULL;
  const int32_t status = sandan_rules_to_sheet(policy, decision, strlen(decision), &sheet, error);
  if (status == SANDAN_OK && wanted != NULL && strcmp(sandan_text_data(sheet), wanted->text) != 0) {
    printf("  the sheet is\n%s", sandan_text_data(sheet));
    ++*wrong;
  }
  sandan_text_destroy(sheet);
  return status;
}

static int32_t ask_policy(const json_value* file, const json_value* one, sandan_result** result,
                          int* wrong, sandan_error* error) {
  const char* verb = json_text(json_member(one, "verb"), "");
  const json_value* request = json_member(one, "verb_request");
  const char* asked = request != NULL ? request->source : NULL;
  const size_t size = request != NULL ? request->source_size : 0;
  sandan_policy* policy = NULL;
  int32_t status = compile_policy(given(file, one, "policy"), &policy, error);
  if (status != SANDAN_OK || strcmp(verb, "compile") == 0) {
    /* nothing more to ask */
  } else if (strcmp(verb, "describe") == 0) {
    status = sandan_rules_describe(policy, asked, size, NULL, result, error);
  } else if (strcmp(verb, "lint") == 0) {
    status = sandan_rules_lint(policy, asked, size, NULL, result, error);
  } else if (strcmp(verb, "to_sheet") == 0) {
    status = ask_sheet(one, policy, wrong, error);
  } else if (strcmp(verb, "record") == 0) {
    status = ask_record(one, policy, asked, size, wrong, error);
  } else {
    status = ask_records(file, one, policy, asked, size, result, error);
  }
  sandan_rules_destroy(policy);
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
             strcmp(verb, "history") == 0 || reads_facts(verb)) {
    status = ask_history(file, one, process, asked, asked_size, result, error);
  } else {
    fprintf(stderr, "no such verb: %s\n", verb);
    exit(2);
  }
  sandan_process_destroy(to);
  sandan_process_destroy(process);
  return status;
}

#include "ask_org.h"
#include "ask_quota.h"

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

static int is_about(const char* module, const json_value* file, const json_value* one) {
  return strcmp(json_text(given(file, one, "module"), ""), module) == 0;
}

static void run_case(const char* name, const json_value* file, const json_value* one) {
  const json_value* expected = json_member(one, "expect");
  const json_value* refusal = json_member(one, "error");
  sandan_error error = SANDAN_ERROR_INIT;
  sandan_result* result = NULL;
  int wrong = 0;
  const int32_t status =
      is_about("quota", file, one)           ? ask_quota(file, one, &result, &error)
      : is_about("org", file, one)           ? ask_org(file, one, &result, &wrong, &error)
      : given(file, one, "policy") != NULL   ? ask_policy(file, one, &result, &wrong, &error)
      : given(file, one, "calendar") != NULL ? ask_calendar(file, one, &result, &wrong, &error)
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
