/* arrow_builder.h: makes an Arrow table (a struct array with one child per
 * column) row by row, to be handed to sandan_tables_add or any other reader
 * of the Arrow C Data Interface. */
#ifndef ARROW_BUILDER_H
#define ARROW_BUILDER_H

#include <sandan.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum column_kind {
  COLUMN_TEXT,    /* UTF-8 */
  COLUMN_INTEGER, /* int64 */
  COLUMN_NUMBER,  /* double */
  COLUMN_BOOLEAN, /* 0 or 1 */
  COLUMN_DAY,     /* days since 1970-01-01 */
  COLUMN_MOMENT   /* microseconds since 1970-01-01 00:00, civil time */
} column_kind;

typedef struct table_builder table_builder;

/* Every function that returns a pointer or bool gives NULL or false when there
 * is no memory left; the builder can then only be destroyed. */

table_builder* table_builder_create(void);
/* NULL is fine. */
void table_builder_destroy(table_builder* builder);

/* Columns are added before the first row; the first one has number 0. */
bool table_builder_add_column(table_builder* builder, const char* name, column_kind kind);
size_t table_builder_columns(const table_builder* builder);
column_kind table_builder_kind(const table_builder* builder, size_t column);
const char* table_builder_name(const table_builder* builder, size_t column);

/* A row is one call for each column, in any order. */
bool table_builder_add_null(table_builder* builder, size_t column);
bool table_builder_add_text(table_builder* builder, size_t column, const char* text, size_t size);
/* For integers, booleans, days and moments. */
bool table_builder_add_integer(table_builder* builder, size_t column, int64_t value);
bool table_builder_add_number(table_builder* builder, size_t column, double value);

/* Moves what was built into two empty structs, which the caller releases by
 * their own `release`; the builder is left without columns. */
bool table_builder_finish(table_builder* builder, struct ArrowSchema* schema,
                          struct ArrowArray* array);

#endif
