/* Cases about decision maps: a book as it is built, changed where the case says so, or a
 * file that is read. Included by run_c.c below what reads a case. */
#ifndef ASK_ORG_H
#define ASK_ORG_H

typedef int32_t (*org_question)(const sandan_org_maps*, const char*, size_t, const sandan_run*,
                                sandan_result**, sandan_error*);

static int32_t compile_vocabulary(const json_value* document, sandan_org_vocabulary** out,
                                  sandan_error* error) {
  sandan_text* text = NULL;
  int32_t status;
  if (document->kind != JSON_TEXT) {
    return sandan_org_compile(document->source, document->source_size, out, error);
  }
  status = sandan_documents_get("map_vocabulary", 14, document->text, strlen(document->text), &text,
                                error);
  if (status == SANDAN_OK) {
    status = sandan_org_compile(sandan_text_data(text), sandan_text_size(text), out, error);
  }
  sandan_text_destroy(text);
  return status;
}

static int32_t build_maps(const sandan_org_vocabulary* vocabulary, const sandan_tables* facts,
                          const json_value* request, sandan_org_maps** out, sandan_error* error) {
  return sandan_org_build(vocabulary, facts, request != NULL ? request->source : NULL,
                          request != NULL ? request->source_size : 0, NULL, out, error);
}

/* The same maps changed, or without a person, where the case says so. */
static int32_t alter_maps(const json_value* one, sandan_org_maps** maps, sandan_error* error) {
  const json_value* change = json_member(one, "change");
  const json_value* erase = json_member(one, "erase");
  sandan_org_maps* altered = NULL;
  int32_t status = SANDAN_OK;
  if (change != NULL) {
    status = sandan_org_change(*maps, change->source, change->source_size, NULL, &altered, error);
  } else if (erase != NULL) {
    status =
        sandan_org_erase_person(*maps, erase->source, erase->source_size, NULL, &altered, error);
  } else {
    return SANDAN_OK;
  }
  if (status == SANDAN_OK) {
    sandan_org_maps_destroy(*maps);
    *maps = altered;
  }
  return status;
}

static int32_t ask_text(const json_value* one, const char* verb, const sandan_org_maps* maps,
                        const char* asked, size_t size, int* wrong, sandan_error* error) {
  const json_value* wanted = json_member(one, "text");
  sandan_text* text = NULL;
  const int32_t status = strcmp(verb, "write") == 0
                             ? sandan_org_write(maps, asked, size, &text, error)
                             : sandan_org_export_person(maps, asked, size, &text, error);
  if (status == SANDAN_OK && wanted != NULL && strcmp(sandan_text_data(text), wanted->text) != 0) {
    printf("  the text is\n%s\n", sandan_text_data(text));
    ++*wrong;
  }
  sandan_text_destroy(text);
  return status;
}

static int32_t ask_maps(const json_value* one, const char* verb, const sandan_org_maps* maps,
                        const sandan_tables* facts, const char* asked, size_t size,
                        sandan_result** result, int* wrong, sandan_error* error) {
  static const struct {
    const char* name;
    org_question call;
  } questions[] = {{"faults", sandan_org_faults},           {"contents", sandan_org_contents},
                   {"coverage", sandan_org_coverage},       {"routes", sandan_org_routes},
                   {"gatekeepers", sandan_org_gatekeepers}, {"flow", sandan_org_flow},
                   {"verdict", sandan_org_verdict},         {"win_over", sandan_org_win_over},
                   {"competitors", sandan_org_competitors}, {"centrality", sandan_org_centrality},
                   {"layout", sandan_org_layout},           {"summary", sandan_org_summary},
                   {"what_if", sandan_org_what_if}};
  size_t i;
  for (i = 0; i < sizeof questions / sizeof questions[0]; ++i) {
    if (strcmp(questions[i].name, verb) == 0) {
      return questions[i].call(maps, asked, size, NULL, result, error);
    }
  }
  if (strcmp(verb, "next_contacts") == 0) {
    return sandan_org_next_contacts(maps, facts, asked, size, NULL, result, error);
  }
  if (strcmp(verb, "write") == 0 || strcmp(verb, "export_person") == 0) {
    return ask_text(one, verb, maps, asked, size, wrong, error);
  }
  if (strcmp(verb, "build") == 0) return SANDAN_OK;
  fprintf(stderr, "no such verb: %s\n", verb);
  exit(2);
}

/* With "other_build", `diff` compares with the maps that request builds. */
static int32_t ask_built(const json_value* file, const json_value* one, const char* verb,
                         const sandan_org_vocabulary* vocabulary, const char* asked, size_t size,
                         sandan_result** result, int* wrong, sandan_error* error) {
  const json_value* other_build = json_member(one, "other_build");
  case_table* built[MOST_TABLES];
  int count = 0;
  sandan_tables* facts = NULL;
  sandan_org_maps* maps = NULL;
  sandan_org_maps* other = NULL;
  int32_t status = add_tables(file, one, &facts, built, &count, error);
  if (status == SANDAN_OK) {
    status = build_maps(vocabulary, facts, given(file, one, "build"), &maps, error);
  }
  if (status == SANDAN_OK && strcmp(verb, "diff") == 0) {
    status = build_maps(vocabulary, facts, other_build, &other, error);
    if (status == SANDAN_OK) status = alter_maps(one, &other, error);
    if (status == SANDAN_OK) {
      status = sandan_org_diff(maps, other, asked, size, NULL, result, error);
    }
  } else if (status == SANDAN_OK) {
    status = alter_maps(one, &maps, error);
    if (status == SANDAN_OK) {
      status = ask_maps(one, verb, maps, facts, asked, size, result, wrong, error);
    }
  }
  sandan_org_maps_destroy(other);
  sandan_org_maps_destroy(maps);
  sandan_tables_destroy(facts);
  while (count > 0)
    free_table(built[--count]);
  return status;
}

static int32_t ask_org(const json_value* file, const json_value* one, sandan_result** result,
                       int* wrong, sandan_error* error) {
  const char* verb = json_text(json_member(one, "verb"), "");
  const json_value* request = json_member(one, "verb_request");
  const char* asked = request != NULL ? request->source : NULL;
  const size_t size = request != NULL ? request->source_size : 0;
  sandan_org_vocabulary* vocabulary = NULL;
  int32_t status;
  if (strcmp(verb, "read") == 0) {
    const char* text = json_text(json_member(one, "map"), "");
    return sandan_org_read(text, strlen(text), asked, size, NULL, result, error);
  }
  status = compile_vocabulary(given(file, one, "vocabulary"), &vocabulary, error);
  if (status == SANDAN_OK && strcmp(verb, "compile") != 0) {
    status = ask_built(file, one, verb, vocabulary, asked, size, result, wrong, error);
  }
  sandan_org_vocabulary_destroy(vocabulary);
  return status;
}

#endif
