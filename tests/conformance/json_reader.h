/* A small JSON reader for the C runner: a tree whose values also know their
 * source text, so that documents and requests are passed on as written. The
 * cases are trusted; what is not JSON ends the program. */
#ifndef CONFORMANCE_JSON_READER_H
#define CONFORMANCE_JSON_READER_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum {
  JSON_NULL,
  JSON_FALSE,
  JSON_TRUE,
  JSON_NUMBER,
  JSON_TEXT,
  JSON_ARRAY,
  JSON_OBJECT
} json_kind;

typedef struct json_value {
  json_kind kind;
  const char* source; /* first byte in the text */
  size_t source_size;
  char* text;               /* of a text, and the name's owner below */
  char* name;               /* of a member */
  struct json_value* first; /* of an array or object */
  struct json_value* next;  /* beside it */
  double number;
  int64_t integer; /* when is_integer */
  int is_integer;
} json_value;

static void json_fail(const char* at) {
  fprintf(stderr, "not JSON at: %.40s\n", at);
  exit(2);
}

static const char* json_skip(const char* at) {
  while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')
    ++at;
  return at;
}

static char* json_put_utf8(char* to, unsigned long code) {
  if (code < 0x80) {
    *to++ = (char)code;
  } else if (code < 0x800) {
    *to++ = (char)(0xc0 | (code >> 6));
    *to++ = (char)(0x80 | (code & 63));
  } else if (code < 0x10000) {
    *to++ = (char)(0xe0 | (code >> 12));
    *to++ = (char)(0x80 | ((code >> 6) & 63));
    *to++ = (char)(0x80 | (code & 63));
  } else {
    *to++ = (char)(0xf0 | (code >> 18));
    *to++ = (char)(0x80 | ((code >> 12) & 63));
    *to++ = (char)(0x80 | ((code >> 6) & 63));
    *to++ = (char)(0x80 | (code & 63));
  }
  return to;
}

static unsigned long json_hex(const char* at) {
  char digits[5] = {0};
  memcpy(digits, at, 4);
  return strtoul(digits, NULL, 16);
}

static const char* json_read_text(const char* at, char** out) {
  const char* end = at + 1;
  char* to;
  if (*at != '"') json_fail(at);
  while (*end != '"') {
    if (*end == '\\') ++end;
    if (*end == 0) json_fail(at);
    ++end;
  }
  to = *out = (char*)malloc((size_t)(end - at) + 1);
  for (++at; at < end; ++at) {
    unsigned long code;
    if (*at != '\\') {
      *to++ = *at;
      continue;
    }
    switch (*++at) {
      case 'n':
        *to++ = '\n';
        break;
      case 't':
        *to++ = '\t';
        break;
      case 'r':
        *to++ = '\r';
        break;
      case 'b':
        *to++ = '\b';
        break;
      case 'f':
        *to++ = '\f';
        break;
      case 'u':
        code = json_hex(at + 1);
        at += 4;
        if (code >= 0xd800 && code < 0xdc00) {
          code = 0x10000 + ((code - 0xd800) << 10) + (json_hex(at + 3) - 0xdc00);
          at += 6;
        }
        to = json_put_utf8(to, code);
        break;
      default:
        *to++ = *at;
    }
  }
  *to = 0;
  return end + 1;
}

static const char* json_read(const char* at, json_value* out);

static const char* json_read_list(const char* at, json_value* out, char close) {
  json_value** next = &out->first;
  at = json_skip(at + 1);
  if (*at == close) return at + 1;
  for (;;) {
    json_value* item = (json_value*)calloc(1, sizeof(json_value));
    char* name = NULL;
    *next = item;
    next = &item->next;
    if (close == '}') {
      at = json_skip(json_read_text(json_skip(at), &name));
      if (*at++ != ':') json_fail(at);
    }
    at = json_skip(json_read(at, item));
    item->name = name;
    if (*at == close) return at + 1;
    if (*at++ != ',') json_fail(at);
  }
}

static const char* json_read(const char* at, json_value* out) {
  at = json_skip(at);
  out->source = at;
  if (*at == '{' || *at == '[') {
    out->kind = *at == '{' ? JSON_OBJECT : JSON_ARRAY;
    at = json_read_list(at, out, *at == '{' ? '}' : ']');
  } else if (*at == '"') {
    out->kind = JSON_TEXT;
    at = json_read_text(at, &out->text);
  } else if (strncmp(at, "true", 4) == 0 || strncmp(at, "null", 4) == 0) {
    out->kind = *at == 't' ? JSON_TRUE : JSON_NULL;
    at += 4;
  } else if (strncmp(at, "false", 5) == 0) {
    out->kind = JSON_FALSE;
    at += 5;
  } else {
    char* end;
    out->kind = JSON_NUMBER;
    out->number = strtod(at, &end);
    if (end == at) json_fail(at);
    out->is_integer =
        memchr(at, '.', (size_t)(end - at)) == NULL && memchr(at, 'e', (size_t)(end - at)) == NULL;
    out->integer = out->is_integer ? (int64_t)strtoll(at, NULL, 10) : 0;
    at = end;
  }
  out->source_size = (size_t)(at - out->source);
  return at;
}

static json_value* json_parse(const char* text) {
  json_value* value = (json_value*)calloc(1, sizeof(json_value));
  if (*json_skip(json_read(text, value)) != 0) json_fail(text);
  return value;
}

static void json_free_parts(json_value* value) {
  json_value* item = value->first;
  while (item != NULL) {
    json_value* next = item->next;
    json_free_parts(item);
    free(item);
    item = next;
  }
  free(value->text);
  free(value->name);
}

static void json_free(json_value* value) {
  if (value == NULL) return;
  json_free_parts(value);
  free(value);
}

static const json_value* json_member(const json_value* object, const char* name) {
  const json_value* item;
  if (object == NULL || object->kind != JSON_OBJECT) return NULL;
  for (item = object->first; item != NULL; item = item->next) {
    if (strcmp(item->name, name) == 0) return item;
  }
  return NULL;
}

static const char* json_text(const json_value* value, const char* otherwise) {
  return value != NULL && value->kind == JSON_TEXT ? value->text : otherwise;
}

static size_t json_count(const json_value* list) {
  size_t count = 0;
  const json_value* item;
  for (item = list->first; item != NULL; item = item->next)
    ++count;
  return count;
}

/* True when `actual` has all that `expected` asks for. */
static int json_matches(const json_value* actual, const json_value* expected) {
  const json_value *a, *e;
  if (actual == NULL || actual->kind != expected->kind) return 0;
  switch (expected->kind) {
    case JSON_TEXT:
      return strcmp(actual->text, expected->text) == 0;
    case JSON_NUMBER: {
      const double difference = actual->number - expected->number;
      const double size = expected->number < 0 ? -expected->number : expected->number;
      const double most = 1e-12 * (size > 1 ? size : 1);
      if (actual->is_integer && expected->is_integer) return actual->integer == expected->integer;
      return difference <= most && -difference <= most;
    }
    case JSON_OBJECT:
      for (e = expected->first; e != NULL; e = e->next) {
        if (!json_matches(json_member(actual, e->name), e)) return 0;
      }
      return 1;
    case JSON_ARRAY:
      for (a = actual->first, e = expected->first; a != NULL && e != NULL;
           a = a->next, e = e->next) {
        if (!json_matches(a, e)) return 0;
      }
      return a == NULL && e == NULL;
    default:
      return 1;
  }
}

#endif /* CONFORMANCE_JSON_READER_H */
