/* sqlite_tables.h: reads a table of a SQLite file into Arrow arrays. */
#ifndef SQLITE_TABLES_H
#define SQLITE_TABLES_H

#include <sandan.h>
#include <sqlite3.h>
#include <stdbool.h>

/* An Arrow table; `array.release` is NULL where there is none. */
typedef struct arrow_table {
  struct ArrowSchema schema;
  struct ArrowArray array;
} arrow_table;

/* Opens a file for reading only. NULL after a failure, which has been told. */
sqlite3* open_database(const char* path);

/* Reads all rows and columns of `name`. A table that is not in the file is no
 * failure: `table` stays empty. Columns whose names end in _on or _until are
 * dates, those in _at moments, as ISO text; the others are what they are
 * declared to be. */
bool read_table(sqlite3* database, const char* name, arrow_table* table);

void release_table(arrow_table* table);

#endif
