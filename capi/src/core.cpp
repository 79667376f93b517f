#include "guard.hpp"
#include "handles.hpp"
#include "sandan/core/document.hpp"
#include "sandan/version.hpp"

using sandan::capi::guarded;
using sandan::capi::required;
using sandan::capi::text;

uint32_t sandan_version(void) { return sandan::version_number; }

uint32_t sandan_abi_version(void) { return SANDAN_ABI_NUMBER; }

const char* sandan_status_name(int32_t code) {
  return sandan::status_name(static_cast<sandan::Status>(code)).data();
}

// ---- text ------------------------------------------------------------------

const char* sandan_text_data(const sandan_text* handle) {
  return handle == nullptr ? "" : handle->text.c_str();
}

size_t sandan_text_size(const sandan_text* handle) {
  return handle == nullptr ? 0 : handle->text.size();
}

void sandan_text_destroy(sandan_text* handle) { delete handle; }

// ---- tables ----------------------------------------------------------------

int32_t sandan_tables_create(sandan_tables** out, sandan_error* error) {
  return guarded(error, [&] {
    sandan_tables*& target = required(out, "out");
    target = new sandan_tables();
  });
}

int32_t sandan_tables_add(sandan_tables* tables, const char* name, size_t name_size,
                          const struct ArrowSchema* schema, const struct ArrowArray* array,
                          sandan_error* error) {
  return guarded(error, [&] {
    required(tables, "tables")
        .tables.add(text(name, name_size, "name"), required(schema, "schema"),
                    required(array, "array"));
  });
}

int32_t sandan_tables_add_stream(sandan_tables* tables, const char* name, size_t name_size,
                                 struct ArrowArrayStream* stream, sandan_error* error) {
  // The stream is ours from here on, whatever the other arguments are.
  struct Closer {
    ArrowArrayStream* stream;
    ~Closer() {
      if (stream != nullptr && stream->release != nullptr) stream->release(stream);
    }
  } const closer{stream};
  return guarded(error, [&] {
    required(tables, "tables")
        .tables.add_stream(text(name, name_size, "name"), required(stream, "stream"));
  });
}

void sandan_tables_destroy(sandan_tables* tables) { delete tables; }

// ---- results ---------------------------------------------------------------

int64_t sandan_result_count(const sandan_result* result) {
  return result == nullptr ? 0 : result->value.count();
}

const char* sandan_result_name(const sandan_result* result, int64_t index) {
  if (result == nullptr || index < 0 || index >= result->value.count()) return nullptr;
  return result->value.name(index).c_str();
}

int64_t sandan_result_rows(const sandan_result* result, const char* name, size_t name_size) {
  if (result == nullptr || (name == nullptr && name_size > 0)) return -1;
  const std::string_view table(name == nullptr ? "" : name, name_size);
  return result->value.has(table) ? result->value.rows(table) : -1;
}

int32_t sandan_result_schema(const sandan_result* result, const char* name, size_t name_size,
                             struct ArrowSchema* out, sandan_error* error) {
  return guarded(error, [&] {
    ArrowSchema& target = required(out, "out");
    target = required(result, "result").value.schema(text(name, name_size, "name"));
  });
}

int32_t sandan_result_export(const sandan_result* result, const char* name, size_t name_size,
                             struct ArrowArrayStream* out, sandan_error* error) {
  return guarded(error, [&] {
    ArrowArrayStream& target = required(out, "out");
    target = required(result, "result").value.stream(text(name, name_size, "name"));
  });
}

int32_t sandan_result_to_json(const sandan_result* result, const char* name, size_t name_size,
                              sandan_text** out, sandan_error* error) {
  return guarded(error, [&] {
    sandan_text*& target = required(out, "out");
    target =
        new sandan_text{required(result, "result").value.to_json(text(name, name_size, "name"))};
  });
}

const sandan_result* sandan_result_retain(const sandan_result* result) {
  return sandan::capi::retain(result);
}

void sandan_result_destroy(const sandan_result* result) { sandan::capi::release(result); }

// ---- shipped documents -----------------------------------------------------

int32_t sandan_documents_list(sandan_text** out, sandan_error* error) {
  return guarded(error, [&] {
    sandan_text*& target = required(out, "out");
    target = new sandan_text{sandan::shipped_documents()};
  });
}

int32_t sandan_documents_get(const char* kind, size_t kind_size, const char* name, size_t name_size,
                             sandan_text** out, sandan_error* error) {
  return guarded(error, [&] {
    sandan_text*& target = required(out, "out");
    target = new sandan_text{std::string(
        sandan::shipped_document(text(kind, kind_size, "kind"), text(name, name_size, "name")))};
  });
}

int32_t sandan_documents_canonical(const char* json, size_t json_size, sandan_text** out,
                                   sandan_error* error) {
  return guarded(error, [&] {
    sandan_text*& target = required(out, "out");
    target = new sandan_text{sandan::canonical_document(text(json, json_size, "json"))};
  });
}

int32_t sandan_documents_digest(const char* json, size_t json_size, sandan_text** out,
                                sandan_error* error) {
  return guarded(error, [&] {
    sandan_text*& target = required(out, "out");
    target = new sandan_text{sandan::document_digest(text(json, json_size, "json"))};
  });
}
