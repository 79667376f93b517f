/* arrow_reader.h: reads a table of a sandan_result row by row, through the
 * Arrow stream. Columns are found by name: later versions may add some. */
#ifndef ARROW_READER_H
#define ARROW_READER_H

#include <sandan.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct table_reader {
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  struct ArrowArray batch;
  int64_t row; /* of the batch */
} table_reader;

/* A text that belongs to the current batch; it has no closing zero. */
typedef struct text_view {
  const char* data;
  int64_t size;
} text_view;

/* A whole number that may be unknown. */
typedef struct known_integer {
  bool known;
  int64_t value;
} known_integer;

/* Starts before the first row of table `name`. On failure nothing is open. */
int32_t table_reader_open(table_reader* reader, const sandan_result* result, const char* name,
                          sandan_error* error);
void table_reader_close(table_reader* reader);

/* Number of a column; -1 when there is none, whose cells are all null. */
int64_t table_reader_column(const table_reader* reader, const char* name);

/* Moves to the next row. At the end `*there` is false. */
int32_t table_reader_next(table_reader* reader, bool* there, sandan_error* error);

/* Cells of the current row. A null reads as 0, 0.0, false or an empty text. */
bool cell_is_null(const table_reader* reader, int64_t column);
int64_t cell_integer(const table_reader* reader, int64_t column); /* also days and moments */
known_integer cell_known(const table_reader* reader, int64_t column);
double cell_number(const table_reader* reader, int64_t column);
bool cell_truth(const table_reader* reader, int64_t column);
text_view cell_text(const table_reader* reader, int64_t column); /* also of a dictionary */

/* Copies a cell, text or whole number, as a zero-terminated text that is cut
 * at `size` bytes: to keep it when its batch is gone. */
void cell_copy(const table_reader* reader, int64_t column, char* out, size_t size);

bool same_text(text_view a, text_view b);
text_view view_of(const char* text);

#endif
