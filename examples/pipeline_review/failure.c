#include "failure.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

bool fail_with(const char* doing, const sandan_error* error) {
  fprintf(stderr, "pipeline_review: %s failed: %s (%s)\n", doing, sandan_status_name(error->code),
          error->detail);
  if (error->table[0] != '\0') fprintf(stderr, "  table:  %s\n", error->table);
  if (error->row >= 0) fprintf(stderr, "  row:    %" PRId64 " (from 0)\n", error->row);
  if (error->where[0] != '\0') fprintf(stderr, "  where:  %s\n", error->where);
  fprintf(stderr, "  why:    %s\n", error->message);
  return false;
}

bool fail(const char* doing, const char* why, ...) {
  fprintf(stderr, "pipeline_review: %s failed\n  why:    ", doing);
  va_list arguments;
  va_start(arguments, why);
  vfprintf(stderr, why, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  return false;
}

bool fail_no_memory(const char* doing) { return fail(doing, "there is no memory left"); }
