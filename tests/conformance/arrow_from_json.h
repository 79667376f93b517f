/* Arrow structs of a case's table: {"columns": [{"name", "type", "values"}]}.
 * Types: int64, text, date, timestamp, timestamp_utc, bool, double. */
#ifndef CONFORMANCE_ARROW_FROM_JSON_H
#define CONFORMANCE_ARROW_FROM_JSON_H

#include "json_reader.h"
#include "sandan/arrow_abi.h"

#define MOST_COLUMNS 24

typedef struct case_table {
  struct ArrowSchema schema;
  struct ArrowArray array;
  struct ArrowSchema column_schemas[MOST_COLUMNS];
  struct ArrowArray column_arrays[MOST_COLUMNS];
  struct ArrowSchema* schema_pointers[MOST_COLUMNS];
  struct ArrowArray* array_pointers[MOST_COLUMNS];
  const void* buffers[MOST_COLUMNS][3];
  const void* no_bitmap[1];
} case_table;

/* Days from 1970-01-01, by counting years and months. */
static int64_t days_of(const char* text) {
  static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
  const int year = atoi(text), month = atoi(text + 5), day = atoi(text + 8);
  const int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  int64_t days = 0;
  int y;
  for (y = 1970; y < year; ++y)
    days += (y % 4 == 0 && y % 100 != 0) || y % 400 == 0 ? 366 : 365;
  for (y = year; y < 1970; ++y)
    days -= (y % 4 == 0 && y % 100 != 0) || y % 400 == 0 ? 366 : 365;
  return days + before[month - 1] + (leap && month > 2 ? 1 : 0) + day - 1;
}

static int64_t micros_of(const char* text) {
  int64_t seconds = days_of(text) * 86400;
  if (strlen(text) >= 16) seconds += atoi(text + 11) * 3600 + atoi(text + 14) * 60;
  if (strlen(text) >= 19) seconds += atoi(text + 17);
  return seconds * 1000000;
}

static void nothing_of_schema(struct ArrowSchema* schema) { schema->release = NULL; }
static void nothing_of_array(struct ArrowArray* array) { array->release = NULL; }

static const char* format_of(const char* type) {
  static const char* const formats[][2] = {{"int64", "l"},
                                           {"text", "u"},
                                           {"date", "tdD"},
                                           {"timestamp", "tsu:"},
                                           {"timestamp_utc", "tsu:UTC"},
                                           {"bool", "b"},
                                           {"double", "g"}};
  size_t i;
  for (i = 0; i < sizeof formats / sizeof formats[0]; ++i) {
    if (strcmp(formats[i][0], type) == 0) return formats[i][1];
  }
  fprintf(stderr, "no such column type: %s\n", type);
  exit(2);
}

static void fill_column(case_table* table, int at, const json_value* column) {
  const char* type = json_text(json_member(column, "type"), "");
  const json_value* values = json_member(column, "values");
  const size_t count = json_count(values);
  unsigned char* valid = (unsigned char*)calloc(count / 8 + 1, 1);
  const json_value* item;
  size_t row = 0, text_size = 0;
  struct ArrowArray* array = &table->column_arrays[at];
  struct ArrowSchema* schema = &table->column_schemas[at];
  const char* format = format_of(type);

  schema->format = format;
  schema->name = json_text(json_member(column, "name"), "");
  schema->flags = ARROW_FLAG_NULLABLE;
  schema->release = nothing_of_schema;
  array->length = (int64_t)count;
  array->n_buffers = *format == 'u' ? 3 : 2;
  array->buffers = table->buffers[at];
  array->release = nothing_of_array;
  for (item = values->first; item != NULL; item = item->next, ++row) {
    if (item->kind == JSON_NULL) {
      ++array->null_count;
    } else {
      valid[row / 8] |= (unsigned char)(1u << (row % 8));
      if (item->kind == JSON_TEXT) text_size += strlen(item->text);
    }
  }
  table->buffers[at][0] = valid;
  row = 0;
  if (*format == 'u') {
    int32_t* offsets = (int32_t*)calloc(count + 1, sizeof *offsets);
    char* bytes = (char*)malloc(text_size + 1);
    for (item = values->first; item != NULL; item = item->next, ++row) {
      const size_t size = item->kind == JSON_TEXT ? strlen(item->text) : 0;
      if (size > 0) memcpy(bytes + offsets[row], item->text, size);
      offsets[row + 1] = offsets[row] + (int32_t)size;
    }
    table->buffers[at][1] = offsets;
    table->buffers[at][2] = bytes;
  } else if (*format == 'b') {
    unsigned char* bits = (unsigned char*)calloc(count / 8 + 1, 1);
    for (item = values->first; item != NULL; item = item->next, ++row) {
      if (item->kind == JSON_TRUE) bits[row / 8] |= (unsigned char)(1u << (row % 8));
    }
    table->buffers[at][1] = bits;
  } else if (strcmp(format, "tdD") == 0) {
    int32_t* days = (int32_t*)calloc(count + 1, sizeof *days);
    for (item = values->first; item != NULL; item = item->next, ++row) {
      if (item->kind == JSON_TEXT) days[row] = (int32_t)days_of(item->text);
    }
    table->buffers[at][1] = days;
  } else if (*format == 'g') {
    double* numbers = (double*)calloc(count + 1, sizeof *numbers);
    for (item = values->first; item != NULL; item = item->next, ++row)
      numbers[row] = item->number;
    table->buffers[at][1] = numbers;
  } else {
    int64_t* numbers = (int64_t*)calloc(count + 1, sizeof *numbers);
    for (item = values->first; item != NULL; item = item->next, ++row) {
      if (item->kind == JSON_TEXT) numbers[row] = micros_of(item->text);
      if (item->kind == JSON_NUMBER) numbers[row] = item->integer;
    }
    table->buffers[at][1] = numbers;
  }
}

static case_table* table_of(const json_value* described) {
  case_table* table = (case_table*)calloc(1, sizeof *table);
  const json_value* column = json_member(described, "columns")->first;
  int at = 0;
  for (; column != NULL; column = column->next, ++at) {
    if (at == MOST_COLUMNS) exit(2);
    fill_column(table, at, column);
    table->schema_pointers[at] = &table->column_schemas[at];
    table->array_pointers[at] = &table->column_arrays[at];
  }
  table->schema.format = "+s";
  table->schema.n_children = at;
  table->schema.children = table->schema_pointers;
  table->schema.release = nothing_of_schema;
  table->array.length = at > 0 ? table->column_arrays[0].length : 0;
  table->array.n_buffers = 1;
  table->array.buffers = table->no_bitmap;
  table->array.n_children = at;
  table->array.children = table->array_pointers;
  table->array.release = nothing_of_array;
  return table;
}

static void free_table(case_table* table) {
  int i, b;
  for (i = 0; i < MOST_COLUMNS; ++i) {
    for (b = 0; b < 3; ++b)
      free((void*)table->buffers[i][b]);
  }
  free(table);
}

#endif /* CONFORMANCE_ARROW_FROM_JSON_H */
