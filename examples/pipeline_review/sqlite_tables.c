#include "sqlite_tables.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "arrow_builder.h"
#include "civil_dates.h"
#include "failure.h"

sqlite3* open_database(const char* path) {
  sqlite3* database = NULL;
  if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK) return database;
  fail("opening the database", "%s: %s", path, sqlite3_errmsg(database));
  sqlite3_close(database);
  return NULL;
}

static bool table_exists(sqlite3* database, const char* name, bool* exists) {
  static const char query[] =
      "SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND name = ?";
  sqlite3_stmt* statement = NULL;
  int code = sqlite3_prepare_v2(database, query, -1, &statement, NULL);
  if (code == SQLITE_OK) code = sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
  if (code == SQLITE_OK) code = sqlite3_step(statement);
  sqlite3_finalize(statement);
  *exists = code == SQLITE_ROW;
  if (code == SQLITE_ROW || code == SQLITE_DONE) return true;
  return fail("reading the list of tables", "%s", sqlite3_errmsg(database));
}

static bool ends_with(const char* text, const char* end) {
  const size_t size = strlen(text);
  const size_t tail = strlen(end);
  return size >= tail && strcmp(text + size - tail, end) == 0;
}

static column_kind kind_of(const char* name, const char* declared) {
  if (ends_with(name, "_on") || ends_with(name, "_until")) return COLUMN_DAY;
  if (ends_with(name, "_at")) return COLUMN_MOMENT;
  if (declared == NULL) return COLUMN_TEXT;
  if (sqlite3_strlike("%BOOL%", declared, 0) == 0) return COLUMN_BOOLEAN;
  if (sqlite3_strlike("%INT%", declared, 0) == 0) return COLUMN_INTEGER;
  if (sqlite3_strlike("%REAL%", declared, 0) == 0) return COLUMN_NUMBER;
  return COLUMN_TEXT;
}

/* What one cell is read with, and named by when it cannot be. */
typedef struct cell {
  sqlite3_stmt* statement;
  table_builder* builder;
  const char* table;
  size_t column;
  int64_t row;
} cell;

static bool refuse_cell(const cell* from, const char* wanted) {
  char doing[128];
  snprintf(doing, sizeof doing, "reading table %.60s", from->table);
  return fail(doing, "row %" PRId64 ", column %s: \"%.80s\" is not %s", from->row,
              table_builder_name(from->builder, from->column),
              (const char*)sqlite3_column_text(from->statement, (int)from->column), wanted);
}

/* An empty text in a column of dates is how some exports write a null. */
static bool is_null(const cell* from, column_kind kind) {
  const int column = (int)from->column;
  if (sqlite3_column_type(from->statement, column) == SQLITE_NULL) return true;
  return (kind == COLUMN_DAY || kind == COLUMN_MOMENT) &&
         sqlite3_column_bytes(from->statement, column) == 0;
}

static bool read_cell(const cell* from) {
  const int column = (int)from->column;
  const column_kind kind = table_builder_kind(from->builder, from->column);
  const int stored = sqlite3_column_type(from->statement, column);
  bool added = false;
  int64_t number = 0;
  if (is_null(from, kind)) {
    added = table_builder_add_null(from->builder, from->column);
  } else if (kind == COLUMN_TEXT) {
    const char* text = (const char*)sqlite3_column_text(from->statement, column);
    const int size = sqlite3_column_bytes(from->statement, column);
    added = text != NULL && table_builder_add_text(from->builder, from->column, text, (size_t)size);
  } else if (kind == COLUMN_DAY || kind == COLUMN_MOMENT) {
    const char* text = (const char*)sqlite3_column_text(from->statement, column);
    if (text == NULL) return fail_no_memory("reading a text");
    const bool read = kind == COLUMN_DAY ? parse_day(text, &number) : parse_moment(text, &number);
    if (!read) return refuse_cell(from, kind == COLUMN_DAY ? "a date" : "a date or a moment");
    added = table_builder_add_integer(from->builder, from->column, number);
  } else if (kind == COLUMN_NUMBER) {
    if (stored != SQLITE_FLOAT && stored != SQLITE_INTEGER) return refuse_cell(from, "a number");
    added = table_builder_add_number(from->builder, from->column,
                                     sqlite3_column_double(from->statement, column));
  } else {
    if (stored != SQLITE_INTEGER) return refuse_cell(from, "a whole number");
    added = table_builder_add_integer(from->builder, from->column,
                                      sqlite3_column_int64(from->statement, column));
  }
  return added || fail_no_memory("reading a table");
}

static bool read_rows(sqlite3* database, sqlite3_stmt* statement, const char* name,
                      table_builder* builder) {
  const int columns = sqlite3_column_count(statement);
  for (int i = 0; i < columns; ++i) {
    const char* column = sqlite3_column_name(statement, i);
    if (column == NULL ||
        !table_builder_add_column(builder, column,
                                  kind_of(column, sqlite3_column_decltype(statement, i)))) {
      return fail_no_memory("reading a table");
    }
  }
  int code = sqlite3_step(statement);
  for (int64_t row = 0; code == SQLITE_ROW; ++row, code = sqlite3_step(statement)) {
    for (size_t i = 0; i < table_builder_columns(builder); ++i) {
      if (!read_cell(&(cell){statement, builder, name, i, row})) return false;
    }
  }
  if (code == SQLITE_DONE) return true;
  return fail("reading a table", "%s: %s", name, sqlite3_errmsg(database));
}

bool read_table(sqlite3* database, const char* name, arrow_table* table) {
  bool exists = false;
  if (!table_exists(database, name, &exists)) return false;
  if (!exists) return true;

  bool done = false;
  sqlite3_stmt* statement = NULL;
  table_builder* builder = table_builder_create();
  char* query = sqlite3_mprintf("SELECT * FROM \"%w\"", name);
  if (builder == NULL || query == NULL) {
    fail_no_memory("reading a table");
  } else if (sqlite3_prepare_v2(database, query, -1, &statement, NULL) != SQLITE_OK) {
    fail("reading a table", "%s: %s", name, sqlite3_errmsg(database));
  } else if (read_rows(database, statement, name, builder)) {
    done = table_builder_finish(builder, &table->schema, &table->array) ||
           fail_no_memory("reading a table");
  }
  sqlite3_finalize(statement);
  sqlite3_free(query);
  table_builder_destroy(builder);
  return done;
}

void release_table(arrow_table* table) {
  if (table->array.release != NULL) table->array.release(&table->array);
  if (table->schema.release != NULL) table->schema.release(&table->schema);
}
