/*
 * sandan/core.h: what every module shares: status and error, the way a call
 * is run, tables in, results out, shipped documents.
 *
 * The promise
 *   Symbols and struct layouts of stable functions do not change within one
 *   ABI number (sandan_abi_version). No function throws, prints, reads the
 *   clock, the locale or the environment, or keeps a thread alive.
 *
 * Units
 *   day               int32, days since 1970-01-01 (Arrow date32)
 *   timestamp         int64 microseconds: UTC where the schema names a zone,
 *                     else civil (what a clock on the wall shows)
 *   money             int64 minor units of a currency (cents, 分)
 *   ratio             double in [0, 1]
 *   names in _days    calendar days
 *   text              UTF-8, pointer and length; no terminating zero needed
 *
 * Ownership
 *   BORROWED          read for the length of the call (tables: until the
 *                     sandan_tables is destroyed); still the caller's
 *   OWNED             the caller releases it with the named function
 *   MOVED             sandan's from the call on, also when the call fails
 *
 * Errors
 *   Every function that can fail returns a status (0 is success) and fills a
 *   caller-owned sandan_error when one is given. After a failure outputs keep
 *   the value they had and nothing needs to be released.
 *
 * Threads
 *   Frozen objects (const handles) may be used by many threads at once
 *   without a lock. A sandan_tables belongs to one thread at a time.
 */
#ifndef SANDAN_CORE_H
#define SANDAN_CORE_H

#include <stddef.h>
#include <stdint.h>

#include "sandan/arrow_abi.h"

#ifndef SANDAN_API
#if defined(_WIN32) && defined(SANDAN_SHARED)
#ifdef SANDAN_BUILDING
#define SANDAN_API __declspec(dllexport)
#else
#define SANDAN_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define SANDAN_API __attribute__((visibility("default")))
#else
#define SANDAN_API
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Status ------------------------------------------------------------ */

/* Values are pinned. An unknown value is to be treated as SANDAN_INTERNAL. */
#define SANDAN_OK 0
#define SANDAN_INVALID_ARGUMENT 1 /* NULL handle, malformed request or struct */
#define SANDAN_NO_MEMORY 2        /* an allocation failed or max_bytes was met */
#define SANDAN_PARSE 3            /* text is not JSON; where = byte offset */
#define SANDAN_DOCUMENT 4         /* JSON is not a valid document; where = JSON pointer */
#define SANDAN_SCHEMA 5           /* a table lacks a column or has one of a wrong type */
#define SANDAN_DATA 6             /* a value is wrong; table, row and column say which */
#define SANDAN_LIMIT 7            /* a size, depth or count limit was met */
#define SANDAN_UNSUPPORTED 8      /* known, but refused by name */
#define SANDAN_INFEASIBLE 9       /* no solution under the given constraints */
#define SANDAN_OVERFLOW 10        /* an exact sum does not fit 64 bits */
#define SANDAN_CANCELLED 11       /* progress asked to stop */
#define SANDAN_STATE 12           /* the handle is not in a state for this call */
#define SANDAN_INTERNAL 99        /* a fault of sandan's own */

/* One error, 1,024 bytes, caller-owned. Texts end in a zero byte and are cut
 * at a code point. row and column are -1 where they say nothing. */
typedef struct sandan_error {
  uint32_t struct_size; /* set by SANDAN_ERROR_INIT; must be 1,024 */
  int32_t code;         /* the status returned */
  uint32_t flags;       /* bit 0: message was cut; bit 1: where was cut */
  uint32_t reserved;
  int64_t row;       /* row of the table, from 0 */
  int64_t column;    /* column of the table, from 0 */
  char detail[32];   /* stable word for localisation, such as "unknown_field" */
  char table[64];    /* name of the table */
  char where[256];   /* JSON pointer, "byte N", or column name */
  char message[640]; /* what is wrong and what to do, English */
} sandan_error;

#define SANDAN_ERROR_INIT                          \
  {                                                \
    1024u, 0, 0u, 0u, -1, -1, {0}, {0}, {0}, { 0 } \
  }

/* How a call is run; what it computes is in the request document instead.
 * NULL means all defaults. Zero in a field means its default. */
typedef struct sandan_run {
  uint32_t struct_size; /* set by SANDAN_RUN_INIT */
  int32_t threads;      /* 0, 1: the caller's only; n: n - 1 more, for the call */
  int64_t max_bytes; /* bound on the large blocks of the call: indexes, events, groups; 0: none */
  int64_t max_rows;  /* bound on the rows of one table; 0: 2^31 - 1 */
  /* Called on the caller's thread with the share done, in [0, 1]. Anything
   * but 0 stops the call with SANDAN_CANCELLED. NULL: never called. */
  int32_t (*progress)(void* ctx, double done);
  void* ctx;
} sandan_run;

#define SANDAN_RUN_INIT \
  { (uint32_t)sizeof(sandan_run), 0, 0, 0, NULL, NULL }

/* Library version, 0x00MMmmpp: 0x000100 is 0.1.0. */
SANDAN_API uint32_t sandan_version(void);

/* Number of the binary interface; it is also the shared library's SONAME. */
SANDAN_API uint32_t sandan_abi_version(void);

/* English name of a status, such as "SCHEMA"; "INTERNAL" for an unknown one.
 * Static text, never NULL. */
