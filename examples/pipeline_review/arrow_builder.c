#include "arrow_builder.h"

#include <stdlib.h>
#include <string.h>

/* ---- Bytes that grow ---------------------------------------------------- */

typedef struct bytes {
  unsigned char* data;
  size_t size;
  size_t capacity;
} bytes;

static bool bytes_reserve(bytes* to, size_t more) {
  if (more <= to->capacity - to->size) return true;
  if (more > SIZE_MAX / 2 - to->size) return false;
  size_t capacity = to->capacity < 64 ? 64 : to->capacity;
  while (capacity < to->size + more)
    capacity *= 2;
  unsigned char* data = realloc(to->data, capacity);
  if (data == NULL) return false;
  to->data = data;
  to->capacity = capacity;
  return true;
}

static bool bytes_append(bytes* to, const void* data, size_t size) {
  if (!bytes_reserve(to, size)) return false;
  if (size > 0) memcpy(to->data + to->size, data, size);
  to->size += size;
  return true;
}

/* Sets bit `index`, which is the next one of a bitmap. */
static bool bytes_append_bit(bytes* to, int64_t index, bool value) {
  const unsigned char zero = 0;
  if (index % 8 == 0 && !bytes_append(to, &zero, 1)) return false;
  if (value) to->data[index / 8] |= (unsigned char)(1u << (index % 8));
  return true;
}

static char* copy_of(const char* text) {
  const size_t size = strlen(text) + 1;
  char* copy = malloc(size);
  if (copy != NULL) memcpy(copy, text, size);
  return copy;
}

/* ---- The builder -------------------------------------------------------- */

typedef struct column_builder {
  char* name;
  column_kind kind;
  int64_t length;
  int64_t nulls;
  bytes validity; /* a bit for each row, 1 = there is a value */
  bytes values;   /* of texts: length + 1 offsets of 64 bits */
  bytes text;
} column_builder;

struct table_builder {
  column_builder* columns;
  size_t count;
};

/* Arrow's words for the kinds; texts have 64-bit offsets, so that a column may
 * be larger than 2 GB. */
static const char* format_of(column_kind kind) {
  switch (kind) {
    case COLUMN_TEXT:
      return "U";
    case COLUMN_INTEGER:
      return "l";
    case COLUMN_NUMBER:
      return "g";
    case COLUMN_BOOLEAN:
      return "b";
    case COLUMN_DAY:
      return "tdD";
    case COLUMN_MOMENT:
      return "tsu:";
  }
  return "n";
}

static void column_clear(column_builder* of) {
  free(of->name);
  free(of->validity.data);
  free(of->values.data);
  free(of->text.data);
}

table_builder* table_builder_create(void) { return calloc(1, sizeof(table_builder)); }

void table_builder_destroy(table_builder* builder) {
  if (builder == NULL) return;
  for (size_t i = 0; i < builder->count; ++i)
    column_clear(&builder->columns[i]);
  free(builder->columns);
  free(builder);
}

bool table_builder_add_column(table_builder* builder, const char* name, column_kind kind) {
  column_builder* columns =
      realloc(builder->columns, (builder->count + 1) * sizeof(column_builder));
  if (columns == NULL) return false;
  builder->columns = columns;
  column_builder* added = &columns[builder->count++];
  memset(added, 0, sizeof *added);
  added->kind = kind;
  added->name = copy_of(name);
  const int64_t first_offset = 0;
  return added->name != NULL &&
         (kind != COLUMN_TEXT || bytes_append(&added->values, &first_offset, sizeof first_offset));
}

size_t table_builder_columns(const table_builder* builder) { return builder->count; }

column_kind table_builder_kind(const table_builder* builder, size_t column) {
  return builder->columns[column].kind;
}

const char* table_builder_name(const table_builder* builder, size_t column) {
  return builder->columns[column].name;
}

static bool add_validity(column_builder* to, bool valid) {
  if (!bytes_append_bit(&to->validity, to->length, valid)) return false;
  if (!valid) ++to->nulls;
  return true;
}

static bool add_integer(column_builder* to, int64_t value) {
  switch (to->kind) {
    case COLUMN_BOOLEAN:
      return bytes_append_bit(&to->values, to->length, value != 0);
    case COLUMN_DAY: {
      const int32_t day = (int32_t)value;
      return bytes_append(&to->values, &day, sizeof day);
    }
    default:
      return bytes_append(&to->values, &value, sizeof value);
  }
}

bool table_builder_add_null(table_builder* builder, size_t column_number) {
  column_builder* to = &builder->columns[column_number];
  /* A null still takes its place among the values; of a text it is empty. */
  const int64_t value = to->kind == COLUMN_TEXT ? (int64_t)to->text.size : 0;
  if (!add_validity(to, false) || !add_integer(to, value)) return false;
  ++to->length;
  return true;
}

bool table_builder_add_text(table_builder* builder, size_t column_number, const char* text,
                            size_t size) {
  column_builder* to = &builder->columns[column_number];
  if (!add_validity(to, true) || !bytes_append(&to->text, text, size)) return false;
  const int64_t end = (int64_t)to->text.size;
  if (!bytes_append(&to->values, &end, sizeof end)) return false;
  ++to->length;
  return true;
}

