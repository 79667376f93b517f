#include "stage_labels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"

enum { MOST_STAGES = 64 }; /* of a process; a code has at most 64 bytes */

struct stage_labels {
  size_t count;
  struct {
    char code[65];
    char label[128];
  } stages[MOST_STAGES];
};

static int32_t read_labels(stage_labels* labels, const sandan_result* described,
                           sandan_error* error) {
  table_reader reader;
  int32_t status = table_reader_open(&reader, described, "stages", error);
  if (status != SANDAN_OK) return status;
  const int64_t code = table_reader_column(&reader, "stage");
  const int64_t label = table_reader_column(&reader, "label");
  bool there = false;
  status = table_reader_next(&reader, &there, error);
  while (status == SANDAN_OK && there && labels->count < MOST_STAGES) {
    cell_copy(&reader, code, labels->stages[labels->count].code, sizeof labels->stages->code);
    cell_copy(&reader, label, labels->stages[labels->count].label, sizeof labels->stages->label);
    ++labels->count;
    status = table_reader_next(&reader, &there, error);
  }
  table_reader_close(&reader);
  return status;
}

stage_labels* stage_labels_create(const sandan_process* process, const char* language) {
  static const char doing[] = "describing the process";
  stage_labels* labels = calloc(1, sizeof *labels);
  if (labels == NULL) {
    fail_no_memory(doing);
    return NULL;
  }
  char request[64];
  const int size = snprintf(request, sizeof request, "{\"language\": \"%s\"}", language);
  sandan_error error = SANDAN_ERROR_INIT;
  sandan_result* described = NULL;
  int32_t status =
      sandan_process_describe(process, request, (size_t)size, NULL, &described, &error);
  if (status == SANDAN_OK) status = read_labels(labels, described, &error);
  sandan_result_destroy(described);
  if (status == SANDAN_OK) return labels;
  fail_with(doing, &error);
  free(labels);
  return NULL;
}

void stage_labels_destroy(stage_labels* labels) { free(labels); }

text_view stage_label(const stage_labels* labels, const table_reader* reader, int64_t column) {
  if (cell_is_null(reader, column)) return view_of("(no stage)");
  const text_view code = cell_text(reader, column);
  for (size_t i = 0; i < labels->count; ++i) {
    if (same_text(view_of(labels->stages[i].code), code)) {
      return view_of(labels->stages[i].label);
    }
  }
  return code;
}
