#include "arrow_reader.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int32_t tell_stream_failure(table_reader* reader, sandan_error* error) {
  const char* reason = reader->stream.get_last_error(&reader->stream);
  *error = (sandan_error)SANDAN_ERROR_INIT;
  error->code = SANDAN_INTERNAL;
  snprintf(error->detail, sizeof error->detail, "stream_failed");
  snprintf(error->message, sizeof error->message, "the result could not be read: %s",
           reason == NULL ? "no reason given" : reason);
  return error->code;
}

int32_t table_reader_open(table_reader* reader, const sandan_result* result, const char* name,
                          sandan_error* error) {
  memset(reader, 0, sizeof *reader);
  int32_t status = sandan_result_export(result, name, strlen(name), &reader->stream, error);
  if (status != SANDAN_OK) return status;
  if (reader->stream.get_schema(&reader->stream, &reader->schema) != 0) {
    status = tell_stream_failure(reader, error);
    table_reader_close(reader);
  }
  return status;
}

void table_reader_close(table_reader* reader) {
  if (reader->batch.release != NULL) reader->batch.release(&reader->batch);
  if (reader->schema.release != NULL) reader->schema.release(&reader->schema);
  if (reader->stream.release != NULL) reader->stream.release(&reader->stream);
}

int64_t table_reader_column(const table_reader* reader, const char* name) {
  for (int64_t i = 0; i < reader->schema.n_children; ++i) {
    if (strcmp(reader->schema.children[i]->name, name) == 0) return i;
  }
  return -1;
}

int32_t table_reader_next(table_reader* reader, bool* there, sandan_error* error) {
  if (reader->batch.release != NULL && ++reader->row < reader->batch.length) {
    *there = true;
    return SANDAN_OK;
  }
  do { /* a stream may hold empty batches */
    if (reader->batch.release != NULL) reader->batch.release(&reader->batch);
    if (reader->stream.get_next(&reader->stream, &reader->batch) != 0) {
      reader->batch.release = NULL;
      return tell_stream_failure(reader, error);
    }
  } while (reader->batch.release != NULL && reader->batch.length == 0);
  reader->row = 0;
  *there = reader->batch.release != NULL;
  return SANDAN_OK;
}

/* ---- Cells ---------------------------------------------------------------- */

static bool is_valid(const struct ArrowArray* array, int64_t row) {
  if (array->null_count == 0 || array->buffers[0] == NULL) return true;
  const int64_t at = array->offset + row;
  return (((const unsigned char*)array->buffers[0])[at / 8] >> (at % 8) & 1) != 0;
}

bool cell_is_null(const table_reader* reader, int64_t column) {
  if (column < 0) return true;
  return !is_valid(reader->batch.children[column], reader->row);
}

static int64_t integer_at(const struct ArrowArray* array, const char* format, int64_t row) {
  const int64_t at = array->offset + row;
  const void* values = array->buffers[1];
  switch (format[0]) {
    case 'c':
      return ((const int8_t*)values)[at];
    case 's':
      return ((const int16_t*)values)[at];
    case 'i':
      return ((const int32_t*)values)[at];
    case 'l':
      return ((const int64_t*)values)[at];
    case 't': /* tdD is a day, tsu: a moment */
      return format[1] == 'd' ? ((const int32_t*)values)[at] : ((const int64_t*)values)[at];
    default:
      return 0;
  }
}

int64_t cell_integer(const table_reader* reader, int64_t column) {
  if (cell_is_null(reader, column)) return 0;
  return integer_at(reader->batch.children[column], reader->schema.children[column]->format,
                    reader->row);
}

known_integer cell_known(const table_reader* reader, int64_t column) {
  return (known_integer){!cell_is_null(reader, column), cell_integer(reader, column)};
}

double cell_number(const table_reader* reader, int64_t column) {
  if (cell_is_null(reader, column)) return 0;
  const struct ArrowArray* array = reader->batch.children[column];
  if (reader->schema.children[column]->format[0] != 'g') return 0;
  return ((const double*)array->buffers[1])[array->offset + reader->row];
}

bool cell_truth(const table_reader* reader, int64_t column) {
  if (cell_is_null(reader, column)) return false;
  const struct ArrowArray* array = reader->batch.children[column];
  const int64_t at = array->offset + reader->row;
  return (((const unsigned char*)array->buffers[1])[at / 8] >> (at % 8) & 1) != 0;
}

static text_view text_at(const struct ArrowArray* array, const char* format, int64_t row) {
  const int64_t at = array->offset + row;
  if (format[0] == 'U') {
    const int64_t* offsets = array->buffers[1];
    const char* all = array->buffers[2];
    return (text_view){all + offsets[at], offsets[at + 1] - offsets[at]};
  }
  if (format[0] == 'u') {
    const int32_t* offsets = array->buffers[1];
    const char* all = array->buffers[2];
    return (text_view){all + offsets[at], offsets[at + 1] - offsets[at]};
  }
  return (text_view){"", 0}; /* not a text */
}

text_view cell_text(const table_reader* reader, int64_t column) {
  if (cell_is_null(reader, column)) return (text_view){"", 0};
  const struct ArrowSchema* schema = reader->schema.children[column];
  const struct ArrowArray* array = reader->batch.children[column];
  if (schema->dictionary == NULL) return text_at(array, schema->format, reader->row);
  const int64_t code = integer_at(array, schema->format, reader->row);
  if (!is_valid(array->dictionary, code)) return (text_view){"", 0};
  return text_at(array->dictionary, schema->dictionary->format, code);
}

void cell_copy(const table_reader* reader, int64_t column, char* out, size_t size) {
  const text_view text = cell_text(reader, column);
  if (text.size == 0 && !cell_is_null(reader, column)) {
    snprintf(out, size, "%" PRId64, cell_integer(reader, column));
  } else {
    snprintf(out, size, "%.*s", (int)text.size, text.data);
  }
}

bool same_text(text_view a, text_view b) {
  return a.size == b.size && memcmp(a.data, b.data, (size_t)a.size) == 0;
}

text_view view_of(const char* text) { return (text_view){text, (int64_t)strlen(text)}; }
