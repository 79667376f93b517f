/* A program that links sandan through its C interface: one good call and one
 * that fails inside, whose error must come back as a status. */
#include <sandan.h>
#include <stdio.h>
#include <string.h>

int main(void) {
  sandan_error error = SANDAN_ERROR_INIT;
  sandan_text* document = NULL;
  sandan_process* process = NULL;
  int32_t status = sandan_documents_get("process", 7, "six_moves", 9, &document, &error);
  if (status == SANDAN_OK)
    status = sandan_process_compile(sandan_text_data(document), sandan_text_size(document),
                                    &process, &error);
  sandan_text_destroy(document);
  if (status != SANDAN_OK) {
    fprintf(stderr, "%s: %s\n", sandan_status_name(status), error.message);
    return 1;
  }
  sandan_process_destroy(process);

  if (sandan_process_compile("{", 1, &process, &error) != SANDAN_PARSE) {
    fprintf(stderr, "half a document was not refused as such\n");
    return 1;
  }
  printf("sandan %06x\n", (unsigned)sandan_version());
  return 0;
}