bool table_builder_add_integer(table_builder* builder, size_t column_number, int64_t value) {
  column_builder* to = &builder->columns[column_number];
  if (!add_validity(to, true) || !add_integer(to, value)) return false;
  ++to->length;
  return true;
}

bool table_builder_add_number(table_builder* builder, size_t column_number, double value) {
  column_builder* to = &builder->columns[column_number];
  if (!add_validity(to, true) || !bytes_append(&to->values, &value, sizeof value)) return false;
  ++to->length;
  return true;
}

/* ---- Handing over -------------------------------------------------------- *
 * Each child frees its own memory, the parent its list of children: a reader
 * may move a child out and keep it longer than the parent. */

static void release_child_schema(struct ArrowSchema* schema) {
  free(schema->private_data); /* the name */
  schema->release = NULL;
}

static void release_schema(struct ArrowSchema* schema) {
  for (int64_t i = 0; i < schema->n_children; ++i) {
    if (schema->children[i]->release != NULL) schema->children[i]->release(schema->children[i]);
  }
  free(schema->private_data); /* the children */
  free(schema->children);
  schema->release = NULL;
}

static void release_child_array(struct ArrowArray* array) {
  for (int64_t i = 0; i < array->n_buffers; ++i)
    free((void*)array->buffers[i]);
  free(array->buffers);
  array->release = NULL;
}

static void release_array(struct ArrowArray* array) {
  for (int64_t i = 0; i < array->n_children; ++i) {
    if (array->children[i]->release != NULL) array->children[i]->release(array->children[i]);
  }
  free(array->private_data); /* the children */
  free(array->children);
  free(array->buffers);
  array->release = NULL;
}

/* The memory of a table before anything is moved into it. */
typedef struct parts {
  struct ArrowSchema* schemas;
  struct ArrowSchema** schema_list;
  struct ArrowArray* arrays;
  struct ArrowArray** array_list;
  const void** table_buffers;
  const void*** column_buffers;
} parts;

static void parts_free(parts* of, size_t columns) {
  for (size_t i = 0; of->column_buffers != NULL && i < columns; ++i)
    free(of->column_buffers[i]);
  free(of->column_buffers);
  free(of->table_buffers);
  free(of->array_list);
  free(of->arrays);
  free(of->schema_list);
  free(of->schemas);
}

static bool parts_allocate(parts* of, size_t columns) {
  const size_t n = columns == 0 ? 1 : columns;
  of->schemas = calloc(n, sizeof *of->schemas);
  of->schema_list = calloc(n, sizeof *of->schema_list);
  of->arrays = calloc(n, sizeof *of->arrays);
  of->array_list = calloc(n, sizeof *of->array_list);
  of->table_buffers = calloc(1, sizeof *of->table_buffers);
  of->column_buffers = calloc(n, sizeof *of->column_buffers);
  if (of->schemas == NULL || of->schema_list == NULL || of->arrays == NULL ||
      of->array_list == NULL || of->table_buffers == NULL || of->column_buffers == NULL) {
    return false;
  }
  for (size_t i = 0; i < columns; ++i) {
    of->column_buffers[i] = calloc(3, sizeof **of->column_buffers);
    if (of->column_buffers[i] == NULL) return false;
  }
  return true;
}

bool table_builder_finish(table_builder* builder, struct ArrowSchema* schema,
                          struct ArrowArray* array) {
  parts memory = {0};
  if (!parts_allocate(&memory, builder->count)) {
    parts_free(&memory, builder->count);
    return false;
  }
  /* From here on nothing can fail. */
  for (size_t i = 0; i < builder->count; ++i) {
    column_builder* from = &builder->columns[i];
    memory.schemas[i] = (struct ArrowSchema){.format = format_of(from->kind),
                                             .name = from->name,
                                             .flags = ARROW_FLAG_NULLABLE,
                                             .release = release_child_schema,
                                             .private_data = from->name};
    memory.schema_list[i] = &memory.schemas[i];
    const void** buffers = memory.column_buffers[i];
    buffers[0] = from->validity.data;
    buffers[1] = from->values.data;
    buffers[2] = from->text.data;
    memory.arrays[i] = (struct ArrowArray){.length = from->length,
                                           .null_count = from->nulls,
                                           .n_buffers = from->kind == COLUMN_TEXT ? 3 : 2,
                                           .buffers = buffers,
                                           .release = release_child_array};
    memory.array_list[i] = &memory.arrays[i];
  }
  const int64_t rows = builder->count == 0 ? 0 : builder->columns[0].length;
  *schema = (struct ArrowSchema){.format = "+s",
                                 .name = "",
                                 .n_children = (int64_t)builder->count,
                                 .children = memory.schema_list,
                                 .release = release_schema,
                                 .private_data = memory.schemas};
  *array = (struct ArrowArray){.length = rows,
                               .n_buffers = 1,
                               .buffers = memory.table_buffers,
                               .n_children = (int64_t)builder->count,
                               .children = memory.array_list,
                               .release = release_array,
                               .private_data = memory.arrays};
  free(memory.column_buffers);
  free(builder->columns);
  builder->columns = NULL;
  builder->count = 0;
  return true;
}