SANDAN_API const char* sandan_status_name(int32_t code);

/* ---- Text results ------------------------------------------------------ */

/* An immutable UTF-8 text, OWNED by the caller. */
typedef struct sandan_text sandan_text;

/* First byte (a zero byte follows the last one); "" for NULL. Valid until destroyed. */
SANDAN_API const char* sandan_text_data(const sandan_text* text);
/* Length in bytes without the closing zero; 0 for NULL. */
SANDAN_API size_t sandan_text_size(const sandan_text* text);
/* Releases; NULL is fine. */
SANDAN_API void sandan_text_destroy(sandan_text* text);

/* ---- Tables in --------------------------------------------------------- */

/* A named set of Arrow tables: the facts a call reads. */
typedef struct sandan_tables sandan_tables;

/* An empty set. *out is OWNED: sandan_tables_destroy. */
SANDAN_API int32_t sandan_tables_create(sandan_tables** out, sandan_error* error);

/* Adds one struct array (a record batch) as table `name`. A second call with
 * the same name appends a batch; its schema must be equal, dictionaries may
 * differ. schema and array are BORROWED until the set is destroyed.
 * The structure is checked here; text offsets, dictionary indices and
 * UTF-8 of a column when a call first reads it. */
SANDAN_API int32_t sandan_tables_add(sandan_tables* tables, const char* name, size_t name_size,
                                     const struct ArrowSchema* schema,
                                     const struct ArrowArray* array, sandan_error* error);

/* The same from a stream, read to its end here. stream is MOVED. */
SANDAN_API int32_t sandan_tables_add_stream(sandan_tables* tables, const char* name,
                                            size_t name_size, struct ArrowArrayStream* stream,
                                            sandan_error* error);

/* Releases; borrowed arrays are the caller's again. NULL is fine. */
SANDAN_API void sandan_tables_destroy(sandan_tables* tables);

/* ---- Results out ------------------------------------------------------- */

/* Named result tables, immutable and reference-counted. */
typedef struct sandan_result sandan_result;

/* Number of tables; 0 for NULL. */
SANDAN_API int64_t sandan_result_count(const sandan_result* result);

/* Name of table `index`, zero-terminated, valid while the result lives;
 * NULL when there is none. */
SANDAN_API const char* sandan_result_name(const sandan_result* result, int64_t index);

/* Rows of table `name`; -1 when there is none. */
SANDAN_API int64_t sandan_result_rows(const sandan_result* result, const char* name,
                                      size_t name_size);

/* Schema of table `name`, with the metadata that lets a result be replayed
 * (schema version, document digest, library version, as_of, request). *out
 * must be an empty struct; the caller calls its release. An empty name means
 * the first table. */
SANDAN_API int32_t sandan_result_schema(const sandan_result* result, const char* name,
                                        size_t name_size, struct ArrowSchema* out,
                                        sandan_error* error);

/* Table `name` as an Arrow stream of record batches. *out must be an empty
 * struct; the caller calls its release. Buffers are shared, not copied, and
 * outlive the result. An empty name means the first table. */
SANDAN_API int32_t sandan_result_export(const sandan_result* result, const char* name,
                                        size_t name_size, struct ArrowArrayStream* out,
                                        sandan_error* error);

/* Table `name` as JSON: an array of records; an empty name gives an object of
 * all tables. Dates are ISO text, doubles shortest round-trip. *out is OWNED:
 * sandan_text_destroy. */
SANDAN_API int32_t sandan_result_to_json(const sandan_result* result, const char* name,
                                         size_t name_size, sandan_text** out, sandan_error* error);

/* One more owner; returns its argument. */
SANDAN_API const sandan_result* sandan_result_retain(const sandan_result* result);
/* One owner fewer; NULL is fine. */
SANDAN_API void sandan_result_destroy(const sandan_result* result);

/* ---- Shipped documents ------------------------------------------------- */

/* JSON array of the documents sandan ships:
 * [{"kind":"process","name":"six_moves","label":{"zh":..,"en":..},"digest":"…"}, …].
 * *out is OWNED: sandan_text_destroy. */
SANDAN_API int32_t sandan_documents_list(sandan_text** out, sandan_error* error);

/* Text of shipped document `name` of `kind` ("process", "calendar", "policy",
 * "facts", "vocabulary", and "schema" for the JSON Schemas), to load, edit and
 * load again. *out is OWNED: sandan_text_destroy. */
SANDAN_API int32_t sandan_documents_get(const char* kind, size_t kind_size, const char* name,
                                        size_t name_size, sandan_text** out, sandan_error* error);

/* Canonical text of any JSON document: members sorted by the bytes of their
 * names, null members dropped, no white space, numbers shortest round-trip.
 * *out is OWNED: sandan_text_destroy. */
SANDAN_API int32_t sandan_documents_canonical(const char* json, size_t json_size, sandan_text** out,
                                              sandan_error* error);

/* SHA-256 of the canonical text, 64 lower-case hexadecimal digits.
 * *out is OWNED: sandan_text_destroy. */
SANDAN_API int32_t sandan_documents_digest(const char* json, size_t json_size, sandan_text** out,
                                           sandan_error* error);

#ifdef __cplusplus
}
#endif

#endif /* SANDAN_CORE_H */
