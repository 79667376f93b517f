/* Place and size of every field of every released struct, and the pinned
 * status values. They change only together with the number of the binary
 * interface (cmake/abi_number.cmake); a new last field of sandan_run is added
 * here beside a larger size. */
#include <sandan.h>
#include <stddef.h>
#include <stdio.h>

static int failures = 0;

static void expect(const char* what, long long actual, long long expected) {
  if (actual == expected) return;
  fprintf(stderr, "%s is %lld, released as %lld\n", what, actual, expected);
  ++failures;
}

#define SIZE(type, expected) expect("sizeof " #type, (long long)sizeof(type), expected)
#define FIELD(type, field, offset, size)                                             \
  do {                                                                               \
    expect("offset of " #type "." #field, (long long)offsetof(type, field), offset); \
    expect("size of " #type "." #field, (long long)sizeof(((type*)0)->field), size); \
  } while (0)

static void check_error(void) {
  const sandan_error error = SANDAN_ERROR_INIT;
  SIZE(sandan_error, 1024);
  FIELD(sandan_error, struct_size, 0, 4);
  FIELD(sandan_error, code, 4, 4);
  FIELD(sandan_error, flags, 8, 4);
  FIELD(sandan_error, reserved, 12, 4);
  FIELD(sandan_error, row, 16, 8);
  FIELD(sandan_error, column, 24, 8);
  FIELD(sandan_error, detail, 32, 32);
  FIELD(sandan_error, table, 64, 64);
  FIELD(sandan_error, where, 128, 256);
  FIELD(sandan_error, message, 384, 640);
  expect("initial struct_size of sandan_error", error.struct_size, 1024);
  expect("initial row of sandan_error", error.row, -1);
  expect("initial column of sandan_error", error.column, -1);
}

/* The structs below hold pointers: p is the size of one. */
static void check_run(void) {
  const sandan_run run = SANDAN_RUN_INIT;
  const long long p = (long long)sizeof(void*);
  SIZE(sandan_run, 24 + 2 * p);
  FIELD(sandan_run, struct_size, 0, 4);
  FIELD(sandan_run, threads, 4, 4);
  FIELD(sandan_run, max_bytes, 8, 8);
  FIELD(sandan_run, max_rows, 16, 8);
  FIELD(sandan_run, progress, 24, p);
  FIELD(sandan_run, ctx, 24 + p, p);
  expect("initial struct_size of sandan_run", run.struct_size, 24 + 2 * p);
}

static void check_value(void) {
  const long long p = (long long)sizeof(void*);
  SIZE(sandan_value, 8 + (2 * p > 8 ? 2 * p : 8));
  FIELD(sandan_value, kind, 0, 4);
  FIELD(sandan_value, reserved, 4, 4);
  FIELD(sandan_value, as, 8, 2 * p > 8 ? 2 * p : 8);
  FIELD(sandan_value, as.integer, 8, 8);
  FIELD(sandan_value, as.number, 8, 8);
  FIELD(sandan_value, as.text.data, 8, p);
  FIELD(sandan_value, as.text.size, 8 + p, p);
  expect("SANDAN_VALUE_NULL", SANDAN_VALUE_NULL, 0);
  expect("SANDAN_VALUE_BOOLEAN", SANDAN_VALUE_BOOLEAN, 1);
  expect("SANDAN_VALUE_NUMBER", SANDAN_VALUE_NUMBER, 2);
  expect("SANDAN_VALUE_INTEGER", SANDAN_VALUE_INTEGER, 3);
  expect("SANDAN_VALUE_TEXT", SANDAN_VALUE_TEXT, 4);
  expect("SANDAN_VALUE_DAY", SANDAN_VALUE_DAY, 5);
  expect("SANDAN_VALUE_DURATION", SANDAN_VALUE_DURATION, 6);
}

static void check_arrow(void) {
  const long long p = (long long)sizeof(void*);
  if (p != 8) return; /* the specification gives the fields; sizes differ by alignment */
  SIZE(struct ArrowSchema, 72);
  FIELD(struct ArrowSchema, format, 0, 8);
  FIELD(struct ArrowSchema, name, 8, 8);
  FIELD(struct ArrowSchema, metadata, 16, 8);
  FIELD(struct ArrowSchema, flags, 24, 8);
  FIELD(struct ArrowSchema, n_children, 32, 8);
  FIELD(struct ArrowSchema, children, 40, 8);
  FIELD(struct ArrowSchema, dictionary, 48, 8);
  FIELD(struct ArrowSchema, release, 56, 8);
  FIELD(struct ArrowSchema, private_data, 64, 8);
  SIZE(struct ArrowArray, 80);
  FIELD(struct ArrowArray, length, 0, 8);
  FIELD(struct ArrowArray, null_count, 8, 8);
  FIELD(struct ArrowArray, offset, 16, 8);
  FIELD(struct ArrowArray, n_buffers, 24, 8);
  FIELD(struct ArrowArray, n_children, 32, 8);
  FIELD(struct ArrowArray, buffers, 40, 8);
  FIELD(struct ArrowArray, children, 48, 8);
  FIELD(struct ArrowArray, dictionary, 56, 8);
  FIELD(struct ArrowArray, release, 64, 8);
  FIELD(struct ArrowArray, private_data, 72, 8);
  SIZE(struct ArrowArrayStream, 40);
  FIELD(struct ArrowArrayStream, get_schema, 0, 8);
  FIELD(struct ArrowArrayStream, get_next, 8, 8);
  FIELD(struct ArrowArrayStream, get_last_error, 16, 8);
  FIELD(struct ArrowArrayStream, release, 24, 8);
  FIELD(struct ArrowArrayStream, private_data, 32, 8);
}

static void check_statuses(void) {
  expect("SANDAN_OK", SANDAN_OK, 0);
  expect("SANDAN_INVALID_ARGUMENT", SANDAN_INVALID_ARGUMENT, 1);
  expect("SANDAN_NO_MEMORY", SANDAN_NO_MEMORY, 2);
  expect("SANDAN_PARSE", SANDAN_PARSE, 3);
  expect("SANDAN_DOCUMENT", SANDAN_DOCUMENT, 4);
  expect("SANDAN_SCHEMA", SANDAN_SCHEMA, 5);
  expect("SANDAN_DATA", SANDAN_DATA, 6);
  expect("SANDAN_LIMIT", SANDAN_LIMIT, 7);
  expect("SANDAN_UNSUPPORTED", SANDAN_UNSUPPORTED, 8);
  expect("SANDAN_INFEASIBLE", SANDAN_INFEASIBLE, 9);
  expect("SANDAN_OVERFLOW", SANDAN_OVERFLOW, 10);
  expect("SANDAN_CANCELLED", SANDAN_CANCELLED, 11);
  expect("SANDAN_STATE", SANDAN_STATE, 12);
  expect("SANDAN_INTERNAL", SANDAN_INTERNAL, 99);
}

int main(void) {
  check_error();
  check_run();
  check_value();
  check_arrow();
  check_statuses();
  return failures == 0 ? 0 : 1;
}
