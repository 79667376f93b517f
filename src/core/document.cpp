#include "sandan/core/document.hpp"

#include <set>

#include "core/builtin.hpp"
#include "core/json.hpp"
#include "core/sha256.hpp"
#include "core/text.hpp"
#include "sandan/core/status.hpp"

namespace sandan {

std::string canonical_document(std::string_view json) { return json::canonical(json::parse(json)); }

std::string document_digest(std::string_view json) { return sha256_hex(canonical_document(json)); }

std::string shipped_documents() {
  std::string out = "[";
  for (const auto& document : builtin::documents()) {
    const json::Value value = json::parse(document.text);
    if (out.size() > 1) out += ',';
    out += "{\"kind\":";
    json::append_quoted(out, document.kind);
    out += ",\"name\":";
    json::append_quoted(out, document.name);
    if (const auto* label = value.get_object().if_contains("label")) {
      out += ",\"label\":" + json::canonical(*label);
    }
    out += ",\"digest\":";
    json::append_quoted(out, sha256_hex(json::canonical(value)));
    out += '}';
  }
  return out += ']';
}

namespace {

/// Kinds of the shipped documents.
std::string shipped_kinds() {
  std::set<std::string_view> kinds;
  for (const auto& document : builtin::documents())
    kinds.insert(document.kind);
  std::string listed;
  for (const std::string_view kind : kinds)
    listed += (listed.empty() ? "" : ", ") + std::string(kind);
  return listed;
}

}  // namespace

std::string_view shipped_document(std::string_view kind, std::string_view name) {
  std::string names;
  for (const auto& document : builtin::documents()) {
    if (document.kind != kind) continue;
    if (document.name == name) return document.text;
    names += (names.empty() ? "" : ", ") + std::string(document.name);
  }
  if (names.empty()) {
    throw Error(Status::invalid_argument, "unknown_kind",
                "no shipped documents of kind \"" + shortened(kind, 60) +
                    "\"; there are: " + shipped_kinds());
  }
  throw Error(
      Status::invalid_argument, "unknown_document",
      "no shipped " + std::string(kind) + " \"" + shortened(name, 60) + "\"; there are: " + names);
}

}  // namespace sandan
