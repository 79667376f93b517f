/* A shipped sales process, compiled and shown: the smallest program that links sandan. */
#include <sandan.h>
#include <stdio.h>

int main(void) {
  sandan_error error = SANDAN_ERROR_INIT;
  sandan_text *document = NULL, *json = NULL;
  sandan_process* process = NULL;
  sandan_result* tables = NULL;
  int32_t status = sandan_documents_get("process", 7, "six_moves", 9, &document, &error);
  if (status == SANDAN_OK)
    status = sandan_process_compile(sandan_text_data(document), sandan_text_size(document),
                                    &process, &error);
  if (status == SANDAN_OK)
    status = sandan_process_describe(process, NULL, 0, NULL, &tables, &error);
  if (status == SANDAN_OK) status = sandan_result_to_json(tables, "stages", 6, &json, &error);
  if (status == SANDAN_OK) puts(sandan_text_data(json));
  if (status != SANDAN_OK) fprintf(stderr, "%s: %s\n", sandan_status_name(status), error.message);
  sandan_text_destroy(json);
  sandan_result_destroy(tables);
  sandan_process_destroy(process);
  sandan_text_destroy(document);
  return status == SANDAN_OK ? 0 : 1;
}
