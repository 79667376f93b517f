/* Cases about quotas: a plan carried out, or arithmetic that needs none. Included by
 * run_c.c below what reads a case. */
#ifndef ASK_QUOTA_H
#define ASK_QUOTA_H

typedef int32_t (*quota_question)(const sandan_quota*, const char*, size_t, const sandan_run*,
                                  sandan_result**, sandan_error*);
typedef int32_t (*quota_reading)(const sandan_quota*, const sandan_tables*, const char*, size_t,
                                 const sandan_run*, sandan_result**, sandan_error*);
typedef int32_t (*tables_question)(const sandan_tables*, const char*, size_t, const sandan_run*,
                                   sandan_result**, sandan_error*);

static int32_t compile_plan(const json_value* file, const json_value* one, const char* name,
                            sandan_quota_plan** out, sandan_error* error) {
  const json_value* plan = given(file, one, name);
  const json_value* days = given(file, one, "with_calendar");
  sandan_calendar* calendar = NULL;
  sandan_text* text = NULL;
  int32_t status = days == NULL ? SANDAN_OK : compile_calendar(days, &calendar, error);
  if (status == SANDAN_OK && plan->kind == JSON_TEXT) {
    status = sandan_documents_get("plan", 4, plan->text, strlen(plan->text), &text, error);
    if (status == SANDAN_OK) {
      status = sandan_quota_compile(sandan_text_data(text), sandan_text_size(text), calendar, out,
                                    error);
    }
  } else if (status == SANDAN_OK) {
    status = sandan_quota_compile(plan->source, plan->source_size, calendar, out, error);
  }
  sandan_text_destroy(text);
  sandan_calendar_destroy(calendar);
  return status;
}

/* The quota of a plan of the case, planned again where the case says so. */
static int32_t make_quota(const json_value* file, const json_value* one, const char* name,
                          const sandan_tables* facts, sandan_quota** out, sandan_error* error) {
  const json_value* build = given(file, one, "build");
  sandan_quota_plan* plan = NULL;
  int32_t status = compile_plan(file, one, name, &plan, error);
  if (status == SANDAN_OK) {
    status = sandan_quota_build(plan, facts, build != NULL ? build->source : NULL,
                                build != NULL ? build->source_size : 0, NULL, out, error);
  }
  sandan_quota_plan_destroy(plan);
  return status;
}

static int32_t ask_made(const char* verb, const sandan_quota* quota, const sandan_tables* facts,
                        const char* asked, size_t size, sandan_result** result,
                        sandan_error* error) {
  static const struct {
    const char* name;
    quota_question call;
  } questions[] = {{"targets", sandan_quota_targets},
                   {"proof", sandan_quota_proof},
                   {"binding", sandan_quota_binding},
                   {"versions", sandan_quota_versions}};
  static const struct {
    const char* name;
    quota_reading call;
  } readings[] = {{"pace", sandan_quota_pace},
                  {"activity", sandan_quota_activity},
                  {"head_count", sandan_quota_head_count},
                  {"principles", sandan_quota_principles}};
  size_t i;
  for (i = 0; i < sizeof questions / sizeof questions[0]; ++i) {
    if (strcmp(questions[i].name, verb) == 0) {
      return questions[i].call(quota, asked, size, NULL, result, error);
    }
  }
  for (i = 0; i < sizeof readings / sizeof readings[0]; ++i) {
    if (strcmp(readings[i].name, verb) == 0) {
      return readings[i].call(quota, facts, asked, size, NULL, result, error);
    }
  }
  fprintf(stderr, "no such verb: %s\n", verb);
  exit(2);
}

/* Asks the quota of the case; with "replan" the one planned again from it, and
 * "diff" compares the two, or with the quota of the plan "to". */
static int32_t ask_carried_out(const json_value* file, const json_value* one, const char* verb,
                               const sandan_tables* facts, const char* asked, size_t size,
                               sandan_result** result, sandan_error* error) {
  const json_value* again = json_member(one, "replan");
  sandan_quota* quota = NULL;
  sandan_quota* other = NULL;
  int32_t status = make_quota(file, one, "plan", facts, &quota, error);
  if (status == SANDAN_OK && again != NULL) {
    status =
        sandan_quota_replan(quota, facts, again->source, again->source_size, NULL, &other, error);
  } else if (status == SANDAN_OK && given(file, one, "to") != NULL) {
    status = make_quota(file, one, "to", facts, &other, error);
  }
  if (status == SANDAN_OK && strcmp(verb, "diff") == 0) {
    status = sandan_quota_diff(quota, other, asked, size, NULL, result, error);
  } else if (status == SANDAN_OK && strcmp(verb, "build") != 0) {
    status = ask_made(verb, other != NULL ? other : quota, facts, asked, size, result, error);
  }
  sandan_quota_destroy(other);
  sandan_quota_destroy(quota);
  return status;
}

/* Questions that need no plan. */
static int32_t ask_tables(const json_value* file, const json_value* one, const char* verb,
                          const sandan_tables* facts, const char* asked, size_t size,
                          sandan_result** result, sandan_error* error) {
  static const struct {
    const char* name;
    tables_question call;
  } questions[] = {{"quartiles", sandan_quota_quartiles},
                   {"allocate", sandan_quota_allocate},
                   {"rake", sandan_quota_rake},
                   {"round", sandan_quota_round}};
  const json_value* days = given(file, one, "with_calendar");
  sandan_calendar* calendar = NULL;
  int32_t status;
  size_t i;
  for (i = 0; i < sizeof questions / sizeof questions[0]; ++i) {
    if (strcmp(questions[i].name, verb) == 0) {
      return questions[i].call(facts, asked, size, NULL, result, error);
    }
  }
  if (strcmp(verb, "incentive") == 0) {
    const json_value* document = json_member(one, "document");
    return sandan_quota_incentive(document->source, document->source_size, NULL, result, error);
  }
  if (strcmp(verb, "shapes") != 0) {
    fprintf(stderr, "no such verb: %s\n", verb);
    exit(2);
  }
  status = days == NULL ? SANDAN_OK : compile_calendar(days, &calendar, error);
  if (status == SANDAN_OK) {
    status = sandan_quota_shapes(facts, calendar, asked, size, NULL, result, error);
  }
  sandan_calendar_destroy(calendar);
  return status;
}

static int32_t ask_quota(const json_value* file, const json_value* one, sandan_result** result,
                         sandan_error* error) {
  const char* verb = json_text(json_member(one, "verb"), "");
  const json_value* request = json_member(one, "verb_request");
  const char* asked = request != NULL ? request->source : NULL;
  const size_t size = request != NULL ? request->source_size : 0;
  case_table* built[MOST_TABLES];
  int count = 0;
  sandan_tables* facts = NULL;
  int32_t status = add_tables(file, one, &facts, built, &count, error);
  if (status == SANDAN_OK && given(file, one, "plan") == NULL) {
    status = ask_tables(file, one, verb, facts, asked, size, result, error);
  } else if (status == SANDAN_OK && strcmp(verb, "compile") == 0) {
    sandan_quota_plan* plan = NULL;
    status = compile_plan(file, one, "plan", &plan, error);
    sandan_quota_plan_destroy(plan);
  } else if (status == SANDAN_OK) {
    status = ask_carried_out(file, one, verb, facts, asked, size, result, error);
  }
  sandan_tables_destroy(facts);
  while (count > 0)
    free_table(built[--count]);
  return status;
}

#endif
